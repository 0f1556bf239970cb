// A tree of companies: lines open and close, arrows walk, M or a drag moves a branch. The server confirms every move.
import { all, announce, on, one } from "./dom.js";
import { complain, send } from "./http.js";

const closed = new Set();
const rows = () => all("[data-tree] [data-branch]");
const level = row => Number(row.getAttribute("aria-level"));
const isOpen = row => row.getAttribute("aria-expanded") === "true";
const hasChildren = row => row.hasAttribute("aria-expanded");
const visible = () => rows().filter(row => !row.hidden);

function above(row) {
  let other = row.previousElementSibling;
  while (other && level(other) >= level(row)) other = other.previousElementSibling;
  return other;
}

/** Shows what is below open lines; gives one line to the Tab key. */
function arrange() {
  let hiddenBelow = Infinity;
  for (const row of rows()) {
    if (level(row) <= hiddenBelow) hiddenBelow = Infinity;
    row.hidden = level(row) > hiddenBelow;
    if (hasChildren(row)) {
      const open = !closed.has(row.dataset.branch);
      row.setAttribute("aria-expanded", String(open));
      if (!open && hiddenBelow === Infinity) hiddenBelow = level(row);
    }
    if (row.dataset.move) row.draggable = true;
  }
  const shown = visible();
  const current = shown.find(row => row.tabIndex === 0) ?? shown[0];
  for (const row of rows()) row.tabIndex = row === current ? 0 : -1;
}

function stand(row) {
  if (!row) return;
  for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
  row.focus();
}

function setOpen(row, open) {
  if (!hasChildren(row)) return;
  closed[open ? "delete" : "add"](row.dataset.branch);
  arrange();
}

on("click", "[data-twisty]", (event, twisty) => {
  const row = twisty.closest("[data-branch]");
  setOpen(row, !isOpen(row));
  stand(row);
});

on("focusin", "[data-branch]", (event, row) => {
  for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
});

on("keydown", "[data-branch]", (event, row) => {
  if (event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
  const shown = visible();
  const at = shown.indexOf(row);
  const keys = {
    ArrowDown: () => stand(shown[at + 1]),
    ArrowUp: () => stand(shown[at - 1]),
    Home: () => stand(shown[0]),
    End: () => stand(shown.at(-1)),
    ArrowRight: () => hasChildren(row) && (isOpen(row) ? stand(shown[at + 1]) : setOpen(row, true)),
    ArrowLeft: () => (hasChildren(row) && isOpen(row) ? setOpen(row, false) : stand(above(row))),
    Enter: () => location.assign(row.dataset.href),
    m: () => one("[data-sheet]", row)?.click(),
  };
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
});

// Dragging a line onto the one it shall belong to.
let dragged = null;
const isBelow = row => {
  for (let other = row; other; other = above(other)) if (other === dragged) return true;
  return false;
};

on("dragstart", "[data-branch]", (event, row) => {
  dragged = row;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.dataset.name);
  document.body.classList.add("dragging");
});

on("dragover", "[data-branch]", (event, row) => {
  if (!dragged || isBelow(row) || row.dataset.branch === dragged.dataset.parent) return;
  event.preventDefault();
  for (const other of rows()) other.classList.toggle("drop-here", other === row);
});

on("dragend", "[data-branch]", () => {
  for (const row of rows()) row.classList.remove("drop-here");
  document.body.classList.remove("dragging");
  dragged = null;
});

on("drop", "[data-branch]", async (event, row) => {
  event.preventDefault();
  const branch = dragged;
  if (!branch || isBelow(row)) return;
  const body = new FormData();
  body.set("parent", row.dataset.branch);
  body.set("version", branch.dataset.version);
  try {
    await send(branch.dataset.move, { method: "POST", body });
    announce(`${branch.dataset.name} → ${row.dataset.name}`);
    document.body.classList.remove("dragging");
    document.dispatchEvent(new CustomEvent("refresh"));
  } catch (refusal) {
    complain(refusal);
  }
});

document.addEventListener("refreshed", arrange);
arrange();
