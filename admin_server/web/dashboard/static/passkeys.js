// Asks the browser for a passkey and sends its answer with the form around the button.
// Without this, or without passkeys in the browser, the forms stay hidden.
"use strict";

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// What the server wrote as text, as the browser wants it.
function withBytes(options) {
  const read = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    read[list] = (options[list] ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));
  }
  return read;
}

// What the browser made, as text; older ones cannot write it themselves.
function asText(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  const id = toText(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response });
}

// The server's question; null where it sends us to a page that has to come first.
async function question(form) {
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: { Accept: "application/json" },
  });
  if (answer.redirected) {
    location.assign(answer.url);
    return null;
  }
  if (!answer.ok) throw new Error("away");
  return withBytes(await answer.json());
}

function why(problem) {
  if (problem.name === "InvalidStateError") return "known";
  return problem instanceof DOMException ? "stopped" : "away";
}

async function askForPasskey(form) {
  const trouble = form.querySelector("[data-trouble]");
  const button = form.querySelector("button");
  trouble.textContent = "";
  button.disabled = true;
  try {
    const publicKey = await question(form);
    if (publicKey === null) return;
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.answer.value = asText(credential);
    form.submit();
  } catch (problem) {
    trouble.textContent = trouble.dataset[why(problem)];
    button.disabled = false;
  }
}

const canDoPasskeys = "PublicKeyCredential" in window && "credentials" in navigator;

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !canDoPasskeys;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askForPasskey(form);
  });
}

for (const note of document.querySelectorAll("[data-no-passkeys]")) {
  note.hidden = canDoPasskeys;
}

// Coming back by the browser's history, a button must not stay switched off.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-passkey] button")) {
    button.disabled = false;
  }
});
