// What a page is drawn with, kept beside the copy of it.
export const canKeep = () => "serviceWorker" in navigator && "caches" in window;

export async function keepAssets(cache) {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const named = [...document.querySelectorAll("link[href], script[src], use")].map((part) => (part.href && part.href.baseVal) || part.href || part.src);
  const files = [...loaded, ...named].map((address) => new URL(address, location.href))
    .filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
  await Promise.all([...new Set(files.map((url) => url.pathname))].map(async (path) => {
    if (!await cache.match(path)) await cache.add(path);
  }));
}
