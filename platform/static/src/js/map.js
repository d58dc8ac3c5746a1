// A point put on a map: the map moves under a cross, and the cross is the point. It writes what a hand could type.
import { Control, DivIcon, LatLngBounds, Map as Chart, Marker, TileLayer } from "leaflet/dist/leaflet-src.esm.js";
import "leaflet/dist/leaflet.css";
import "../css/map.css";

const NEAR = 16;
const PAIR = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/;
const PIN = '<svg viewBox="0 0 24 32" width="30" height="40" aria-hidden="true"><path d="M12 31C5 21 1.5 16.5 1.5 11.5a10.5 10.5 0 0 1 21 0C22.5 16.5 19 21 12 31z"/><circle cx="12" cy="11.5" r="4"/></svg>';

export function openMap({ box, button, settings }) {
  const { words } = settings;
  const field = document.getElementById(box.dataset.for);
  const parts = lay(box, words);
  const [south, north, west, east] = settings.box;
  const bounds = new LatLngBounds([south, west], [north, east]);
  const chart = new Chart(parts.ground, {
    maxBounds: bounds.pad(1), maxZoom: settings.max_zoom, scrollWheelZoom: false, zoomControl: false, attributionControl: false,
  });
  new Control.Attribution({ prefix: false }).addAttribution(settings.attribution).addTo(chart);
  new Control.Zoom({ zoomInTitle: words.closer, zoomOutTitle: words.farther }).addTo(chart);
  chart.setMinZoom(chart.getBoundsZoom(bounds));
  addTiles(chart, settings, parts.note);
  const pin = new Marker([0, 0], {
    icon: new DivIcon({ className: "map__pin", html: PIN, iconSize: [30, 40], iconAnchor: [15, 39] }), interactive: false, keyboard: false,
  });

  function show() {
    const point = pointOf(field);
    parts.chosen.hidden = !point;
    pin.remove();
    if (!point) return;
    pin.setLatLng(point).addTo(chart);
    tell(parts.said, words.chosen, point);
  }

  function put() {
    const { lat, lng } = chart.getCenter();
    parts.note.textContent = bounds.contains([lat, lng]) ? "" : words.outside;
    if (bounds.contains([lat, lng])) write(field, `${short(lat)}, ${short(lng)}`);
  }

  function typed() {
    show();
    const point = pointOf(field);
    if (point && bounds.contains(point) && chart.distance(point, chart.getCenter()) > 5) chart.setView(point, Math.max(chart.getZoom(), NEAR));
  }

  function close() {
    field.removeEventListener("input", typed);
    chart.remove();
    parts.whole.remove();
    button.hidden = false;
    button.focus();
  }

  const first = pointOf(field);
  if (first && bounds.contains(first)) chart.setView(first, NEAR);
  else chart.fitBounds(bounds);
  chart.on("click", ({ latlng }) => chart.panTo(latlng));
  // A page that scrolls must not stop at the map: the wheel is the map's once it was touched.
  chart.on("focus", () => chart.scrollWheelZoom.enable()).on("blur", () => chart.scrollWheelZoom.disable());
  parts.ground.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === parts.ground) { event.preventDefault(); put(); }
    if (event.key === "Escape") close();
  });
  field.addEventListener("input", typed);
  parts.put.addEventListener("click", put);
  parts.close.addEventListener("click", close);
  parts.remove.addEventListener("click", () => {
    write(field, "");
    parts.note.textContent = words.removed;
    parts.ground.focus();
  });
  show();
  button.hidden = true;
  parts.ground.focus();
}

function addTiles(chart, { tiles, max_zoom: maxZoom, words }, note) {
  let isThere = false;
  // Servers of tiles ask where a request comes from: the site is told, never the personal link of this page.
  new TileLayer(tiles, { maxZoom, referrerPolicy: "strict-origin" })
    .on("tileload", () => {
      isThere = true;
      if (note.textContent === words.no_tiles) note.textContent = "";
    })
    .on("tileerror", () => { if (!isThere) note.textContent = words.no_tiles; })
    .addTo(chart);
}

function lay(box, words) {
  const ground = make("div", { className: "map__ground", dir: "ltr", tabIndex: 0 });
  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", words.label);
  const frame = make("div", { className: "map__frame" }, ground, make("span", { className: "map__cross" }));
  const note = make("p", { className: "map__note" });
  const said = make("span", {});
  [note, said].forEach((line) => line.setAttribute("role", "status"));
  const buttons = {
    put: make("button", { type: "button", className: "button", textContent: words.put }),
    close: make("button", { type: "button", className: "button button--link", textContent: words.close }),
    remove: make("button", { type: "button", className: "button button--link", textContent: words.remove }),
  };
  const chosen = make("p", { className: "map__chosen", hidden: true }, said, buttons.remove);
  const whole = make(
    "div", { className: "map" },
    make("p", { className: "field__hint", textContent: words.hint }), frame, note,
    make("p", { className: "map__buttons" }, buttons.put), chosen, make("p", { className: "map__buttons" }, buttons.close),
  );
  box.append(whole);
  return { whole, ground, note, said, chosen, ...buttons };
}

const make = (tag, values, ...inside) => {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...inside);
  return made;
};

const short = (degrees) => String(Number(degrees.toFixed(5))); // a step of one metre

function pointOf(field) {
  const [, lat, lon] = (field.value.match(PAIR) || []).map(Number);
  return lat === undefined ? null : [lat, lon];
}

function write(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** The pair as people write it, never turned round inside Arabic. */
function tell(line, words, point) {
  const mark = document.documentElement.lang.startsWith("en") ? "." : ",";
  const pair = make("bdi", { dir: "ltr", textContent: point.map((part) => String(part).replace(".", mark).replace("-", "−")).join(" / ") });
  const [before, after] = words.split("{point}");
  line.replaceChildren(before, pair, after);
}
