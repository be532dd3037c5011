// Asks this browser for a passkey and sends what it says with the form. Without it there is no button.
const WHY = { InvalidStateError: "there", SecurityError: "elsewhere" };

function toBytes(words) {
  const plain = atob(words.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toWords(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const known = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

/** What our server reads of it; older browsers and some password managers cannot write it themselves. */
const inWords = ({ id, rawId, type }, response) => ({ id, type, rawId: toWords(rawId), response });

async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return inWords(made, {
    clientDataJSON: toWords(made.response.clientDataJSON),
    attestationObject: toWords(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function sign(options) {
  const signed = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    },
  });
  return inWords(signed, {
    clientDataJSON: toWords(signed.response.clientDataJSON),
    authenticatorData: toWords(signed.response.authenticatorData),
    signature: toWords(signed.response.signature),
  });
}

/** Where passkeys of this service work, when this page was opened under another name. */
function placeOf({ rp, rpId }) {
  return `${location.protocol}//${rp?.id ?? rpId}${location.port && `:${location.port}`}`;
}

async function ask(part, into) {
  const said = part.querySelector("[role=alert]");
  const { passkey, options, ...words } = part.dataset;
  said.textContent = "";
  try {
    into.value = JSON.stringify(await (passkey === "make" ? make : sign)(JSON.parse(options)));
  } catch (error) {
    said.textContent = words[WHY[error.name]] ?? words.stopped;
    if (error.name === "SecurityError") said.append(" ", placeOf(JSON.parse(options)));
    return;
  }
  const code = into.form.querySelector("[autocomplete=one-time-code]");
  if (code) code.value = "";
  into.form.requestSubmit();
}

function start(part) {
  const into = document.getElementById(part.dataset.into);
  // A page that comes back from the history does not send again what was signed for it before.
  window.addEventListener("pageshow", () => (into.value = ""));
  part.querySelector("button").addEventListener("click", () => ask(part, into));
  // Enter in a form that has no button of its own.
  into.form.addEventListener("submit", (event) => {
    if (into.value || into.form.querySelector("[type=submit]")) return;
    event.preventDefault();
    ask(part, into);
  });
  part.hidden = false;
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach(start);
  for (const part of document.querySelectorAll("[data-no-passkey]")) part.hidden = true;
}
