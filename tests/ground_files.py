"""Files of areas for tests: squares in a row, from west to east."""

from __future__ import annotations

import json
from pathlib import Path


def area_file(folder: Path, layer: str, *names: str | None) -> Path:
    """GeoJSON with a square of a tenth of a degree for each name, in the property `layer`; none has no shape."""
    features = []
    for k, name in enumerate(names):
        west = -58 + k / 10
        ring = [[west, -34], [west + 0.1, -34], [west + 0.1, -33.9], [west, -33.9], [west, -34]]
        shape = {"type": "Polygon", "coordinates": [ring]} if name else None
        features.append({"type": "Feature", "properties": {layer: name or "Nada"}, "geometry": shape})
    path = folder / f"{layer}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path
