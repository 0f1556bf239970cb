// The scripts that only some pages, sheets and lines need: fetched when something for them appears.
import { one, say } from "./dom.js";
import { toast } from "./toasts.js";

const parts = {
  "[data-list]": "./lists.js",
  "[data-agenda]": "./agenda.js",
  "[data-board]": "./board.js",
  "[data-tree]": "./tree.js",
  "[data-composer], [data-draft]": "./composer.js",
  "[data-mail], [data-sms-text]": "./mail.js",
  "[data-copy]": "./copy.js",
  "#panel-note textarea, #note-text": "./mentions.js",
  'a[href="/notifications"]': "./bell.js",
  'a[href="/call"]': "./calls.js",
  "[data-inline]": "./inline.js",
  "[data-drop]": "./uploads.js",
  "[data-progress]": "./progress.js",
  "[data-passkey]": "./passkeys.js",
  "[data-picker]": "./pickers.js",
  "[data-parts], [data-duplicates]": "./parts.js",
  "[data-map]": "./map.js",
  'input[name$="postcode"]': "./towns.js",
  "[data-register-finder]": "./registers.js",
  "[data-booking-zone]": "./booking.js",
};
const fetched = new Map();

/** Fetches the scripts that `root` holds something for; resolves when they work, or have said that they cannot come. */
export function gather(root) {
  const wanted = Object.keys(parts).filter(selector => one(selector, root));
  return Promise.all(wanted.map(selector => {
    if (!fetched.has(selector)) fetched.set(selector, fetchPart(selector));
    return fetched.get(selector);
  }));
}

async function fetchPart(selector) {
  try {
    await import(parts[selector]);
    repeatTyping(selector);
  } catch {
    fetched.delete(selector);  // the next thing of its kind tries again
    toast(say("offline"), { tone: "bad" });
  }
}

/** What was typed while its script was still on its way is heard now. */
function repeatTyping(selector) {
  const field = document.activeElement;
  const isTyped = field?.closest(selector) && "defaultValue" in field && field.value !== field.defaultValue;
  if (isTyped) field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
