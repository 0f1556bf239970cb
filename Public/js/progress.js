// Long work: asks how far it is, more and more calmly, until it ends; then the page shows what came of it.
import { all, one } from "./dom.js";
import { send } from "./http.js";

async function follow(place) {
  let wait = 300;
  while (place.isConnected) {
    await new Promise(resolve => setTimeout(resolve, wait));
    if (document.hidden) continue;
    let job;
    try {
      job = (await send(place.dataset.progress)).json;
      wait = Math.min(wait * 1.2, 2000);
    } catch {
      wait = 5000;  // The work goes on without us.
      continue;
    }
    show(place, job);
    if (job.state === "done" || job.state === "failed") {
      if (place.dataset.next && job.state === "done") location.assign(place.dataset.next);
      else location.reload();
      return;
    }
  }
}

function show(place, job) {
  const bar = one("progress", place);
  if (job.total > 0) {
    bar.max = job.total;
    bar.value = job.done;
  } else {
    bar.removeAttribute("value");
  }
  const text = one("[data-progress-text]", place);
  if (job.text && text.textContent !== job.text) text.textContent = job.text;
}

for (const place of all("[data-progress]")) follow(place);
