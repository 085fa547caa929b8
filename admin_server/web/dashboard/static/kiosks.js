// How kiosks and their printers are, as they tell it: the page is read again when
// something changed, and only what stands differently in it is put in its place.
"use strict";

const PARTS = "[data-fresh]";
let asking = false, again = false, source = null;

async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    do {
      again = false;
      await readAgain();
    } while (again);
  } catch {
    // Without a network the page stays as it was; the next news tries again.
  } finally {
    asking = false;
  }
}

async function readAgain() {
  const answer = await fetch(location.pathname, { headers: { "Portico-Live": "1" } });
  if (answer.redirected) { location.reload(); return; }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const shown of document.querySelectorAll(PARTS)) {
    const newer = fresh.getElementById(shown.id);
    const held = shown.contains(document.activeElement);
    if (newer && !held && newer.innerHTML !== shown.innerHTML) shown.innerHTML = newer.innerHTML;
  }
}

function listen() {
  source?.close();
  if (document.hidden) return;
  source = new EventSource("/today/stream");
  const mine = source;
  source.addEventListener("changed", refresh);
  source.addEventListener("error", () => {
    if (mine.readyState === EventSource.CLOSED) setTimeout(() => { if (source === mine) listen(); }, 5000);
  });
}

if (document.querySelector(PARTS)) {
  document.addEventListener("visibilitychange", listen);
  listen();
}
