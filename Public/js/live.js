// Keeps the page true: after what we do ourselves, and when others change something. Regions are `[data-live-region]`
// and `[data-live-rows]` with an id; what changed flashes softly; the focus and what is being typed are left alone.
import { all, fragment, later, one } from "./dom.js";
import { send, tab } from "./http.js";
import { morph } from "./morph.js";

let isWanted = false;
let asked = 0, shown = 0;

export const refresh = later(60, async () => {
  if (document.body.classList.contains("dragging")) { isWanted = true; return; }
  isWanted = false;
  // Answers may overtake each other: one that was asked for earlier never covers what is shown already.
  const turn = ++asked;
  let html;
  try {
    ({ html } = await send(location.href, { accept: "text/html" }));
  } catch {
    return;  // The page stays as it is; the next event, or the person, tries again.
  }
  if (turn < shown) return;
  // Somebody began to drag while the page was asked for.
  if (document.body.classList.contains("dragging")) { isWanted = true; return; }
  shown = turn;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const region of all("[data-live-region], [data-live-rows]")) {
    const counterpart = region.id && fresh.getElementById(region.id);
    if (!counterpart) continue;
    try {
      await lengthen(counterpart, region);
    } catch {
      continue;  // Half a list is worse than the one that is there.
    }
    if (turn < shown) return;
    for (const element of morph(region, counterpart).slice(0, 20)) flash(element);
  }
  const count = one("#list-count");
  if (count) count.textContent = fresh.getElementById("list-count")?.textContent ?? count.textContent;
  document.dispatchEvent(new CustomEvent("refreshed"));
});

// What “Show more” made longer, rows or a column of cards, stays as long: its further pages are asked for too.
// While they are, more may be shown.
async function lengthen(fresh, region) {
  const size = list => all("[data-id], [data-card]", list).length;
  const lists = one("[data-cards]", fresh) ? all("[data-stage]", fresh) : [fresh];
  let isSettled;
  do {
    isSettled = true;
    for (const list of lists) {
      const shownList = list === fresh ? region : document.getElementById(list.id);
      const link = one("[data-more]", list);
      if (!shownList || !link || size(list) >= size(shownList)) continue;
      isSettled = false;
      const { html } = await send(link.getAttribute("href"));
      link.closest("[data-more-place]").replaceWith(fragment(html));
    }
  } while (!isSettled);
}

export function flash(element) {
  element.classList.remove("flash");
  void element.offsetWidth;  // restarts the animation
  element.classList.add("flash");
  setTimeout(() => element.classList.remove("flash"), 1200);
}

document.addEventListener("refresh", () => refresh());
document.addEventListener("dropped", () => { if (isWanted) refresh(); });

// The stream: `changed` events as {"tab"}; `resync` when we may have missed some. Closed while the page is hidden, so
// that it costs nothing and the Back button can bring the page back as it was.
let stream = null;

function listen() {
  const address = document.body.dataset.live;
  if (!address || stream || document.hidden) return;
  stream = new EventSource(address);
  stream.addEventListener("changed", event => {
    const { tab: source } = JSON.parse(event.data || "{}");
    if (source !== tab) calm();
  });
  stream.addEventListener("resync", () => calm());
  stream.addEventListener("bell", () => document.dispatchEvent(new Event("bell")));
  stream.addEventListener("call", event => document.dispatchEvent(new CustomEvent("ring", { detail: event.data })));
}

const calm = later(400, refresh);

function leave() {
  stream?.close();
  stream = null;
}

let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { hiddenAt = Date.now(); return leave(); }
  listen();
  if (document.body.dataset.live && Date.now() - hiddenAt > 5000) refresh();
});
addEventListener("pagehide", leave);
addEventListener("pageshow", event => { listen(); if (event.persisted && document.body.dataset.live) refresh(); });
listen();
