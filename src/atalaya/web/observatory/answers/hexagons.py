"""The hexagons of the map: a list of cells that is fixed for a snapshot, and per question one small number a cell."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from atalaya.errors import UsageError
from atalaya.i18n import N_
from atalaya.indicators.hexagons import hexagon_counts
from atalaya.reports.palette import quantile_breaks
from atalaya.tables.incident import H3_RESOLUTION
from atalaya.tables.selection import Selection
from atalaya.web.observatory.answers.figures import Figures

RESOLUTIONS = (H3_RESOLUTION, 8, 7)
"""Hexagons of about 0.1, 0.7 and 5 km²."""
CLASSES = 6
GRAIN = 100_000
"""Coordinates are sent as whole hundred-thousandths of a degree: about a metre."""

Cells = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Hexagons:
    """Numbers over the fixed list: `values[i]` is of `cells[i]`. `breaks` are the upper ends of the classes."""

    cells: Cells
    values: NDArray[np.int64]
    unlocated: int
    breaks: tuple[float, ...]

    @property
    def located(self) -> int:
        """Sum of the numbers."""
        return int(self.values.sum())

    @property
    def cells_with_half(self) -> int:
        """The fewest hexagons that together hold half of the events.

        Weisburd, D. (2015), The law of crime concentration, Criminology 53, 133-157: how uneven places are.
        """
        summed = np.cumsum(np.sort(self.values)[::-1])
        return int(np.searchsorted(summed, self.located / 2) + 1) if self.located else 0


def checked_resolution(text: str | int | None) -> int:
    """A resolution the map offers.

    Raises
    ------
    UsageError
        ``resolution-unknown``.
    """
    if text in {None, ""}:
        return H3_RESOLUTION
    if str(text) not in {str(one) for one in RESOLUTIONS}:
        raise UsageError("resolution-unknown", N_("Hexagons come in the resolutions 7, 8 and 9."))
    return int(text)  # type: ignore[arg-type]


@functools.lru_cache(maxsize=48)
def map_cells(figures: Figures, resolution: int) -> Cells:
    """The cells of a city, ascending: those of its areas, and those where anything was ever recorded."""
    inside = city_cells(figures)
    known = np.union1d(inside, np.asarray(figures.columns.cells, np.int64))
    if resolution == H3_RESOLUTION:
        return known
    above = [h3.cell_to_parent(cell, resolution) for cell in known.tolist()]
    return np.unique(np.array(above, np.int64))


@functools.lru_cache(maxsize=16)
def city_cells(figures: Figures) -> Cells:
    """Hexagons whose centre lies in an area of the city; none where no area has an outline."""
    if figures.shapes is None:
        return np.empty(0, np.int64)
    found: set[int] = set()
    for shape in figures.shapes.shapes:
        found.update(h3.geo_to_cells(shape, H3_RESOLUTION))
    return np.array(sorted(found), np.int64)


@functools.lru_cache(maxsize=256)
def hexagons_of(figures: Figures, selection: Selection, resolution: int) -> Hexagons:
    """Events by hexagon over the fixed list of cells."""
    counted = hexagon_counts(figures.columns, selection, resolution=resolution)
    cells = map_cells(figures, resolution)
    values = np.zeros(len(cells), np.int64)
    values[np.searchsorted(cells, counted.cells)] = counted.counts
    breaks = quantile_breaks(values[values > 0].tolist(), CLASSES)
    return Hexagons(cells, values, counted.unlocated, breaks)


@functools.lru_cache(maxsize=48)
def outlines(figures: Figures, resolution: int) -> dict[str, object]:
    """The fixed list for a browser: names of the cells and their corners, in whole steps so that it packs well.

    ``shapes`` has for each cell the centre as a step from the centre before it, then the corners as steps from the
    centre: neighbouring hexagons have nearly the same corners.
    """
    names, shapes = [], []
    before = (0, 0)
    for cell in map_cells(figures, resolution).tolist():
        lat, lon = h3.cell_to_latlng(cell)
        centre = (round(lon * GRAIN), round(lat * GRAIN))
        ring = [centre[0] - before[0], centre[1] - before[1]]
        for corner_lat, corner_lon in h3.cell_to_boundary(cell):
            ring += [round(corner_lon * GRAIN) - centre[0], round(corner_lat * GRAIN) - centre[1]]
        names.append(h3.int_to_str(cell))
        shapes.append(ring)
        before = centre
    return {"resolution": resolution, "grain": GRAIN, "cells": names, "shapes": shapes}


def packed(numbers: NDArray[np.int64]) -> bytes:
    """Whole numbers in as few bytes as they need, seven bits a byte, the lowest first (LEB128, as in WebAssembly).

    >>> packed(np.array([0, 127, 128, 300])).hex()
    '007f8001ac02'
    """
    out = bytearray()
    for number in numbers.tolist():
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)
