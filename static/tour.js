// Saves pressing Refresh: puts the ticks of a fresh copy of this page in place of the old ones.
const EVERY_MS = 2000;

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const now = fresh.querySelector(`[data-fresh="${old.dataset.fresh}"]`);
    const busy = old.contains(document.activeElement);
    if (now && !busy && now.innerHTML !== old.innerHTML) old.innerHTML = now.innerHTML;
  }
}

async function keepFresh() {
  try {
    await refresh();
  } catch {
    // The service is restarting; the next round asks again.
  }
  setTimeout(keepFresh, EVERY_MS);
}

setTimeout(keepFresh, EVERY_MS);
