// Under /jury/ only: a juror's list and the files that were kept open again without a network. Nothing else is kept or changed.
const PATIENCE = 15000; // a network that answers nothing is none
const CACHE = "noress-jury";
const KEPT = /^\/jury\/\d+(\/dossier\/\d+)?$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) {
    event.respondWith(kept(url.pathname).then((file) => file || fetch(request)));
  } else if (request.mode === "navigate") {
    const path = url.pathname.replace(/\/suivant$/, ""); // without a network, the list stands for the file that follows
    if (KEPT.test(path)) event.respondWith(openPage(event, path));
  }
});

const kept = (path) => caches.match(path, { cacheName: CACHE, ignoreVary: true, ignoreSearch: true });

async function openPage(event, path) {
  const { request } = event;
  const asked = fetch(request);
  event.waitUntil(asked.then((answer) => renew(request, path, answer.clone())).catch(() => {}));
  const copy = await kept(path);
  if (!copy) return asked;
  const late = new Promise((done) => { setTimeout(done, PATIENCE, copy); });
  return Promise.race([asked, late]).catch(() => copy);
}

/** The last one that was read takes the place of the copy; what is not theirs any more goes. */
async function renew(request, path, answer) {
  const url = new URL(request.url);
  if (url.pathname !== path || url.search) return;
  const cache = await caches.open(CACHE);
  if (answer.ok) await cache.put(path, answer);
  else if (answer.status < 500) await cache.delete(path);
}
