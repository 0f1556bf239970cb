// A telephone rings: the caller's card appears beside what one is doing. It takes neither the focus nor typed text.
import { fragment, make, one, say } from "./dom.js";
import { send } from "./http.js";

document.addEventListener("ring", async event => {
  const { number, call } = JSON.parse(event.detail || "{}");
  if (!number || document.getElementById(`call-${call}`)) return;
  let html;
  try {
    ({ html } = await send(`/call/card?number=${encodeURIComponent(number)}`));
  } catch {
    return;  // The number is still on the telephone; Ctrl-K finds it.
  }
  const card = make("aside", { class: "ringing", id: `call-${call}`, role: "status" });
  card.append(fragment(html));
  one("[data-hang-up]", card)?.addEventListener("click", () => card.remove());
  document.body.append(card);
});
