// What is typed in a form with `data-draft` is kept: at once on this device, and some seconds later on the
// server. The device's copy goes as soon as the server has it: phones are shared.
// Without `data-draft-url` (a form behind a mailed link: nobody to keep it for) the device alone keeps it, until the
// form is taken, a week at most.
// The page never says that something is kept where it is not.
import { fill, read } from "./form-values.js";

const PREFIX = "noress-draft:";
const WEEK = 7 * 24 * 3600 * 1000;
const PAUSE = 2500; // after the last key
const LONGEST = 15000; // while somebody types without a pause
const AGAIN = 15000; // when the network is away
const BEACON = 60000; // bytes that a browser still sends from a page that is being closed

export function keepDrafts() {
  const storage = storageWorks() ? localStorage : null;
  if (storage) forget(storage);
  document.querySelectorAll("form[data-draft]").forEach((form) => keep(form, storage));
}

function keep(form, storage) {
  const { draft: key, draftPage: page, draftUrl: url, draftForm: address, draftSignIn: signIn } = form.dataset;
  const words = JSON.parse(form.dataset.draftWords);
  const name = `${PREFIX}${key}:${page}`;
  const served = JSON.stringify(read(form, true));
  const status = statusLine(form);
  const isFresh = !form.dataset.draftBase && !form.dataset.draftUnsent; // it shows what is saved, and no draft
  let base = form.dataset.draftBase;
  // What the server has. A refused form shows what was sent, and its draft may be some words behind.
  let known = form.dataset.draftUnsent ? "" : served;
  let localTimer;
  let timer;
  let flying = null; // the request on its way
  let flyingText;
  let waitingSince = 0;
  let typedAt = 0;
  let isLeaving = false;
  let isStopped = false; // until the person decides
  let isSent = false; // whether it arrived, the next page says

  const now = () => JSON.stringify(read(form));
  const isUnsent = () => now() !== known;

  function keepHere() {
    clearTimeout(localTimer);
    localTimer = 0;
    if (!storage) return;
    try {
      if (isUnsent()) storage.setItem(name, JSON.stringify({ at: Date.now(), base, served, values: read(form), isSent }));
      else storage.removeItem(name);
    } catch { /* storage full: the server still has its part */ }
  }

  function keepHereAlone() {
    keepHere();
    show("local", isUnsent() ? (storage ? words.local : words.nowhere) : "");
  }

  function typed() {
    typedAt = Math.max(Date.now(), typedAt + 1);
    clearTimeout(localTimer);
    localTimer = setTimeout(url ? keepHere : keepHereAlone, 500);
    clearTimeout(timer);
    isLeaving = isSent = false; // still here
    if (isStopped || !url) return;
    if (!waitingSince) waitingSince = Date.now();
    const left = waitingSince + LONGEST - Date.now();
    timer = setTimeout(send, Math.max(0, Math.min(PAUSE, left)));
  }

  async function send({ isForced = false, isClosing = false, isSecondTry = false } = {}) {
    clearTimeout(timer);
    if (!url && !isLeaving) keepHere();
    if (!url || isLeaving || (isStopped && !isForced) || !isUnsent()) return;
    const text = now();
    if (flying && (flyingText === text || !isClosing)) { timer = setTimeout(send, PAUSE); return; }
    keepHere();
    waitingSince = 0;
    const body = new URLSearchParams(read(form));
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("_typed", String(typedAt));
    if (isForced) body.set("_force", "1");
    if (text === served && isFresh) body.set("_undone", "1"); // nothing is left to keep
    const call = new AbortController();
    flying = call;
    flyingText = text;
    try {
      const keepalive = isClosing && String(body).length < BEACON;
      const answer = await ask(url, { method: "POST", body, keepalive, signal: call.signal });
      if (flying === call) flying = null;
      if (answer.ok) await kept(answer, text);
      else if (answer.status === 400 && !isSecondTry) await renew(isForced);
      else await refused(answer);
    } catch {
      if (flying === call) flying = null;
      if (call.signal.aborted || isLeaving) return;
      keepHere();
      show("local", storage ? words.local : words.nowhere);
      clearTimeout(timer);
      timer = setTimeout(send, AGAIN);
    }
  }

  async function kept(answer, text) {
    const { message, mark } = await answer.json();
    known = text;
    base = mark;
    isStopped = false;
    keepHere();
    if (!isUnsent()) show("saved", message); // else the next sending says it
  }

  /** Signed in again in another tab: this page's token was of the sign-in before. */
  async function renew(isForced) {
    const answer = await ask(url);
    if (!answer.ok) { await refused(answer); return; }
    const { csrf_token: token } = await answer.json();
    document.querySelectorAll('input[name="csrf_token"]').forEach((input) => { input.value = token; });
    await send({ isForced, isSecondTry: true });
  }

  async function refused(answer) {
    keepHere();
    if (answer.status === 401) {
      // Without storage the text lives on this page only: they sign in beside it.
      show("local", storage ? words.signedOut : words.signedOutNowhere, [link(words.signIn, signIn, !storage)]);
    } else if (answer.status === 409) {
      isStopped = true;
      const replace = button(words.replace, () => send({ isForced: true }));
      show("local", words.newer, [link(words.see, address, true), replace]);
    } else if (answer.status === 413 || answer.status === 410) {
      isStopped = answer.status === 410; // what is written here is not asked any more
      show("local", (await answer.json()).message);
    } else if (answer.status === 404) {
      isStopped = true;
      show("local", words.refused);
    } else {
      throw new Error(String(answer.status)); // the server is in trouble: as if the network were away
    }
  }

  function show(state, text, actions = []) {
    if (status.dataset.state === state && status.firstChild && status.firstChild.textContent === text) return;
    status.dataset.state = text ? state : "";
    const sentence = document.createElement("span");
    sentence.textContent = text;
    status.replaceChildren(...(text ? [sentence] : []), ...actions.flatMap((action) => [" ", action]));
  }

  if (storage) takeUp(form, { storage, key, base, served, words });
  form.addEventListener("input", typed);
  form.querySelectorAll("[data-draft-leave]").forEach((leave) => leave.addEventListener("click", () => {
    if (storage) storage.removeItem(name);
    isLeaving = true;
  }));
  form.addEventListener("submit", () => {
    isSent = true;
    keepHere(); // in case what is sent never arrives
    isLeaving = true;
    clearTimeout(timer);
    clearTimeout(localTimer);
    if (flying) flying.abort(); // a draft must not arrive after what it became
  });
  addEventListener("pageshow", () => { isLeaving = isSent = false; });
  addEventListener("pagehide", () => { if (!isLeaving) { keepHere(); send({ isClosing: true }); } });
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => send({ isClosing: document.visibilityState === "hidden" }));
  if (isUnsent()) { // what this device had kept goes to the server
    keepHere();
    typed();
  }
}

