// Files dropped or chosen: sent one after another with their progress, or put into the form they belong to.
import { all, on, one, say } from "./dom.js";
import { Refused, complain, showNote, tab } from "./http.js";
import { toast } from "./toasts.js";

function transmit(address, name, file, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const token = one("meta[name=csrf]")?.content ?? "";
    const body = new FormData();
    body.set("_csrf", token);
    body.set(name, file);
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRF-Token", token);
    request.setRequestHeader("X-Tab", tab);
    request.upload.addEventListener("progress", event => {
      if (event.lengthComputable) tell(Math.floor(event.loaded / event.total * 100));
    });
    request.addEventListener("load", () => {
      if (request.status < 400) return resolve(request);
      let error = null;
      try { error = JSON.parse(request.responseText).error; } catch { /* not ours: a proxy's page */ }
      reject(new Refused(request.status, error));
    });
    request.addEventListener("error", () => reject(new Refused(0, { message: say("offline") })));
    request.send(body);
  });
}

async function take(zone, files) {
  const input = one("input[type=file]", zone);
  const text = one("[data-drop-text]", zone);
  if (!zone.dataset.drop) {
    text.textContent = [...files].map(file => file.name).join(", ");
    if (zone.hasAttribute("data-drop-submits")) input.form.requestSubmit();
    return;
  }
  const before = text.textContent;
  for (const file of files) {
    try {
      const answer = await transmit(zone.dataset.drop, input.name, file, percent => {
        text.textContent = say("uploading", { name: file.name, percent });
      });
      const note = answer.getResponseHeader("X-Toast");
      if (note) showNote(note);
      else toast(say("uploaded", { name: file.name }));
    } catch (refusal) {
      complain(refusal);
    }
  }
  text.textContent = before;
  input.value = "";
  document.dispatchEvent(new CustomEvent("refresh"));
}

on("change", "[data-drop] input[type=file]", (event, input) => {
  if (input.files.length) take(input.closest("[data-drop]"), input.files);
});
for (const type of ["dragenter", "dragover"]) {
  on(type, "[data-drop]", (event, zone) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
}
on("dragleave", "[data-drop]", (event, zone) => zone.classList.remove("over"));
on("drop", "[data-drop]", (event, zone) => {
  event.preventDefault();
  zone.classList.remove("over");
  const input = one("input[type=file]", zone);
  const files = input.multiple ? event.dataTransfer.files : firstOnly(event.dataTransfer.files);
  if (!files.length) return;
  input.files = files;
  take(zone, files);
});

/** The first file alone, as a list that an input accepts. */
function firstOnly(files) {
  const transfer = new DataTransfer();
  if (files.length) transfer.items.add(files[0]);
  return transfer.files;
}

// A file let fall beside its place must not replace the page.
for (const type of ["dragover", "drop"]) {
  addEventListener(type, event => {
    if ([...event.dataTransfer?.types ?? []].includes("Files") && all("[data-drop]").length) event.preventDefault();
  });
}
