// Light, dark or as the system: changed at once, told to the server behind.
import { all, icon, on } from "./dom.js";
import { complain, send } from "./http.js";

on("click", "[data-preferences] button[name=theme]", async (event, button) => {
  event.preventDefault();
  const root = document.documentElement;
  if (button.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = button.value;
  for (const other of all("button[name=theme]", button.form)) {
    other.removeAttribute("aria-current");
    other.querySelector(".end")?.remove();
  }
  button.setAttribute("aria-current", "true");
  const tick = document.createElement("span");
  tick.className = "end";
  tick.append(icon("check"));
  button.append(tick);
  dispatchEvent(new Event("themechange"));
  const body = new FormData(button.form, button);
  try {
    await send(button.form.action, { method: "POST", body });
  } catch (refusal) {
    complain(refusal);
  }
});

on("click", "[data-sidebar]", (event, button) => {
  const open = document.getElementById("sidebar").classList.toggle("open");
  button.setAttribute("aria-expanded", open);
});
document.addEventListener("click", event => {
  const sidebar = document.querySelector("#sidebar.open");
  if (!sidebar || event.target.closest("#sidebar, [data-sidebar]")) return;
  sidebar.classList.remove("open");
  document.querySelector("[data-sidebar]").setAttribute("aria-expanded", "false");
});
