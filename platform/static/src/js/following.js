/** `<div data-follow="/…/etat" data-version="…">`: asks every three seconds whether the screen is behind, and reads the page
 * again when it is. A form that somebody types in is left alone. */
export function followRoom() {
  const room = document.querySelector("[data-follow]");
  if (!room) return;
  let tag = "";
  const again = () => setTimeout(look, 3000);
  const look = async () => {
    if (document.hidden) return again();
    try {
      const answer = await fetch(room.dataset.follow, { credentials: "same-origin", headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        if ((await answer.json()).version !== room.dataset.version) return location.reload();
      }
    } catch { /* no network for a moment */ }
    return again();
  };
  again();
}
