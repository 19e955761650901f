"""Narrow columns for tests: from rows one can count by hand, and random ones."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from hypothesis import strategies as st

from atalaya.store.narrow import ARRAYS, NarrowWriter, load_columns
from atalaya.store.ordering import rank
from atalaya.tables.columnset import EPOCH, NO_AREA, NO_CELL, NO_HOUR, ColumnSet
from atalaya.tables.selection import Selection

Row = tuple[str, int | None, str | None, str, int | None, int]
"""Day, hour, area, category, cell, count."""


def columns_of(rows: Sequence[Row], areas: tuple[str, ...] = ("norte", "sur")) -> ColumnSet:
    """Rows as narrow columns, put in order of day."""
    rows = sorted(rows, key=lambda row: row[0])
    categories = tuple(sorted({row[3] for row in rows}))
    cells = sorted({row[4] for row in rows if row[4] is not None})
    days = [(dt.date.fromisoformat(row[0]) - EPOCH).days for row in rows]
    return ColumnSet(
        day=np.array(days, np.uint16),
        hour=np.array([NO_HOUR if row[1] is None else row[1] for row in rows], np.uint8),
        area=np.array([NO_AREA if row[2] is None else areas.index(row[2]) for row in rows], np.uint16),
        category=np.array([categories.index(row[3]) for row in rows], np.uint16),
        cell=np.array([NO_CELL if row[4] is None else cells.index(row[4]) for row in rows], np.uint32),
        count=np.array([row[5] for row in rows], np.uint16),
        areas=areas,
        categories=categories,
        cells=np.array(cells, np.int64),
    )


def stored(table: pl.DataFrame) -> ColumnSet:
    """Incidents as the store writes and maps their narrow columns."""
    words = table.with_columns(pl.col("area", "category_local").cast(pl.Categorical()))
    with tempfile.TemporaryDirectory() as folder:
        writer = NarrowWriter(Path(folder))
        writer.add(words, rank(words["area"]), rank(words["category_local"]))
        writer.finish()
        columns = load_columns(Path(folder))
        copies = {name: np.array(getattr(columns, name)) for name in ARRAYS}
        victims = None if columns.victims is None else np.array(columns.victims)
        return replace(columns, **copies, victims=victims)


def every_day(start: str, end: str, per_day: int, area: str | None = "norte", category: str = "Robo") -> list[Row]:
    """So many rows a day, at hours that go round."""
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        (day.isoformat(), (place * 7 + n) % 24, area, category, None, 1)
        for place, day in enumerate(days)
        for n in range(per_day)
    ]


DAYS = st.dates(dt.date(2018, 11, 1), dt.date(2021, 2, 10))
ROWS = st.lists(
    st.tuples(
        DAYS.map(dt.date.isoformat),
        st.none() | st.integers(0, 23),
        st.sampled_from([None, "norte", "sur"]),
        st.sampled_from(["Hurto", "Robo", "Lesiones"]),
        st.sampled_from([None, 0x89C2E31132BFFFF, 0x89C2E311323FFFF, 0x89C2E3113A3FFFF]),
        st.integers(1, 4),
    ),
    max_size=40,
)
SELECTIONS = st.builds(
    Selection,
    start=st.none() | DAYS,
    end=st.none() | DAYS,
    areas=st.lists(st.sampled_from(["", "norte", "sur", "este"]), unique=True, max_size=2).map(tuple),
    categories=st.lists(st.sampled_from(["Hurto", "Robo", "Daño"]), unique=True, max_size=2).map(tuple),
    hours=st.lists(st.integers(0, 23), unique=True, max_size=12).map(tuple),
    weekdays=st.lists(st.integers(0, 6), unique=True, max_size=4).map(tuple),
)


def meant(row: Row, selection: Selection) -> bool:
    """Whether a selection means a row: the slow, plain reading."""
    day, hour, area, category, _cell, _count = row
    date = dt.date.fromisoformat(day)
    return (
        (selection.start is None or date >= selection.start)
        and (selection.end is None or date <= selection.end)
        and (not selection.areas or (area or "") in selection.areas)
        and (not selection.categories or category in selection.categories)
        and (not selection.hours or hour in selection.hours)
        and (not selection.weekdays or date.weekday() in selection.weekdays)
    )
