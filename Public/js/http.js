// Talks to the server: with the proof of the session, and with refusals as sentences.
import { one, say } from "./dom.js";
import { toast } from "./toasts.js";

/** Names this tab, so that it does not hear its own changes as news. */
// Without https, as on a house network, there is no randomUUID.
export const tab = crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");

/** A refusal as the server tells it: `message`, `code`, `fields` [{field, message}]. */
export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? say("failed"));
    this.status = status;
    this.code = error?.code;
    this.fields = error?.fields ?? [];
    this.details = error ?? {};
  }
}

/**
 * Fetches; answers `{ html, json, location, sheet }`, or throws `Refused`. FormData without files goes as a plain form.
 * We ask for JSON so that refusals come as JSON; a fragment comes as HTML anyway.
 */
export async function send(address, { method = "GET", body, accept = "application/json", signal } = {}) {
  const headers = { Accept: accept, "X-Fragment": "1", "X-Tab": tab };
  if (method !== "GET") headers["X-CSRF-Token"] = one("meta[name=csrf]")?.content ?? "";
  if (body instanceof FormData && ![...body.values()].some(value => value instanceof File)) {
    body = new URLSearchParams(body);
  }
  let response;
  try {
    response = await fetch(address, { method, body, headers, signal, credentials: "same-origin" });
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Refused(0, { message: say("offline") });
  }
  return read(response);
}

async function read(response) {
  const text = await response.text();
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  const json = isJSON && text ? JSON.parse(text) : null;
  if (response.status === 401) location.assign("/");
  if (!response.ok) throw new Refused(response.status, json?.error);
  const note = response.headers.get("X-Toast");
  const moved = response.headers.get("X-Location") ?? (response.redirected ? response.url : null);
  if (note && !moved) showNote(note);  // else the page we go to says it, or whoever stays here
  return { html: isJSON ? "" : text, json, location: moved, note, sheet: response.headers.get("X-Sheet") };
}

/** Shows what the server says it did, as `X-Toast` holds it. */
export function showNote(encoded) {
  const { text, undo, tone } = JSON.parse(decodeURIComponent(encoded));
  toast(text, { tone, undo: undo && (() => takeBack(undo)) });
}

async function takeBack(address) {
  try {
    const answer = await send(address, { method: "POST" });
    if (answer.location) return location.assign(answer.location);
    toast(say("undone"));
    document.dispatchEvent(new CustomEvent("refresh"));
  } catch (refusal) {
    complain(refusal);
  }
}

/** Says why something did not work. */
export function complain(refusal) {
  if (refusal.name === "AbortError") return;
  const reasons = refusal.fields?.map(field => field.message) ?? [];
  toast(reasons.length === 1 ? reasons[0] : refusal.message, { tone: "bad" });
}
