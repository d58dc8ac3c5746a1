// Comfort only: every page works without this file.
import { offerCatalogueMap } from "./js/catalogue-offer.js";
import { keepDrafts } from "./js/drafts.js";
import { followRoom } from "./js/following.js";
import { previewWhileTyping } from "./js/preview.js";
import { shrinkPhotos } from "./js/photos.js";
import { copyButtons, escapeClosesMenus, forgetFormsOnLeaving, keepHolding, openOnWideScreens, revealPasswords, liveTotals } from "./js/small.js";
import { watchWaiting } from "./js/waiting.js";

keepDrafts();
copyButtons();
openOnWideScreens();
liveTotals();
keepHolding();
revealPasswords();
escapeClosesMenus();
forgetFormsOnLeaving();
shrinkPhotos();
watchWaiting();
followRoom();
previewWhileTyping();
offerCatalogueMap();
