// Dialogs: those that wait in the page (data-dialog), those fetched when wanted (data-sheet), small ones beside a
// button (data-popup). A sheet opens above whatever is open, so nothing typed below is lost.
import { fragment, make, on, one, say } from "./dom.js";
import { complain, send } from "./http.js";
import { placeBeside } from "./menus.js";
import { gather } from "./needs.js";

export function openDialog(dialog) {
  const opener = document.activeElement;
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus(), { once: true });
  if (!dialog.open) dialog.showModal();
}

/**
 * Fetches `address` into a new dialog. Resolves, when it closes, with what its form answered: `{ id, title }` of a
 * record made there, or null.
 */
export async function openSheet(address, { body } = {}) {
  const dialog = make("dialog", { class: "sheet" });
  let answered = null;
  try {
    const { html } = await send(address, body ? { method: "POST", body } : {});
    dialog.append(fragment(html));
    await gather(dialog);
  } catch (refusal) {
    complain(refusal);
    return null;
  }
  const heading = one("h2", dialog);
  if (heading) dialog.setAttribute("aria-label", heading.textContent);
  if (one("[data-wide]", dialog)) dialog.classList.add("wide");
  document.body.append(dialog);
  dialog.addEventListener("answered", event => { answered = event.detail; });
  const closed = new Promise(resolve => dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(answered);
  }));
  openDialog(dialog);
  (one("[autofocus]", dialog) ?? one("input:not([type=hidden]), select, textarea", dialog))?.focus();
  return closed;
}

/** A small form beside its button: a filter, the choice of columns. */
async function openPopup(button) {
  const label = button.getAttribute("aria-label") || button.textContent.trim();
  const menu = make("div", { class: "menu", popover: "auto", role: "dialog", "aria-label": label });
  try {
    menu.append(fragment((await send(button.dataset.popup)).html));
    await gather(menu);
  } catch (refusal) {
    return complain(refusal);
  }
  document.body.append(menu);
  menu.addEventListener("toggle", event => {
    if (event.newState !== "closed") return;
    menu.remove();
    button.focus();
  });
  menu.showPopover();
  placeBeside(menu, button);
  one("[autofocus], input:not([type=hidden]), select, button, a", menu)?.focus();
}

on("click", "[data-dialog]", (event, button) => {
  const dialog = document.getElementById(button.dataset.dialog);
  if (dialog) { event.preventDefault(); openDialog(dialog); }
});
on("click", "[data-sheet]", async (event, button) => {
  event.preventDefault();
  button.closest("[popover]")?.hidePopover();
  // A sheet opened from the bulk bar works on the selection.
  const form = button.closest("#bulk");
  const answer = await openSheet(button.dataset.sheet, { body: form && new FormData(form) });
  if (answer) document.dispatchEvent(new CustomEvent("refresh"));
});
on("click", "[data-popup]", (event, button) => openPopup(button));
on("click", "[data-close]", (event, button) => {
  const dialog = button.closest("dialog");
  if (!dialog) return;
  event.preventDefault();  // it may be a link that leaves the page where there is no dialog
  dialog.close();
});

// A click beside a dialog closes it, unless something typed would be lost.
document.addEventListener("pointerdown", event => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement)) return;
  const box = dialog.getBoundingClientRect();
  const isInside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!isInside && !isTouched(dialog)) dialog.close();
});

export const isTouched = root =>
  [...root.querySelectorAll("input, textarea, select")].some(field =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? [...field.options].some(option => option.selected !== option.defaultSelected)
        && !(field.selectedIndex === 0 && ![...field.options].some(option => option.defaultSelected))
        : field.type !== "hidden" && field.value !== field.defaultValue);

document.addEventListener("cancel", event => {
  const dialog = event.target;
  if (dialog.matches?.("dialog.sheet") && isTouched(dialog) && !confirm(say("unsaved"))) event.preventDefault();
}, true);
