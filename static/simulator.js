// Saves pressing Refresh: fetches the screens and puts each in its place. Without it the page still works.
const strip = document.querySelector("[data-screens]");
const EVERY_MS = 1500;

function toTheEnd(face) {
  const thread = face.querySelector(".handset__thread");
  if (thread) thread.scrollTop = thread.scrollHeight;
}

function show(face, fresh) {
  if (face.innerHTML === fresh.innerHTML) return;
  const thread = face.querySelector(".handset__thread");
  const focused = thread === document.activeElement;
  const place = thread.scrollTop;
  const readsTheEnd = thread.scrollHeight - place - thread.clientHeight < 80;
  face.innerHTML = fresh.innerHTML;
  const now = face.querySelector(".handset__thread");
  now.scrollTop = readsTheEnd ? now.scrollHeight : place;
  if (focused) now.focus({ preventScroll: true });
}

// A phone that is new to the page needs the whole page, but nobody's half-written text is lost for it.
function writing() {
  return [...strip.querySelectorAll("textarea, select, input[type=file]")].some(
    (field) => field.value || field === document.activeElement,
  );
}

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(strip.dataset.screens, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = fresh.querySelector("[name=csrfmiddlewaretoken]");
  for (const form of strip.querySelectorAll("form")) {
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  }
  for (const one of fresh.querySelectorAll("[data-phone]")) {
    const face = strip.querySelector(`[data-phone="${one.dataset.phone}"]`);
    if (face) show(face, one);
    else if (!writing()) location.reload();
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

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const said = new FormData(form);
  form.elements.body.value = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: said, redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error(answer.status);
    for (const along of [form.elements.sample, form.elements.media]) along.value = "";
    form.querySelector("details").open = false;
    await refresh();
  } catch {
    form.elements.body.value = said.get("body");
  }
}

function enterSends(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
}

if (strip) {
  for (const face of strip.querySelectorAll("[data-phone]")) toTheEnd(face);
  for (const form of strip.querySelectorAll("form")) {
    form.addEventListener("submit", send);
    form.elements.body.addEventListener("keydown", enterSends);
  }
  setTimeout(keepFresh, EVERY_MS);
}
