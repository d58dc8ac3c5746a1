// Comfort only: every page works without this file.
import { keepDrafts } from "./js/drafts.js";
import { copyButtons, escapeClosesMenus, revealPasswords, liveTotals } from "./js/small.js";

keepDrafts();
copyButtons();
liveTotals();
revealPasswords();
escapeClosesMenus();
