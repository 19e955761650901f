"""Rates beside counts of any shape: by area, by type, by period, or several of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from atalaya.tables.columnset import ColumnSet
    from atalaya.tables.selection import Selection

PERIODS = ("year", "month", "week", "day")


def add_rates(
    table: pl.DataFrame, by: tuple[str, ...], columns: ColumnSet, population: pl.DataFrame, selection: Selection
) -> pl.DataFrame:
    """The table with residents of the right year, and yearly rates per 100,000 with exact intervals.

    Rows by area have their area's residents, others those of all the areas selected (of the whole city when none is).
    A rate is of the days that the data cover; it is null where residents are not known.
    """
    import numpy as np
    import polars as pl

    from atalaya.indicators.coverage import covered_part
    from atalaya.indicators.intervals import rate_interval
    from atalaya.indicators.rates import DAYS_OF_A_YEAR, population_of_year

    part = covered_part(columns, selection)
    spans = [_span(row, by, part) for row in table.select(by).to_dicts()]
    people: dict[int, dict[str, tuple[int, int]]] = {}
    found: list[tuple[int | None, int | None]] = []
    for row, (start, end) in zip(table.select(by).to_dicts(), spans, strict=True):
        year = (start + (end - start) / 2).year
        if year not in people:
            told = population_of_year(population, year)
            figures = zip(told["area"].fill_null(""), told["population"], told["population_year"], strict=True)
            people[year] = {area: (number, of) for area, number, of in figures}
        found.append(_residents(people[year], row.get("area"), selection.areas))
    years = np.array([((end - start).days + 1) / DAYS_OF_A_YEAR for start, end in spans])
    exposed = np.array([float(number or 0) for number, _year in found]) * years
    events = table["events"].to_numpy()
    low, high = rate_interval(events, exposed)
    rate = np.divide(events * 1e5, exposed, out=np.full(len(exposed), np.nan), where=exposed > 0)
    return table.with_columns(
        pl.Series("population", [number for number, _year in found], dtype=pl.Int64),
        pl.Series("population_year", [of for _number, of in found], dtype=pl.Int64),
        pl.Series("rate_per_100k", rate, dtype=pl.Float64).fill_nan(None),
        pl.Series("rate_low", low, dtype=pl.Float64).fill_nan(None),
        pl.Series("rate_high", high, dtype=pl.Float64).fill_nan(None),
    )


def _span(row: dict[str, object], by: tuple[str, ...], part: tuple[dt.date, dt.date] | None) -> tuple[dt.date, dt.date]:
    """The days a row counts, of those that the data cover; the shortest period named says which."""
    start, end = part or (dt.date(1970, 1, 1), dt.date(1970, 1, 1))
    for name in PERIODS:
        if name in by:
            first = row[name]
            assert isinstance(first, dt.date)  # noqa: S101  (periods are told by their first day)
            start, end = max(start, first), min(end, _last_day(first, name))
    return start, max(start, end)


def _last_day(first: dt.date, name: str) -> dt.date:
    if name == "year":
        return dt.date(first.year, 12, 31)
    if name == "month":
        return dt.date(first.year + first.month // 12, first.month % 12 + 1, 1) - dt.timedelta(days=1)
    return first + dt.timedelta(days=6 if name == "week" else 0)


def _residents(
    people: dict[str, tuple[int, int]], area: object, selected: tuple[str, ...]
) -> tuple[int | None, int | None]:
    if area is not None:
        return people.get(str(area), (None, None)) if area else (None, None)
    if not selected and "" in people:
        return people[""]
    chosen = [people.get(code) for code in selected] if selected else [v for code, v in people.items() if code]
    if not chosen or any(one is None for one in chosen):
        return None, None
    known = [one for one in chosen if one is not None]
    return sum(number for number, _year in known), known[0][1]
