"""The narrow columns and the cube of a snapshot: made when it is published, memory-mapped when it is read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.tables.columnset import EPOCH, NO_AREA, NO_CELL, NO_HOUR, NO_VICTIMS, ColumnSet, Cube

ARRAYS = ("day", "hour", "area", "category", "cell", "count", "cells")
OPTIONAL = ("victims",)
"""Written only where some row tells it; older snapshots have none."""
NEEDED = ("local_date", "local_hour", "area", "category_local", "h3", "count", "victims")
"""Columns of the incident table that the narrow ones are made of."""


def make_columns(frame: pl.DataFrame) -> ColumnSet:
    """Narrow columns of incidents, sorted by day.

    Parameters
    ----------
    frame
        Columns `NEEDED` of the incident table.
    """
    ordered = frame.sort("local_date", maintain_order=True)
    areas = ordered["area"].drop_nulls().unique().sort()
    categories = ordered["category_local"].unique().sort()
    cells = ordered["h3"].drop_nulls().unique().sort()
    return ColumnSet(
        day=ordered["local_date"].to_physical().cast(pl.UInt16).to_numpy(),
        hour=ordered["local_hour"].cast(pl.UInt8).fill_null(NO_HOUR).to_numpy(),
        area=_places(ordered["area"], areas, NO_AREA).astype(np.uint16),
        category=_places(ordered["category_local"], categories, 0).astype(np.uint16),
        cell=_places(ordered["h3"], cells, NO_CELL).astype(np.uint32),
        count=ordered["count"].cast(pl.UInt16).to_numpy(),
        areas=tuple(areas),
        categories=tuple(categories),
        cells=cells.to_numpy(),
        victims=_victims(ordered["victims"]),
    )


def _victims(told: pl.Series) -> NDArray[np.uint16] | None:
    if told.null_count() == len(told):
        return None
    narrow = told.cast(pl.UInt16, strict=False)  # a number that is no possible one is not told
    return narrow.fill_null(NO_VICTIMS).to_numpy()


def _places(values: pl.Series, known: pl.Series, otherwise: int) -> NDArray[np.int64]:
    found = values.replace_strict(known, pl.Series(range(len(known)), dtype=pl.Int64), default=None)
    return found.cast(pl.Int64).fill_null(otherwise).to_numpy()


def make_cube(columns: ColumnSet) -> Cube:
    """Events by month, area (the last for none) and category."""
    days = pl.Series(columns.day.astype(np.int32)).cast(pl.Date)
    months = (days.dt.year().cast(pl.Int64) * 12 + days.dt.month() - 1).to_numpy()
    first = int(months[0]) if len(months) else EPOCH.year * 12
    length = int(months[-1]) - first + 1 if len(months) else 0
    shape = (length, len(columns.areas) + 1, len(columns.categories))
    area = np.where(columns.area == NO_AREA, len(columns.areas), columns.area).astype(np.int64)
    place = ((months - first) * shape[1] + area) * shape[2] + columns.category
    counted = np.bincount(place.astype(np.int64), weights=columns.count, minlength=int(np.prod(shape)))
    start = dt.date(first // 12, first % 12 + 1, 1)
    return Cube(counted.astype(np.int32).reshape(shape), start, columns.areas, columns.categories)


def save(columns: ColumnSet, cube: Cube, folder: Path) -> None:
    """Write both into a new folder."""
    folder.mkdir()
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(columns, name))
    for name in OPTIONAL:
        if getattr(columns, name) is not None:
            np.save(folder / f"{name}.npy", getattr(columns, name))
    np.save(folder / "cube.npy", cube.counts)
    names = {"areas": columns.areas, "categories": columns.categories, "first_month": cube.first_month.isoformat()}
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


def load_columns(folder: Path) -> ColumnSet:
    """The narrow columns, memory-mapped: nothing is read until it is looked at."""
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    arrays = {name: _mapped(folder / f"{name}.npy") for name in ARRAYS}
    arrays |= {name: _mapped(path) for name in OPTIONAL if (path := folder / f"{name}.npy").exists()}
    return ColumnSet(**arrays, areas=tuple(names["areas"]), categories=tuple(names["categories"]))


def load_cube(folder: Path) -> Cube:
    """The cube, memory-mapped."""
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    first = dt.date.fromisoformat(names["first_month"])
    return Cube(_mapped(folder / "cube.npy"), first, tuple(names["areas"]), tuple(names["categories"]))


def _mapped(path: Path) -> NDArray:  # type: ignore[type-arg]
    loaded = np.load(path, mmap_mode="r")
    return np.asarray(loaded)
