// Choosing a record by its name: a combobox (WAI-ARIA) whose list the server searches.
import { all, announce, fragment, later, numberFormat, on, one, say } from "./dom.js";
import { complain, send } from "./http.js";
import { openSheet } from "./sheets.js";

const parts = box => ({
  box,
  input: one("[role=combobox]", box),
  value: one("input[type=hidden]", box),
  list: one("[role=listbox]", box),
  clear: one("[data-picker-clear]", box),
});

const search = later(120, async box => {
  const { input, list } = parts(box);
  const typed = input.value.trim();
  const address = new URL(box.dataset.picker, location.href);
  address.searchParams.set("q", typed);
  try {
    const { html } = await send(address);
    if (typed !== input.value.trim() || document.activeElement !== input) return;
    list.replaceChildren(fragment(html));
    for (const [index, option] of all("[role=option]", list).entries()) option.id = `${list.id}-${index}`;
    delete list.dataset.stale;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    point(box, 0);
    announce(say("results", { count: numberFormat.format(all("[data-value]", list).length) }));
  } catch (refusal) {
    complain(refusal);
  }
});

function options(box) { return all("[role=option]:not([aria-disabled=true])", parts(box).list); }

function point(box, index) {
  const { input } = parts(box);
  const found = options(box);
  const at = (index + found.length) % found.length;
  found.forEach((option, place) => option.setAttribute("aria-selected", place === at));
  if (!found.length) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", found[at].id);
  found[at].scrollIntoView({ block: "nearest" });
}

function close(box) {
  const { input, list } = parts(box);
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

export function choose(box, value, title) {
  const { input, value: hidden, clear } = parts(box);
  hidden.value = value;
  input.value = title;
  clear.hidden = !value;
  close(box);
  hidden.dispatchEvent(new Event("change", { bubbles: true }));
}

async function take(box, option) {
  // What was found for other words than stand there now is nobody's choice.
  if (!option || "stale" in parts(box).list.dataset) return;
  if (option.dataset.value) return choose(box, option.dataset.value, option.dataset.title);
  if (!option.dataset.create) return;
  close(box);
  const made = await openSheet(option.dataset.create);
  if (made?.id) choose(box, made.id, made.title);
  parts(box).input.focus();
}

// Words typed over a choice are no choice any more; the server looks them up, or says that it knows no such name.
on("input", "[data-picker] [role=combobox]", (event, input) => {
  const box = input.closest("[data-picker]");
  const { value, clear, list } = parts(box);
  list.dataset.stale = "";
  value.value = "";
  clear.hidden = !input.value;
  search(box);
});
on("click", "[data-picker] [role=combobox]", (event, input) => {
  if (input.getAttribute("aria-expanded") !== "true") search(input.closest("[data-picker]"));
});
on("keydown", "[data-picker] [role=combobox]", (event, input) => {
  const box = input.closest("[data-picker]");
  const isOpen = input.getAttribute("aria-expanded") === "true";
  const found = options(box);
  const at = found.findIndex(option => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (isOpen) point(box, at + (event.key === "ArrowDown" ? 1 : -1));
    else search(box);
  } else if (event.key === "Enter" && isOpen && !event.ctrlKey) {
    event.preventDefault();
    take(box, found[at]);
  } else if (event.key === "Escape" && isOpen) {
    event.preventDefault();
    event.stopPropagation();
    close(box);
  }
});
on("pointerdown", "[data-picker] [role=option]", (event, option) => {
  event.preventDefault();
  take(option.closest("[data-picker]"), option);
});
on("click", "[data-picker-clear]", (event, button) => {
  const box = button.closest("[data-picker]");
  choose(box, "", "");
  parts(box).input.focus();
});
on("focusout", "[data-picker] [role=combobox]", (event, input) => close(input.closest("[data-picker]")));
