// The drawing itself: MapLibre with our own outlines, no tiles, no network; colours from the style sheet.
import * as maplibre from "../../vendor/maplibre/maplibre-gl.mjs";

const NONE = { type: "FeatureCollection", features: [] };
const HATCH = ["few", "h0", "h1"];

export class Drawing {
  constructor(box, bounds, label) {
    this.kind = "cells";
    this.map = new maplibre.Map({
      container: box,
      style: { version: 8, sources: {}, layers: [{ id: "land", type: "background", paint: { "background-color": colour("land") } }] },
      bounds: [[bounds[0], bounds[1]], [bounds[2], bounds[3]]],
      fitBoundsOptions: { padding: box.clientWidth > 700 ? { top: 28, bottom: 28, left: 28, right: 260 } : { top: document.getElementById("map-legend").offsetHeight + 24, bottom: 76, left: 16, right: 16 } },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 17,
      fadeDuration: 0,
      canvasContextAttributes: { preserveDrawingBuffer: false },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.getCanvas().setAttribute("aria-label", label);
    this.map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.names = [];
  }

  async ready() {
    if (!this.map.isStyleLoaded()) await new Promise((done) => this.map.once("load", done));
    for (const name of HATCH) this.map.addImage(name, hatch(name), { pixelRatio: 2 });
    for (const id of ["cells", "areas"]) this.map.addSource(id, { type: "geojson", data: NONE });
    for (const id of ["cells", "areas"]) {
      this.map.addLayer({ id: `${id}-fill`, type: "fill", source: id, paint: { "fill-color": this.colours(), "fill-opacity": id === "cells" ? 0.86 : 0.92 } });
      this.map.addLayer({ id: `${id}-hatch`, type: "fill", source: id, filter: ["in", ["get", "step"], ["literal", [-1]]], layout: { visibility: "none" }, paint: { "fill-pattern": "few" } });
    }
    this.map.addLayer({ id: "edges", type: "line", source: "areas", paint: { "line-color": colour("edge"), "line-width": 1.1, "line-opacity": 0.75 } });
    for (const id of ["cells", "areas"]) {
      this.map.addLayer({ id: `${id}-on`, type: "line", source: id, paint: { "line-color": colour("label"), "line-width": ["case", ["boolean", ["feature-state", "on"], false], 3, 0] } });
    }
  }

  colours() {
    const pairs = [];
    for (let k = 1; k <= 6; k += 1) pairs.push(k, colour(`c${k}`));
    for (let k = 0; k <= 4; k += 1) pairs.push(10 + k, colour(`h${k}`));
    return ["match", ["coalesce", ["get", "step"], 0], ...pairs, colour("c0")];
  }

  // `shapes` with a step for each feature; `hatched` are patterns by step
  paint(kind, shapes, steps, hatched) {
    this.kind = kind;
    const other = kind === "cells" ? "areas" : "cells";
    const features = shapes.features.map((one, place) => ({ ...one, properties: { ...one.properties, step: steps[place] ?? 0 } }));
    this.map.getSource(kind).setData({ type: "FeatureCollection", features });
    this.map.setLayoutProperty(`${kind}-fill`, "visibility", "visible");
    this.map.setLayoutProperty(`${other}-fill`, "visibility", "none");
    this.map.setLayoutProperty(`${other}-hatch`, "visibility", "none");
    this.map.setLayoutProperty(`${kind}-hatch`, "visibility", hatched ? "visible" : "none");
    if (hatched) {
      this.map.setFilter(`${kind}-hatch`, ["in", ["get", "step"], ["literal", Object.keys(hatched).map(Number)]]);
      const cases = Object.entries(hatched).flatMap(([step, name]) => [Number(step), name]);
      this.map.setPaintProperty(`${kind}-hatch`, "fill-pattern", ["match", ["get", "step"], ...cases, "few"]);
    }
    if (kind === "cells") this.map.setPaintProperty("cells-fill", "fill-outline-color", colour("land"));
  }

  outline(shapes) {
    this.map.getSource("areas").setData(shapes);
    for (const mark of this.names) mark.mark.remove();
    this.names = shapes.features.map((one) => {
      const element = document.createElement("div");
      element.className = "place-name";
      element.textContent = one.properties.name;
      element.setAttribute("aria-hidden", "true");
      const { centre, width } = middle(one.geometry);
      return { element, width, mark: new maplibre.Marker({ element }).setLngLat(centre).addTo(this.map) };
    });
    const tidy = () => this.tidy();
    this.map.on("zoom", tidy);
    tidy();
  }

  // a name is shown where its area is wide enough for it
  tidy() {
    const perDegree = (512 * 2 ** this.map.getZoom()) / 360;
    for (const { element, width } of this.names) element.classList.toggle("away", width * perDegree < 6 * Math.min(element.textContent.length, 12) + 6);
  }

  choose(place) {
    if (this.chosen !== undefined) this.map.setFeatureState(this.chosen, { on: false });
    this.chosen = place === undefined ? undefined : { source: this.kind, id: place };
    if (this.chosen) this.map.setFeatureState(this.chosen, { on: true });
  }

  at(point) {
    return this.map.queryRenderedFeatures(point, { layers: [`${this.kind}-fill`] })[0]?.id;
  }

  middleOfView() {
    const box = this.map.getCanvas();
    return this.at([box.clientWidth / 2, box.clientHeight / 2]);
  }

  repaint() {
    this.map.setPaintProperty("land", "background-color", colour("land"));
    this.map.setPaintProperty("edges", "line-color", colour("edge"));
    for (const id of ["cells", "areas"]) {
      this.map.setPaintProperty(`${id}-fill`, "fill-color", this.colours());
      this.map.setPaintProperty(`${id}-on`, "line-color", colour("label"));
    }
    this.map.setPaintProperty("cells-fill", "fill-outline-color", colour("land"));
    for (const name of HATCH) this.map.updateImage(name, hatch(name));
  }
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function hatch(name) {
  const size = 16;
  const drawn = new OffscreenCanvas(size, size).getContext("2d");
  drawn.strokeStyle = name === "few" ? colour("edge") : colour("land");
  drawn.lineWidth = 3;
  for (const shift of [-size, 0, size]) {
    drawn.beginPath();
    drawn.moveTo(shift - 2, size + 2);
    drawn.lineTo(shift + size + 2, -2);
    drawn.stroke();
  }
  return drawn.getImageData(0, 0, size, size);
}

// middle of the largest ring, and its width in degrees
function middle(geometry) {
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const rings = polygons.map(([ring]) => ring).sort((a, b) => area(b) - area(a));
  const [first] = rings;
  const lons = first.map(([x]) => x);
  let [sum, x, y] = [0, 0, 0];
  for (let k = 0; k + 1 < first.length; k += 1) {
    const cross = first[k][0] * first[k + 1][1] - first[k + 1][0] * first[k][1];
    sum += cross;
    x += (first[k][0] + first[k + 1][0]) * cross;
    y += (first[k][1] + first[k + 1][1]) * cross;
  }
  const centre = sum ? [x / (3 * sum), y / (3 * sum)] : first[0];
  return { centre, width: Math.max(...lons) - Math.min(...lons) };
}

function area(ring) {
  let sum = 0;
  for (let k = 0; k + 1 < ring.length; k += 1) sum += ring[k][0] * ring[k + 1][1] - ring[k + 1][0] * ring[k][1];
  return Math.abs(sum);
}
