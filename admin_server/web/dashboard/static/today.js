// Keeps a list live, filters it, opens sheets and dialogs over it, and listens to keys.
"use strict";

const day = document.getElementById("day");
const sheet = document.getElementById("sheet");
const dialog = document.getElementById("dialog");
const search = document.querySelector("[data-search]");
const field = search?.querySelector("input[type=search]");
document.documentElement.classList.add("js");

// Asking the server. A refresh that nobody asked for does not count as use of the session.
async function ask(path, { quietly = false, body } = {}) {
  const headers = { "HX-Request": "true" };
  if (quietly) headers["Portico-Live"] = "1";
  const answer = await fetch(path, { method: body ? "POST" : "GET", headers, body });
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) location.href = elsewhere;
  return { status: answer.status, ok: answer.ok, text: await answer.text() };
}

function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

// ---- Rows: only what changed is touched, and nothing moves under pointer or focus.

let waiting = null; // rows that are held back until pointer and focus have left

const rowsIn = (root) => root.querySelector("#rows");

function heldRow(body) {
  return body.querySelector("tr:hover") ?? document.activeElement?.closest("#rows > tr");
}

function looks(row) {
  const copy = row.cloneNode(true);
  copy.classList.remove("selected", "fresh", "gone");
  return copy.className.trim() + copy.innerHTML;
}

const controls = (root) => [...root.querySelectorAll("a[href], button, input, summary")];

// Replaces what is inside an element; the focus stays on the control of the same place.
function refill(element, html) {
  const place = controls(element).indexOf(document.activeElement);
  element.innerHTML = html;
  if (place >= 0) (controls(element)[place] ?? controls(element)[0])?.focus({ preventScroll: true });
}

function update(row, fresh) {
  if (looks(row) === looks(fresh)) {
    row.classList.remove("gone");
    return row;
  }
  const selected = row.classList.contains("selected");
  row.className = fresh.className;
  row.classList.toggle("selected", selected);
  row.dataset.find = fresh.dataset.find;
  refill(row, fresh.innerHTML);
  return row;
}

function leave(row, words) {
  row.classList.add("gone");
  row.querySelector(".act").replaceChildren();
  row.querySelector(".state").textContent = words;
}

function reconcile(body, freshBody) {
  const known = new Map([...body.rows].map((row) => [row.id, row]));
  const wanted = [...freshBody.rows].map((fresh) => {
    const row = known.get(fresh.id);
    if (row) return update(row, fresh);
    const added = fresh.cloneNode(true);
    added.classList.add("fresh");
    return added;
  });
  const staying = new Set(wanted);
  const held = heldRow(body);
  let order = wanted;
  if (held) {
    const upToHeld = [...body.rows].slice(0, held.sectionRowIndex + 1);
    upToHeld.filter((row) => !staying.has(row)).forEach((row) => leave(row, body.dataset.moved));
    const fixed = new Set(upToHeld);
    order = [...upToHeld, ...wanted.filter((row) => !fixed.has(row))];
  }
  waiting = held ? freshBody : null;
  order.forEach((row, place) => {
    if (body.rows[place] !== row) body.insertBefore(row, body.rows[place] ?? null);
  });
  while (body.rows.length > order.length) body.rows[order.length].remove();
  body.dataset.total = freshBody.dataset.total;
}

let settling;
function settle() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const body = rowsIn(day);
    if (!waiting || !body) return;
    reconcile(body, waiting);
    showWaits();
    filter();
  }, 300);
}

function swap(html) {
  const fresh = parsed(html);
  const body = rowsIn(day), freshBody = rowsIn(fresh);
  if ("whole" in day.dataset || !body || !freshBody || !sameFrame(fresh)) {
    const ticked = [...day.querySelectorAll("input:checked")].map((box) => box.id);
    const focused = document.activeElement?.id;
    refill(day, html);
    ticked.forEach((id) => { const box = document.getElementById(id); if (box) box.checked = true; });
    if (focused && day.contains(document.getElementById(focused))) document.getElementById(focused).focus({ preventScroll: true });
    waiting = null;
  } else {
    for (const count of fresh.querySelectorAll("[data-count]")) {
      const shown = day.querySelector(`[data-count="${count.dataset.count}"]`);
      if (shown && shown.textContent !== count.textContent) shown.textContent = count.textContent;
    }
    const printed = day.querySelector(".printed");
    if (printed) printed.innerHTML = fresh.querySelector(".printed").innerHTML;
    reconcile(body, freshBody);
    takeWaits(fresh);
  }
  showLive();
  markSelected();
  filter();
}

// Who asks for help stands above the rows and would move them: a pointer that rests
// on one has three seconds to press.
let freshWaits = null, late;

function takeWaits(fresh) {
  freshWaits = fresh.querySelector("#waits");
  clearTimeout(late);
  if (heldRow(rowsIn(day))) late = setTimeout(showWaits, 3000);
  else showWaits();
}

