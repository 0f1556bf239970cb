// The ground of a map: countries, French regions and départements as outlines, the names of towns as it comes nearer.
import { make } from "./dom.js";

const outline = (data, name) => L.geoJSON(data, {
  interactive: false, pane: "ground", className: `map-${name}`, style: { weight: name === "departements" ? 0.6 : 1 },
});

async function fetched(name) {
  const response = await fetch(`/vendor/geo/${name}.json`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
}

/** Draws what is far first; what only matters nearer is fetched when somebody comes nearer. */
export async function drawGround(map) {
  map.createPane("ground").style.zIndex = 200;
  map.createPane("names").style.zIndex = 450;
  map.getPane("names").style.pointerEvents = "none";
  const layers = {};
  const add = async name => { layers[name] ??= outline(await fetched(name), name).addTo(map); };
  await add("countries");
  await add("regions");
  const towns = L.layerGroup([], { pane: "names" }).addTo(map);
  let known = null;
  async function nearer() {
    // The coarser outline would only cross the finer one.
    const isNear = map.getZoom() >= 7;
    if (isNear) await add("departements");
    layers.departements?.[isNear ? "addTo" : "removeFrom"](map);
    layers.regions[isNear ? "removeFrom" : "addTo"](map);
    if (map.getZoom() < 5.5) return towns.clearLayers();
    known ??= await fetched("towns");
    name(map, towns, known);
  }
  map.on("moveend", nearer);
  if (map._loaded) nearer();
}

/** The largest towns in view whose names do not touch. Towns come largest first. */
function name(map, layer, known) {
  layer.clearLayers();
  const box = map.getBounds();
  const taken = [];
  for (const [text, latitude, longitude] of known) {
    if (!box.contains([latitude, longitude])) continue;
    const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
    const half = text.length * 3.6 + 14;
    if (taken.some(other => Math.abs(other.x - x) < half + other.half && Math.abs(other.y - y) < 34)) continue;
    taken.push({ x, y, half });
    const label = make("span", {}, text).outerHTML;
    layer.addLayer(L.marker([latitude, longitude], {
      pane: "names", interactive: false, keyboard: false,
      icon: L.divIcon({ html: label, className: "map-town", iconSize: [0, 0] }),
    }));
    if (taken.length >= 40) return;
  }
}
