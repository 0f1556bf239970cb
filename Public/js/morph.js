// Makes what is on the page like what the server now says, changing as little as possible: the focus, what is being
// typed, the scroll positions and the selection stay.

// States that belong to this browser, not to the server.
const OURS = new Set(["aria-selected", "aria-expanded", "open", "hidden", "tabindex"]);
const OUR_CLASSES = ["current", "flash", "dragged", "touched", "busy"];

// Forms somebody is in the middle of.
const BEGUN = "form.touched, [data-inline-form]";
const TYPED = "input:not([type=checkbox]), textarea, select";

const isBusy = element =>
  element.nodeType === 1 && (element.matches(BEGUN) || element.querySelector(BEGUN)
    || element.contains(document.activeElement) && document.activeElement.matches(TYPED));

/** Returns the elements with an id that are new or different. */
export function morph(old, fresh, changed = []) {
  if (old.isEqualNode(fresh)) return changed;
  const before = old.outerHTML;
  attributes(old, fresh);
  children(old, fresh, changed);
  if (old.id && before !== old.outerHTML && !changed.some(inner => old.contains(inner))) changed.push(old);
  return changed;
}

function attributes(old, fresh) {
  const classes = OUR_CLASSES.filter(name => old.classList.contains(name));
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OURS.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (!OURS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (classes.length) old.classList.add(...classes);
}

function children(old, fresh, changed) {
  const named = new Map([...old.children].filter(child => child.id).map(child => [child.id, child]));
  let place = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    let match = named.get(wanted.id) ?? (place && isAlike(place, wanted) ? place : null);
    if (match) {
      if (match !== place) old.insertBefore(match, place);
      else place = place.nextSibling;
      if (match.nodeType !== 1) match.nodeValue = wanted.nodeValue;
      else if (!isBusy(match) || match.children.length) update(match, wanted, changed);
    } else {
      match = document.importNode(wanted, true);
      old.insertBefore(match, place);
      if (match.nodeType === 1 && match.id) changed.push(match);
    }
  }
  while (place) {
    const next = place.nextSibling;
    if (!isBusy(place)) place.remove();
    place = next;
  }
}

function update(match, wanted, changed) {
  if (match.matches(`input, textarea, select, ${BEGUN}`)) return;
  if (match.querySelector(":scope > [data-inline-form]")) return;
  morph(match, wanted, changed);
}

const isAlike = (old, fresh) =>
  old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && !(old.id && fresh.id !== old.id)
    && !(fresh.nodeType === 1 && fresh.id && fresh.id !== old.id);
