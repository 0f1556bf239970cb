// What every page loads. The rest comes only with the pages that hold something for it.
import "./forms.js";
import "./keys.js";
import "./live.js";
import "./menus.js";
import "./more.js";
import "./palette.js";
import "./sheets.js";
import "./theme.js";
import { one } from "./dom.js";
import { showNote } from "./http.js";

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

function load(root) {
  for (const [selector, module] of Object.entries(parts)) if (one(selector, root)) import(module);
}
load(document);

// A sheet, a peek or an inline form may bring something for a script that the page did not need.
new MutationObserver(changes => {
  const added = changes.flatMap(change => [...change.addedNodes]);
  for (const node of added) if (node.nodeType === 1 && node.parentNode) load(node.parentNode);
}).observe(document.body, { childList: true, subtree: true });

const note = one("#toasts")?.dataset.toast;
if (note) showNote(note);
