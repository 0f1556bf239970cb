// The command palette: Ctrl-K or /, what the server finds first, then what this page can do.
import { all, announce, folded, fragment, icon, later, make, numberFormat, on, one, say } from "./dom.js";
import { complain, send } from "./http.js";
import { named } from "./keys.js";

const palette = one("#palette");
const input = palette && one("input", palette);
const list = palette && one("[role=listbox]", palette);
let asking = null;

const options = () => all("[role=option]", list);

function point(index) {
  const found = options();
  if (!found.length) return input.removeAttribute("aria-activedescendant");
  const at = (index + found.length) % found.length;
  found.forEach((option, place) => {
    option.id = `palette-${place}`;
    option.setAttribute("aria-selected", place === at);
  });
  input.setAttribute("aria-activedescendant", found[at].id);
  found[at].scrollIntoView({ block: "nearest" });
}

const pointed = () => options().findIndex(option => option.getAttribute("aria-selected") === "true");

/** What can be done on this page, found by its words. */
function actionsHere(typed) {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const found = all("[data-key], [data-command], [data-go]").filter(element => {
    const name = folded(named(element));
    return !element.closest("[hidden], dialog") && words.every(word => name.includes(word));
  });
  const items = document.createDocumentFragment();
  if (!found.length) return items;
  items.append(make("li", { class: "group", role: "presentation" }, say("here")));
  for (const element of found.slice(0, typed ? 6 : 12)) {
    const option = make("li", { role: "option", "aria-selected": "false" });
    option.append(icon(element.dataset.go ? "arrow-right" : "zap"), make("span", {}, named(element)));
    const hint = element.dataset.go ? `G ${element.dataset.go}` : element.dataset.key;
    if (hint) option.append(make("kbd", {}, hint.toUpperCase()));
    option.command = element;
    items.append(option);
  }
  return items;
}

const ask = later(90, async () => {
  const typed = input.value.trim();
  asking?.abort();
  asking = new AbortController();
  try {
    const address = `/palette?q=${encodeURIComponent(typed)}&at=${encodeURIComponent(location.pathname)}`;
    const { html } = await send(address, { signal: asking.signal });
    if (typed !== input.value.trim()) return;
    list.replaceChildren(fragment(html), actionsHere(typed));
    if (!options().length) list.append(make("li", { class: "group" }, say("nothing")));
    point(0);
    if (typed) announce(say("results", { count: numberFormat.format(options().length) }));
  } catch (refusal) {
    complain(refusal);
  }
});

function open() {
  input.value = "";
  list.replaceChildren(actionsHere(""));
  point(0);
  palette.showModal();
  input.focus();
  ask();
}

function take(option, isBeside) {
  if (!option) return;
  palette.close();
  if (option.command) {
    if (option.command.matches("input, select, textarea")) return option.command.focus();
    return option.command.click();
  }
  if (option.dataset.sheet) return import("./sheets.js").then(sheets => sheets.openSheet(option.dataset.sheet));
  if (isBeside) window.open(option.dataset.href);
  else location.assign(option.dataset.href);
}

if (palette) {
  input.addEventListener("input", () => {
    list.replaceChildren(...[...list.children].filter(child => !child.command), actionsHere(input.value.trim()));
    point(0);
    ask();
  });
  palette.addEventListener("keydown", event => {
    if (event.key === "ArrowDown") { event.preventDefault(); point(pointed() + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); point(pointed() - 1); }
    if (event.key === "Enter") { event.preventDefault(); take(options()[pointed()], event.ctrlKey || event.metaKey); }
  });
  list.addEventListener("click", event => take(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));
  list.addEventListener("pointermove", event => {
    const option = event.target.closest("[role=option]");
    if (option && option.getAttribute("aria-selected") !== "true") point(options().indexOf(option));
  });
  palette.addEventListener("click", event => { if (event.target === palette) palette.close(); });
  on("click", "[data-palette]", open);
  addEventListener("keydown", event => {
    const isCommand = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const isSlash = event.key === "/" && document.body.dataset.shortcuts === "on" && !event.ctrlKey
      && !event.target.closest?.("input, textarea, select, [contenteditable=true], dialog");
    if (!isCommand && !isSlash) return;
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });
}
