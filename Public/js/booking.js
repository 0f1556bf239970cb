// Public booking pages speak the visitor's time: the first page asks the browser which zone that is.
import { on, one } from "./dom.js";

const shown = one("[data-booking-zone]")?.dataset.bookingZone;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const address = new URL(location.href);
if (here && shown && here !== shown && !address.searchParams.has("zone") && !address.pathname.startsWith("/booking/")) {
  address.searchParams.set("zone", here);
  location.replace(address);
}

// Another zone shows at once; the day that was looked at stays.
const form = one("[data-booking-zone-form]");
form?.classList.add("known");
on("change", "[data-booking-zone-form] select", (event, select) => {
  address.searchParams.set("zone", select.value);
  location.assign(address);
});
