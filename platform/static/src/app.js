// Comfort only: every page works without this file.
import { keepDrafts } from "./js/drafts.js";
import { previewWhileTyping } from "./js/preview.js";
import { shrinkPhotos } from "./js/photos.js";
import { copyButtons, escapeClosesMenus, forgetFormsOnLeaving, revealPasswords, liveTotals } from "./js/small.js";
import { watchWaiting } from "./js/waiting.js";

keepDrafts();
copyButtons();
liveTotals();
revealPasswords();
escapeClosesMenus();
forgetFormsOnLeaving();
shrinkPhotos();
watchWaiting();
previewWhileTyping();
