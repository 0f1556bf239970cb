// Fills the form of a company from a register: asks while one types, and replaces nothing without being told to.
import { all, fragment, later, make, on, one } from "./dom.js";
import { complain, send } from "./http.js";

const ask = later(450, async search => {
  const place = one("[data-register-place]", search.closest("[data-register-finder]"));
  const question = one("[name=q]", search).value.trim();
  if (question.length < 3) return place.replaceChildren();
  const address = new URL(search.dataset.registerAnswers, location.href);
  address.searchParams.set("q", question);
  try {
    const { html } = await send(address);
    if (question !== one("[name=q]", search).value.trim()) return;
    place.replaceChildren(fragment(html));
  } catch (refusal) {
    complain(refusal);
  }
});

on("input", "form[data-register-answers]", (event, search) => ask(search));

on("submit", "form[data-register-answers]", (event, search) => {
  event.preventDefault();
  ask(search);
});

// The form beside the finder: on the page, or in the same sheet.
function formOf(finder) { return finder.parentElement.querySelector(":scope > form.form"); }

const control = (form, name) => form.elements.namedItem(name);
const compared = text => text.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

function put(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.closest("details")?.setAttribute("open", "");
}

on("click", "[data-register-finder] a[data-register-fill]", (event, answer) => {
  const finder = answer.closest("[data-register-finder]");
  const form = formOf(finder);
  if (!form || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const others = [];
  for (const [name, value] of Object.entries(JSON.parse(answer.dataset.registerFill))) {
    const field = control(form, name);
    if (!field || field.value === undefined || field.readOnly) continue;
    if (!field.value.trim()) put(field, value);
    else if (compared(field.value) !== compared(value)) others.push([name, field, value]);
  }
  showDifferences(finder, form, others);
  const said = one("[data-register-filled]", finder);
  said.hidden = false;
  (others.length ? one("[data-register-choices] input", finder) : control(form, "name"))?.focus();
});

function showDifferences(finder, form, others) {
  const box = one("[data-register-differences]", finder);
  box.hidden = !others.length;
  one("[data-register-choices]", box).replaceChildren(...others.map(([name, field, value]) => {
    const tick = make("input", { type: "checkbox", name: "", value, "data-register-field": name });
    const change = [make("del", {}, field.value), " → ", make("b", {}, value)];
    const words = make("span", {}, `${labelOf(form, field)} : `, ...change);
    return make("label", { class: "tick" }, tick, words);
  }));
}

const labelOf = (form, field) => one(`label[for="${CSS.escape(field.id)}"]`, form)?.textContent.trim() ?? field.name;

on("click", "[data-register-replace]", (event, button) => {
  const finder = button.closest("[data-register-finder]");
  const form = formOf(finder);
  for (const tick of all("[data-register-field]:checked", finder)) {
    put(control(form, tick.dataset.registerField), tick.value);
    tick.closest("label").remove();
  }
  one("[data-register-differences]", finder).hidden = !one("[data-register-field]", finder);
  control(form, "name")?.focus();
});
