// The blocks of a record: each saves itself a moment after the last key, through the same form as its button.
// Until the server has answered, the text is kept on this device; it is sent again until it has.
import { fill, read } from "./form-values.js";

const PREFIX = "noress-block:";
const WEEK = 7 * 24 * 3600 * 1000;
const PAUSE = 1500; // after the last key
const LONGEST = 10000; // while somebody types without a pause
const WAITS = [2, 4, 8, 15, 30]; // seconds, when the server does not answer
const BEACON = 60000; // signs that a browser still sends from a page that is being closed

const root = document.querySelector("[data-minutes]");
const storage = storageWorks() ? localStorage : null;
const writer = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const blocks = [];

document.querySelectorAll("form[data-resolves]").forEach((form) => {
  form.addEventListener("submit", () => {
    const name = `${PREFIX}${form.dataset.person}:${form.dataset.resolves}`;
    const copy = load(name);
    if (copy) store(name, { ...copy, isResolved: true });
  });
});

if (root) {
  forget();
  root.querySelectorAll("form[data-block]").forEach((form) => blocks.push(keep(form)));
  document.querySelectorAll("form[data-structure]").forEach((form) => form.addEventListener("submit", (event) => afterAll(event, form)));
  addEventListener("pagehide", () => blocks.forEach((block) => block.leave()));
  addEventListener("online", () => blocks.forEach((block) => block.retry()));
  document.addEventListener("visibilitychange", () => blocks.forEach((block) => (document.hidden ? block.hurry() : block.retry())));
  addEventListener("beforeunload", (event) => { if (!storage && blocks.some((block) => block.isUnsaved())) event.preventDefault(); });
  tellAll();
}

function keep(form) {
  const words = root.dataset;
  const name = `${PREFIX}${words.minutes}:${form.dataset.block}`;
  const state = form.querySelector("[data-state]");
  const version = form.elements.version;
  let known = text(); // what the server has
  let by = writer;
  let timer = 0;
  let waitingSince = 0;
  let flying = false;
  let tries = 0;
  let stopped = ""; // why nothing is sent until the person decides
  let isFilling = false;

  function text() {
    return JSON.stringify(read(form).filter(([field]) => field !== "version"));
  }
  const isUnsaved = () => text() !== known;

  function say(kind, sentence, label, act) {
    state.className = `block__state block__state--${kind} small`;
    state.textContent = sentence;
    if (label) {
      const button = document.createElement(typeof act === "string" ? "a" : "button");
      button.textContent = label;
      button.className = "button";
      if (typeof act === "string") button.href = act;
      else {
        button.type = "button";
        button.addEventListener("click", act);
      }
      state.append(" ", button);
    }
    tellAll();
  }

  function keepHere() {
    if (isUnsaved()) store(name, { at: Date.now(), version: version.value, by, pairs: read(form) });
    else drop(name);
  }

  function typed() {
    if (isFilling) return;
    keepHere();
    if (stopped === "gone" || stopped === "signed-out") return; // the way out stays in sight
    stopped = ""; // what is typed now may be accepted
    if (!isUnsaved()) return;
    say("typing", words.typing);
    if (!waitingSince) waitingSince = Date.now();
    plan(Math.max(0, Math.min(PAUSE, waitingSince + LONGEST - Date.now())));
  }

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  async function send(isLast = false) {
    clearTimeout(timer);
    if (flying || stopped || !isUnsaved()) return;
    const sent = text();
    const body = new URLSearchParams(new FormData(form));
    body.set("writer", by);
    flying = true;
    waitingSince = 0;
    if (!isLast) say("typing", words.sending);
    let answer;
    let said = {};
    try {
      answer = await fetch(form.action, {
        method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" },
        keepalive: isLast === true && body.toString().length < BEACON,
      });
      if ((answer.headers.get("Content-Type") || "").includes("json")) said = await answer.json();
    } catch {
      answer = null;
    }
    flying = false;
    await take(answer, said, sent);
  }

  async function take(answer, said, sent) {
    if (answer && answer.type === "opaqueredirect") return signedOut();
    if (answer && answer.ok && said.version) return saved(said, sent);
    if (answer && answer.status === 400 && tries < 3) {
      tries += 1;
      return (await freshToken()) ? plan(0) : signedOut();
    }
    if (answer && (answer.status === 403 || answer.status === 404)) return stop("gone", words.gone);
    if (answer && answer.status === 409 && said.error === "stale") return stop("stale", said.message, words.compare, compare);
    if (answer && [409, 413, 422].includes(answer.status)) return stop("refused", `${words.refused} ${said.message || ""}`);
    tries += 1;
    say("waiting", words.kept);
    return plan(WAITS[Math.min(tries, WAITS.length) - 1] * 1000);
  }

  function saved(said, sent) {
    tries = 0;
    known = sent;
    if (text() === sent) {
      version.value = said.version;
      if (said.merged) put(said.fields);
      say("saved", said.merged ? said.message : said.saved);
    } else {
      // typed meanwhile: after a merge the server finds by itself what this page had sent
      if (!said.merged) version.value = said.version;
      plan(PAUSE);
    }
    keepHere();
  }

  function put(fields) {
    const pairs = Object.entries(fields).filter(([, value]) => value !== false).map(([field, value]) => [field, value === true ? "y" : String(value)]);
    const focused = form.contains(document.activeElement) ? document.activeElement : null;
    const caret = focused && focused.tagName === "TEXTAREA" ? [focused.selectionStart, focused.selectionEnd] : null;
    isFilling = true;
    fill(form, pairs);
    isFilling = false;
    if (caret) focused.setSelectionRange(...caret);
    known = text();
  }

  function stop(why, sentence, label, act) {
    stopped = why;
    keepHere();
    say("refused", sentence, label, act);
  }

  function signedOut() {
    stop("signed-out", words.signedOut, words.signInLabel, words.signIn);
  }

  function compare() {
    const copy = load(name);
    if (copy) store(name, { ...copy, isCompared: true });
    form.submit(); // as without a script: the page that answers shows both texts
  }

  const copy = load(name);
  if (copy && !(copy.isResolved && Number(version.value) > Number(copy.version)) && differs(copy)) putBack(copy);
  else drop(name);

  function differs(kept) {
    return JSON.stringify(kept.pairs.filter(([field]) => field !== "version")) !== known;
  }

  function putBack(kept) {
    const served = read(form);
    isFilling = true;
    fill(form, kept.pairs);
    isFilling = false;
    by = kept.by;
    const box = document.createElement("div");
    const sentence = document.createElement("p");
    const button = document.createElement("button");
    box.className = "draft-offer";
    box.setAttribute("role", "status");
    sentence.textContent = timed(words.restored, kept.at);
    button.type = "button";
    button.className = "button";
    button.textContent = words.undo;
    button.addEventListener("click", () => {
      const now = version.value;
      isFilling = true;
      fill(form, served);
      isFilling = false;
      if (Number(now) > Number(version.value)) version.value = now; // it was saved meanwhile: undoing is a new save
      stopped = "";
      box.remove();
      typed();
    });
    box.append(sentence, button);
    form.prepend(box);
    keepHere();
    if (kept.isCompared) stop("stale", words.refused, words.compare, compare);
    else plan(0);
  }

  form.addEventListener("input", typed);
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.name) return afterAll(event, form);
    event.preventDefault();
    if (stopped === "stale") return compare();
    stopped = stopped === "gone" ? stopped : "";
    return isUnsaved() ? send() : say("saved", state.textContent);
  });

  return {
    form,
    isUnsaved,
    hurry: () => { if (isUnsaved() && !stopped) send(true); },
    leave: () => { keepHere(); if (isUnsaved() && !stopped) send(true); },
    retry: () => {
      if (!isUnsaved() || flying) return;
      if (stopped === "signed-out") stopped = "";
      if (!stopped) { tries = 0; plan(0); }
    },
    done: async () => {
      for (let turn = 0; turn < 40 && isUnsaved() && !stopped; turn += 1) {
        if (!flying) send();
        await new Promise((wake) => { setTimeout(wake, 100); });
      }
    },
  };
}

