// The map page: the drawer asks, the server answers with a sentence, a legend, a table and a few bytes of numbers.
import * as data from "./map/data.js";
import { Drawer } from "./map/drawer.js";
import { sortable, switchable } from "./map/twin.js";

document.documentElement.classList.add("js");
const body = document.querySelector("[data-map][data-api]");
const box = body.querySelector("[data-canvas]");
const wait = body.querySelector("[data-wait]");
const place = body.querySelector("[data-place]");
const { api, version, bounds } = body.dataset;
const OF_AREAS = ["areas", "rates"];
const HATCHED = { hotspots: { 10: "h0", 11: "h1" }, rates: { 20: "few" } };
const kept = {};
let drawing;
let running;
let values = [];

const drawer = new Drawer(body.querySelector("[data-drawer]"), () => follow());
const turn = switchable(body, document.querySelector("[data-twin]"), () => drawing?.map.resize());
sortable(body);
document.querySelector("[data-share]").addEventListener("click", share);
start();

async function start() {
  const slow = setTimeout(() => { wait.hidden = false; }, 800);
  try {
    const { Drawing } = await import("./map/draw.js");
    const outlines = await data.areas(api);
    const edges = bounds ? bounds.split(",").map(Number) : await extent();
    const ground = document.createElement("div");
    ground.className = "canvas";
    box.append(ground);
    drawing = new Drawing(ground, edges, box.dataset.label);
    await drawing.ready();
    kept.areas = outlines;
    drawing.outline(outlines);
    look();
    await paint();
    body.classList.add("drawn-by-map");
    listen();
  } catch (error) {
    if (!supported()) body.querySelector("[data-broken]").hidden = false;
    else throw error;
  } finally {
    clearTimeout(slow);
    wait.hidden = true;
    body.dataset.ready = "true";
  }
}

async function extent() {
  kept["9"] ??= await data.cells(api, "9", version);
  const points = kept["9"].features.flatMap((one) => one.geometry.coordinates[0]);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const low = (all) => all.reduce((a, b) => Math.min(a, b), Infinity);
  const high = (all) => all.reduce((a, b) => Math.max(a, b), -Infinity);
  return [low(xs), low(ys), high(xs), high(ys)];
}

function supported() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

// the numbers of the layer, as classes of the legend that is on the page
async function paint(signal) {
  const layer = drawer.layer;
  if (OF_AREAS.includes(layer)) {
    const rows = new Map([...body.querySelectorAll("[data-area]")].map((row) => [row.dataset.area, row]));
    values = kept.areas.features.map((one) => rows.get(one.properties.code));
    const steps = values.map((row) => (row?.hasAttribute("data-few") ? 20 : Number(row?.dataset.step ?? 0)));
    drawing?.paint("areas", kept.areas, steps, HATCHED[layer]);
    return;
  }
  const size = drawer.resolution;
  const [shapes, told] = await Promise.all([
    kept[size] ?? data.cells(api, size, version, signal),
    data.numbers(api, layer, drawer.query(), signal),
  ]);
  kept[size] = shapes;
  values = told.values;
  const legend = document.getElementById("map-legend").dataset;
  const breaks = legend.breaks ? legend.breaks.split(",").map(Number) : [];
  const colours = legend.steps ? legend.steps.split(",").map(Number) : [];
  const step = layer === "hotspots" ? (value) => 10 + value : (value) => (value > 0 ? colours[breaks.findIndex((end) => value <= end)] ?? 6 : 0);
  drawing?.paint("cells", shapes, values.map(step), HATCHED[layer]);
}

async function follow() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const slow = setTimeout(() => { wait.hidden = false; }, 800);
  const query = drawer.query();
  remember(query);
  forget();
  try {
    const fresh = await data.part(`?${query}`, signal);
    for (const id of ["map-told", "map-legend", "map-twin"]) {
      document.getElementById(id).replaceWith(fresh.getElementById(id));
    }
    sortable(document.getElementById("map-twin"));
    await paint(signal);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  } finally {
    clearTimeout(slow);
    if (!signal.aborted) wait.hidden = true;
  }
}

