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
import { gather } from "./needs.js";

// Says, to whoever drives the page, that every key and click is heard from now on.
gather(document).then(() => { document.documentElement.dataset.ready = ""; });

// What the server sends later may bring something for a script that the page did not need.
new MutationObserver(changes => {
  const added = changes.flatMap(change => [...change.addedNodes]);
  for (const node of added) if (node.nodeType === 1 && node.parentNode) gather(node.parentNode);
}).observe(document.body, { childList: true, subtree: true });

const note = one("#toasts")?.dataset.toast;
if (note) showNote(note);
