// “@” in a note: a list of people to choose from, by arrow keys or by hand. Whoever types the whole name needs no list.
import { all, announce, fragment, later, make, numberFormat, on, one, say } from "./dom.js";
import { send } from "./http.js";

const FIELDS = "#panel-note textarea, #note-text";
let list = null, field = null;

/** What stands between “@” and the caret, or null. */
function typed(area) {
  const before = area.value.slice(0, area.selectionStart);
  return before.match(/(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}._ -]{0,40})$/u)?.[1] ?? null;
}

function close() {
  list?.parentElement?.remove();
  list = null;
  if (!field) return;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function point(index) {
  const options = all("[role=option]", list);
  const at = (index + options.length) % options.length;
  options.forEach((option, place) => option.setAttribute("aria-selected", place === at));
  if (!options.length) return;
  field.setAttribute("aria-activedescendant", options[at].id);
  options[at].scrollIntoView({ block: "nearest" });
}

const search = later(120, async area => {
  const words = typed(area);
  if (words === null) return close();
  let html;
  try {
    ({ html } = await send(`/pick/user?q=${encodeURIComponent(words.trim())}`));
  } catch {
    return close();
  }
  if (typed(area) !== words || document.activeElement !== area) return;
  close();
  field = area;
  list = make("ul", { role: "listbox", id: "mention-list", "aria-label": "@" });
  list.append(fragment(html));
  for (const other of all("[data-create], [aria-disabled=true]", list)) other.remove();
  const options = all("[role=option][data-value]", list);
  if (!options.length) return close();
  options.forEach((option, place) => { option.id = `mention-${place}`; });
  area.after(make("div", { class: "picker" }, list));
  area.setAttribute("aria-controls", "mention-list");
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-expanded", "true");
  point(0);
  announce(say("results", { count: numberFormat.format(options.length) }));
});

function take(option) {
  if (!option || !field) return;
  const caret = field.selectionStart, words = typed(field) ?? "";
  const start = caret - words.length;
  field.setRangeText(`${option.dataset.title} `, start, caret, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  field.focus();
}

on("input", FIELDS, (event, area) => (typed(area) === null ? close() : search(area)));
on("keydown", FIELDS, (event) => {
  if (!list || event.ctrlKey || event.metaKey) return;
  const options = all("[role=option]", list);
  const at = options.findIndex(option => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") point(at + (event.key === "ArrowDown" ? 1 : -1));
  else if (event.key === "Enter" || event.key === "Tab") take(options[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
on("pointerdown", "#mention-list [role=option]", (event, option) => {
  event.preventDefault();
  take(option);
});
on("focusout", FIELDS, close);
