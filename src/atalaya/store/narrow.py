"""The narrow columns and the cube of a snapshot: made when it is published, memory-mapped when they are read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.store.ordering import Ranked
from atalaya.tables.columnset import EPOCH, NO_AREA, NO_CELL, NO_HOUR, NO_VICTIMS, ColumnSet, Cube

PLAIN: dict[str, type[np.generic]] = {"day": np.uint16, "hour": np.uint8, "count": np.uint16, "victims": np.uint16}
"""Arrays of numbers as they are, with their types."""
CODED: dict[str, tuple[type[np.generic], int]] = {
    "area": (np.uint16, NO_AREA),
    "category": (np.uint16, 0),
    "cell": (np.uint32, NO_CELL),
}
"""Arrays of places in a list of keys: type, and what a row without a key has."""
OPTIONAL = ("victims",)
"""Kept only where some row tells it; older snapshots have none."""
ARRAYS = (*(name for name in (*PLAIN, *CODED) if name not in OPTIONAL), "cells")
STEP = 1_000_000
NOTHING = np.uint32(0xFFFFFFFF)


@dataclass
class NarrowWriter:
    """Writes the arrays as rows come, part by part in the order of days, in memory that does not grow with them.

    Keys get numbers as they are met; `finish` puts them in order.
    """

    folder: Path
    _keys: dict[str, dict[Any, int]] = field(default_factory=lambda: {name: {} for name in CODED})
    _rows: int = 0
    _victims: bool = False

    def add(self, rows: pl.DataFrame, area: Ranked, category: Ranked) -> None:
        """Rows of the incident table whose days are after those of all the rows before, and two columns' ranks."""
        day = rows["local_date"].to_physical().to_numpy().astype(np.uint16)
        plain = {
            "day": day,
            "hour": rows["local_hour"].fill_null(NO_HOUR).to_numpy(),
            "count": rows["count"].to_numpy(),
            # a number that is no possible one is not told
            "victims": rows["victims"].cast(pl.UInt16, strict=False).fill_null(NO_VICTIMS).to_numpy(),
        }
        cells, codes = _numbered(rows["h3"])
        coded = {
            "area": (area.texts, area.codes - np.uint32(1)),
            "category": (category.texts, category.codes - np.uint32(1)),
            "cell": (cells, codes),
        }
        self._write(plain, coded, np.argsort(day, kind="stable"))

    def copy(self, columns: ColumnSet, year: int) -> None:
        """The rows of a year of other narrow columns."""
        days = [(dt.date(one, 1, 1) - EPOCH).days for one in (year, year + 1)]
        part = slice(*np.searchsorted(columns.day, days).tolist())
        plain = {name: getattr(columns, name)[part] for name in PLAIN if name not in OPTIONAL}
        plain["victims"] = np.full(len(plain["day"]), NO_VICTIMS) if columns.victims is None else columns.victims[part]
        coded = {}
        for name, keys in (("area", columns.areas), ("category", columns.categories), ("cell", columns.cells.tolist())):
            codes = getattr(columns, name)[part].astype(np.uint32)
            used = np.bincount(codes[codes < len(keys)], minlength=len(keys)) > 0
            table = np.where(used, np.cumsum(used) - 1, NOTHING).astype(np.uint32)
            missing = codes >= len(keys)
            codes = np.where(missing, NOTHING, table[np.where(missing, 0, codes)]) if len(keys) else codes | NOTHING
            coded[name] = ([key for key, there in zip(keys, used, strict=True) if there], codes)
        self._write(plain, coded, None)

    def _write(
        self,
        plain: dict[str, NDArray[Any]],
        coded: Mapping[str, tuple[Sequence[Any], NDArray[Any]]],
        order: NDArray[np.int64] | None,
    ) -> None:
        arrays = {name: values.astype(PLAIN[name]) for name, values in plain.items()}
        for name, (keys, codes) in coded.items():
            known = self._keys[name]
            table = np.array([*(known.setdefault(key, len(known)) for key in keys), NOTHING], np.uint32)
            arrays[name] = table[np.minimum(codes, np.uint32(len(keys)))]
        for name, values in arrays.items():
            with (self.folder / f"{name}.raw").open("ab") as stream:
                np.ascontiguousarray(values if order is None else values[order]).tofile(stream)
        self._rows += len(arrays["day"])
        self._victims |= bool((arrays["victims"] != NO_VICTIMS).any())

    def finish(self) -> None:
        """Put the keys in order, write arrays and cube as they are read, and leave nothing else behind."""
        ordered = {name: sorted(known) for name, known in self._keys.items()}
        np.save(self.folder / "cells.npy", np.array(ordered["cell"], np.int64))
        for name in (*PLAIN, *CODED):
            self._settle(name, ordered.get(name))
        if not self._victims:
            (self.folder / "victims.npy").unlink()
        first = self._first_month()
        names = {"areas": ordered["area"], "categories": ordered["category"], "first_month": first.isoformat()}
        (self.folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
        np.save(self.folder / "cube.npy", make_cube(load_columns(self.folder), first).counts)

    def _settle(self, name: str, keys: list[Any] | None) -> None:
        raw = self.folder / f"{name}.raw"
        kind = PLAIN[name] if keys is None else CODED[name][0]
        if not self._rows:
            np.save(self.folder / f"{name}.npy", np.empty(0, kind))
            return
        out = np.lib.format.open_memmap(self.folder / f"{name}.npy", mode="w+", dtype=kind, shape=(self._rows,))
        table = None
        if keys is not None:
            place = {key: k for k, key in enumerate(keys)}
            table = np.array([*(place[key] for key in self._keys[name]), CODED[name][1]], kind)
        for start in range(0, self._rows, STEP):
            width = np.dtype(kind if table is None else np.uint32)
            part = np.fromfile(raw, width, count=STEP, offset=start * width.itemsize)
            out[start : start + STEP] = part if table is None else table[np.minimum(part, np.uint32(len(table) - 1))]
        out.flush()
        raw.unlink()

    def _first_month(self) -> dt.date:
        days = np.load(self.folder / "day.npy", mmap_mode="r")
        day = EPOCH + dt.timedelta(int(days[0])) if len(days) else EPOCH
        return day.replace(day=1)


def _numbered(values: pl.Series) -> tuple[list[int], NDArray[np.uint32]]:
    """Distinct cells, and the place of each row's among them (`NOTHING` for none)."""
    from atalaya.kernels.spellings import number

    known = values.drop_nulls()
    numbers = known.to_numpy()
    codes = np.empty(len(numbers), np.int32)
    first = np.empty(len(numbers), np.int32)
    found = number(numbers.view(np.uint64), codes, first, max(4, len(numbers).bit_length() + 1)) if len(numbers) else 0
    everywhere = np.full(len(values), NOTHING, np.uint32)
    everywhere[values.is_not_null().to_numpy()] = codes
    return numbers[first[:found]].tolist(), everywhere


def make_cube(columns: ColumnSet, first_month: dt.date) -> Cube:
    """Events by month, area (the last for none) and category."""
    first = first_month.year * 12 + first_month.month - 1
    last = _months(columns.day[-1:])
    shape = (int(last[0]) - first + 1 if len(last) else 0, len(columns.areas) + 1, len(columns.categories))
    counts = np.zeros(int(np.prod(shape)), np.int64)
    for start in range(0, len(columns), STEP):
        part = slice(start, start + STEP)
        area = np.minimum(columns.area[part], len(columns.areas)).astype(np.int64)
        place = ((_months(columns.day[part]) - first) * shape[1] + area) * shape[2] + columns.category[part]
        counts += np.bincount(place, weights=columns.count[part], minlength=len(counts)).astype(np.int64)
    return Cube(counts.astype(np.int32).reshape(shape), first_month, columns.areas, columns.categories)


def _months(days: NDArray[np.uint16]) -> NDArray[np.int64]:
    every = np.arange(65_536).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + EPOCH.year * 12
    return np.asarray(every[days])


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
