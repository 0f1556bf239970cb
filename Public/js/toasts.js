// Short messages at the bottom, at least six seconds long; looking at one, by mouse or focus, stops its clock.
import { icon, make, one, say } from "./dom.js";

const SECONDS = 8;

export function toast(text, { tone = "good", undo, link } = {}) {
  const place = one("#toasts");
  if (!place) return;
  const shown = make("div", { class: `toast ${tone}` });
  shown.append(icon(tone === "bad" ? "circle-alert" : "circle-check"), make("span", {}, text));
  const close = () => {
    clearTimeout(clock);
    shown.remove();
    if (!place.children.length && place.matches(":popover-open")) place.hidePopover();
  };
  if (undo) {
    const button = make("button", { type: "button" }, say("undo"));
    button.addEventListener("click", () => { close(); undo(); });
    shown.append(button);
  }
  if (link) shown.append(make("a", { href: link.href }, link.text));
  const cross = make("button", { type: "button", class: "close", "aria-label": say("close") }, icon("x"));
  cross.addEventListener("click", close);
  shown.append(cross);

  let clock;
  const start = () => { clearTimeout(clock); clock = setTimeout(close, (tone === "bad" ? 2 : 1) * SECONDS * 1000); };
  const stop = () => clearTimeout(clock);
  shown.addEventListener("pointerenter", stop);
  shown.addEventListener("pointerleave", start);
  shown.addEventListener("focusin", stop);
  shown.addEventListener("focusout", start);

  // Shown again, the popover comes above a dialog opened meanwhile.
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover?.();
  while (place.children.length > 2) place.firstChild.remove();
  place.append(shown);
  start();
}
