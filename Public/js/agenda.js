// The agenda: drag to move, pull the lower edge for longer, Shift and arrows for the same, single letters to turn
// pages. What moves stands at once where it goes; where the server says no it goes back.
import { all, announce, isTyping, on, one, say } from "./dom.js";
import { complain, send } from "./http.js";
import { openSheet } from "./sheets.js";

const STEP = 15;
const frame = one("[data-agenda]");
const scroller = () => one("[data-scroll]");
const hourHeight = () => (one("[data-column]")?.offsetHeight ?? 1152) / 24;
const text = minute => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const numberOf = (item, name) => Number(item.style.getPropertyValue(`--${name}`));
const placeOf = item => item.closest("[data-day]");
const snapped = minute => Math.max(0, Math.min(1440 - STEP, Math.round(minute / STEP) * STEP));

/** The day some days later, without the clock of this machine. */
function shift(day, days) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

// One move after the other, as they were made; the page is asked for anew when the last has been told.
let queue = Promise.resolve();
let unsaid = 0;

function tell(item, { day, start, minutes, untimed, person }) {
  const home = placeOf(item);
  const body = new FormData();
  body.set("day", day ?? home.dataset.day);
  if (start != null) body.set("start", text(start));
  if (minutes != null) body.set("minutes", minutes);
  if (untimed) body.set("untimed", "true");
  if (home.dataset.person) {
    body.set("from", home.dataset.person);
    body.set("person", person ?? home.dataset.person);
  }
  wanted = item.dataset.item;
  unsaid += 1;
  queue = queue.then(async () => {
    try {
      await send(`/activities/${item.dataset.item}/move`, { method: "POST", body });
      announce(say("moved", { card: item.dataset.name, column: `${body.get("day")} ${body.get("start") ?? ""}` }));
    } catch (refusal) {
      complain(refusal);
    }
    unsaid -= 1;
    if (unsaid === 0) document.dispatchEvent(new CustomEvent("refresh"));
  });
}

/** A move by key stands at once where it goes, so that the next key starts from there. */
function tellByKey(item, { day, start, minutes }) {
  const home = placeOf(item);
  const isTimed = home.matches("[data-column]");
  const there = !day ? home : all("[data-day]").find(place => place.dataset.day === day
    && place.dataset.person === home.dataset.person && place.matches("[data-column]") === isTimed);
  tell(item, { day, start, minutes });
  const from = start ?? numberOf(item, "from");
  const length = minutes ?? numberOf(item, "to") - numberOf(item, "from");
  if (there && there !== home) there.append(item);
  if (isTimed) {
    item.style.setProperty("--from", from);
    item.style.setProperty("--to", Math.min(1440, from + length));
  }
  if (minutes != null) item.dataset.minutes = minutes;
  one(".agenda-link", item)?.focus({ preventScroll: true });
}

// After a refresh the focus is again on what was moved.
let wanted = null;
document.addEventListener("refreshed", () => {
  if (!wanted || document.activeElement?.closest("dialog")) return;
  one(`[data-item="${CSS.escape(wanted)}"] .agenda-link`)?.focus({ preventScroll: true });
  wanted = null;
});

// Dragging. A mouse or a pen drags at once; a finger that moves scrolls, one that rests lifts. The lower edge is for
// pulling, whoever pulls.
const REST = 350;
let lifted = null;
let resting = null;
on("pointerdown", "[data-item]", (event, item) => {
  if (event.button !== 0 || !event.isPrimary || event.target.closest(".agenda-mover")) return;
  const box = item.getBoundingClientRect();
  lifted = {
    item, x: event.clientX, y: event.clientY, grab: event.clientY - box.top, isMoving: false,
    grips: event.target.closest("[data-grip]") != null, timed: item.parentElement.matches("[data-column]"),
    home: item.getAttribute("style"), isFinger: event.pointerType === "touch",
  };
  // What others change meanwhile waits until the finger is gone.
  if (lifted.isFinger) document.body.classList.add("dragging");
  if (lifted.isFinger && !lifted.grips) resting = setTimeout(lift, REST);
});

function lift() {
  clearTimeout(resting);
  resting = null;
  lifted.isMoving = true;
  lifted.item.classList.add("lifted");
  document.body.classList.add("dragging");
  if (lifted.isFinger) navigator.vibrate?.(15);
}

function drop() {
  clearTimeout(resting);
  resting = null;
  const last = lifted;
  lifted = null;
  last?.item.classList.remove("lifted");
  document.body.classList.remove("dragging");
  for (const place of all(".agenda-drop")) place.classList.remove("agenda-drop");
  setTimeout(() => document.dispatchEvent(new CustomEvent("dropped")));
  return last;
}

// What is lifted by a finger no longer scrolls the page, nor opens the browser’s own menu.
document.addEventListener("touchmove", event => { if (lifted?.isMoving) event.preventDefault(); }, { passive: false });
document.addEventListener("contextmenu", event => { if (lifted?.isFinger) event.preventDefault(); });

