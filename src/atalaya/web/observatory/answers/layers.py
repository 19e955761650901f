"""The layers of the map that are drawn hexagon by hexagon: counts, hot spots, density; the same shape for each."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from atalaya.patterns.layers import DensityLayer, HotSpotLayer, density_layer, hot_spot_layer
from atalaya.reports.palette import quantile_breaks
from atalaya.tables.incident import H3_RESOLUTION
from atalaya.tables.selection import Selection
from atalaya.web.observatory.answers.figures import Figures
from atalaya.web.observatory.answers.hexagons import CLASSES, Hexagons, city_cells, hexagons_of

HOT_BREAKS = (0.0, 1.0, 2.0, 3.0, 4.0)
SEED = 20_240_229
"""One seed for all: the same question has the same answer today and tomorrow."""


class Layer(Hexagons):
    """Hexagons with numbers of any meaning; as sent, the events without a place come first."""

    @property
    def numbers(self) -> NDArray[np.int64]:
        return np.concatenate([[self.unlocated], self.values]).astype(np.int64)


@functools.lru_cache(maxsize=256)
def layer_of(name: str, figures: Figures, selection: Selection, resolution: int) -> Layer:
    """A layer by its name: ``hexagons``, ``hotspots`` or ``density``."""
    counted = hexagons_of(figures, selection, resolution)
    if name == "hotspots":
        spots = hot_spots(figures, selection)
        values, breaks = _over(counted.cells, spots.cells, spots.classes.astype(np.int64) + 2, 2), HOT_BREAKS
    elif name == "density":
        smooth = density(figures, selection)
        values = _over(counted.cells, smooth.cells, np.rint(smooth.per_km2).astype(np.int64), 0)
        breaks = quantile_breaks(values[values > 0].tolist(), CLASSES)
    else:
        values, breaks = counted.values, counted.breaks
    return Layer(counted.cells, values, counted.unlocated, breaks)


@functools.lru_cache(maxsize=64)
def hot_spots(figures: Figures, selection: Selection) -> HotSpotLayer:
    """Which hexagons hold more than chance explains."""
    counted = hexagons_of(figures, selection, H3_RESOLUTION)
    some = counted.values > 0
    region = city_cells(figures)
    return hot_spot_layer(counted.cells[some], counted.values[some], region=region if len(region) else None, seed=SEED)


@functools.lru_cache(maxsize=64)
def density(figures: Figures, selection: Selection) -> DensityLayer:
    """Events per km², smoothed over the city."""
    counted = hexagons_of(figures, selection, H3_RESOLUTION)
    some = counted.values > 0
    return density_layer(counted.cells[some], counted.values[some], rings=2)


def _over(cells: NDArray[np.int64], some: NDArray[np.int64], values: NDArray[np.int64], rest: int) -> NDArray[np.int64]:
    """Numbers of some cells over the fixed list; what is not on the list is not drawn."""
    spread = np.full(len(cells), rest, np.int64)
    kept = np.isin(some, cells)
    spread[np.searchsorted(cells, some[kept])] = values[kept]
    return spread