/** What this device still has: the server never got it. The newest goes back in by itself when nothing was
    saved elsewhere since; else the person chooses. */
function takeUp(form, { storage, key, base, served, words }) {
  let isFilled = false;
  copies(storage, key).forEach(([name, copy]) => {
    if (JSON.stringify(copy.values) === served) { storage.removeItem(name); return; }
    const isNext = copy.base === base && (base || copy.served === served);
    const forgetIt = () => storage.removeItem(name);
    if (isNext && !isFilled) {
      isFilled = true;
      fill(form, copy.values);
      forgetIt(); // it lives on as this page's own
      offer(form, words.restored, copy.at, words.discard, () => fill(form, JSON.parse(served)));
    } else {
      offer(form, words.found, copy.at, words.use, () => { fill(form, copy.values); forgetIt(); });
    }
  });
}

function statusLine(form) {
  const status = form.querySelector("[data-draft-status]");
  const later = form.querySelector("[data-draft-later]");
  const end = form.querySelector(".action-bar, .buttons");
  if (later) later.hidden = true; // this script does it by itself
  if (end && end.matches(".action-bar")) end.prepend(status); // in sight all along
  else if (end && end.parentNode === form) end.before(status);
  return status;
}

function offer(form, text, at, action, act) {
  const box = document.createElement("div");
  const sentence = document.createElement("p");
  box.className = "draft-offer";
  box.setAttribute("role", "status");
  sentence.textContent = timed(text, at);
  box.append(sentence, button(action, () => { act(); box.remove(); }));
  form.before(box);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function link(text, address, isBeside) {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = text;
  if (isBeside) made.target = "_blank";
  return made;
}

function ask(url, options = {}) {
  return fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error", ...options });
}

function timed(text, at) {
  const time = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return text.replace("{h}", two(time.getHours())).replace("{m}", two(time.getMinutes()));
}

/** The copies of one form, by the pages that wrote them; the newest first. */
function copies(storage, key) {
  const start = `${PREFIX}${key}:`;
  return Object.keys(storage).filter((name) => name.startsWith(start)).map((name) => [name, parsed(storage, name)])
    .filter(([, copy]) => copy).sort(([, one], [, other]) => other.at - one.at);
}

function parsed(storage, name) {
  try {
    const copy = JSON.parse(storage.getItem(name));
    return copy && Array.isArray(copy.values) && typeof copy.served === "string" ? copy : null;
  } catch {
    return null;
  }
}

/** Drops what the server says it received, and what is older than a week. */
function forget(storage) {
  document.querySelectorAll('meta[name="draft-done"]').forEach((meta) => storage.removeItem(PREFIX + meta.content));
  const taken = document.querySelector('meta[name="draft-sent"]'); // the form of a mailed link, whichever page sent it
  if (taken) copies(storage, taken.content).forEach(([name, copy]) => { if (copy.isSent) storage.removeItem(name); });
  Object.keys(storage).filter((name) => name.startsWith(PREFIX)).forEach((name) => {
    const copy = parsed(storage, name);
    if (!copy || Date.now() - copy.at > WEEK) storage.removeItem(name);
  });
}

function storageWorks() {
  try {
    localStorage.setItem(PREFIX, "1");
    localStorage.removeItem(PREFIX);
    return true;
  } catch {
    return false;
  }
}
