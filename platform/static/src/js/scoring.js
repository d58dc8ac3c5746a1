// A juror's scores save themselves a moment after each change. Until the server has answered they are kept on this device, in
// this order: what was sent and heard no answer, then what was typed since. The server compares answer by answer, so that the
// same saving twice changes nothing. Nothing is sent to the jury before the button that sends.
import { fill, read } from "./form-values.js";
import { isListKept, keepFiles } from "./scoring-offline.js";

const PREFIX = "noress-score:";
const SAVED = "noress-scored:"; // what the server had last: a page kept for the time without a network is older
const MONTH = 31 * 24 * 3600 * 1000;
const PAUSE = 800; // after the last key; a button of the grid goes at once
const WAITS = [2, 4, 8, 15, 30]; // seconds, when the server does not answer
const BEACON = 60000; // signs that a browser still sends from a page that is being closed

const storage = storageWorks() ? localStorage : null;
const form = document.querySelector("form[data-scoring]");
const list = document.querySelector("[data-scoring-list]");

if (storage) forget();
if (form) keep();
if (list) open();

async function open() {
  const { scoringList: person, sent, here } = list.dataset;
  for (const link of document.querySelectorAll(".score-list a")) {
    if (storage && storage.getItem(`${PREFIX}${person}:${link.pathname.split("/").pop()}`)) link.parentElement.append(" · ", here);
  }
  const count = await sendOthers(person, "");
  if (count) list.append(" ", sent);
  await keepFiles(list);
}

function keep() {
  const { scoring: url, person, key, ...words } = form.dataset;
  const name = `${PREFIX}${person}:${key}`;
  const savedName = `${SAVED}${person}:${key}`;
  const state = form.querySelector("[data-score-state]");
  const running = form.querySelector("[data-score-running]");
  const { version } = form.elements;
  let marks = JSON.parse(form.dataset.marks); // of what the server has
  let known = text(true); // what was typed before this script came is not saved yet
  let flying = null; // sent, and no answer heard: {pairs, marks}
  let busy = false;
  let timer = 0;
  let tries = 0;
  let stopped = "";
  let isFilling = false;

  function pairs(served) {
    return read(form, served).filter(([field]) => /^(score_|why_|comment$)/.test(field));
  }
  function text(served) {
    return JSON.stringify(pairs(served));
  }
  const isUnsaved = () => flying !== null || text() !== known;

  function say(kind, sentence, label, act) {
    state.dataset.state = kind;
    state.textContent = sentence;
    if (!label) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    state.append(" ", button);
  }

  function keepHere() {
    if (!storage) return;
    try {
      if (isUnsaved()) storage.setItem(name, JSON.stringify({ at: Date.now(), url, pairs: pairs(), marks, flying }));
      else storage.removeItem(name);
    } catch { /* storage full: the page still holds it */ }
  }

  function keepSaved(said) {
    if (!storage) return;
    try {
      storage.setItem(savedName, JSON.stringify({ at: Date.now(), pairs: JSON.parse(known), marks, version: version.value, running: said.running, said: said.saved }));
    } catch { /* storage full: the server has it */ }
  }

  function typed(event) {
    if (isFilling) return;
    keepHere();
    if (stopped === "gone") return;
    stopped = "";
    if (!isUnsaved()) return;
    say("typing", words.typing);
    plan(event && event.target.type === "radio" ? 0 : PAUSE);
  }

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  async function send(isLast = false) {
    clearTimeout(timer);
    if (busy || stopped || !isUnsaved()) return;
    if (!flying) flying = { pairs: pairs(), marks };
    keepHere();
    busy = true;
    if (!isLast) say("typing", words.sending);
    const { answer, said } = await post(url, flying, isLast);
    busy = false;
    take(answer, said);
  }

  function take(answer, said) {
    if (answer && answer.ok && said.version) return saved(said);
    if (!answer || answer.status >= 500 || answer.status === 429) {
      tries += 1;
      keepHere();
      say("local", storage ? words.here : words.nowhere);
      return plan(WAITS[Math.min(tries, WAITS.length) - 1] * 1000);
    }
    flying = null; // refused: it was heard
    if (answer.status === 401 || answer.type === "opaqueredirect") return stop("signed-out", words.signedOut);
    if (answer.status === 409 && said.error === "stale") return stop("stale", said.message, words.compare, compare);
    if (answer.status === 403 || answer.status === 404) return stop("gone", said.message || words.gone);
    return stop("refused", said.message || words.gone);
  }

  function saved(said) {
    tries = 0;
    const sent = JSON.stringify(flying.pairs);
    const isSame = text() === sent;
    marks = said.marks;
    version.value = said.version;
    flying = null;
    known = sent;
    if (isSame) {
      const merged = Object.entries(said.merged);
      if (merged.length) put(merged);
      running.textContent = said.running;
      say("saved", merged.length ? words.merged : said.saved);
    } else {
      plan(0);
    }
    keepHere();
    keepSaved(said);
  }

  function put(merged) {
    const taken = new Map(merged);
    refill([...pairs().filter(([field]) => !taken.has(field)), ...merged.filter(([, value]) => value)], version.value);
    known = text();
  }

  function refill(next, number) {
    isFilling = true;
    fill(form, [...next, ["version", number]]);
    isFilling = false;
  }

  function stop(why, sentence, label, act) {
    stopped = why;
    keepHere();
    say("refused", sentence, label, act);
  }

  function compare() {
    form.submit(); // as without a script: the page that answers shows both texts
  }

  async function flush() {
    for (let turn = 0; turn < 60 && isUnsaved() && !stopped && !tries; turn += 1) {
      if (!busy) await send();
      else await new Promise((wake) => { setTimeout(wake, 50); });
    }
    return !isUnsaved();
  }

  const isAnswer = form.querySelector(".field--error") || document.querySelector(".merge");
  const last = isAnswer ? null : load(savedName);
  if (last && Number(last.version) > Number(version.value) && !isUnsaved()) { // a copy of this page, or a saving overtook it
    refill(last.pairs, last.version);
    ({ marks } = last);
    known = text();
    running.textContent = last.running;
    say("saved", last.said);
  }
  const copy = isAnswer ? null : load(name);
  if (copy) {
    const here = JSON.stringify(copy.pairs);
    if (here !== known) {
      refill(copy.pairs, version.value);
      marks = copy.marks;
      flying = copy.flying;
      say("local", words.restored);
      plan(0);
    } else {
      storage.removeItem(name);
    }
  }
  if (isUnsaved() && !flying) plan(0);

  form.addEventListener("input", typed);
  form.addEventListener("submit", async (event) => {
    if (stopped === "stale") return;
    event.preventDefault();
    const { submitter } = event;
    stopped = stopped === "gone" ? stopped : "";
    const isSaved = await flush();
    if (submitter && submitter.matches("[data-plain]")) return;
    if (!isSaved && !stopped) { // without a network: it is kept here, and says so
      if (submitter && submitter.name === "next" && await isListKept(words.list)) location.assign(words.list);
      return;
    }
    if (submitter && submitter.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(field);
    }
    form.submit();
  });
  addEventListener("pagehide", () => {
    keepHere();
    if (isUnsaved() && !stopped) send(true);
  });
  addEventListener("online", () => { if (stopped === "signed-out") stopped = ""; tries = 0; plan(0); });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { keepHere(); if (!stopped) send(true); } else { if (stopped === "signed-out") stopped = ""; plan(0); }
  });
  addEventListener("beforeunload", (event) => { if (!storage && isUnsaved()) event.preventDefault(); });
  sendOthers(person, key);
}

