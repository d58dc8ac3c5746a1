// A map, its script and its styles come only when the button of its box asks for them.
export function offerMap(box, settingsOf, whenLoaded) {
  const button = box.querySelector("button");
  box.hidden = false;
  button.addEventListener("click", async () => {
    const settings = settingsOf();
    button.disabled = true;
    try {
      const [{ openMap }] = await Promise.all([import(settings.script), style(settings.style)]);
      await whenLoaded(openMap, { box, button, settings });
    } catch {
      say(box, settings.words.failed);
    }
    button.disabled = false;
  });
  return button;
}

function style(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done });
    link.onerror = () => { link.remove(); failed(new Error(address)); };
    document.head.append(link);
  });
}

function say(box, text) {
  const line = box.querySelector(".field__error") || document.createElement("p");
  line.className = "field__error";
  line.setAttribute("role", "alert");
  line.textContent = text;
  box.append(line);
}
