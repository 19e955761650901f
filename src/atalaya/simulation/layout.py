"""The ground of the synthetic city: neighbourhoods that fill it without gaps, street segments, residents by year."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.simulation.plane import Numbers, to_degrees
from atalaya.tables.area import POPULATION

ACROSS, UP = 6, 4
WIDTH_M, HEIGHT_M = 6_000.0, 4_000.0
BLOCK_M = 125.0
NAMES = (
    ("Ribera Norte", "Las Acacias", "San Telmo Chico", "El Mirador", "Costanera", "Punta Faro"),
    ("La Estación", "Villa Esperanza", "Centro Norte", "Plaza Mayor", "Puerto Viejo", "Muelle"),
    ("Parque Industrial", "Los Ñandúes", "Centro Sur", "Mercado", "La Aduana", "Barrio Inglés"),
    ("El Bañado", "Quintas", "San José", "Villa Obrera", "Médanos", "Playa Sur"),
)
"""Rows from north to south, each from west to east."""
RESIDENTS = ((3, 5, 6, 6, 4, 2), (4, 8, 11, 10, 7, 3), (1, 7, 9, 8, 5, 4), (2, 3, 6, 7, 4, 2))
"""Thousands of residents in the first year, in the same order."""
GROWTH = 0.011


@dataclass(frozen=True)
class Layout:
    """Where things are.

    Attributes
    ----------
    corners : float (areas, 4, 2), metres on the plane, counter-clockwise; every area is convex
    codes, names : of the areas, in that order
    segments : table of ``segment``, ``street``, ``number`` (house number at its start), ``x0``, ``y0``, ``x1``,
        ``y1`` (metres), ``area`` (index)
    population : of the schema `tables.area.POPULATION`
    """

    corners: Numbers
    codes: tuple[str, ...]
    names: tuple[str, ...]
    segments: pl.DataFrame
    population: pl.DataFrame

    def area_of(self, x_m: Numbers, y_m: Numbers) -> NDArray[np.int32]:
        """Index of the area that holds each place, or -1; a place on a border belongs to the first that touches it."""
        found = np.full(len(x_m), -1, dtype=np.int32)
        for area in range(len(self.corners) - 1, -1, -1):
            inside = np.ones(len(x_m), dtype=bool)
            for start, end in zip(self.corners[area], np.roll(self.corners[area], -1, axis=0), strict=True):
                edge = end - start
                inside &= edge[0] * (y_m - start[1]) - edge[1] * (x_m - start[0]) >= 0
            found[inside] = area
        return found

    def segment_of(self, x_m: Numbers, y_m: Numbers) -> NDArray[np.int64]:
        """Index of the street segment nearest to the street point of each place, or -1 off the grid.

        A street runs every `BLOCK_M` metres in both directions, so the nearest segment lies on one of two lines.
        """
        column, row = np.rint(x_m / BLOCK_M), np.rint(y_m / BLOCK_M)
        upright = np.abs(x_m - column * BLOCK_M) <= np.abs(y_m - row * BLOCK_M)
        first = np.where(upright, column, np.floor(x_m / BLOCK_M)).astype(np.int64)
        second = np.where(upright, np.floor(y_m / BLOCK_M), row).astype(np.int64)
        key = _key(upright.astype(np.int64), first, second)
        known = _key(*(self.segments[name].to_numpy() for name in ("upright", "column", "row")))
        order = np.argsort(known)
        place = np.minimum(np.searchsorted(known[order], key), len(known) - 1)
        return np.where(known[order][place] == key, order[place], -1)

    def geojson(self) -> dict[str, object]:
        """The areas as a city would hand them over: a FeatureCollection with its own property names."""
        features = []
        for code, name, corners in zip(self.codes, self.names, self.corners, strict=True):
            ring = np.vstack([corners, corners[:1]])
            lon, lat = to_degrees(ring[:, 0], ring[:, 1])
            places = [[round(float(a), 6), round(float(b), 6)] for a, b in zip(lon, lat, strict=True)]
            geometry = {"type": "Polygon", "coordinates": [places]}
            features.append({"type": "Feature", "properties": {"CODIGO": code, "BARRIO": name}, "geometry": geometry})
        return {"type": "FeatureCollection", "features": features}


def make_layout(rng: np.random.Generator, *, years: range) -> Layout:
    """Lay the city out.

    Parameters
    ----------
    rng
        Moves the corners of the neighbourhoods a little off a grid.
    years
        Years that get a population figure.

    Examples
    --------
    >>> layout = make_layout(np.random.default_rng(1), years=range(2023, 2025))
    >>> len(layout.codes), layout.population["year"].unique().to_list()
    (24, [2023, 2024])
    """
    x, y = np.meshgrid(np.linspace(0, WIDTH_M, ACROSS + 1), np.linspace(0, HEIGHT_M, UP + 1))
    x[:, 1:-1] += rng.uniform(-110, 110, x[:, 1:-1].shape)
    y[1:-1, :] += rng.uniform(-110, 110, y[1:-1, :].shape)
    x[:, -1] += 350 * np.sin(np.linspace(0, np.pi, UP + 1))  # the coast bulges into the water
    corners, names, thousands = [], [], []
    for row in range(UP):
        for column in range(ACROSS):
            places = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column))
            corners.append([[x[place], y[place]] for place in places])
            names.append(NAMES[UP - 1 - row][column])
            thousands.append(RESIDENTS[UP - 1 - row][column])
    codes = tuple(f"B{number:02d}" for number in range(1, len(names) + 1))
    people = _population(codes, thousands, years)
    shapes: Numbers = np.array(corners, dtype=np.float64).round(2)
    bare = Layout(shapes, codes, tuple(names), pl.DataFrame(), people)
    return replace(bare, segments=_segments(bare))


def _population(codes: tuple[str, ...], thousands: list[int], years: range) -> pl.DataFrame:
    rows = [
        {"area": code, "year": year, "population": round(1000 * people * (1 + GROWTH) ** (year - years.start))}
        for year in years
        for code, people in zip(codes, thousands, strict=True)
    ]
    frame = pl.DataFrame(rows).with_columns(pl.lit("Proyección sintética").alias("source"))
    return POPULATION.check(frame.select(POPULATION.names).cast(POPULATION.schema))  # type: ignore[arg-type]


def _segments(layout: Layout) -> pl.DataFrame:
    """Every block of every street whose middle lies in the city."""
    columns, rows = int(WIDTH_M / BLOCK_M) + 4, int(HEIGHT_M / BLOCK_M)
    parts = []
    for upright in (1, 0):
        column, row = (part.ravel() for part in np.meshgrid(np.arange(columns + 1), np.arange(rows + 1)))
        x0, y0 = column * BLOCK_M, row * BLOCK_M
        x1, y1 = x0 + BLOCK_M * (1 - upright), y0 + BLOCK_M * upright
        line, along = (column, row) if upright else (row, column)
        street = [f"Calle {number * 2 + upright}" if number % 8 else f"Av. {number * 2 + upright}" for number in line]
        area = layout.area_of((x0 + x1) / 2, (y0 + y1) / 2)
        parts.append(
            pl.DataFrame(
                {
                    "street": street,
                    "number": along * 100,
                    "x0": x0,
                    "y0": y0,
                    "x1": x1,
                    "y1": y1,
                    "area": area,
                    "upright": np.full(len(x0), upright),
                    "column": column,
                    "row": row,
                }
            )
        )
    frame = pl.concat(parts).filter(pl.col("area") >= 0)
    return frame.with_row_index("segment").with_columns(pl.col("segment").cast(pl.Int64))


def _key(upright: NDArray[np.int64], column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    return (upright * 10_000 + column + 100) * 10_000 + row + 100
