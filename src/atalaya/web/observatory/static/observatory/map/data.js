// What the map asks of the server: outlines once, then a few bytes for each question.
export async function areas(api, signal) {
  return (await asked(`${api}/areas`, signal)).json();
}

export async function cells(api, resolution, version, signal) {
  const answer = await asked(`${api}/hexagons/cells?resolution=${resolution}&version=${version}`, signal);
  const { shapes, grain } = await answer.json();
  let [x, y] = [0, 0];
  const features = shapes.map((steps, id) => {
    [x, y] = [x + steps[0], y + steps[1]];
    const ring = [];
    for (let k = 2; k < steps.length; k += 2) ring.push([(x + steps[k]) / grain, (y + steps[k + 1]) / grain]);
    ring.push(ring[0]);
    return { type: "Feature", id, properties: {}, geometry: { type: "Polygon", coordinates: [ring] } };
  });
  return { type: "FeatureCollection", features };
}

const PATHS = { hexagons: "hexagons", hotspots: "hot-spots", density: "density" };

export async function numbers(api, layer, query, signal) {
  const answer = await asked(`${api}/${PATHS[layer]}?${query}&form=packed`, signal);
  const [unlocated, ...values] = unpack(new Uint8Array(await answer.arrayBuffer()));
  return { unlocated, values };
}

export async function part(address, signal) {
  const answer = await asked(address, signal, { "HX-Request": "true" });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function asked(address, signal, headers = {}) {
  const answer = await fetch(address, { signal, headers, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer;
}

// LEB128: seven bits a byte, the lowest first
export function unpack(bytes) {
  const found = [];
  let [value, place] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * place;
    if (byte & 128) place *= 128;
    else {
      found.push(value);
      [value, place] = [0, 1];
    }
  }
  return found;
}
