"""Turns the synthetic city's records into the rows a desk would export, with faults planted and counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from atalaya.simulation.city import SyntheticCity
from atalaya.simulation.crimes import CRIMES

SHARES = {
    "date-unreadable": 0.0012,
    "category-missing": 0.0008,
    "duplicate-id": 0.002,
    "row-broken": 0.0005,
    "coordinates-missing": 0.014,
    "coordinates-rescaled": 0.002,
}
"""Share of the rows that carry each fault; no row carries two."""
SET_ASIDE = ("date-unreadable", "category-missing", "duplicate-id", "row-broken")


@dataclass(frozen=True)
class Dirty:
    """Rows of one export.

    Attributes
    ----------
    table : the events exported, in the order of reporting, with ``fault`` (kebab-case, or null) and ``area_written``;
        a ``duplicate-id`` row repeats an earlier one
    planted : number of rows by fault
    """

    table: pl.DataFrame
    planted: dict[str, int] = field(default_factory=dict)

    @property
    def expected(self) -> dict[str, object]:
        """What an import of these rows has to answer."""
        aside = {fault: n for fault, n in self.planted.items() if fault in SET_ASIDE and n}
        kept = {fault: n for fault, n in self.planted.items() if fault not in SET_ASIDE and n}
        rows = self.table.height
        return {"read": rows, "stored": rows - sum(aside.values()), "set_aside": aside, "warnings": kept}


def export(
    city: SyntheticCity, rng: np.random.Generator, start: dt.date, end: dt.date, *, known_on: dt.date, broken: bool
) -> Dirty:
    """What the desk exports for a period: only what had been reported by the end of the day `known_on`.

    Parameters
    ----------
    start, end
        Days of the events, both included.
    broken
        Whether rows can break (a separator inside a text); a workbook has none of those.
    """
    day = pl.col("occurred").dt.date()
    rows = city.events.filter(day.is_between(start, end) & (pl.col("reported").dt.date() <= known_on)).sort("id")
    faults = [fault for fault in SHARES if fault != "duplicate-id" and (broken or fault != "row-broken")]
    counts = {fault: max(1, round(SHARES[fault] * rows.height)) for fault in faults}
    repeats = max(1, round(SHARES["duplicate-id"] * rows.height))
    chosen = rng.permutation(rows.height)[: sum(counts.values()) + repeats]
    fault = np.full(rows.height, None, dtype=object)
    for name, part in zip(faults, np.split(chosen, np.cumsum(list(counts.values()))), strict=False):
        fault[part] = name
    rows = rows.with_columns(
        fault=pl.Series(fault.tolist(), dtype=pl.String), order=pl.int_range(pl.len()).cast(pl.Float64)
    )
    again = rows[np.sort(chosen[sum(counts.values()) :])].with_columns(
        fault=pl.lit("duplicate-id"), order=pl.col("order") + 3.5
    )
    table = pl.concat([rows, again]).sort("order").drop("order")
    written = _spellings(rng, [city.layout.names[area] for area in table["area"]])
    return Dirty(table.with_columns(area_written=pl.Series(written)), {**counts, "duplicate-id": repeats})


def category(row: dict[str, object], language: str) -> str:
    """The crime's name as the desk of that language writes it."""
    crime = CRIMES[int(str(row["crime"]))]
    return "" if row["fault"] == "category-missing" else crime.name_pt if language == "pt" else crime.name


def _spellings(rng: np.random.Generator, names: list[str]) -> list[str]:
    """Neighbourhoods as people at a desk type them: capitals, a prefix, blanks at the end."""
    ways = rng.choice(4, len(names), p=[0.7, 0.15, 0.1, 0.05])
    return [(name, name.upper(), f"Bº {name}", f"{name} ")[way] for name, way in zip(names, ways, strict=True)]
