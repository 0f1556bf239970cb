// Single keys: whatever carries data-key, G and a letter for the navigation, / to search, ? for help.
// Off while somebody types, while a dialog is open, and altogether where the person turned them off.
import { all, isTyping, make, one, say } from "./dom.js";
import { openDialog } from "./sheets.js";

const isOn = document.body.dataset.shortcuts === "on";
let wentAt = 0;

document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendForm(event);
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || one("dialog[open]") || one("[popover=auto]:popover-open")) return;
  const key = event.key.toLowerCase();
  if (Date.now() - wentAt < 1500) {
    wentAt = 0;
    const place = one(`[data-go="${CSS.escape(key)}"]`);
    if (place) { event.preventDefault(); place.click(); }
    return;
  }
  if (key === "g") { wentAt = Date.now(); return; }
  if (key === "?") { event.preventDefault(); return showHelp(); }
  const target = all(`[data-key="${CSS.escape(key)}"]`).find(element => !element.closest("[hidden]"));
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
});

/** Ctrl+Enter sends the form one is in. */
function sendForm(event) {
  const form = event.target.closest?.("form");
  if (!form || !event.target.matches("textarea, input, select")) return;
  event.preventDefault();
  form.requestSubmit();
}

export const named = element =>
  (element.getAttribute("aria-label") || element.querySelector("span")?.textContent || element.textContent).trim();

function showHelp() {
  const dialog = one("#shortcut-help");
  const list = one("[data-keys-here]", dialog);
  list.replaceChildren();
  const add = (text, ...keys) => {
    const place = make("dd", { class: "row" }, ...keys.map(key => make("kbd", {}, key)));
    list.append(make("dt", {}, text), place);
  };
  for (const element of all("[data-key]")) add(named(element), element.dataset.key.toUpperCase());
  for (const link of all("[data-go]")) add(named(link), "G", link.dataset.go.toUpperCase());
  openDialog(dialog);
}

document.addEventListener("click", event => {
  if (event.target.closest('[data-dialog="shortcut-help"]')) {
    event.stopPropagation();
    showHelp();
  }
}, true);
