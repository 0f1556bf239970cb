// Forms sent in place (data-ajax): refusals beside their fields, nothing typed is ever lost, one sending at a time.
import { all, make, on, one } from "./dom.js";
import { complain, send, showNote } from "./http.js";
import { openSheet } from "./sheets.js";

on("submit", "form[data-ajax]", async (event, form) => {
  event.preventDefault();
  if (form.classList.contains("busy")) return;
  form.classList.add("busy");
  clearRefusals(form);
  try {
    const submitter = event.submitter;
    const address = submitter?.getAttribute("formaction") ?? form.action;
    const answer = await send(address, { method: "POST", body: new FormData(form, submitter) });
    await sent(form, answer, submitter);
  } catch (refusal) {
    showRefusals(form, refusal);
  } finally {
    form.classList.remove("busy");
  }
});

async function sent(form, answer, submitter) {
  form.dispatchEvent(new CustomEvent("sent", { bubbles: true, detail: answer }));
  const dialog = form.closest("dialog");
  const stays = submitter?.name === "again";
  if (dialog) {
    dialog.dispatchEvent(new CustomEvent("answered", { detail: answer.json ?? {} }));
    if (!stays) dialog.close();
  }
  if (answer.location && !stays && !(dialog && answer.json)) return location.assign(carried(answer.location));
  if (answer.location && answer.note) showNote(answer.note);
  if (!dialog || stays) {
    form.reset();
    one("input:not([type=hidden]), textarea", form)?.focus({ preventScroll: true });
  }
  document.dispatchEvent(new CustomEvent("refresh"));
  if (answer.sheet) await openSheet(answer.sheet);
}

export function clearRefusals(form) {
  for (const place of all(".error", form)) place.hidden = true;
  for (const field of all("[aria-invalid]", form)) field.removeAttribute("aria-invalid");
  const summary = one("[data-summary]", form);
  if (summary) summary.hidden = true;
}

/** Puts each refusal under its field, a summary above, and the focus where the work is. */
export function showRefusals(form, refusal) {
  if (refusal.status === undefined) throw refusal;
  if (refusal.code === "conflict") settleConflict(form, refusal);
  const homeless = [];
  let first = null;
  for (const { field, message } of refusal.fields) {
    const place = one(`[data-field="${CSS.escape(field)}"]`, form)
      ?? one(`[data-field="${CSS.escape(field.replace(/\[\d+\].*$/, ""))}"]`, form);
    if (!place) { homeless.push(message); continue; }
    const error = one(":scope > .error", place);
    if (error) { error.hidden = false; one("span", error).textContent = message; }
    const control = one("input:not([type=hidden]), select, textarea", place);
    control?.setAttribute("aria-invalid", "true");
    first ??= control;
  }
  const summary = one("[data-summary]", form);
  if (homeless.length || !refusal.fields.length) {
    if (!summary) complain(refusal);
    else {
      const texts = homeless.length ? homeless : [refusal.message];
      summary.replaceChildren(...texts.map(text => make("p", {}, text)));
      summary.hidden = false;
      first ??= summary;
    }
  }
  first?.focus();
}

// Somebody else changed the same field: the person has read it beside the field; saving again writes over it.
function settleConflict(form, refusal) {
  const keep = (name, value) => {
    let field = [...form.elements].find(element => element.name === name);
    if (!field) form.append(field = make("input", { type: "hidden", name }));
    field.value = value;
  };
  keep("resolved", refusal.details.version);
  for (const { field } of refusal.fields) keep(`choice[${field}]`, "mine");
  form.dataset.met = "";
}

// A refusal disappears once its field is being put right.
on("input", "[aria-invalid=true]", (event, field) => {
  field.removeAttribute("aria-invalid");
  const error = one(".error", field.closest("[data-field]") ?? field);
  if (error) error.hidden = true;
});

// A plain form is sent once, and a page with something typed asks before it is left.
let isLeaving = false;
on("submit", "form:not([data-ajax])", (event, form) => {
  if (event.defaultPrevented) return;
  isLeaving = true;
  setTimeout(() => form.classList.add("busy"));
});
addEventListener("pageshow", () => {
  isLeaving = false;
  for (const form of all("form.busy")) form.classList.remove("busy");
});
addEventListener("beforeunload", event => {
  const kept = all("form[data-keep]").some(form => form.classList.contains("touched"));
  if (kept && !isLeaving) event.preventDefault();
});
on("input", "form[data-keep]", (event, form) => form.classList.add("touched"));

/** The address of a page whose form is not saved yet (data-carry), with what is typed in it by now. */
function carried(address) {
  const url = new URL(address, location.href);
  const form = all("form[data-carry]").find(each => each.dataset.carry === url.pathname);
  if (!form) return address;
  const typed = new FormData(form);
  for (const name of form.dataset.carried.split(" ")) url.searchParams.set(name, typed.get(name) ?? "");
  isLeaving = true;
  return url.href;
}
on("click", "a[href]", (event, link) => {
  if (one("form[data-carry]")) link.href = carried(link.href);
});

// A choice that changes the list is made at once.
on("change", "[data-submit-on-change]", (event, field) => field.form.requestSubmit());
