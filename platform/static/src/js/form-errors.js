// What the server could not read, said beside its question as soon as it is saved, and gone once it is mended.
const idOf = (name) => name.replace(/\./g, "-");
const isFilled = (box) => [...box.querySelectorAll("input, select, textarea")].some((field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.type !== "hidden" && field.value.trim()));

export function showErrors(form, errors) {
  const wanted = new Map(Object.entries(errors).map(([name, why]) => [idOf(name), why]));
  form.querySelectorAll(".field--error").forEach((box) => {
    const said = box.querySelector(":scope > .field__error");
    const isNeeded = !box.querySelector(".field__optional") && !isFilled(box); // still to be answered
    if (said && !wanted.has(said.id.replace(/-error$/, "")) && !isNeeded) mend(box, said);
  });
  wanted.forEach((why, id) => {
    const control = document.getElementById(id);
    const box = control && control.closest(".field");
    if (box && !box.querySelector(":scope > .field__error") && !box.contains(document.activeElement)) tell(box, control, why);
  });
}

function mend(box, said) {
  const id = said.id.replace(/-error$/, "");
  said.remove();
  box.classList.remove("field--error");
  box.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  box.querySelectorAll("[aria-describedby]").forEach((field) => describe(field, field.getAttribute("aria-describedby").split(" ").filter((one) => one !== `${id}-error`)));
  document.querySelectorAll(`.error-summary a[href="#${CSS.escape(id)}"]`).forEach((link) => {
    const summary = link.closest(".error-summary");
    link.closest("li").remove();
    if (!summary.querySelector("li")) summary.remove();
  });
}

function tell(box, control, why) {
  const place = box.querySelector(":scope > .with-unit, :scope > .input, :scope > .choices");
  if (!place) return;
  const said = Object.assign(document.createElement("p"), { className: "field__error", id: `${control.id}-error`, textContent: why });
  place.before(said);
  box.classList.add("field--error");
  if (control === box) return;
  control.setAttribute("aria-invalid", "true");
  describe(control, [...(control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean), said.id]);
}

function describe(field, ids) {
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}
