// Places menus beside their buttons, inside the window, and walks them with the arrow keys.
import { all, on, one } from "./dom.js";

export function placeBeside(menu, button) {
  const box = button.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8));
  const below = box.bottom + 4;
  const above = box.top - menu.offsetHeight - 4;
  const top = below + menu.offsetHeight > innerHeight - 8 && above > 8 ? above : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - menu.offsetHeight - 8))}px`;
}

document.addEventListener("toggle", event => {
  const menu = event.target;
  if (!menu.matches?.(".menu") || event.newState !== "open") return;
  const button = one(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (menu.id && button) placeBeside(menu, button);
}, true);

on("keydown", ".menu", (event, menu) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  const items = all(".item:not([disabled])", menu);
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
});
