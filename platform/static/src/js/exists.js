// "Existe-t-elle déjà ?" under a name that is being typed: entries of the catalogue that may be the one. A help and
// nothing more: without a network, or without this script, the server looks again later.
const PAUSE = 500; // after the last key

/** `fields`: {word of the question: [names of inputs]}; the answer stands behind the first name. */
function watch(scope, ask, fields) {
  const inputs = Object.entries(fields).flatMap(([word, names]) => names.map((name) => [word, scope.querySelector(`[name="${CSS.escape(name)}"]`)]));
  const present = inputs.filter(([, input]) => input);
  const first = (present.find(([word]) => word.startsWith("nom")) || [])[1];
  if (!first) return false;
  const box = document.createElement("div");
  box.className = "existing flow";
  box.setAttribute("role", "status");
  first.closest(".field").append(box);
  const dismissed = new Set();
  let timer = 0;
  let last = "";
  const look = async () => {
    const asked = new URLSearchParams();
    present.forEach(([word, input]) => { if (input.value.trim() && !asked.has(word)) asked.set(word, input.value.trim().slice(0, 300)); });
    asked.sort();
    if (String(asked) === last) return;
    last = String(asked);
    const answer = await fetch(`${ask}?${asked}`, { headers: { Accept: "application/json" } }).then((said) => (said.ok ? said.json() : null)).catch(() => null);
    if (String(asked) !== last) return;
    if (answer) show(box, answer, dismissed);
    else { last = ""; box.replaceChildren(); } // what was found for other letters says nothing of these
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); };
  present.forEach(([, input]) => { ["input", "change"].forEach((event) => input.addEventListener(event, soon)); });
  if (first.value) soon();
  return true;
}

function show(box, answer, dismissed) {
  const found = answer.found.filter((entry) => !dismissed.has(entry.id));
  box.replaceChildren();
  if (!found.length) return;
  const title = Object.assign(document.createElement("p"), { textContent: answer.question });
  const list = Object.assign(document.createElement("ul"), { className: "rows" });
  found.forEach((entry) => list.append(line(box, entry, answer, dismissed)));
  box.append(title, list);
}

function line(box, entry, answer, dismissed) {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("bdi"), { lang: entry.lang, dir: entry.dir, textContent: entry.name });
  const about = document.createElement("p");
  about.append(name, ...[entry.place, entry.state, entry.why].filter(Boolean).map((text) => ` · ${text}`));
  const buttons = Object.assign(document.createElement("p"), { className: "buttons" });
  const yes = Object.assign(document.createElement("a"), { className: "button", href: entry.url, target: "_blank", rel: "noopener", textContent: answer.yes });
  const no = Object.assign(document.createElement("button"), { className: "button button--link", type: "button", textContent: answer.no });
  no.addEventListener("click", () => { dismissed.add(entry.id); show(box, answer, dismissed); });
  buttons.append(yes, no);
  item.append(about, buttons);
  return item;
}

/** A form of ours: `<form data-exists="/catalogue/existe" data-exists-fields='{"nom": ["name_fr"]}'>`. */
document.querySelectorAll("[data-exists]").forEach((form) => watch(form, form.dataset.exists, JSON.parse(form.dataset.existsFields)));

/** The form of a questionnaire: which of its questions these are is asked with the first key, once. */
export function offerExisting(root) {
  const { existing } = root.dataset;
  if (!existing) return;
  let isAsking = false;
  const start = async (event) => {
    if (isAsking || !event.target.matches || !event.target.matches('input[type="text"][name^="q."]')) return;
    isAsking = true;
    const said = await fetch(existing, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    isAsking = false;
    if (!said) return; // with the next key, perhaps
    document.removeEventListener("input", start);
    watch(document, said.ask, said.fields);
  };
  document.addEventListener("input", start);
}
