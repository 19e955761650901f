"""Copies what the pages need from `node_modules` to where they are served: `python -m atalaya.web.frontend`.

The list is the whole list: nothing else of npm's packages reaches a browser. Git ignores the target; the wheel
carries it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TARGET = Path(__file__).resolve().parent / "static" / "vendor"
FONT = "@fontsource-variable/source-sans-3"

FILES = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre/LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    f"{FONT}/files/source-sans-3-latin-wght-normal.woff2": "fonts/source-sans-3-latin.woff2",
    f"{FONT}/files/source-sans-3-latin-ext-wght-normal.woff2": "fonts/source-sans-3-latin-ext.woff2",
    f"{FONT}/LICENSE": "fonts/LICENSE",
}
TEST_FILES = {"axe-core/axe.min.js": "axe/axe.min.js", "axe-core/locales/es.json": "axe/es.json"}
"""For the browser tests alone; there when the development packages are installed."""


def copy(source: Path, target: Path = TARGET) -> int:
    """Fill `target` anew from `source` (a `node_modules` folder); returns how many files were copied."""
    if target.exists():
        shutil.rmtree(target)
    wanted = FILES | {name: place for name, place in TEST_FILES.items() if (source / name).exists()}
    for name, place in wanted.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / place)
    return len(wanted)


if __name__ == "__main__":
    copy(ROOT / "node_modules")
