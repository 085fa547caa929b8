// What pages need beyond links and forms. Everything works without it, only less quickly.
"use strict";

// The line that says what was done goes by itself; its words stay for screen readers.
function hideWhatWasSaid() {
  for (const line of document.querySelectorAll("[data-said]")) {
    setTimeout(() => line.remove(), 6000);
  }
}

// The list of what is wrong takes the focus, so that it is read first.
function focusProblems() {
  document.querySelector("[data-focus]")?.focus();
}

// A page that answers a sent form is fetched anew by Back and Reload: the browser would
// ask whether to send the form a second time, and Back would end there.
function forgetSending() {
  const address = document.querySelector("[data-reloads]")?.dataset.reloads ?? location.href;
  history.replaceState(history.state, "", address);
}

// A button with data-copy copies the text of the element that it names.
async function copy(button) {
  const text = document.getElementById(button.dataset.copy)?.textContent.trim();
  if (!text) return;
  await navigator.clipboard.writeText(text);
  const words = button.querySelector("span") ?? button;
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  setTimeout(() => { words.textContent = before; }, 2000);
}

// A button with data-opens opens that dialog; data-closes closes the one around it.
function openOrClose(target) {
  const opener = target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    return true;
  }
  const closer = target.closest("[data-closes]");
  const around = closer?.closest("dialog");
  around?.close();
  return Boolean(around);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  else if (openOrClose(event.target)) event.preventDefault();
});

// A choice with data-submits sends its form as soon as it is changed.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submits]")) event.target.form.requestSubmit();
});

document.addEventListener("DOMContentLoaded", () => {
  hideWhatWasSaid();
  focusProblems();
  forgetSending();
});