function showWaits() {
  const shown = day.querySelector("#waits");
  if (shown && freshWaits && shown.innerHTML !== freshWaits.innerHTML) {
    const open = Boolean(shown.querySelector("details[open]"));
    refill(shown, freshWaits.innerHTML);
    const parcels = shown.querySelector("details");
    if (parcels) parcels.open = open;
  }
  freshWaits = null;
}

const sameFrame = (fresh) => !day.querySelector(".pages") === !fresh.querySelector(".pages");

// ---- Live: the server says that something changed, and the list is fetched again.

const SILENT = 45_000; // the server says something every 20 s
let source = null, heard = Date.now(), lost = false, losing = null, busy = false, again = false;

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    do {
      again = false;
      await refreshOnce();
    } while (again);
  } catch {
    lose();
  } finally {
    busy = false;
  }
}

async function refreshOnce() {
  const text = field?.value.trim();
  const onServer = searchesOnServer() && text;
  const answer = onServer
    ? await ask(search.action, { quietly: true, body: new URLSearchParams(new FormData(search)) })
    : await ask(day.dataset.list, { quietly: true });
  if (answer.ok) swap(answer.text);
  else if (answer.status >= 500) lose();
  await refreshSheet();
}

function listen() {
  source?.close();
  if (document.hidden) return;
  source = new EventSource(day.dataset.stream);
  const mine = source;
  source.addEventListener("changed", () => { alive(); refresh(); });
  source.addEventListener("still", alive);
  source.addEventListener("error", () => {
    lose();
    if (mine.readyState !== EventSource.CLOSED) return;
    refresh(); // says where to sign in, where the session has ended
    setTimeout(() => { if (source === mine) listen(); }, 5000);
  });
}

function alive() {
  heard = Date.now();
  lost = false;
  clearTimeout(losing);
  losing = null;
  showLive();
}

// A line that is back within three seconds was never missed.
function lose() {
  losing ??= setTimeout(sayLost, 3000);
}

function sayLost() {
  lost = true;
  showLive();
}

function showLive() {
  const note = document.getElementById("not-live");
  const dot = day.querySelector("[data-live]");
  if (dot) dot.hidden = lost;
  if (!note || note.hidden === !lost) return;
  const words = note.querySelector("[data-not-live]");
  const time = new Date(heard).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  words.textContent = words.dataset.notLive.replace("{time}", time);
  note.hidden = !lost;
}

function watch() {
  if (document.hidden || Date.now() - heard < SILENT) return;
  lost = true;
  showLive();
  listen();
}

// ---- Search: over what is on the page; over more than one page the server looks.

const LETTERS = { ł: "l", ı: "i", ø: "o", đ: "d", ð: "d", ħ: "h", ŧ: "t", æ: "ae", œ: "oe", þ: "th", ß: "ss" };