function remember(query) {
  const asked = new URLSearchParams(query);
  const view = new URLSearchParams(location.search).get("view");
  if (view) asked.set("view", view);
  history.replaceState(null, "", `?${asked}`);
}

// the part of the city that is seen is in the address too
function look() {
  const view = (new URLSearchParams(location.search).get("view") ?? "").split(",").map(Number);
  if (view.length === 3 && view.every(Number.isFinite)) drawing.map.jumpTo({ center: [view[0], view[1]], zoom: view[2] });
}

function listen() {
  const { map } = drawing;
  map.on("moveend", (event) => {
    if (!event.originalEvent) return;
    const asked = new URLSearchParams(location.search);
    const { lng, lat } = map.getCenter();
    asked.set("view", [lng.toFixed(5), lat.toFixed(5), map.getZoom().toFixed(2)].join(","));
    history.replaceState(null, "", `?${asked}`);
  });
  map.on("mousemove", (event) => { if (!place.dataset.held) tell(drawing.at(event.point)); });
  map.on("mouseout", () => { if (!place.dataset.held) forget(); });
  map.on("click", (event) => tell(drawing.at(event.point), true));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") tell(drawing.middleOfView(), true);
    if (event.key === "Escape") forget();
  });
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-hexagon],tr[data-area]");
    if (row && event.target.closest("button")) show(row);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawing.repaint());
}

// from a row of the table to its place on the map
async function show(row) {
  turn();
  const hexagon = row.dataset.hexagon;
  if ((hexagon !== undefined) === OF_AREAS.includes(drawer.layer)) {
    drawer.form.elements.layer.value = hexagon === undefined ? "areas" : "hexagons";
    await follow();
  }
  const number = hexagon === undefined ? kept.areas.features.findIndex((one) => one.properties.code === row.dataset.area) : Number(hexagon);
  const shapes = hexagon === undefined ? kept.areas : kept[drawer.resolution];
  const ring = shapes.features[number]?.geometry.coordinates.flat(hexagon === undefined ? 0 : 0)[0];
  const point = Array.isArray(ring?.[0]) ? (Array.isArray(ring[0][0]) ? ring[0][0] : ring[0]) : undefined;
  if (point) drawing?.map.easeTo({ center: point, zoom: Math.max(drawing.map.getZoom(), 13) });
  tell(number, true);
}

function tell(number, held = false) {
  if (number === undefined || values[number] === undefined) return forget();
  drawing.choose(number);
  const words = place.dataset;
  const lines = [];
  if (OF_AREAS.includes(drawer.layer)) {
    const [name, events, , rate] = values[number].cells;
    lines.push(name.textContent, `${events.textContent} ${events.dataset.v === "1" ? words.one : words.many}`);
    lines.push(values[number].hasAttribute("data-few") ? words.few : `${rate.textContent} ${words.per}`);
  } else {
    const value = values[number];
    const told = new Intl.NumberFormat(document.documentElement.lang).format(value);
    if (drawer.layer === "hexagons") lines.push(`${told} ${value === 1 ? words.one : words.many}`, words.hexagon);
    else if (drawer.layer === "density") lines.push(`${told} ${words.km}`, words.hexagon);
    else lines.push(document.querySelectorAll("#map-legend li")[4 - value]?.textContent ?? "", words.hexagon);
  }
  place.replaceChildren(...lines.map((line, k) => Object.assign(document.createElement(k ? "span" : "strong"), { textContent: line })));
  place.hidden = false;
  if (held) place.dataset.held = "true";
  return undefined;
}

function forget() {
  drawing?.choose(undefined);
  delete place.dataset.held;
  place.hidden = true;
}

async function share(event) {
  const button = event.currentTarget.querySelector("span");
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = event.currentTarget?.dataset?.done ?? document.querySelector("[data-share]").dataset.done;
    setTimeout(() => { button.textContent = before; }, 2000);
  } catch {
    prompt(before, location.href);
  }
}
