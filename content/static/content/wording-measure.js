// Asks the server how long a wording is while it is typed, so that one piece of code counts.
const shown = document.querySelector("[data-wording-measure]");
const form = shown && shown.closest("form");
let waiting;
let asked = 0;

async function measure() {
  const turn = ++asked;
  const fields = new FormData();
  for (const name of ["key", "language", "level", "body", "csrfmiddlewaretoken"]) {
    fields.append(name, form.elements[name] ? form.elements[name].value : "");
  }
  const answer = await fetch(shown.dataset.url, { method: "POST", body: fields });
  if (answer.ok && turn === asked) {
    shown.innerHTML = await answer.text();
  }
}

if (form) {
  for (const moment of ["input", "change"]) {
    form.addEventListener(moment, () => {
      clearTimeout(waiting);
      waiting = setTimeout(measure, 250);
    });
  }
}