function folded(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return [...plain].map((sign) => LETTERS[sign] ?? sign).join("").match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function searchesOnServer() {
  const body = rowsIn(day);
  return Boolean(search) && (Boolean(day.querySelector(".pages")) || Number(body?.dataset.total) > (body?.rows.length ?? 0) || "found" in day.dataset);
}

function filter() {
  const body = rowsIn(day), none = document.getElementById("no-match");
  if (!field || !body) { if (none) none.hidden = true; return; }
  const words = searchesOnServer() ? [] : folded(field.value);
  let shown = 0;
  for (const row of body.rows) {
    row.hidden = !words.every((word) => row.dataset.find.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  none.hidden = words.length === 0 || shown > 0;
  day.querySelector(".day-table").hidden = !none.hidden;
  const text = none.querySelector("[data-text]");
  text.textContent = text.dataset.text.replace("{text}", field.value.trim());
}

let typing;
function typed() {
  search.classList.toggle("open", document.activeElement === field || field.value !== "");
  if (!searchesOnServer()) { filter(); return; }
  day.dataset.found = "";
  clearTimeout(typing);
  typing = setTimeout(async () => {
    await refresh();
    if (!field.value.trim()) delete day.dataset.found;
  }, 250);
}

function clearSearch() {
  field.value = "";
  typed();
  field.focus();
}

// ---- The sheet, with an address of its own.

const title = document.title;
const isSheet = (path) => /^\/visits\/[^/]+$/.test(path) && path !== "/visits/new";
let sheetText = "";

async function openSheet(path, { push = true } = {}) {
  const answer = await ask(path);
  if (!answer.ok) { location.href = path; return; }
  showSheet(answer.text);
  if (push) history.pushState({}, "", path);
  document.getElementById("sheet-title")?.focus({ preventScroll: true });
}

function showSheet(html) {
  sheetText = html;
  sheet.innerHTML = html;
  document.title = sheet.firstElementChild?.dataset.title ?? title;
  markSelected();
}

function closeSheet({ push = true } = {}) {
  const id = sheet.firstElementChild?.dataset.visit;
  sheet.replaceChildren();
  sheetText = "";
  document.title = title;
  if (push) history.pushState({}, "", day.dataset.list);
  markSelected();
  document.getElementById(`visit-${id}`)?.querySelector("[data-sheet]")?.focus();
}

function markSelected() {
  const id = sheet?.firstElementChild?.dataset.visit;
  for (const row of day.querySelectorAll("#rows > .selected")) row.classList.remove("selected");
  if (id) document.getElementById(`visit-${id}`)?.classList.add("selected");
}

async function refreshSheet() {
  const id = sheet?.firstElementChild?.dataset.visit;
  if (!id || sheet.querySelector("details[open]") || sheet.querySelector("[role=alert]")) return;
  const answer = await ask(`/visits/${id}`, { quietly: true });
  const stillOpen = sheet.firstElementChild?.dataset.visit === id;
  if (!answer.ok || !stillOpen || answer.text === sheetText) return;
  const inside = sheet.contains(document.activeElement);
  refill(sheet, answer.text);
  sheetText = answer.text;
  if (inside && !sheet.contains(document.activeElement)) document.getElementById("sheet-title")?.focus({ preventScroll: true });
}

// ---- Dialogs.

async function openDialog(path) {
  const answer = await ask(path);
  if (answer.status === 409 && sheet) { showSheet(answer.text); return; }
  if (!answer.ok) { location.href = path; return; }
  dialog.innerHTML = answer.text;
  const here = isSheet(location.pathname) ? location.pathname : day.dataset.list;
  for (const back of dialog.querySelectorAll("[data-back]")) back.value = here;
  dialog.showModal();
}

function dialogClosed() {
  dialog.replaceChildren(); // a password does not stay behind
  if (location.pathname.endsWith("/wifi")) history.replaceState({}, "", day.dataset.list);
}

// ---- Keys.

function move(step) {
  const links = [...day.querySelectorAll("#rows > tr:not([hidden]) [data-sheet]")];
  const here = links.indexOf(document.activeElement?.closest("#rows > tr")?.querySelector("[data-sheet]"));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const writing = event.target.closest("input, textarea, select");
  if (event.key === "Escape") { escape(); return; }
  if (writing) return;
  const inRows = event.target.closest("#rows");
  const doing = {
    "/": () => field?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
    i: () => document.querySelector("[data-invite]")?.click(),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: inRows && (() => move(1)),
    ArrowUp: inRows && (() => move(-1)),
  }[event.key];
  if (!doing) return;
  event.preventDefault();
  doing();
}

function escape() {
  const menu = document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  else if (field && (field.value || document.activeElement === field)) { field.value = ""; field.blur(); typed(); }
  else if (sheet?.firstElementChild) closeSheet();
}

// ---- Putting it together.

function clicked(event) {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("[data-sheet], [data-close-sheet], [data-dialog], [data-clear], [data-print]");
  if (!link) return;
  if ("print" in link.dataset) { print(); return; }
  event.preventDefault();
  if ("sheet" in link.dataset) openSheet(link.getAttribute("href")).catch(sayLost);
  else if ("closeSheet" in link.dataset) closeSheet();
  else if ("dialog" in link.dataset) openDialog(link.getAttribute("href")).catch(sayLost);
  else clearSearch();
}

// Pressing twice is once, and the list stays where it was. Without a network the page
// stays too: the browser would show one of its own that leads nowhere.
function submitted(event) {
  if (event.target.method !== "post" || event.target === search || event.defaultPrevented) return;
  if (!navigator.onLine) {
    event.preventDefault();
    event.target.closest("dialog")?.close();
    sayLost();
    document.getElementById("not-live")?.scrollIntoView({ block: "center" });
    return;
  }
  sessionStorage.setItem("portico-scroll", JSON.stringify([day.dataset.list, scrollY]));
  setTimeout(() => { for (const button of event.target.querySelectorAll("button")) button.disabled = true; });
}

function scrollBack() {
  const [path, y] = JSON.parse(sessionStorage.getItem("portico-scroll") ?? "[]");
  sessionStorage.removeItem("portico-scroll");
  if (path === day.dataset.list) scrollTo(0, y);
}

function begin() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.addEventListener("submit", submitted);
  document.addEventListener("visibilitychange", () => (document.hidden ? source?.close() : listen()));
  addEventListener("offline", sayLost);
  addEventListener("online", listen);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  day.addEventListener("pointerleave", settle);
  day.addEventListener("focusout", settle);
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  if (search) {
    search.addEventListener("submit", (event) => { event.preventDefault(); field.focus(); typed(); });
    field.addEventListener("input", typed);
    field.addEventListener("focus", typed);
    field.addEventListener("blur", () => setTimeout(typed, 150));
    if (field.value) day.dataset.found = "";
    typed();
  }
  if (sheet) {
    if (sheet.firstElementChild) document.getElementById("sheet-title")?.focus({ preventScroll: true });
    addEventListener("popstate", () => {
      if (isSheet(location.pathname)) openSheet(location.pathname, { push: false });
      else if (sheet.firstElementChild) closeSheet({ push: false });
    });
  }
  if (dialog) {
    dialog.addEventListener("close", dialogClosed);
    if (dialog.open) { dialog.open = false; dialog.showModal(); }
  }
  scrollBack();
  listen();
  setInterval(watch, 5000);
  setInterval(() => { if (!document.hidden) refresh(); }, 60_000); // "41 min late" grows
}

if (day) begin();
