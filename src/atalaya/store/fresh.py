"""A snapshot in the making: years shared with the parent, years written anew, a name by its content, one rename."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from atalaya.store.content import content_hash
from atalaya.store.disk import sync_folder, sync_tree
from atalaya.store.narrow import NarrowWriter
from atalaya.store.ordering import gathered, order, rank
from atalaya.store.snapshot import Snapshot
from atalaya.tables.incident import INCIDENT

VERSION = 2
ROW_GROUP = 122_880
PART_ROWS = 1_000_000
"""Consecutive months of a year share a file as long as they have no more rows than this together."""


@dataclass
class Fresh:
    """Years are given in order."""

    folder: Path
    city: str
    parent: Snapshot | None
    years: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._columns = self.folder / "columns"
        self._columns.mkdir(parents=True)
        self._narrow = NarrowWriter(self._columns)

    def _file(self, year: int, part: int) -> Path:
        path = self.folder / "incidents" / f"city={self.city}" / f"year={year}" / f"part-{part}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, year: int, counts: Counter[int], load: Callable[[list[int]], pl.DataFrame]) -> None:
        """Write a year, unless it has no rows.

        Parameters
        ----------
        counts
            Rows by month.
        load
            Gives the rows of some months, with columns of words.
        """
        parts: list[dict[str, Any]] = []
        for part, months in enumerate(portions(counts)):
            rows = load(months)
            area, category = rank(rows["area"]), rank(rows["category_local"])
            place = order(rows, area, category)
            rows = gathered(rows, place)
            area, category = (type(one)(one.codes[place], one.texts) for one in (area, category))
            rows.write_parquet(
                self._file(year, part),
                compression="zstd",
                compression_level=1,
                row_group_size=ROW_GROUP,
                metadata={TYPES_NOTE: _plain_types()},
            )
            self._narrow.add(rows, area, category)
            days = rows["local_date"]
            sha256 = content_hash(rows, {"area": area, "category_local": category})
            parts.append({"rows": rows.height, "sha256": sha256, "first": str(days.min()), "last": str(days.max())})
        if parts:
            whole = hashlib.sha256("".join(part["sha256"] for part in parts).encode()).hexdigest()
            self.years[year] = {
                "rows": sum(part["rows"] for part in parts),
                "sha256": whole,
                "first": parts[0]["first"],
                "last": parts[-1]["last"],
                "parts": len(parts),
            }

    def link(self, year: int) -> None:
        """Share the parent's files of a year that did not change."""
        assert self.parent is not None  # noqa: S101  (only a parent has unchanged years)
        for part, path in enumerate(self.parent.year_files(year)):
            os.link(path, self._file(year, part))
        self._narrow.copy(self.parent.columns(), year)
        self.years[year] = self.parent.manifest["years"][str(year)]

    def finish(self, city_folder: Path) -> Snapshot:
        """Name the content, put it in its place and give it back."""
        years = {str(year): self.years[year] for year in sorted(self.years)}
        words = json.dumps([VERSION, self.city, {year: told["sha256"] for year, told in years.items()}])
        name = hashlib.sha256(words.encode()).hexdigest()[:32]
        place = city_folder / "snapshots" / name
        if place.exists():
            return Snapshot(place)
        self._narrow.finish()
        manifest = {
            "version": VERSION,
            "city": self.city,
            "rows": sum(told["rows"] for told in years.values()),
            "first_day": min((told["first"] for told in years.values()), default=None),
            "last_day": max((told["last"] for told in years.values()), default=None),
            "years": years,
        }
        (self.folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        sync_tree(self.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        self.folder.rename(place)
        sync_folder(place.parent)
        return Snapshot(place)


TYPES_NOTE = "ARROW:schema"
"""Where a Parquet file tells the types its columns had in memory."""


@cache
def _plain_types() -> str:
    """The note of a file whose texts are texts: columns of words are written by their codes, and read as texts."""
    place = io.BytesIO()
    INCIDENT.empty().write_parquet(place)
    place.seek(0)
    return pl.read_parquet_metadata(place)[TYPES_NOTE]


def portions(counts: Counter[int], most: int = PART_ROWS) -> list[list[int]]:
    """Months that share a file, in order; a month alone may have more rows than `most`.

    Examples
    --------
    >>> portions(Counter({1: 5, 2: 4, 3: 9, 5: 1}), most=10)
    [[1, 2], [3, 5]]
    """
    found: list[list[int]] = []
    held = 0
    for month in sorted(month for month, rows in counts.items() if rows):
        if not found or held + counts[month] > most:
            found.append([])
            held = 0
        found[-1].append(month)
        held += counts[month]
    return found
