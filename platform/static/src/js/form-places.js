// Places: communes of the province that was chosen, dates whose signs come by themselves, and "my position".

const valueOf = (group) => (group.querySelector("option") || {}).value || "";
const isSelected = (group) => [...group.querySelectorAll("option")].some((option) => option.selected);
const around = (select) => select.name.slice(0, select.name.lastIndexOf(".") + 1);

/** The list of provinces that this list of communes follows, in the same block. */
function provinceOf(commune) {
  const before = [...document.querySelectorAll('select[data-places="province"]')].filter((one) => around(one) === around(commune)
    && one.compareDocumentPosition(commune) & Node.DOCUMENT_POSITION_FOLLOWING);
  return before[before.length - 1];
}

const lists = new WeakMap(); // a list of communes: all its groups

function narrow(commune, isChosen) {
  const groups = lists.get(commune) || [...commune.querySelectorAll("optgroup")];
  lists.set(commune, groups);
  const province = provinceOf(commune);
  if (!province || !groups.length) return;
  const code = !province.disabled && /^\d/.test(province.value) ? `${province.value}.` : "";
  let kept = groups.filter((group) => !code || valueOf(group).startsWith(code));
  const strays = groups.filter((group) => group.isConnected && isSelected(group) && !kept.includes(group));
  if (isChosen && kept.length && strays.length) commune.value = "";
  else kept = groups.filter((group) => kept.includes(group) || strays.includes(group));
  show(commune, kept.length ? kept : groups, groups);
}

function show(commune, kept, groups) {
  const { value } = commune;
  const last = commune.lastElementChild; // "other"
  groups.forEach((group) => group.remove());
  kept.forEach((group) => last.before(group));
  commune.value = value;
}

/** Communes follow their province; `isChosen`: somebody has just chosen it. */
export function narrowCommunes(isChosen = false) {
  document.querySelectorAll('select[data-places="commune"]').forEach((commune) => narrow(commune, isChosen));
}

/** Every commune is there, for a text that is put back. */
export function widenCommunes() {
  document.querySelectorAll('select[data-places="commune"]').forEach((commune) => {
    const groups = lists.get(commune);
    if (groups) show(commune, groups, groups);
  });
}

/** 31122026 becomes 31/12/2026 under the fingers: the keyboards of some phones have figures only. */
export function slashDate(input, event) {
  if (event.inputType !== "insertText" || input.selectionStart !== input.value.length) return;
  const [text] = input.value.match(/^[0-9٠-٩]{2}(\/[0-9٠-٩]{2})?$/) || [];
  if (text) input.value = `${text}/`;
  else input.value = input.value.replace(/^([^/]+\/[^/]+\/|[^/]+\/)\/$/, "$1");
}

export function offerPosition(words) {
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  document.querySelectorAll("[data-point]").forEach((input) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words.locate });
    const line = document.createElement("p");
    line.className = "field__hint";
    line.setAttribute("role", "status");
    button.addEventListener("click", () => {
      line.textContent = words.locating;
      button.disabled = true;
      const end = (text) => { line.textContent = text; button.disabled = false; };
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        input.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        end(words.located.replace("{n}", Math.max(1, Math.round(coords.accuracy))));
      }, (error) => end(error.code === error.PERMISSION_DENIED ? words.locate_refused : words.not_located), { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
    });
    const box = document.createElement("div");
    box.className = "field__locate";
    box.append(button, line);
    input.after(box);
  });
}