/** What this device kept of other files, when the network was away: sent from whichever page opens next. */
async function sendOthers(person, except) {
  if (!storage) return 0;
  let count = 0;
  const mine = `${PREFIX}${person}:`;
  for (const name of Object.keys(storage).filter((one) => one.startsWith(mine) && one !== mine + except)) {
    const copy = load(name);
    if (copy && await sendCopy(name, copy)) count += 1;
  }
  return count;
}

async function sendCopy(name, copy) {
  let { marks } = copy;
  if (copy.flying) {
    const { answer, said } = await post(copy.url, copy.flying);
    if (!answer || !answer.ok) return false;
    marks = said.marks;
  }
  const { answer } = await post(copy.url, { pairs: copy.pairs, marks });
  if (!answer || !answer.ok) return false; // refused or unheard: its own page will say it
  storage.removeItem(name);
  return true;
}

async function post(url, { pairs, marks }, keepalive = false, isAgain = false) {
  const body = new URLSearchParams(pairs);
  body.set("marks", JSON.stringify(Object.fromEntries(Object.entries(marks).map(([field, mark]) => [field, [mark]]))));
  const token = document.querySelector('[name="csrf_token"]');
  if (!token) return { answer: null, said: {} };
  body.set("csrf_token", token.value);
  try {
    const answer = await fetch(url, {
      method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" },
      keepalive: keepalive === true && String(body).length < BEACON,
    });
    if (answer.status === 400 && !isAgain && await freshToken()) return post(url, { pairs, marks }, keepalive, true);
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    return { answer, said: isJson ? await answer.json() : {} };
  } catch {
    return { answer: null, said: {} };
  }
}

/** After signing in elsewhere, the page's own token is an old one. */
async function freshToken() {
  try {
    const answer = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { value } = page.querySelector('[name="csrf_token"]');
    document.querySelectorAll('[name="csrf_token"]').forEach((field) => { field.value = value; });
    return true;
  } catch {
    return false;
  }
}

function load(name) {
  try {
    const copy = JSON.parse(storage && storage.getItem(name));
    return copy && Array.isArray(copy.pairs) ? copy : null;
  } catch {
    return null;
  }
}

/** What is older than a month goes: devices are shared. */
function forget() {
  Object.keys(storage).filter((name) => name.startsWith(PREFIX) || name.startsWith(SAVED)).forEach((name) => {
    const copy = load(name);
    if (!copy || Date.now() - copy.at > MONTH) storage.removeItem(name);
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
