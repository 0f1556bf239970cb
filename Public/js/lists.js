// Lists by keyboard: J and K walk, X selects (Shift: a range), Enter opens, Space peeks. Selected rows show the bar.
import { all, isTyping, numberFormat, on, one, say } from "./dom.js";
import { closePeek, isPeeking, peek } from "./peek.js";

const isOn = document.body.dataset.shortcuts === "on";
let anchor = null;

const rows = () => all("[data-list] tbody tr[data-id]");
const current = () => one("[data-list] tr.current");
const box = row => one(".select input", row);

export function makeCurrent(row) {
  current()?.classList.remove("current");
  row.classList.add("current");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (isPeeking()) peek(row);
}

function walk(step) {
  const found = rows();
  const at = found.indexOf(current());
  const next = found[at < 0 ? 0 : at + step];
  if (next) makeCurrent(next);
}

function select(row, isSelected, isRange) {
  if (!box(row)) return;
  const found = rows();
  const from = isRange && anchor?.isConnected ? found.indexOf(anchor) : found.indexOf(row);
  const to = found.indexOf(row);
  for (const each of found.slice(Math.min(from, to), Math.max(from, to) + 1)) mark(each, isSelected);
  anchor = row;
  showSelection();
}

function mark(row, isSelected) {
  box(row).checked = isSelected;
  row.setAttribute("aria-selected", isSelected);
}

document.addEventListener("keydown", event => {
  if (!isOn || !one("[data-list]") || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (one("dialog[open]") || one("[popover=auto]:popover-open") || event.target.closest("[data-board]")) return;
  const row = current();
  const key = event.key.toLowerCase();
  const isOnControl = event.target.closest("a, button, input, summary");
  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    arrowdown: () => row && walk(1),
    arrowup: () => row && walk(-1),
    x: () => row && select(row, !box(row)?.checked, event.shiftKey),
    " ": () => !isOnControl && row && (isPeeking(row) ? closePeek() : peek(row)),
    enter: () => !isOnControl && row && location.assign(row.dataset.href),
    escape: () => (isPeeking() ? closePeek() : clear()),
  };
  const act = acts[key];
  if (!act || (key.startsWith("arrow") && !row) || ((key === " " || key === "enter") && (isOnControl || !row))) return;
  event.preventDefault();
  act();
}, true);

on("click", "[data-list] .select input[name=id]", (event, input) => {
  select(input.closest("tr"), input.checked, event.shiftKey);
});
on("change", "[data-select-page]", (event, input) => {
  for (const row of rows()) mark(row, input.checked);
  showSelection();
});
// A click on a row, away from its links, opens the record beside the list.
on("click", "[data-list] tr[data-id]", (event, row) => {
  if (event.target.closest("a, button, input, label") || String(getSelection())) return;
  makeCurrent(row);
  if (matchMedia("(max-width: 820px)").matches) location.assign(row.dataset.href);
  else if (row.dataset.peek && !isPeeking()) peek(row);
});

// The bulk bar.
const bar = one("#bulk");

function clear() {
  for (const row of rows()) mark(row, false);
  showSelection();
}

export function showSelection() {
  const page = rows();
  const selected = page.filter(row => box(row)?.checked);
  const whole = one("[data-select-page]");
  if (whole) {
    whole.checked = selected.length > 0 && selected.length === page.length;
    whole.indeterminate = selected.length > 0 && selected.length < page.length;
  }
  if (!bar) return;
  bar.hidden = !selected.length;
  bar.elements.all.value = "0";
  for (const old of all("input[name=id]", bar)) old.remove();
  for (const row of selected) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "id", value: row.dataset.id });
    bar.append(input);
  }
  one("[data-bulk-count]", bar).textContent = say("selected", { count: numberFormat.format(selected.length) });
  const everything = one("[data-bulk-all]", bar);
  if (!everything) return;
  everything.hidden = selected.length < page.length || !bar.dataset.total;
  everything.textContent = say("selectAll", { count: bar.dataset.total });
}

on("click", "[data-bulk-all]", (event, button) => {
  bar.elements.all.value = "1";
  one("[data-bulk-count]", bar).textContent = say("allSelected", { count: bar.dataset.total });
  button.hidden = true;
});
on("click", "[data-bulk-clear]", clear);
on("sent", "#bulk", clear);
document.addEventListener("refreshed", showSelection);
addEventListener("pageshow", showSelection);
