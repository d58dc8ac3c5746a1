// Comfort only: every page works without this file.
import { keepDrafts } from "./js/drafts.js";
import { shrinkPhotos } from "./js/photos.js";
import { copyButtons, escapeClosesMenus, revealPasswords, liveTotals } from "./js/small.js";
import { watchWaiting } from "./js/waiting.js";

keepDrafts();
copyButtons();
liveTotals();
revealPasswords();
escapeClosesMenus();
shrinkPhotos();
watchWaiting();