document.addEventListener("pointermove", event => {
  if (!lifted) return;
  const { item } = lifted;
  if (!lifted.isMoving) {
    if (Math.hypot(event.clientX - lifted.x, event.clientY - lifted.y) < 5) return;
    // Before it rested, a finger scrolls.
    if (resting) return void drop();
    lift();
  }
  event.preventDefault();
  edge(event);
  if (lifted.grips) return pull(event);
  item.style.pointerEvents = "none";
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-day]");
  item.style.pointerEvents = "";
  for (const place of all(".agenda-drop")) place.classList.remove("agenda-drop");
  if (!under) return;
  lifted.under = under;
  if (!under.matches("[data-column]")) {
    under.classList.add("agenda-drop");
    return;
  }
  const top = event.clientY - (lifted.timed ? lifted.grab : 10) - under.getBoundingClientRect().top;
  const from = snapped(top / hourHeight() * 60);
  const length = lifted.timed ? numberOf(item, "to") - numberOf(item, "from") : 60;
  if (item.parentElement !== under) under.append(item);
  item.classList.remove("chip-item");
  for (const [name, value] of [["from", from], ["to", from + length], ["lane", 0], ["lanes", 1]]) {
    item.style.setProperty(`--${name}`, value);
  }
  lifted.timed = true;
  lifted.start = from;
});

function pull(event) {
  const { item } = lifted;
  const column = item.closest("[data-column]").getBoundingClientRect();
  const from = numberOf(item, "from");
  const to = Math.max(from + STEP, Math.round((event.clientY - column.top) / hourHeight() * 60 / STEP) * STEP);
  item.style.setProperty("--to", Math.min(1440, to));
  lifted.minutes = Math.min(1440, to) - from;
}

/** Near the upper or lower edge the page moves along. */
function edge(event) {
  const view = scroller();
  if (!view) return;
  const box = view.getBoundingClientRect();
  const top = one(".agenda-untimed")?.getBoundingClientRect().bottom ?? box.top;
  if (event.clientY > box.bottom - 30) view.scrollTop += 12;
  else if (event.clientY < top + 14) view.scrollTop -= 12;
  if (event.clientX > box.right - 20) view.scrollLeft += 12;
  else if (event.clientX < box.left + 50) view.scrollLeft -= 12;
}

document.addEventListener("pointerup", () => {
  if (!lifted) return;
  const { item, isMoving, grips, under, start, minutes, isFinger, home: from } = drop();
  if (!isMoving) return;
  // The click that ends a drag opens nothing; not every finger ends in one.
  const still = event => event.preventDefault();
  addEventListener("click", still, { capture: true, once: true });
  if (isFinger) setTimeout(() => removeEventListener("click", still, { capture: true }), 400);
  if (grips) return minutes && tell(item, { start: numberOf(item, "from"), minutes });
  if (!under) return item.setAttribute("style", from ?? "");
  const { day, person } = under.dataset;
  if (under.matches("[data-column]")) tell(item, { day, person, start });
  else tell(item, { day, person, untimed: under.matches(".agenda-cell") });
});

document.addEventListener("pointercancel", () => {
  if (drop()?.isMoving) document.dispatchEvent(new CustomEvent("refresh"));
});

// Keys on one activity: Shift and arrows move it, with Alt they change its length.
on("keydown", "[data-item]", (event, item) => {
  if (!event.shiftKey || event.ctrlKey || event.metaKey) return;
  const along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!along && !aside) return;
  event.preventDefault();
  const { day } = placeOf(item).dataset;
  const isTimed = item.parentElement.matches("[data-column]");
  if (aside) return tellByKey(item, { day: shift(day, aside) });
  if (!isTimed) return tellByKey(item, { day: shift(day, along * 7) });
  const from = numberOf(item, "from");
  if (event.altKey) {
    return tellByKey(item, { start: from, minutes: Math.max(STEP, Number(item.dataset.minutes) + along * STEP) });
  }
  tellByKey(item, { start: Math.max(0, Math.min(1440 - STEP, from + along * STEP)) });
});

// A click between the lines of an hour plans at that half hour.
on("click", "[data-slot]", async (event, slot) => {
  event.preventDefault();
  const half = event.clientY - slot.getBoundingClientRect().top > slot.offsetHeight / 2;
  const address = half ? slot.getAttribute("href").replace(/(start=\d\d):00/, "$1:30") : slot.getAttribute("href");
  if (await openSheet(address)) document.dispatchEvent(new CustomEvent("refresh"));
});

// Letters before the single keys of every page: T is today here.
document.addEventListener("keydown", event => {
  const isChord = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  if (document.body.dataset.shortcuts !== "on" || isChord) return;
  if (isTyping(event.target) || one("dialog[open]")) return;
  const link = one(`[data-letter="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!link || Date.now() - wentAt < 1500) { wentAt = event.key === "g" ? Date.now() : 0; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  link.click();
}, true);
let wentAt = 0;

// The line of now moves; the page opens where the day is.
function clock() {
  const line = one("[data-now]");
  if (line) line.style.setProperty("--at", Number(line.style.getPropertyValue("--at")) + 1);
}

if (frame) {
  setInterval(clock, 60_000);
  const view = scroller();
  const now = one("[data-now]");
  if (view) {
    const first = Math.min(480, ...all("[data-column] > [data-item]").map(item => numberOf(item, "from")));
    view.scrollTop = Math.max(0, (now ? Math.min(first, numberOf(now, "at") - 60) : first) / 60 * hourHeight() - 24);
    const today = one(".agenda-column.today");
    if (today && view.scrollWidth > view.clientWidth) view.scrollLeft = today.offsetLeft - 60;
  }
}

// From here on keys and drags are understood.
frame?.setAttribute("data-ready", "");
