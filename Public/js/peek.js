// A record looked at beside its list, without losing the place.
import { fragment, on, one } from "./dom.js";
import { complain, send } from "./http.js";
import { gather } from "./needs.js";

let shown = null;
let opener = null;

export const isPeeking = row => shown !== null && (!row || shown === row.dataset.id);

export async function peek(row) {
  const panel = one("#peek");
  if (!panel || !row.dataset.peek) return;
  shown = row.dataset.id;
  if (!panel.contains(document.activeElement)) opener = document.activeElement;
  try {
    const content = fragment((await send(row.dataset.peek)).html);
    await gather(content);
    if (shown !== row.dataset.id) return;
    panel.replaceChildren(content);
    panel.scrollTop = 0;
    panel.hidden = false;
    row.scrollIntoView({ block: "nearest" });
  } catch (refusal) {
    closePeek();
    complain(refusal);
  }
}

export function closePeek() {
  const panel = one("#peek");
  if (!panel) return;
  const hadFocus = panel.contains(document.activeElement);
  shown = null;
  panel.hidden = true;
  panel.replaceChildren();
  if (hadFocus) (one("[data-list] tr.current") ?? opener)?.focus();
}

on("click", "[data-peek-close]", closePeek);
on("click", "[data-peek-open]", (event, button) => {
  const row = button.closest("tr");
  one("[data-list] tr.current")?.classList.remove("current");
  row.classList.add("current");
  peek(row).then(() => one("#peek [data-peek-close]")?.focus());
});
on("keydown", "#peek", event => {
  if (event.key === "Escape" && !event.defaultPrevented) { event.preventDefault(); closePeek(); }
});
