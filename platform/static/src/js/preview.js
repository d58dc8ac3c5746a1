/** The button "Aperçu" pressed by itself a moment after the last key: what is typed, as it will be asked. */
const PAUSE = 900;

export function previewWhileTyping() {
  const button = document.querySelector("button[name=refresh][value=preview]");
  const form = button?.form;
  if (!form) return;
  let timer;
  let turn = 0;
  const show = async () => {
    const mine = ++turn;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("refresh", "preview");
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: sent, credentials: "same-origin" });
      if (!answer.ok || mine !== turn) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("apercu");
      if (fresh) document.getElementById("apercu")?.replaceWith(fresh);
    } catch { /* no network: the button stays */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, PAUSE); });
}