/** A form that leaves the page goes once the other blocks are saved, or kept here when they cannot be. */
async function afterAll(event, form) {
  const others = blocks.filter((block) => block.form !== form && block.isUnsaved());
  if (!others.length) return;
  event.preventDefault();
  const { submitter } = event;
  await Promise.all(others.map((block) => block.done()));
  if (submitter && submitter.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  form.submit();
}

/** After signing in elsewhere, the page's own token is an old one. */
async function freshToken() {
  try {
    const answer = await fetch(root.dataset.tokenPage, { redirect: "manual", credentials: "same-origin" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { value } = page.querySelector('main [name="csrf_token"]');
    document.querySelectorAll('[name="csrf_token"]').forEach((field) => { field.value = value; });
    return true;
  } catch {
    return false;
  }
}

function tellAll() {
  const line = root.querySelector("[data-all]");
  if (line && blocks.length) {
    const waiting = blocks.some((block) => block.isUnsaved());
    line.textContent = waiting ? root.dataset.someWaiting : root.dataset.allSaved;
    line.classList.toggle("minutes__all--waiting", waiting);
  }
}

function timed(sentence, at) {
  const time = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  return sentence.replace("{h}", two(time.getHours())).replace("{m}", two(time.getMinutes()));
}

function load(name) {
  try {
    const copy = JSON.parse(storage && storage.getItem(name));
    return copy && Array.isArray(copy.pairs) ? copy : null;
  } catch {
    return null;
  }
}

function store(name, copy) {
  try {
    if (storage) storage.setItem(name, JSON.stringify(copy));
  } catch { /* storage full: the page still holds it, and says that it is not sent */ }
}

function drop(name) {
  if (storage) storage.removeItem(name);
}

/** What is older than a week goes: devices are shared. */
function forget() {
  if (!storage) return;
  Object.keys(storage).filter((key) => key.startsWith(PREFIX)).forEach((key) => {
    const copy = load(key);
    if (!copy || Date.now() - copy.at > WEEK) storage.removeItem(key);
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
