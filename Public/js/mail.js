// Writing a letter: kept while typing, addresses by a click, marks by buttons and keys, the preview, short messages.
import { all, folded, later, on, one } from "./dom.js";
import { complain, send } from "./http.js";
import { showRefusals, clearRefusals } from "./forms.js";
import { toast } from "./toasts.js";

const form = () => one("form[data-mail]");
const field = name => form().elements[name];

// Drafts are kept by the server, one saving at a time.
let saving = Promise.resolve(), isSent = false;
const keep = later(2000, () => {
  saving = saving.then(async () => {
    const letter = form();
    if (!letter || isSent || letter.classList.contains("busy")) return;
    try {
      const { json } = await send("/emails/draft", { method: "POST", body: new FormData(letter) });
      field("id").value = json.id;
      one("[data-mail-kept]").textContent = json.kept;
    } catch (refusal) {
      one("[data-mail-kept]").textContent = refusal.message;
    }
  });
});
// Files that are brought here go to the record on a way of their own.
on("formdata", "form[data-mail]", event => event.formData.delete("upload"));
on("input", "form[data-mail]", keep);
on("sent", "form[data-mail]", () => { isSent = true; });
// A draft that is being kept is the one that is sent.
on("submit", "form[data-mail]", (event, letter) => {
  if (event.submitter?.hasAttribute("data-mail-preview")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    preview(letter);
  }
}, true);

async function preview(letter) {
  clearRefusals(letter);
  const place = one("#mail-preview");
  try {
    const { html } = await send("/emails/preview", { method: "POST", body: new FormData(letter), accept: "text/html" });
    place.innerHTML = html;
    place.hidden = false;
    place.scrollIntoView({ block: "nearest", behavior: "smooth" });
  } catch (refusal) {
    showRefusals(letter, refusal);
  }
}

// Addresses of the record: pressed, they stand in the line.
const addressOf = text => (/<([^>]+)>/.exec(text)?.[1] ?? text).trim().toLowerCase();
const listed = () => field("to_addresses").value.split(/[,;](?=(?:[^"]*"[^"]*")*[^"]*$)/)
  .map(part => part.trim()).filter(Boolean);
function mark() {
  if (!form()) return;
  const chosen = listed().map(addressOf);
  for (const button of all("[data-mail-to]")) {
    button.setAttribute("aria-pressed", chosen.includes(button.dataset.address.toLowerCase()));
  }
}
on("click", "[data-mail-to]", (event, button) => {
  const address = button.dataset.address.toLowerCase();
  const kept = listed().filter(part => addressOf(part) !== address);
  const isIn = kept.length < listed().length;
  field("to_addresses").value = (isIn ? kept : [...kept, button.dataset.mailTo]).join(", ");
  mark();
  keep();
});
on("input", "form[data-mail] [name=to_addresses]", mark);

// Marks around what is selected.
const marks = {
  bold: text => `**${text}**`,
  italic: text => `*${text}*`,
  link: text => (/^https?:/.test(text) ? text : `[${text}](https://)`),
  list: text => text.split("\n").map(line => `- ${line}`).join("\n"),
  quote: text => text.split("\n").map(line => `> ${line}`).join("\n"),
};
function insert(make) {
  const area = field("text");
  const { selectionStart: start, selectionEnd: end } = area;
  const text = make(area.value.slice(start, end));
  area.focus();
  area.setRangeText(text, start, end, "select");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
on("click", "[data-mail-mark]", (event, button) => insert(marks[button.dataset.mailMark]));
on("keydown", "form[data-mail] textarea", event => {
  const mark = { b: "bold", i: "italic", k: "link" }[event.key];
  if (!mark || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  insert(marks[mark]);
}, true);
on("change", "#mail-field", (event, choice) => {
  if (choice.value) insert(() => `{${choice.value}}`);
  choice.value = "";
});
on("keydown", "form[data-mail], form.mail-sms", (event, letter) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  letter.requestSubmit(one("button.primary", letter));
});

// Documents of the library: those a template brings are ticked, and let go with it.
let brought = [];
function tell() {
  const place = one("[data-library-count]");
  if (!place) return;
  const count = all("[name=document]:checked", form()).length;
  const words = count === 1 ? place.dataset.libraryOne : place.dataset.libraryMany.replace("2", count);
  place.textContent = count ? words : "";
}
function shelve(documents) {
  for (const box of all("[name=document]", form())) {
    if (documents.includes(box.value)) box.checked = true;
    else if (brought.includes(box.value)) box.checked = false;
  }
  brought = documents;
  if (documents.length && one("#mail-library")) one("#mail-library").open = true;
  tell();
}
on("change", "form[data-mail] [name=document]", tell);
on("input", "[data-library-search]", (event, search) => {
  const words = folded(search.value).split(/\s+/).filter(Boolean);
  for (const line of all("[data-library-words]")) {
    line.hidden = !words.every(word => line.dataset.libraryWords.includes(word));
  }
});
on("keydown", "[data-library-search]", event => { if (event.key === "Enter") event.preventDefault(); });

// The words of a template, in the language of who will read them; what was typed goes only where it was a template's.
let filled = "";
async function fill() {
  const template = field("template")?.value;
  if (!template) return;
  const query = new URLSearchParams({
    template, about: field("about").value, contact: field("contact").value, language: field("language").value,
    to: field("to_addresses").value,
  });
  try {
    const { json } = await send(`/emails/words?${query}`);
    const area = field("text"), rest = area.value;
    const own = rest.trim() && rest !== filled ? rest : "";
    filled = own ? `${json.text}\n\n${own}` : json.text;
    area.value = filled;
    if (!field("subject").value.trim() || !own) field("subject").value = json.subject;
    field("purpose").value = json.purpose;
    shelve(json.documents);
    if (json.missing) toast(json.missing);
    keep();
  } catch (refusal) {
    complain(refusal);
  }
}
on("change", "form[data-mail] [name=template]", fill);
on("change", "form[data-mail] [name=language]", () => { if (filled && field("text").value === filled) fill(); });

// A file that was just brought goes with the letter.
let known = new Set(all("#mail-files input").map(input => input.value));
const places = one("#mail-files");
if (places) {
  new MutationObserver(() => {
    for (const input of all("#mail-files input")) {
      if (!known.has(input.value)) input.checked = true;
      known.add(input.value);
    }
    keep();
  }).observe(places.parentNode, { childList: true, subtree: true });
}
mark();
// Somebody may have been quicker than this script.
if (form() && field("template")?.value && !field("text").value.trim()) fill();

// Short messages: letters and parts, as the carrier counts them.
const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
  + "abcdefghijklmnopqrstuvwxyzäöñüà";
const extended = "\f^{}\\[~]|€";
function count(place) {
  const stop = place.closest("form").elements.purpose.value === "prospecting" ? ` ${place.dataset.smsText}` : "";
  const letters = [...one("textarea", place).value + stop];
  const isBasic = letters.every(letter => basic.includes(letter) || extended.includes(letter));
  const length = isBasic
    ? letters.reduce((sum, letter) => sum + (extended.includes(letter) ? 2 : 1), 0)
    : letters.join("").length;
  const parts = length <= (isBasic ? 160 : 70) ? 1 : Math.ceil(length / (isBasic ? 153 : 67));
  const room = parts > 1 ? parts * (isBasic ? 153 : 67) : (isBasic ? 160 : 70);
  one("[data-sms-count]", place).textContent = `${length} / ${room} · ${parts} SMS`;
}
on("input", "form.mail-sms", (event, letter) => count(one("[data-sms-text]", letter)));
for (const place of all("[data-sms-text]")) count(place);
