// The whole form on one page, kept by the browser, so that it opens again without a network, even after a restart.
import { canKeep, keepAssets } from "./keeping.js";

const cacheName = (token) => `noress-form:${token}`;

/** Once the page has loaded: the worker, and a copy of the form when the one kept is of another state. Once `signal`
    says that the form is erased from this phone, nothing is kept, however far this has come. */
export async function keepForm({ signal, token, ...form }) {
  if (!canKeep() || signal.aborted) return;
  await copyForm({ signal, token, ...form }).catch(() => {}); // no network, or no room: the form works without
  if (signal.aborted) await forgetForm(token);
}

async function copyForm({ root, store, token, version, signal }) {
  await navigator.serviceWorker.register(root.dataset.worker, { scope: "/q/" });
  const lang = document.documentElement.lang.slice(0, 2);
  const state = `${version}:${lang}`;
  const meta = await store.get(`${token}|meta`);
  const cache = await caches.open(cacheName(token));
  await keepAssets(cache);
  if (signal.aborted || (meta && meta.copy === state && await cache.match(root.dataset.whole))) return;
  // as nobody's page: neither the name nor the menu of who is signed in, and their messages stay for them
  const asked = lang === root.dataset.language ? "" : `?lang=${lang}`;
  const page = await fetch(`${root.dataset.whole}${asked}`, { credentials: "omit", cache: "no-store", signal });
  if (signal.aborted || !page.ok || page.redirected) return;
  await cache.put(root.dataset.whole, page);
  await store.update(`${token}|meta`, (row) => row && { ...row, copy: state });
}

export async function isFormKept(root) {
  if (!canKeep() || !await caches.match(root.dataset.whole)) return false;
  const worker = await navigator.serviceWorker.getRegistration("/q/");
  return Boolean(worker && worker.active);
}

export async function forgetForm(token) {
  if (canKeep()) await caches.delete(cacheName(token));
}

/** The copy stands for any page of the form: show the part that was asked for. */
export function goToPart(root) {
  if (location.pathname === root.dataset.whole || location.hash) return;
  const [, part] = location.pathname.match(/\/partie\/([^/]+)$/) || [];
  const place = document.getElementById(location.pathname === root.dataset.check ? "envoyer" : `partie-${part}`);
  if (place) place.scrollIntoView();
}
