/** `<div data-reload="3">`: asks for the same page every so many seconds, and shows it once it no longer waits. */
export function watchWaiting() {
  const waiting = document.querySelector("[data-reload]");
  if (!waiting) return;
  const again = () => setTimeout(look, Number(waiting.dataset.reload) * 1000);
  const look = async () => {
    if (document.hidden) return again();
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok && !(await answer.text()).includes("data-reload=")) return location.reload();
    } catch { /* no network for a moment */ }
    return again();
  };
  again();
}
