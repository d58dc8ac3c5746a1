// "Voir sur la carte", in the catalogue.
import { offerMap } from "./map-offer.js";

export function offerCatalogueMap() {
  const box = document.querySelector("[data-catalogue-map]");
  if (!box) return;
  const button = offerMap(box, () => JSON.parse(box.dataset.catalogueMap), (openMap, at) => openMap(at));
  if ("open" in box.dataset) button.click();
}
