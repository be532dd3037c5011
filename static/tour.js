// Saves pressing Refresh: puts the ticks of a fresh copy of this page in place of the old ones.
const EVERY_MS = 2000;

// Whoever was on a step's link with the keyboard stays on it.
function put(old, now) {
  const focused = old.contains(document.activeElement) && document.activeElement.closest("li");
  old.innerHTML = now.innerHTML;
  if (focused) old.querySelector(`li[value="${focused.value}"] a`)?.focus({ preventScroll: true });
}

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const now = fresh.querySelector(`[data-fresh="${old.dataset.fresh}"]`);
    if (now && now.innerHTML !== old.innerHTML) put(old, now);
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
