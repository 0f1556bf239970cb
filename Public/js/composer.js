// Writing into the timeline: tabs, and drafts that stay on this device until they are sent.
import { all, later, on, one, say } from "./dom.js";

function show(tab) {
  const composer = tab.closest("[data-composer]");
  for (const other of all("[role=tab]", composer)) {
    const isChosen = other === tab;
    other.setAttribute("aria-selected", isChosen);
    other.tabIndex = isChosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !isChosen;
  }
}

on("click", "[data-composer] [role=tab]", (event, tab) => {
  show(tab);
  one("textarea, input:not([type=hidden])", document.getElementById(tab.getAttribute("aria-controls")))?.focus();
});
on("keydown", "[data-composer] [role=tab]", (event, tab) => {
  const tabs = all("[role=tab]", tab.closest("[role=tablist]"));
  const at = tabs.indexOf(tab);
  const next = {
    ArrowRight: tabs[(at + 1) % tabs.length],
    ArrowLeft: tabs[(at + tabs.length - 1) % tabs.length],
    Home: tabs[0],
    End: tabs.at(-1),
  }[event.key];
  if (!next) return;
  event.preventDefault();
  show(next);
  next.focus();
});
// A button elsewhere on the page leads to a tab: data-compose="call".
on("click", "[data-compose]", (event, button) => {
  const tab = document.getElementById(`tab-${button.dataset.compose}`);
  if (!tab) return;
  event.preventDefault();
  tab.click();
  tab.scrollIntoView({ block: "nearest" });
});

// Drafts: every form with data-draft, by that name.
const place = form => `draft:${form.dataset.draft}`;
const kept = field => field.name && !["hidden", "file", "password"].includes(field.type);

const keep = later(250, form => {
  const values = {};
  for (const field of form.elements) {
    if (kept(field) && field.value && field.value !== field.defaultValue && field.type !== "checkbox") {
      values[field.name] = field.value;
    }
  }
  const note = one("[data-draft-note]", form);
  const isEmpty = !Object.keys(values).length;
  if (isEmpty) localStorage.removeItem(place(form));
  else localStorage.setItem(place(form), JSON.stringify(values));
  if (note) note.textContent = isEmpty ? "" : say("draft");
});
on("input", "form[data-draft]", (event, form) => keep(form));
on("sent", "form[data-draft]", (event, form) => {
  localStorage.removeItem(place(form));
  const note = one("[data-draft-note]", form);
  if (note) note.textContent = "";
});

for (const form of all("form[data-draft]")) {
  const values = JSON.parse(localStorage.getItem(place(form)) ?? "null");
  if (!values) continue;
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (field && "value" in field) field.value = value;
  }
  const note = one("[data-draft-note]", form);
  if (note) note.textContent = say("draft");
}
