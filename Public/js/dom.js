// Small helpers that every script here uses.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Calls `act(event, element)` for events on elements that match, now or later in the page. */
export function on(type, selector, act, options) {
  document.addEventListener(type, event => {
    const found = event.target.closest?.(selector);
    if (found) act(event, found);
  }, options);
}

/** Makes an element: make("button", { class: "close", type: "button" }, "text", child…). */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const sprite = one("meta[name=sprite]")?.content ?? "/vendor/icons.svg";

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon small");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

const texts = JSON.parse(one("#texts")?.textContent ?? "{}");

/** A text of this page in its language, its {holes} filled. */
export const say = (name, values = {}) =>
  (texts[name] ?? name).replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);

/** Tells those who listen instead of looking. */
export function announce(text) {
  const place = one("#announcements");
  if (place) place.textContent = text;
}

/** Whether keys pressed here are somebody typing. */
export const isTyping = target =>
  target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]") != null;

export function later(milliseconds, act) {
  let waiting;
  return (...values) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => act(...values), milliseconds);
  };
}

/** Text as it is compared: no accents, no capitals. */
export const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const numberFormat = new Intl.NumberFormat(document.documentElement.lang);

/** Reads a fragment of HTML from our server. */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
