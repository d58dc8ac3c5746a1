// "Voir sur la carte": the map itself, its script and its styles come only when it is asked for.
export function offerCatalogueMap() {
  const box = document.querySelector("[data-catalogue-map]");
  if (!box) return;
  const button = box.querySelector("button");
  box.hidden = false;
  button.addEventListener("click", async () => {
    const settings = JSON.parse(box.dataset.catalogueMap);
    button.disabled = true;
    try {
      const [{ openMap }] = await Promise.all([import(settings.script), style(settings.style)]);
      await openMap({ box, button, settings });
    } catch {
      say(box, settings.words.failed);
    }
    button.disabled = false;
  });
  if ("open" in box.dataset) button.click();
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
