"""A city's snapshot opened once and kept open: its columns, areas and residents, whatever the number of requests."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from atalaya.geo.areas import AreaSet
from atalaya.indicators.counting import period_of
from atalaya.store.city import CityStore
from atalaya.store.snapshot import Snapshot
from atalaya.tables.columnset import ColumnSet
from atalaya.web.observatory.models import City

KEPT_OPEN = 16
"""Snapshots of so many cities stay open; they are memory-mapped, so that an open one costs little."""


@dataclass(frozen=True, eq=False)
class Figures:
    """What a snapshot and the tables beside it hold. Two of the same `key` are the same object.

    `key` names the content: it is part of every address that is cached.
    """

    key: str
    snapshot: str
    columns: ColumnSet
    areas: pl.DataFrame
    population: pl.DataFrame
    first_day: dt.date
    last_day: dt.date
    history: tuple[dict[str, Any], ...]

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each area by code; areas that only the incidents name stand under their code."""
        named = dict(zip(self.areas["code"].to_list(), self.areas["name"].to_list(), strict=True))
        return {code: named.get(code, code) for code in (*named, *self.columns.areas)}

    @cached_property
    def shapes(self) -> AreaSet | None:
        """The areas that have an outline."""
        drawn = self.areas.filter(pl.col("shape").is_not_null())
        return AreaSet.from_frame(drawn) if drawn.height else None

    @property
    def recorded_at(self) -> dt.datetime | None:
        """When the snapshot was published."""
        return dt.datetime.fromisoformat(self.history[-1]["recorded_at"]) if self.history else None

    @property
    def sources(self) -> list[str]:
        """Codes of the sources the snapshot was made of."""
        return sorted({str(entry["source"]) for entry in self.history if entry.get("added") or entry.get("replaced")})


def figures_of(city: City, snapshot: Snapshot) -> Figures:
    """The figures of a snapshot of a city, opened when they are asked for the first time."""
    store = city.store
    layer = next(iter(store.layers()), "")
    beside = (store.folder / "areas" / f"{layer}.parquet", store.folder / "population.parquet")
    return _opened(store, snapshot.folder, tuple(_stamp(path) for path in beside))


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@functools.lru_cache(maxsize=KEPT_OPEN)
def _opened(store: CityStore, folder: Path, stamps: tuple[int, ...]) -> Figures:
    snapshot = Snapshot(folder)
    columns = snapshot.columns()
    first, last = period_of(columns) or (dt.date.min, dt.date.max)
    return Figures(
        key=f"{snapshot.id}-{sum(stamps) % 16**8:08x}",
        snapshot=snapshot.id,
        columns=columns,
        areas=store.areas(),
        population=store.population(),
        first_day=first,
        last_day=last,
        history=tuple(_until(store.history(), snapshot.id)),
    )


def _until(history: list[dict[str, Any]], snapshot: str) -> list[dict[str, Any]]:
    """The entries up to the one that published the snapshot."""
    last = max((place for place, entry in enumerate(history) if entry["snapshot"] == snapshot), default=-1)
    return history[: last + 1]
