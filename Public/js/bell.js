// How many notifications are unread, beside the bell: at once, and whenever the server says that something is new.
import { all, make, one } from "./dom.js";
import { send } from "./http.js";

const links = () => all('a[href="/notifications"]');

function show(count, text) {
  for (const link of links()) {
    one(".count", link)?.remove();
    if (count) link.append(make("span", { class: "count hot", "data-bell": "" }, text));
  }
  const more = one("[data-sidebar]");
  if (more) more.classList.toggle("marked", count > 0);
}

async function load() {
  try {
    const { json } = await send("/notifications/count", { accept: "application/json" });
    show(Number(json.count), json.text);
  } catch {
    // The next page, or the next event, tries again.
  }
}

document.addEventListener("bell", load);
document.addEventListener("refreshed", load);
load();

// Pages that hear what others change hear the bell too (live.js); on the others we listen ourselves.
let stream = null;
function listen() {
  if (document.body.dataset.live || stream || document.hidden) return;
  stream = new EventSource("/live?bell");
  stream.addEventListener("bell", load);
  stream.addEventListener("call", event => document.dispatchEvent(new CustomEvent("ring", { detail: event.data })));
}
function leave() {
  stream?.close();
  stream = null;
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return leave();
  listen();
  load();
});
addEventListener("pagehide", leave);
addEventListener("pageshow", event => { if (event.persisted) { listen(); load(); } });
listen();
