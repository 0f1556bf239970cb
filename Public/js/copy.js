// A button that copies what stands in a field: data-copy is the field's id, data-copied what to say then.
import { on } from "./dom.js";
import { toast } from "./toasts.js";

on("click", "[data-copy]", async (event, button) => {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");  // Without https the clipboard is closed; what is selected can still be copied.
  }
  toast(button.dataset.copied);
});
