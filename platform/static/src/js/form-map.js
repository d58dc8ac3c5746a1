// "Choisir sur la carte", in a form.
import { offerMap } from "./map-offer.js";

export function offerMaps() {
  document.querySelectorAll("[data-map]").forEach((box) => {
    offerMap(box, () => JSON.parse(box.dataset.map), (openMap, at) => {
      box.querySelectorAll(".field__error").forEach((error) => error.remove());
      openMap(at);
    });
  });
}
