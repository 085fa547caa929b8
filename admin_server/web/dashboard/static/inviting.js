// The form of a visit: hosts as one types, visitors we know, and times that follow.
"use strict";

const WAIT = 200;

async function ask(path, values, signal) {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(values), signal, headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

// A combobox after the ARIA practices: the text field keeps the focus, the arrows
// walk through the list, Enter chooses, Escape closes.
class Combobox {
  constructor(field) {
    this.path = field.dataset.combobox;
    this.words = field.dataset;
    this.field = field;
    this.input = field.querySelector("input[name=host_name]");
    this.list = document.createElement("ul");
    this.said = document.createElement("p");
    this.active = -1;
    this.prepare();
  }

  prepare() {
    this.field.querySelector("[data-without-script]")?.remove();
    this.list.setAttribute("role", "listbox");
    this.list.id = "hosts-found";
    this.list.hidden = true;
    this.list.setAttribute("aria-label", this.field.querySelector("label").textContent.trim());
    this.said.className = "hidden";
    this.said.setAttribute("role", "status");
    this.field.append(this.list, this.said);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.left());
    this.list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      this.choose(option);
    });
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  get hidden() {
    let hidden = this.field.querySelector("input[type=hidden][name=host]");
    if (!hidden) {
      this.field.querySelector(".found")?.remove();
      hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "host" });
      this.field.append(hidden);
    }
    return hidden;
  }

  typed() {
    this.hidden.value = "";
    clearTimeout(this.timer);
    this.asked?.abort();
    if (this.input.value.trim().length < 2) return this.close();
    this.timer = setTimeout(() => this.find(), WAIT);
  }

  async find() {
    this.asked = new AbortController();
    try {
      const answer = await ask(this.path, { host_name: this.input.value }, this.asked.signal);
      this.list.innerHTML = await answer.text();
    } catch {
      return;
    }
    const count = this.options.length;
    this.said.textContent = count ? this.words.some.replace("{n}", count) : this.words.none;
    this.said.className = count ? "hidden" : "hint";
    if (count && document.activeElement === this.input) this.open();
    else this.close();
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(-1);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  // Who goes on with one name found means that one.
  left() {
    if (!this.list.hidden && !this.hidden.value && this.options.length === 1) this.choose(this.options[0]);
    else this.close();
  }

  mark(place) {
    this.active = place;
    this.options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = this.options[place];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  choose(option) {
    this.input.value = option.dataset.name;
    this.hidden.value = option.dataset.value;
    this.close();
  }

  key(event) {
    const count = this.options.length;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && count) {
      event.preventDefault();
      if (!open) this.open();
      this.mark((this.active + 1) % count);
    } else if (event.key === "ArrowUp" && count) {
      event.preventDefault();
      if (!open) this.open();
      this.mark(this.active > 0 ? this.active - 1 : count - 1);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.options[this.active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    }
  }
}

// Somebody who was here before need not be named again; what was typed stays.
async function fillIn(email) {
  const number = email.dataset.person;
  const said = document.querySelector(`[data-known-said="${number}"]`);
  said.textContent = "";
  const name = document.getElementById(`field-name-${number}`);
  const company = document.getElementById(`field-company-${number}`);
  takeBack(name);
  takeBack(company);
  if (!email.value.includes("@")) return;
  const answer = await ask(email.dataset.known, { email: email.value });
  const known = await answer.json();
  if (!known.name) return;
  if (name.value && name.value !== known.name) return;
  if (!name.value) name.dataset.filled = known.name;
  if (!company.value) company.dataset.filled = known.company;
  name.value = known.name;
  company.value ||= known.company;
  said.textContent = known.said;
}

// Another address is another person: what we filled in goes, what was typed stays.
function takeBack(input) {
  if (input.dataset.filled && input.value === input.dataset.filled) input.value = "";
  delete input.dataset.filled;
}

// The departure follows the arrival, so that a visit stays as long as it was.
class Times {
  constructor(form) {
    this.parts = ["arrival", "departure"].map((name) => [form.elements[`${name}_day`], form.elements[`${name}_time`]]);
    this.before = this.moment(0);
    for (const part of this.parts[0]) part.addEventListener("change", () => this.follow());
  }

  // Wall-clock times, counted as if there were no clock changes.
  moment(which) {
    const [day, time] = this.parts[which];
    return Date.parse(`${day.value}T${time.value}Z`);
  }

  follow() {
    const now = this.moment(0);
    const leaves = this.moment(1);
    if (Number.isNaN(now)) return;
    if (!Number.isNaN(leaves) && !Number.isNaN(this.before)) {
      const text = new Date(leaves + now - this.before).toISOString();
      this.parts[1][0].value = text.slice(0, 10);
      this.parts[1][1].value = text.slice(11, 16);
    }
    this.before = now;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("[data-combobox]")) new Combobox(field);
  for (const form of document.querySelectorAll("[data-visit-form]")) new Times(form);
  for (const email of document.querySelectorAll("[data-known]")) {
    email.addEventListener("change", () => fillIn(email).catch(() => {}));
  }
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});
