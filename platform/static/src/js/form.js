// The form of a questionnaire: what is typed lives on this phone at once, on the server a moment later, and waits
// here while there is no network. Nothing is said to be saved, or sent, before the server has said so.
import { addBlock, fitBlocks } from "./form-blocks.js";
import { takeConditions } from "./form-conditions.js";
import { showErrors } from "./form-errors.js";
import { offerExisting } from "./exists.js";
import { random, takeFiles } from "./form-files.js";
import { forgetForm, goToPart, isFormKept, keepForm } from "./form-offline.js";
import { offerMaps } from "./form-map.js";
import { isWaiting, makeQueue } from "./form-queue.js";
import { narrowCommunes, offerPosition, slashDate, widenCommunes } from "./form-places.js";
import { addUp } from "./form-sums.js";
import { openStore } from "./form-store.js";
import { fill, read } from "./form-values.js";

const PAUSE = 1500; // after the last key
const LONGEST = 10000; // while somebody types without a pause

const root = document.querySelector("[data-filling]");
if (root) start();

async function start() {
  const { filling: token, ...urls } = root.dataset;
  const words = JSON.parse(urls.words);
  const version = Number(urls.version);
  const forms = [...document.querySelectorAll("form[data-part]")];
  const isWhole = forms.length > 0 && Boolean(document.querySelector("form[data-sending]"));
  const conditions = takeConditions(root, forms);
  narrowCommunes();
  offerPosition(words);
  offerMaps();
  offerExisting(root);
  const store = await openStore();
  let isFilling = false;
  let isCut = false;
  let isAboutWaiting = false; // what the line says is true only while something waits
  let waitingSince = 0;
  const idOf = (form) => `${token}|part|${form.dataset.part}`;

  // --- what the person reads -------------------------------------------------------------------------

  const line = root.querySelector("[data-line]");
  const erase = root.querySelector("[data-erase]");

  function say(state, text, ...actions) {
    isAboutWaiting = false;
    // said again, it stays as it is: a finger may be on its button
    const same = [text, ...actions.map((one) => one.textContent)].join("|") === [...line.children].map((one) => one.textContent).join("|");
    if (line.dataset.state === state && same) return;
    const sentence = document.createElement("span");
    sentence.textContent = text;
    line.dataset.state = state;
    line.replaceChildren(sentence, ...actions);
  }

  function hush() {
    isAboutWaiting = false;
    delete line.dataset.state;
    line.replaceChildren();
  }

  const waiting = async () => (await store.list(token)).filter(isWaiting);

  async function sayWaiting() {
    const rows = await waiting();
    const stopped = rows.find((row) => row.stopped && row.kind === "part");
    if (stopped) return sayStopped(stopped);
    if (!rows.length) return undefined;
    const refused = rows.find((row) => row.kind === "file" && row.stopped);
    if (refused && rows.every((row) => row.stopped)) return say("local", words.file_refused.replace("{name}", refused.name).replace("{why}", refused.message || words.not_sent));
    const count = words.waiting.replace("{n}", rows.length);
    const said = isCut ? (rows.some((row) => row.kind === "sending") ? `${words.leaves} ${count}` : count) : store.isLasting ? words.kept : words.nowhere;
    say(isCut ? "local" : "kept", said);
    isAboutWaiting = true;
    return undefined;
  }

  function sayStopped(row) {
    const form = forms.find((one) => one.dataset.part === row.id.split("|")[2]);
    if (row.stopped === "gone") return say("local", words.gone);
    if (row.stopped !== "stale" && row.stopped !== "decide") return say("local", row.message || words.kept);
    if (row.stopped === "decide" && form) return undefined; // the page shows both texts
    const act = form ? button(words.compare, () => compare(form)) : link(words.look, urls.check);
    return say("local", words.stale, act);
  }

  // --- the queue -------------------------------------------------------------------------------------

  const queue = makeQueue({
    store, token, urls,
    on: {
      flies: () => {
        waitingSince = 0;
        say("kept", words.saving);
      },
      saved: (row, said) => {
        isCut = false;
        forms.forEach((form) => { form.elements.version.value = said.version; });
        unread.set(row.id, row.sent ? said.errors : null);
        tellErrors(row.id);
        if (row.sent) say("saved", said.text + (row.wrong ? ` – ${words.unread}` : ""));
      },
      stopped: (row) => { if (row) sayStopped(row); },
      file: (row) => { isCut = false; showFile(row); },
      offline: async () => { isCut = true; await sayWaiting(); },
      idle: async () => {
        erase.hidden = false;
        if ((await waiting()).length) await sayWaiting();
        else if (isAboutWaiting) hush();
      },
      sent,
      notSent: (said) => say("local", `${words.not_sent} ${said.message || ""}`, link(words.look, urls.check)),
    },
  });

  const unread = new Map(); // part: what the server could not read of it, while nothing else is typed
  function tellErrors(id) {
    const form = forms.find((one) => idOf(one) === id);
    if (form && unread.get(id)) showErrors(form, unread.get(id));
  }

  const showFile = takeFiles({ root, store, token, queue, words, changed: async () => ((await waiting()).length ? sayWaiting() : hush()) });

  async function sent(said) {
    say("sent", said.text, link(words.look, said.receipt));
    if ((await waiting()).length) return;
    await forget();
    location.assign(said.receipt);
  }

  const keeping = new AbortController();
  async function forget() {
    keeping.abort();
    await store.erase(token);
    await forgetForm(token);
  }

  // --- typing ----------------------------------------------------------------------------------------

  const answers = (form, served) => read(form, served).filter(([name]) => name.startsWith("q.") && !name.endsWith("-remove"));

  function keep(form, isDecided = false) {
    const pairs = answers(form);
    const here = new Set([...form.elements].map((field) => field.name));
    const first = { kind: "part", url: form.dataset.save, place: Number(form.dataset.place), marks: JSON.parse(form.dataset.marks), pairs: [] };
    return store.update(idOf(form), (row = first) => ({
      ...row,
      pairs: [...pairs, ...row.pairs.filter(([name]) => !here.has(name))],
      marks: isDecided && row.stopped === "decide" ? first.marks : { ...first.marks, ...row.marks },
      sent: false,
      stopped: isDecided || !["stale", "decide", "gone"].includes(row.stopped) ? "" : row.stopped,
    }));
  }

  async function typed(event) {
    const form = event.target.closest("form[data-part]");
    if (!form || isFilling || event.target.type === "file") return;
    if (event.target.inputMode === "numeric" && "day" in event.target.dataset) slashDate(event.target, event);
    if (event.target.dataset.places === "province") narrowCommunes(true);
    if ("added" in event.target.dataset) addUp();
    const others = [...conditions.refresh()].filter((one) => one && one !== form);
    unread.delete(idOf(form));
    const [row] = await Promise.all([form, ...others].map((one) => keep(one)));
    if (!waitingSince) waitingSince = Date.now();
    if (isCut) { sayWaiting(); return; } // it is tried again by itself
    // a field tells of its change when it is left, which may be for the button of what stopped
    if (row && (row.stopped === "stale" || row.stopped === "gone")) sayStopped(row);
    else say("kept", store.isLasting ? words.kept : words.nowhere);
    queue.plan(Math.max(0, Math.min(PAUSE, waitingSince + LONGEST - Date.now())));
  }

  function putBack(form, row) {
    isFilling = true;
    conditions.free();
    widenCommunes();
    fitBlocks(form, row.pairs);
    fill(form, row.pairs);
    narrowCommunes();
    conditions.refresh();
    addUp();
    isFilling = false;
  }

  async function takeUp() {
    const meta = await store.get(`${token}|meta`);
    if (!meta || version >= meta.version) await store.update(`${token}|meta`, (row) => ({ ...row, kind: "meta", version }));
    let isRestored = false;
    for (const form of forms) {
      const row = await store.get(idOf(form));
      if (row && row.sent && version >= row.version) await store.remove(row.id);
      else if (row) {
        const before = JSON.stringify(answers(form));
        putBack(form, row);
        isRestored = isRestored || (!row.sent && JSON.stringify(answers(form)) !== before);
        if ("decides" in form.dataset) await store.update(row.id, (now) => now && { ...now, stopped: "decide" });
      }
    }
    (await store.list(token)).filter((row) => row.kind === "file").forEach(showFile);
    if (isRestored) offer(words.restored);
  }

  /** On a weak connection somebody types before this script is there. */
  async function typedBefore(form) {
    if (await store.get(idOf(form))) return; // what waited was put back
    if (JSON.stringify(answers(form)) !== JSON.stringify(answers(form, true))) typed({ target: form });
  }

  // --- leaving a part --------------------------------------------------------------------------------

  async function leave(form, by) {
    await keep(form, true);
    const isOnline = await queue.saveParts();
    const row = await store.get(idOf(form));
    const isClean = row && row.sent && !row.wrong && !form.querySelector('[name$="-remove"]:checked');
    if (isClean && isWhole) return next(form);
    if (isClean) return location.assign(by && by.name === "leave" ? urls.resume : row.next);
    if (isOnline) return native(form, by, row);
    if (isWhole) return next(form);
    if (await isFormKept(root)) location.assign(`${urls.whole}#${form.dataset.following ? `partie-${form.dataset.following}` : "envoyer"}`);
    return undefined;
  }

  function begin(blocks) {
    widenCommunes();
    const made = addBlock(blocks);
    narrowCommunes();
    conditions.refresh();
    made.querySelector("input, select, textarea").focus();
  }

  function next(form) {
    const after = forms[forms.indexOf(form) + 1];
    const place = (after && after.closest("section")) || document.getElementById("envoyer");
    place.scrollIntoView();
  }

  /** As without a script: the server's page says what is wrong, or shows both texts. */
  async function native(form, by, row) {
    await queue.renew().catch(() => {}); // the kept copy has nobody's token
    if (row && row.stopped) form.elements.version.value = "0";
    if (by && by.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: by.name, value: by.value }));
    form.submit();
  }

  const compare = (form) => native(form, null, { stopped: true });

  async function send(form) {
    const known = await store.get(`${token}|meta`);
    const waits = { kind: "sending", key: isWhole ? random() : form.elements.key.value, email: form.elements.email.value };
    await store.update(`${token}|sending`, (row) => row || { ...waits, version: isWhole && known ? known.version : version });
    say("kept", words.sending);
    await queue.run();
    if (await store.get(`${token}|sending`)) await queue.run(); // a run that was ending did not see it
  }

  // --- beginning -------------------------------------------------------------------------------------

  function offer(text) {
    const box = document.createElement("div");
    const sentence = document.createElement("p");
    box.className = "draft-offer";
    box.setAttribute("role", "status");
    sentence.textContent = text;
    box.append(sentence);
    (forms.length === 1 ? forms[0] : document.querySelector("main h1").parentNode).before(box);
  }

  erase.addEventListener("click", async () => {
    if ((await waiting()).length && erase.textContent !== words.erase_anyway) {
      erase.textContent = words.erase_anyway;
      return;
    }
    await forget();
    forms.forEach((form) => form.reset());
    narrowCommunes();
    conditions.refresh();
    addUp();
    say("kept", words.erased);
    erase.hidden = true;
  });

  await takeUp();
  forms.forEach((form) => {
    typedBefore(form);
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("focusout", () => setTimeout(tellErrors, 0, idOf(form)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const more = event.submitter && event.submitter.name === "more" && event.submitter.closest("[data-blocks]");
      if (more) begin(more);
      else leave(form, event.submitter);
    });
  });
  document.querySelectorAll("form[data-sending]").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  }));
  document.querySelectorAll("[data-saved]").forEach((old) => { old.hidden = true; }); // said above, and kept up to date
  addEventListener("online", () => queue.run());
  addEventListener("pageshow", () => { narrowCommunes(); conditions.refresh(); addUp(); }); // the browser may put answers back
  addEventListener("pagehide", () => queue.saveParts(true));
  document.addEventListener("visibilitychange", () => (document.hidden ? queue.saveParts(true) : queue.run()));
  goToPart(root);
  if ((await waiting()).length) await sayWaiting();
  await queue.run();
  await keepForm({ root, store, token, version, signal: keeping.signal });
  root.dataset.ready = "1";
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function link(text, address) {
  return Object.assign(document.createElement("a"), { href: address, textContent: text });
}
