const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

/** `<button data-copy="id" data-done="Copié" hidden>`: shown, and copies the field of that id. */
export function copyButtons() {
  all("[data-copy]", (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    const word = button.querySelector("span") || button;
    const before = word.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      source.select();
      try {
        await navigator.clipboard.writeText(source.value);
      } catch {
        document.execCommand("copy"); // plain http, old phones
      }
      word.textContent = button.dataset.done;
      setTimeout(() => { word.textContent = before; }, 4000);
    });
  });
}

/** `<output data-total="x">` shows the sum of every `<input data-part="x">`. */
export function liveTotals() {
  all("[data-total]", (output) => {
    const parts = () => document.querySelectorAll(`[data-part="${output.dataset.total}"]`);
    const add = () => {
      let sum = 0;
      parts().forEach((input) => { sum += Number(input.value.replace(",", ".")) || 0; });
      output.value = String(sum);
    };
    document.addEventListener("input", (event) => {
      if (event.target.dataset && event.target.dataset.part === output.dataset.total) add();
    });
    if (parts().length) add();
  });
}

/** `<div data-reveal data-show="Afficher" data-hide="Masquer">` around a password field. */
export function revealPasswords() {
  all("[data-reveal]", (frame) => {
    const input = frame.querySelector("input");
    const button = document.createElement("button");
    const draw = () => { button.textContent = input.type === "password" ? frame.dataset.show : frame.dataset.hide; };
    button.type = "button";
    button.className = "button";
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      draw();
    });
    input.form.addEventListener("submit", () => { input.type = "password"; });
    draw();
    frame.append(button);
  });
}

/** Signing out: no form opens here any more without a network. What was typed and not sent yet stays, for its link. */
export function forgetFormsOnLeaving() {
  const form = document.querySelector("form[data-leaving]");
  if (!form || !("caches" in window)) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const names = await caches.keys().catch(() => []);
    const kept = names.filter((name) => name.startsWith("noress-form:") || name === "noress-jury");
    await Promise.all(kept.map((name) => caches.delete(name))).catch(() => {});
    Object.keys(localStorage).filter((name) => name.startsWith("noress-scored:")).forEach((name) => localStorage.removeItem(name));
    form.submit();
  });
}

export function escapeClosesMenus() {
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

/** `<p data-keep="address">`: while the page is in sight, its address is told every four minutes that somebody works. */
export function keepHolding() {
  all("[data-keep]", (mark) => {
    const token = document.querySelector("input[name=csrf_token]");
    setInterval(() => {
      if (document.hidden || !token) return;
      const body = new URLSearchParams({ csrf_token: token.value });
      fetch(mark.dataset.keep, { method: "POST", body, redirect: "manual" }).catch(() => {});
    }, 240000);
  });
}

/** `<details data-open-wide>`: closed on phones, open where it stands beside the rest. */
export function openOnWideScreens() {
  if (matchMedia("(min-width: 60rem)").matches) all("details[data-open-wide]", (box) => { box.open = true; });
}
