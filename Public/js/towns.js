// Postcode and town help each other: letters or digits typed in one offer towns, and a choice fills in both. Without
// this, or where the towns are not installed, they are plain fields.
import { all, announce, later, make, numberFormat, on, one, say } from "./dom.js";
import { send } from "./http.js";

const fields = 'form input[name$="postcode"], form input[name$="city"]';
let isMissing = false;
let lists = 0;

/** The field of the same address: `addresses[0].city` beside `addresses[0].postcode`. */
const sibling = (input, name) => input.form?.elements[input.name.replace(/(postcode|city)$/, name)];

/** Towns of other countries are not known here. */
function isFrench(input) {
  const country = sibling(input, "country")?.value.trim().toLowerCase() ?? "";
  return ["", "fr", "france"].includes(country);
}

function listOf(input) {
  const known = document.getElementById(input.getAttribute("aria-controls"));
  if (known) return known;
  lists += 1;
  const label = input.labels?.[0]?.textContent ?? "";
  const list = make("ul", { id: `towns-${lists}`, role: "listbox", class: "towns", hidden: "", "aria-label": label });
  const holder = input.closest(".field") ?? input.parentElement;
  holder.classList.add("has-towns");
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    autocomplete: "off",
  })) input.setAttribute(name, value);
  return list;
}

const ask = later(120, async input => {
  const typed = input.value.trim();
  if (typed.length < 2 || isMissing || !isFrench(input)) return close(input);
  try {
    const { json } = await send(`/places?limit=10&q=${encodeURIComponent(typed)}`);
    if (document.activeElement === input && typed === input.value.trim()) offer(input, json.data);
  } catch (refusal) {
    // Only a help: who types on needs no message.
    isMissing = refusal.code === "geography_missing";
    close(input);
  }
});

function offer(input, places) {
  const list = listOf(input);
  if (!places.length || isSettled(input, places)) return close(input);
  list.replaceChildren(...places.map((place, index) => make(
    "li", {
      role: "option", id: `${list.id}-${index}`, "aria-selected": "false", "data-postcode": place.postcode,
      "data-city": place.city,
    },
    make("span", { class: "number" }, place.postcode), make("span", { class: "cut" }, place.city),
    make("small", { class: "muted cut" }, place.department_name),
  )));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  // Who types a town and presses Enter saves what they typed: a choice is made by an arrow, unless there is only one.
  input.removeAttribute("aria-activedescendant");
  if (places.length === 1) point(input, 0);
  announce(say("results", { count: numberFormat.format(places.length) }));
}

/** What stands in both fields is one of the towns already. */
function isSettled(input, places) {
  const [postcode, city] = [sibling(input, "postcode"), sibling(input, "city")].map(field => field?.value.trim());
  return places.some(place => place.postcode === postcode && place.city === city);
}

const options = input => all("[role=option]", listOf(input));

function point(input, index) {
  const found = options(input);
  const at = (index + found.length) % found.length;
  found.forEach((option, place) => option.setAttribute("aria-selected", place === at));
  input.setAttribute("aria-activedescendant", found[at].id);
  found[at].scrollIntoView({ block: "nearest" });
}

function close(input) {
  if (!input.hasAttribute("aria-controls")) return;
  listOf(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function take(input, option) {
  for (const name of ["postcode", "city"]) {
    const field = sibling(input, name);
    if (!field || field.value === option.dataset[name]) continue;
    field.value = option.dataset[name];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  close(input);
}

on("focusin", fields, (event, input) => listOf(input));
on("input", fields, (event, input) => ask(input));
on("focusout", fields, (event, input) => close(input));
on("keydown", fields, (event, input) => {
  if (input.getAttribute("aria-expanded") !== "true") return;
  const found = options(input);
  const at = found.findIndex(option => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    point(input, at < 0 && event.key === "ArrowUp" ? -1 : at + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && !event.ctrlKey && at >= 0) {
    take(input, found[at]);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    close(input);
  } else {
    return;
  }
  event.preventDefault();
});
on("pointerdown", ".towns [role=option]", (event, option) => {
  event.preventDefault();
  take(one(`[aria-controls="${option.parentElement.id}"]`), option);
});
