// Under /q/ only: a form that was opened opens again without a network. Nothing else is kept or changed.
const PATIENCE = 15000; // a network that answers nothing is none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const [, token] = url.pathname.match(/^\/q\/([^/]+)/) || [];
    if (token) event.respondWith(openPage(request, `/q/${token}/tout`));
  } else if (request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(kept(url.pathname).then((file) => file || fetch(request)));
  }
});

const kept = (path) => caches.match(path, { ignoreVary: true });

async function openPage(request, whole) {
  const asked = fetch(request);
  asked.catch(() => {});
  const copy = await kept(whole);
  if (!copy) return asked;
  const late = new Promise((done) => { setTimeout(done, PATIENCE, copy); });
  return (request.method === "GET" ? Promise.race([asked, late]) : asked).catch(() => copy);
}
