// “Show more” in place, and the scroll positions of inner regions when one comes back.
import { all, fragment, on, one } from "./dom.js";
import { complain, send } from "./http.js";
import { morph } from "./morph.js";

on("click", "[data-more]", async (event, link) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const place = link.closest("[data-more-place]");
  if (place.classList.contains("busy")) return;
  place.classList.add("busy");
  try {
    const { html } = await send(link.href);
    const fresh = fragment(html);
    const first = one("a, [tabindex='0']", fresh);
    // The page may have been brought up to date meanwhile, and another button stand there.
    const same = all("[data-more]").find(other => other.href === link.href)?.closest("[data-more-place]");
    (place.isConnected ? place : same)?.replaceWith(fresh);
    first?.focus({ preventScroll: true });
  } catch (refusal) {
    place.classList.remove("busy");
    complain(refusal);
  }
});

// What a page brings after itself: derived panels, asked for once it stands, and again when something changed.
async function bring(place) {
  try {
    const { html } = await send(place.dataset.later);
    const fresh = place.cloneNode(false);
    fresh.append(fragment(html));
    morph(place, fresh);
  } catch {
    // The link that stands there leads to the same.
  }
}
for (const place of all("[data-later]")) bring(place);
document.addEventListener("refreshed", () => { for (const place of all("[data-later]")) bring(place); });

// The way up from a record leads to the list as it was left.
const key = () => `scroll:${location.pathname}${location.search}`;
const regions = () => all(".content, .list-scroll, .board, [data-cards], .record, .record > section");

addEventListener("pagehide", () => {
  sessionStorage.setItem(key(), JSON.stringify(regions().map(region => [region.scrollTop, region.scrollLeft])));
  if (one("[data-list], [data-board]")) sessionStorage.setItem(`list:${location.pathname}`, location.href);
});

const [navigation] = performance.getEntriesByType("navigation");
const kept = sessionStorage.getItem(key());
if (kept && navigation?.type !== "navigate") {
  const places = JSON.parse(kept);
  for (const [index, region] of regions().entries()) {
    if (places[index]) [region.scrollTop, region.scrollLeft] = places[index];
  }
}

for (const link of all("[data-up]")) {
  const address = sessionStorage.getItem(`list:${new URL(link.href).pathname}`);
  if (address) link.href = address;
}
