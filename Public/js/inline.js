// A fact edited where it stands: Enter saves, Escape cancels, Tab saves and goes on; the focus comes back.
import { all, fragment, on, one } from "./dom.js";
import { complain, send } from "./http.js";
import { clearRefusals, showRefusals } from "./forms.js";
import { gather } from "./needs.js";

const editing = new Map();

async function edit(fact) {
  if (!fact?.dataset.inline || editing.has(fact.parentElement)) return;
  const place = fact.parentElement;
  editing.set(place, fact);
  try {
    const form = fragment((await send(fact.dataset.inline)).html);
    await gather(form);
    place.replaceChildren(form);
    const control = one("[role=combobox], input:not([type=hidden]), select, textarea", place);
    control?.focus();
    control?.select?.();
  } catch (refusal) {
    editing.delete(place);
    complain(refusal);
  }
}

function cancel(place) {
  const hasMet = place.querySelector("form[data-met]");
  place.replaceChildren(editing.get(place));
  editing.delete(place);
  // Somebody else's value stands: it shows.
  if (hasMet) document.dispatchEvent(new CustomEvent("refresh"));
  one("[data-inline-edit]", place)?.focus();
}

async function save(form, { next = 0, isLeaving = false } = {}) {
  const place = form.parentElement;
  if (form.classList.contains("busy")) return;
  form.classList.add("busy");
  clearRefusals(form);
  try {
    const { html } = await send(form.action, { method: "POST", body: new FormData(form) });
    place.replaceChildren(fragment(html));
    editing.delete(place);
    place.classList.add("flash");
    setTimeout(() => place.classList.remove("flash"), 1200);
    if (next) edit(neighbour(place, next));
    else if (!isLeaving) one("[data-inline-edit]", place)?.focus();
    document.dispatchEvent(new CustomEvent("refresh"));
  } catch (refusal) {
    form.classList.remove("busy");
    showRefusals(form, refusal);
  }
}

function neighbour(place, step) {
  const facts = all("dd[id^=fact-]").filter(fact => one("[data-inline]", fact));
  const from = all("dd[id^=fact-]").indexOf(place);
  const ordered = step > 0 ? facts : facts.reverse();
  const next = ordered.find(fact => (all("dd[id^=fact-]").indexOf(fact) - from) * step > 0);
  return next && one("[data-inline]", next);
}

const isChanged = form => [...form.elements].some(field =>
  field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? [...field.options].some(option => option.selected !== option.defaultSelected)
      : field.value !== field.defaultValue);

on("click", "[data-inline-edit]", (event, button) => edit(button.closest("[data-inline]")));
on("dblclick", "[data-inline]", (event, fact) => edit(fact));
on("click", "[data-inline-cancel]", (event, button) => cancel(button.closest("form").parentElement));
on("submit", "[data-inline-form]", (event, form) => { event.preventDefault(); save(form); });
on("keydown", "[data-inline-form]", (event, form) => {
  if (event.defaultPrevented) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    cancel(form.parentElement);
  } else if (event.key === "Enter" && event.target.tagName !== "TEXTAREA" && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    save(form);
  } else if (event.key === "Tab" && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    save(form, { next: event.shiftKey ? -1 : 1 });
  }
});
// Leaving a changed fact saves it; leaving an unchanged one closes it.
on("focusout", "[data-inline-form]", (event, form) => {
  setTimeout(() => {
    if (!form.isConnected || form.contains(document.activeElement) || form.classList.contains("busy")) return;
    if (document.querySelector("dialog[open]") || !document.hasFocus()) return;
    if (isChanged(form)) save(form, { isLeaving: true });
    else {
      const place = form.parentElement;
      place.replaceChildren(editing.get(place));
      editing.delete(place);
    }
  }, 150);
});
