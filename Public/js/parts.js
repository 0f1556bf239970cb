// Rows of parts in a form, and records that may be the same as the one being typed.
import { fragment, later, on, one, all } from "./dom.js";
import { send } from "./http.js";

let added = 1000;

on("click", "[data-parts-add]", (event, button) => {
  const editor = button.closest("[data-parts]");
  const blank = one("[data-parts-blank]", editor);
  added += 1;
  const row = fragment(blank.innerHTML.replaceAll("[#]", `[${added}]`).replaceAll("-#-", `-${added}-`));
  one("[data-parts-rows]", editor).append(row);
  one("[data-part]:last-child :is(input:not([type=hidden]), select, textarea)", editor)?.focus();
});

on("click", "[data-parts-remove]", (event, button) => {
  const editor = button.closest("[data-parts]");
  const form = button.form;
  button.closest("[data-part]").remove();
  one("[data-parts-add]", editor).focus();
  form?.classList.add("touched");
});

const lookForDuplicates = later(350, async form => {
  const place = one("[data-duplicates-here]", form);
  if (!place || !all("input", form).some(field => field.type !== "hidden" && field.value.trim().length > 2)) return;
  try {
    const { html } = await send(form.dataset.duplicates, { method: "POST", body: new FormData(form) });
    if (place.innerHTML !== html) place.replaceChildren(fragment(html));
  } catch {
    // Only a hint: a form half filled in may well be refused here, and saving checks again.
    place.replaceChildren();
  }
});
on("input", "form[data-duplicates]", (event, form) => lookForDuplicates(form));
