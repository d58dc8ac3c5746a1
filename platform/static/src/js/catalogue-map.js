// The structures of the list on a map: clusters, each point with its name and the way to its page. Nothing of it is
// needed to read the catalogue: the list says the same.
import "./leaflet-global.js";
import "leaflet.markercluster/dist/leaflet.markercluster-src.js";
import "leaflet/dist/leaflet.css";
import "leaflet.markercluster/dist/MarkerCluster.css";
import "../css/map.css";
import "../css/catalogue-map.css";

const { L } = window;
const PIN = '<svg viewBox="0 0 24 32" width="30" height="40" aria-hidden="true"><path d="M12 31C5 21 1.5 16.5 1.5 11.5a10.5 10.5 0 0 1 21 0C22.5 16.5 19 21 12 31z"/><circle cx="12" cy="11.5" r="4"/></svg>';
const NEAR = 15;

export async function openMap({ box, button, settings }) {
  const { words } = settings;
  const answer = await fetch(settings.points, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const { points, total, most } = await answer.json();
  const parts = lay(box, words);
  parts.note.textContent = noteOf(points.length, total, most, words);
  const chart = draw(parts.ground, settings, parts.note);
  const clusters = L.markerClusterGroup({ showCoverageOnHover: false, chunkedLoading: true, iconCreateFunction: (cluster) => bubble(cluster, words) });
  points.forEach(([key, name, lat, lon]) => clusters.addLayer(pin(key, name, [lat, lon], settings)));
  // before they are there: groups of a scale that is gone would stay, unseen, for whoever goes by Tab
  if (points.length) chart.fitBounds(clusters.getBounds().pad(0.1), { maxZoom: NEAR, animate: false });
  chart.addLayer(clusters);
  byKeyboard(chart, clusters, parts.ground, words);
  drawBoundary(chart, settings.boundary);
  button.hidden = true;
  parts.ground.focus();
  parts.close.addEventListener("click", () => {
    chart.remove();
    parts.whole.remove();
    button.hidden = false;
    button.focus();
  });
}

/** Points that come apart take the focus; an open one gives it to its link, and takes it back when it closes. */
function byKeyboard(chart, clusters, ground, words) {
  let opened = null;
  clusters.on("spiderfied", ({ markers }) => {
    if (document.activeElement === ground) markers[0].getElement().focus({ preventScroll: true });
  });
  chart.on("popupopen", ({ popup }) => {
    opened = popup._source;
    const inside = popup.getElement();
    inside.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close_point);
    inside.querySelector(".leaflet-popup-content a").focus({ preventScroll: true });
  });
  ground.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !ground.querySelector(".leaflet-popup")) return;
    chart.closePopup();
    const pin = opened && opened.getElement();
    if (pin) pin.focus({ preventScroll: true });
  });
}

function draw(ground, settings, note) {
  const [south, north, west, east] = settings.box;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const chart = L.map(ground, { maxBounds: bounds.pad(1), maxZoom: settings.max_zoom, scrollWheelZoom: false, zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: settings.words.closer, zoomOutTitle: settings.words.farther }).addTo(chart);
  chart.fitBounds(bounds);
  if (!settings.tiles) return chart;
  const attribution = L.control.attribution({ prefix: false });
  attribution.addAttribution(settings.attribution).addTo(chart);
  const tiles = L.tileLayer(settings.tiles, { maxZoom: settings.max_zoom });
  tiles.once("tileerror", () => { note.textContent = `${note.textContent} ${settings.words.no_tiles}`.trim(); });
  tiles.addTo(chart);
  return chart;
}

/** Only what the operator supplied. */
async function drawBoundary(chart, address) {
  if (!address) return;
  const answer = await fetch(address);
  if (answer.ok) L.geoJSON(await answer.json(), { interactive: false, style: { className: "map__boundary", fill: false } }).addTo(chart);
}

function pin(key, name, place, settings) {
  const marker = L.marker(place, {
    title: name, alt: name, keyboard: true,
    icon: L.divIcon({ className: "map__pin", html: PIN, iconSize: [30, 40], iconAnchor: [15, 39], popupAnchor: [0, -36] }),
  });
  const link = make("a", { href: `${settings.entry}${key}`, textContent: name, dir: "auto" });
  if (document.querySelector(".embed")) Object.assign(link, { target: "_blank", rel: "noopener" });
  return marker.bindPopup(link);
}

function bubble(cluster, words) {
  const count = cluster.getChildCount();
  const label = words.group.replace("{count}", count);
  return L.divIcon({ className: "map__group", html: `<span aria-hidden="true">${count}</span><span class="hidden-text">${label}</span>`, iconSize: [48, 48] });
}

function noteOf(shown, total, most, words) {
  if (!shown) return words.none;
  if (shown >= total) return "";
  const text = shown >= most ? words.most : words.shown;
  return text.replace("{shown}", shown).replace("{total}", total);
}

function lay(box, words) {
  const ground = make("div", { className: "map__ground", tabIndex: 0 });
  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", words.label);
  const note = make("p", { className: "map__note" });
  note.setAttribute("role", "status");
  const close = make("button", { type: "button", className: "button button--link", textContent: words.close });
  const whole = make("div", { className: "map map--wide" }, make("div", { className: "map__frame" }, ground), note, make("p", { className: "map__buttons" }, close));
  box.append(whole);
  return { whole, ground, note, close };
}

const make = (tag, values, ...inside) => {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...inside);
  return made;
};
