// The board: a card moves at once, the server confirms or it goes back and says why. By mouse or finger (SortableJS),
// by Shift and arrows, or by the menu “Move to”.
import { all, announce, on, one, say } from "./dom.js";
import { complain, send } from "./http.js";
import { flash } from "./live.js";
import { placeBeside } from "./menus.js";
import { openSheet } from "./sheets.js";

const board = one("[data-board]");
const cards = stage => one(`.board-column[data-stage="${CSS.escape(stage)}"] [data-cards]`);
const zone = stage => one(`[data-zone="${CSS.escape(stage)}"]`);
const stageOf = list => list.closest("[data-stage]")?.dataset.stage ?? list.dataset.zone;
const nameOf = list => list.closest("[data-stage]")?.dataset.stageName ?? list.textContent.trim();

/** Tells the server that `card`, which came from `home` (list and next card), now stands in `list`. */
async function moved(card, home, list) {
  const stage = stageOf(list);
  const next = card.nextElementSibling?.closest("[data-card]");
  const sheet = list.dataset.zoneSheet;
  const putBack = () => {
    home.list.insertBefore(card, home.next?.isConnected ? home.next : null);
    card.focus({ preventScroll: true });
  };
  if (sheet) {
    putBack();
    const answer = await openSheet(sheet.replace("{id}", card.dataset.card));
    if (answer) gone(card, list);
    return;
  }
  try {
    const body = new FormData();
    body.set("stage", stage);
    body.set("before", next?.dataset.card ?? "");
    const { json } = await send(card.dataset.move, { method: "POST", body });
    showTotals(json?.columns ?? {});
    announce(say("moved", { card: card.dataset.name, column: nameOf(list) }));
    if (list.dataset.zone) gone(card, list);
    else flash(card);
  } catch (refusal) {
    putBack();
    if (refusal.code === "verb_needs" && refusal.details.sheet) {
      if (await openSheet(refusal.details.sheet)) document.dispatchEvent(new CustomEvent("refresh"));
      return;
    }
    complain(refusal);
  }
}

function gone(card, list) {
  announce(say("moved", { card: card.dataset.name, column: nameOf(list) }));
  card.remove();
  document.dispatchEvent(new CustomEvent("refresh"));
}

function showTotals(columns) {
  for (const [stage, totals] of Object.entries(columns)) {
    const column = one(`.board-column[data-stage="${CSS.escape(stage)}"]`);
    if (!column) continue;
    for (const place of all("[data-total]", column)) {
      if (totals[place.dataset.total] != null) place.textContent = totals[place.dataset.total];
    }
    if (totals.meter != null) one("[data-meter]", column).style.width = `${totals.meter}%`;
  }
}

function move(card, list, before = null) {
  const home = { list: card.parentElement, next: card.nextElementSibling };
  if (list.dataset.zone === undefined) {
    list.insertBefore(card, before);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  if (home.list !== list || home.next !== card.nextElementSibling) moved(card, home, list);
}

// Keyboard: arrows walk, Shift and arrows move.
on("keydown", "[data-card]", (event, card) => {
  if (event.target !== card || event.ctrlKey || event.metaKey || event.altKey) return;
  const lists = all("[data-cards]", board);
  const column = lists.indexOf(card.parentElement);
  const siblings = all("[data-card]", card.parentElement);
  const row = siblings.indexOf(card);
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (event.key === "Enter") return one("h3 a", card).click();
  if (!aside && !along) return;
  event.preventDefault();
  if (event.shiftKey) {
    const list = aside ? lists[column + aside] : card.parentElement;
    if (!list) return;
    const others = all("[data-card]", list).filter(other => other !== card);
    const at = aside ? row : row + along;
    if (at >= 0) move(card, list, others[at] ?? one("[data-more-place]", list));
    return;
  }
  const next = aside ? all("[data-card]", lists[column + aside] ?? document.createElement("i"))
    : siblings;
  (aside ? next[Math.min(row, next.length - 1)] : next[row + along])?.focus();
});

// “Move to”.
const menu = one("#move-menu");
let chosen = null;
on("click", "[data-move-menu]", (event, button) => {
  event.preventDefault();
  chosen = button.closest("[data-card]");
  const here = stageOf(chosen.parentElement);
  for (const item of all("[data-to]", menu)) item.disabled = item.dataset.to === here;
  menu.showPopover();
  placeBeside(menu, button);
  one("[data-to]:not(:disabled)", menu)?.focus();
});
menu?.addEventListener("click", event => {
  const item = event.target.closest("[data-to]");
  if (!item) return;
  menu.hidePopover();
  const list = cards(item.dataset.to) ?? zone(item.dataset.to);
  move(chosen, list, list.dataset.zone === undefined ? list.firstElementChild : null);
});

// Dragging.
function makeSortable() {
  let home = null;
  for (const list of all("[data-cards], [data-zone]")) {
    if (list.sorted) continue;
    list.sorted = new window.Sortable(list, {
      group: "cards", draggable: "[data-card]", animation: 150, ghostClass: "ghost", dragClass: "dragged",
      filter: "button", preventOnFilter: false, delay: 180, delayOnTouchOnly: true, scrollSensitivity: 80,
      onStart(event) {
        home = { list: event.from, next: event.item.nextElementSibling };
        document.body.classList.add("dragging");
      },
      onEnd(event) {
        document.body.classList.remove("dragging");
        if (event.to !== event.from || event.oldIndex !== event.newIndex) moved(event.item, home, event.to);
        document.dispatchEvent(new CustomEvent("dropped"));
      },
    });
  }
}

if (board) {
  const script = document.createElement("script");
  script.src = board.dataset.sortable;
  script.addEventListener("load", makeSortable);
  document.head.append(script);
  document.addEventListener("refreshed", () => { if (window.Sortable) makeSortable(); });
}
