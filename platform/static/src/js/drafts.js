// What is typed in `<form data-draft="key">` is kept on the phone until the page that says "received".
const PREFIX = "noress-draft:";
const WEEK = 7 * 24 * 3600 * 1000;
const NEVER = ["password", "file", "hidden", "submit", "button"];

export function keepDrafts() {
  if (!storageWorks()) return;
  forget();
  document.querySelectorAll("form[data-draft]").forEach(keep);
}

function keep(form) {
  const key = PREFIX + form.dataset.draft;
  const served = JSON.stringify(values(form)); // as the server wrote the page
  const copy = read(key);
  if (copy && JSON.stringify(copy.values) !== served) {
    // Same starting point: the send never arrived, so what was typed goes back in by itself.
    // Else the server holds something newer, and the person chooses.
    if (copy.served === served) {
      fill(form, copy.values);
      offer(form, form.dataset.draftRestored, copy.at, form.dataset.draftDiscard, () => {
        fill(form, JSON.parse(served));
        localStorage.removeItem(key);
      });
    } else {
      offer(form, form.dataset.draftFound, copy.at, form.dataset.draftUse, () => fill(form, copy.values));
    }
  }
  const status = document.createElement("p");
  status.className = "draft-status";
  status.setAttribute("role", "status");
  const end = form.querySelector(".action-bar, .buttons");
  if (end && end.parentNode === form) end.before(status);
  else form.append(status);
  let timer;
  const save = () => {
    clearTimeout(timer);
    const at = Date.now();
    if (JSON.stringify(values(form)) === served) {
      localStorage.removeItem(key); // nothing typed that the server does not have
      return;
    }
    try {
      localStorage.setItem(key, JSON.stringify({ at, served, values: values(form) }));
      status.textContent = timed(form.dataset.draftSaved, at);
    } catch {
      status.textContent = ""; // storage full: better silent than wrong
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 800); });
  form.addEventListener("submit", save);
  addEventListener("pagehide", () => { if (timer) save(); });
}

function fields(form) {
  return [...form.elements].filter((field) => field.name && !NEVER.includes(field.type) && field.type !== "fieldset");
}

function values(form) {
  return fields(form).map((field) => [
    field.name,
    field.type === "checkbox" || field.type === "radio" ? [field.value, field.checked] : field.value,
  ]);
}

function fill(form, saved) {
  const waiting = saved.slice();
  fields(form).forEach((field) => {
    const choice = field.type === "checkbox" || field.type === "radio";
    const index = waiting.findIndex(([name, value]) => name === field.name && (!choice || value[0] === field.value));
    if (index < 0) return;
    const [, value] = waiting.splice(index, 1)[0];
    if (choice) field.checked = value[1];
    else field.value = value;
  });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function offer(form, text, at, action, act) {
  const box = document.createElement("div");
  const sentence = document.createElement("p");
  const button = document.createElement("button");
  box.className = "draft-offer";
  box.setAttribute("role", "status");
  sentence.textContent = timed(text, at);
  button.type = "button";
  button.className = "button";
  button.textContent = action;
  button.addEventListener("click", () => { act(); box.remove(); });
  box.append(sentence, button);
  form.prepend(box);
}

function timed(text, at) {
  const time = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return text.replace("{h}", two(time.getHours())).replace("{m}", two(time.getMinutes()));
}

function read(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(key));
    return copy && Array.isArray(copy.values) ? copy : null;
  } catch {
    return null;
  }
}

/** Drops what was received, and what is older than a week: phones are shared. */
function forget() {
  document.querySelectorAll('meta[name="draft-done"]').forEach((meta) => localStorage.removeItem(PREFIX + meta.content));
  Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
    const copy = read(key);
    if (!copy || Date.now() - copy.at > WEEK) localStorage.removeItem(key);
  });
}

function storageWorks() {
  try {
    localStorage.setItem(PREFIX, "1");
    localStorage.removeItem(PREFIX);
    return true;
  } catch {
    return false;
  }
}
