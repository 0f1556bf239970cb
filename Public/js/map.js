// A list as a map: outlines of our own as the ground, no picture from anywhere; what is in view comes from the server.
import { make, numberFormat, one } from "./dom.js";
import { complain, send } from "./http.js";
import { peek } from "./peek.js";
import { drawGround } from "./ground.js";

const place = one("[data-map]");
const words = JSON.parse(place.dataset.words);
const isNarrow = matchMedia("(max-width: 820px)");
const fill = (text, count) => text.replace("{count}", numberFormat.format(count));

function script(address) {
  return new Promise((done, fail) => {
    const element = make("script", { src: address });
    element.addEventListener("load", done);
    element.addEventListener("error", () => fail(new Error(address)));
    document.head.append(element);
  });
}

async function start() {
  for (const name of ["leaflet", "markercluster"]) {
    document.head.append(make("link", { rel: "stylesheet", href: `/vendor/map/${name}.css` }));
  }
  await script("/vendor/map/leaflet.js");
  await script("/vendor/map/markercluster.js");
  place.replaceChildren();
  const map = L.map(place, {
    zoomControl: false, minZoom: 2, maxZoom: 17, maxBounds: [[-85, -200], [85, 200]], zoomSnap: 0.5,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  map.attributionControl.setPrefix(false).addAttribution(words.credit);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  drawGround(map);
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(place);
  const records = new Records(map);
  const began = boxOfAddress() ?? await whole();
  if (began) map.fitBounds(began, { animate: false, maxZoom: 13, padding: [24, 24] });
  else map.setView([46.6, 2.4], 5.5);
  map.on("moveend", () => { remember(map); records.load(); });
  records.load();
  document.addEventListener("refreshed", () => records.load());
}

/** The part of the earth that all records are in. */
async function whole() {
  const { json } = await send(place.dataset.map);
  if (!json.bounds) return null;
  const [south, west, north, east] = json.bounds;
  return [[south, west], [north, east]];
}

// Where one looks stays in the address, so that Back and a link lead to the same view.
function remember(map) {
  const box = map.getBounds();
  const corners = [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()].map(degrees => degrees.toFixed(4));
  history.replaceState(history.state, "", `#map=${corners}`);
}

function boxOfAddress() {
  const found = /#map=([-\d.]+),([-\d.]+),([-\d.]+),([-\d.]+)/.exec(location.hash);
  if (!found) return null;
  const [south, west, north, east] = found.slice(1).map(Number);
  return [[south, west], [north, east]];
}

/** The records in view: points of their own, or squares counted by the server when there are too many. */
class Records {
  constructor(map) {
    this.map = map;
    this.points = L.markerClusterGroup({
      showCoverageOnHover: false, maxClusterRadius: 44, chunkedLoading: true, zoomToBoundsOnClick: true,
      iconCreateFunction: cluster => groupIcon(cluster.getChildCount()),
    });
    this.cells = L.layerGroup();
    map.addLayer(this.points).addLayer(this.cells);
  }

  async load() {
    this.asking?.abort();
    this.asking = new AbortController();
    const box = clamped(this.map.getBounds());
    const address = new URL(place.dataset.map, location.href);
    address.searchParams.set("box", box);
    address.searchParams.set("zoom", Math.floor(this.map.getZoom()));
    try {
      const { json } = await send(address, { signal: this.asking.signal });
      this.show(json, box);
    } catch (refusal) {
      complain(refusal);
    }
  }

  show(answer, box) {
    this.points.clearLayers();
    this.cells.clearLayers();
    this.points.addLayers(answer.points.map(point => marker(point)));
    for (const cell of answer.cells) this.cells.addLayer(this.group(cell));
    tell(answer, box);
    place.dataset.loaded = answer.count;
  }

  /** Many records in one square: nearer, or as a list where they are all in one place. */
  group([count, latitude, longitude, south, west, north, east]) {
    const isOnePlace = north - south < 0.0005 && east - west < 0.0005;
    const isDeepest = isOnePlace || this.map.getZoom() >= this.map.getMaxZoom();
    const group = L.marker([latitude, longitude], {
      icon: groupIcon(count), title: fill(isDeepest ? words.samePlace : words.group, count),
    });
    const box = [[south, west], [north, east]];
    return pressed(group, () => {
      if (isDeepest) location.assign(listAddress([south, west, north, east].join(",")));
      else this.map.fitBounds(box, { maxZoom: this.map.getZoom() + 3, padding: [40, 40] });
    });
  }
}

const clamped = box => [
  Math.max(-90, box.getSouth()), Math.max(-180, box.getWest()), Math.min(90, box.getNorth()),
  Math.min(180, box.getEast()),
].map(degrees => degrees.toFixed(6)).join(",");

function groupIcon(count) {
  const size = count < 10 ? 30 : count < 100 ? 36 : count < 1000 ? 42 : 50;
  const text = count < 10000 ? numberFormat.format(count) : `${numberFormat.format(Math.round(count / 1000))} k`;
  return L.divIcon({ html: `<span>${text}</span>`, className: "map-group", iconSize: [size, size] });
}

function marker([id, latitude, longitude, name]) {
  const pin = L.marker([latitude, longitude], {
    icon: L.divIcon({ html: "<span></span>", className: "map-pin", iconSize: [24, 24] }), title: name, alt: name,
  });
  return pressed(pin, () => open(id));
}

/** A marker is a button: by pointer, Enter or the space bar. */
function pressed(marker, act) {
  marker.on("click", act);
  marker.on("keydown", ({ originalEvent }) => {
    if (!["Enter", " "].includes(originalEvent.key)) return;
    originalEvent.preventDefault();
    act();
  });
  return marker;
}

function open(id) {
  if (isNarrow.matches) return location.assign(place.dataset.records + id);
  peek({ dataset: { id, peek: place.dataset.peeks + id }, scrollIntoView() {} })
    .then(() => one("#peek [data-peek-close]")?.focus());
}

/** The same as words, beside the map. */
function tell(answer, box) {
  const count = one("[data-map-count]");
  count.textContent = answer.count ? fill(words.here, answer.count) : words.none;
  const named = [...answer.points.map(([id, , , name]) => [id, name]), ...answer.names];
  const known = new Map(named);
  const sorted = [...known].sort((a, b) => a[1].localeCompare(b[1], document.documentElement.lang)).slice(0, 50);
  const list = one("[data-map-rows]");
  // Lines that stay are the same lines: whoever came from one finds it again.
  const standing = new Map([...list.children].map(row => [row.dataset.id, row]));
  const rows = sorted.map(([id, name]) => {
    if (standing.has(id)) return standing.get(id);
    const link = make("a", { class: "link cut", href: place.dataset.records + id }, name || "–");
    link.addEventListener("click", event => {
      if (isNarrow.matches || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      open(id);
    });
    return make("li", { "data-id": id }, link);
  });
  const held = list.contains(document.activeElement) ? document.activeElement : null;
  list.replaceChildren(...rows);
  held?.focus({ preventScroll: true });  // a line that is put back has lost it
  one("[data-map-all]").href = listAddress(box);
}

/** The list of what is in a rectangle: the filter of this list, and the rectangle. */
function listAddress(box) {
  const [south, west, north, east] = box.split(",");
  const link = one("[data-map-all]");
  const address = new URL(link.dataset.list ??= link.href, location.href);
  const where = JSON.parse(address.searchParams.get("where") || "{}");
  const asked = where.all ?? (Object.keys(where).length ? [where] : []);
  const inside = [
    { field: "latitude", between: [fixed(south), fixed(north)] },
    { field: "longitude", between: [fixed(west), fixed(east)] },
  ];
  address.searchParams.set("where", JSON.stringify({ all: [...asked, ...inside] }));
  address.searchParams.set("layout", "list");
  return address.pathname + address.search;
}
const fixed = degrees => Number(degrees).toFixed(6);

start().catch(failure => {
  complain({ message: words.none });
  throw failure;
});
