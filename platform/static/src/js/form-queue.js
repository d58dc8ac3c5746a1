// What waits to be sent, one thing at a time, in the order of the form: parts, then pieces of files, then the
// sending itself. Each is repeated as it was until the server has answered; the server applies it once.
const WAITS = [2, 4, 8, 15, 30, 60]; // seconds between tries
const PIECE = 256 * 1024;
const BEACON = 60000; // bytes that a browser still sends from a page that is being closed

export const isWaiting = (row) => row.kind === "file" || row.kind === "sending" || (row.kind === "part" && !row.sent);

export function makeQueue({ store, token, urls, on }) {
  let timer = 0;
  let tries = 0;
  let running = null;
  const meta = `${token}|meta`;

  const inTurn = (work) => (navigator.locks ? navigator.locks.request(`noress-form:${token}`, work) : work());

  async function renew() {
    const answer = await fetch(urls.standing, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { csrf_token: fresh } = await answer.json();
    document.querySelectorAll('[name="csrf_token"]').forEach((field) => { field.value = fresh; });
    return fresh;
  }

  async function ask(url, { method = "POST", body, keepalive = false, csrf = "" } = {}) {
    const field = document.querySelector('[name="csrf_token"]');
    const key = csrf || (field && field.value) || await renew();
    const headers = { Accept: "application/json", "X-CSRFToken": key };
    const answer = await fetch(url, { method, body, keepalive, headers, credentials: "same-origin", redirect: "manual" });
    if (answer.status === 400 && !csrf) return ask(url, { method, body, csrf: await renew() });
    if (answer.status === 404) return { status: 404, said: {} };
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (!isJson || answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    return { status: answer.status, said: await answer.json() };
  }

  /** The version that this phone knows follows its own savings only: what others changed is to be looked at. */
  async function follow({ before, version }) {
    const next = (row) => {
      if (!row) return row;
      const isLost = before === version && version === row.version + 1; // an answer of ours that was lost
      return row.version === before || isLost ? { ...row, version } : row;
    };
    await store.update(meta, next);
    await store.update(`${token}|sending`, next);
  }

  async function savePart(id, keepalive) {
    const row = await store.update(id, (now) => now && { ...now, flying: now.flying || { pairs: now.pairs, marks: now.marks } });
    const { flying } = row;
    const body = new URLSearchParams(flying.pairs);
    body.set("marks", JSON.stringify(flying.marks));
    on.flies();
    const { status, said } = await ask(row.url, { body, keepalive: keepalive && String(body).length < BEACON });
    if (status !== 200) {
      const why = status === 404 ? "gone" : said.error;
      on.stopped(await store.update(id, (now) => now && { ...now, flying: null, stopped: why, message: said.message }));
      return;
    }
    await follow(said);
    const kept = await store.update(id, (now) => now && {
      ...now, flying: null, marks: { ...now.marks, ...said.marks }, version: said.version, next: said.next,
      wrong: Object.keys(said.errors).length, sent: JSON.stringify(now.pairs) === JSON.stringify(flying.pairs),
    });
    if (kept) on.saved(kept, said);
  }

  async function sendPiece(row) {
    if (!row.upload) {
      const body = new URLSearchParams({ question: row.question, name: row.name, size: row.blob.size, client_key: row.key });
      const { status, said } = await ask(urls.files, { body });
      return took(row, status, said);
    }
    const { key, received } = row.upload;
    const body = await row.blob.slice(received, received + PIECE).arrayBuffer();
    const { status, said } = await ask(`${urls.files}/${key}?depuis=${received}`, { method: "PUT", body });
    if (status === 409 && said.error === "out_of_step") return took(row, 200, { ...said, key });
    if (status === 404) return store.update(row.id, (now) => now && { ...now, upload: null });
    return took(row, status, said);
  }

  async function took(row, status, said) {
    if (status !== 200) {
      const stopped = await store.update(row.id, (now) => now && { ...now, blob: null, stopped: said.error || "gone", message: said.message });
      return on.file(stopped || row);
    }
    if (said.version) await follow(said);
    if (said.done) {
      await store.remove(row.id);
      return on.file({ ...row, isDone: true });
    }
    const kept = await store.update(row.id, (now) => now && { ...now, upload: { key: said.key, received: said.received } });
    if (kept) on.file(kept);
    else await ask(`${urls.files}/${said.key}`, { method: "DELETE" }); // cancelled meanwhile
    return kept;
  }

  async function send(row, rows) {
    const isHeld = rows.some((one) => one.stopped);
    const body = new URLSearchParams({ key: row.key, email: row.email, version: row.version });
    const { status, said } = isHeld ? { status: 0, said: {} } : await ask(urls.send, { body });
    await store.remove(row.id);
    if (status === 200) await on.sent(said);
    else on.notSent(said);
  }

  /** True while something may be left. */
  async function step(partsOnly, keepalive) {
    const rows = await store.list(token);
    const ready = rows.filter((row) => isWaiting(row) && !row.stopped);
    const [part] = ready.filter((row) => row.kind === "part").sort((one, other) => one.place - other.place);
    const file = ready.find((row) => row.kind === "file");
    const sending = ready.find((row) => row.kind === "sending");
    if (part) await savePart(part.id, keepalive);
    else if (partsOnly) return false;
    else if (file) await sendPiece(file);
    else if (sending) await send(sending, rows);
    else return false;
    return true;
  }

  async function work(partsOnly = false, keepalive = false) {
    clearTimeout(timer);
    try {
      while (await inTurn(() => step(partsOnly, keepalive)));
      tries = 0;
      return true;
    } catch {
      tries += 1;
      timer = setTimeout(run, WAITS[Math.min(tries, WAITS.length) - 1] * 1000);
      await on.offline();
      return false;
    }
  }

  function run() {
    if (!running) running = work().then(() => { running = null; on.idle(); });
    return running;
  }

  return {
    run,
    ask,
    renew,
    saveParts: (keepalive) => work(true, keepalive),
    plan: (delay) => { clearTimeout(timer); timer = setTimeout(run, delay); },
  };
}
