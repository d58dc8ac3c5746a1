// A juror's list and the files that they have still to score, kept by the browser: they open again without a network.
import { canKeep, keepAssets } from "./keeping.js";

const CACHE = "noress-jury"; // the worker's too
const OWNER = "noress-jury-of";

/** `list`: the page that counts what is left. Whoever signs in next on this device finds nothing of it. */
export async function keepFiles(list) {
  if (!canKeep()) return;
  await copyFiles(list).catch(() => {}); // no network, or no room: everything works without
}

async function copyFiles(list) {
  const { scoringList: person, worker } = list.dataset;
  if (localStorage.getItem(OWNER) !== person) {
    await caches.delete(CACHE);
    localStorage.setItem(OWNER, person);
  }
  await navigator.serviceWorker.register(worker, { scope: "/jury/" });
  const cache = await caches.open(CACHE);
  await keepAssets(cache);
  await Promise.all([...document.querySelectorAll(".score-list:not([data-waiting]) a")].map((link) => cache.delete(link.pathname)));
  if (!location.search) await keepPage(cache, location.pathname);
  for (const link of document.querySelectorAll(".score-list[data-waiting] a")) { // one after another: the network is weak
    if (!await cache.match(link.pathname)) await keepPage(cache, link.pathname);
  }
  await navigator.serviceWorker.ready;
  list.dataset.kept = "1";
}

async function keepPage(cache, path) {
  const page = await fetch(path, { redirect: "manual", cache: "no-store" });
  if (page.ok) await cache.put(path, page);
}

/** Whether the list opens without a network. */
export async function isListKept(address) {
  if (!canKeep() || !await caches.match(address, { cacheName: CACHE, ignoreVary: true })) return false;
  const worker = await navigator.serviceWorker.getRegistration("/jury/");
  return Boolean(worker && worker.active);
}
