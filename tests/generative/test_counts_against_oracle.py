"""Every count of the kernel against a plain reading, row by row, of random rows and random selections."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atalaya.indicators import counting
from atalaya.indicators.calendar import weekday_hour
from atalaya.indicators.counting import counts_table, events_of
from atalaya.indicators.hexagons import hexagon_counts
from atalaya.indicators.selecting import selected
from atalaya.indicators.series import monthly_series
from atalaya.indicators.tallying import tally
from atalaya.kernels.columns import LARGEST
from atalaya.tables.columnset import NO_VICTIMS, ColumnSet
from atalaya.tables.selection import Selection
from narrow import ROWS, SELECTIONS, Row, columns_of, meant

some = settings(max_examples=60, deadline=None)

LABELS: dict[str, Callable[[Row], object]] = {
    "area": lambda row: row[2] or "",
    "category": lambda row: row[3],
    "day": lambda row: date(row),
    "week": lambda row: date(row) - dt.timedelta(days=date(row).weekday()),
    "month": lambda row: date(row).replace(day=1),
    "year": lambda row: date(row).replace(month=1, day=1),
}
BY = st.lists(st.sampled_from(list(LABELS)), min_size=1, max_size=3, unique=True)


def date(row: Row) -> dt.date:
    return dt.date.fromisoformat(row[0])


def counted(rows: list[Row], selection: Selection, label: Callable[[Row], object]) -> dict[object, int]:
    found: Counter[object] = Counter()
    for row in rows:
        if meant(row, selection):
            found[label(row)] += row[5]
    return dict(found)


def sealed(columns: ColumnSet) -> ColumnSet:
    """The same columns in memory that cannot be written to, as the store maps them."""
    for name in ("day", "hour", "area", "category", "cell", "count"):
        getattr(columns, name).setflags(write=False)
    return columns


@some
@given(ROWS, SELECTIONS, BY)
def test_tables_are_those_of_a_plain_reading(rows: list[Row], selection: Selection, by: list[str]) -> None:
    table = counts_table(sealed(columns_of(rows)), selection, by=by)  # type: ignore[arg-type]
    expected = counted(rows, selection, lambda row: tuple(LABELS[name](row) for name in by))
    assert {row[:-1]: row[-1] for row in table.rows()} == expected
    assert table.columns == [*by, "events"]
    assert table.rows() == sorted(table.rows())


@some
@given(ROWS, SELECTIONS, BY)
def test_large_tables_are_grouped_to_the_same(rows: list[Row], selection: Selection, by: list[str]) -> None:
    columns = columns_of(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "DENSE", -1)
        grouped = counts_table(columns, selection, by=by, victims=True)  # type: ignore[arg-type]
    assert grouped.equals(counts_table(columns, selection, by=by, victims=True))  # type: ignore[arg-type]


@some
@given(ROWS, SELECTIONS)
def test_hours_hexagons_and_totals_are_those_of_a_plain_reading(rows: list[Row], selection: Selection) -> None:
    columns = sealed(columns_of(rows))
    hours = counted(rows, selection, lambda row: (date(row).weekday(), row[1]))
    week = weekday_hour(columns, selection)
    assert week.unknown_hour == sum(n for (_day, hour), n in hours.items() if hour is None)  # type: ignore[misc]
    known = {place: n for place, n in hours.items() if place[1] is not None}  # type: ignore[index]
    assert {row[:2]: row[2] for row in week.table.rows() if row[2]} == known
    cells = counted(rows, selection, lambda row: row[4])
    hexagons = hexagon_counts(columns, selection)
    assert hexagons.unlocated == cells.pop(None, 0)
    assert dict(hexagons.table.rows()) == cells
    total = sum(counted(rows, selection, lambda _row: 0).values())
    assert events_of(columns, selection) == total
    assert columns.count[selected(columns, selection)].sum() == total


@some
@given(ROWS, SELECTIONS)
def test_months_are_those_of_a_plain_reading(rows: list[Row], selection: Selection) -> None:
    table = monthly_series(columns_of(rows), selection).table
    expected = counted(rows, selection, LABELS["month"])
    assert {row["month"]: row["events"] for row in table.to_dicts() if row["events"]} == expected
    months = table["month"].to_list()
    assert all(n > 0 for n in table["month"].diff().drop_nulls().dt.total_days())
    assert len(set(months)) == len(months)


TOLD = st.lists(st.sampled_from([NO_VICTIMS, 0, 1, 3]), min_size=40, max_size=40)


@some
@given(ROWS, SELECTIONS, TOLD)
def test_victims_are_told_beside_events(rows: list[Row], selection: Selection, told: list[int]) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    columns = replace(columns_of(rows), victims=np.array(told[: len(rows)], np.uint16))
    table = counts_table(columns, selection, by=("category",), victims=True)
    people: dict[str, list[tuple[int, int]]] = {}
    for row, victims in zip(rows, told, strict=False):
        if meant(row, selection):
            people.setdefault(row[3], []).append((victims, row[5]))
    for category, events, victims, events_told in table.rows():
        known = [(n, count) for n, count in people[category] if n != NO_VICTIMS]
        assert events == sum(count for _n, count in people[category])
        assert events_told == sum(count for _n, count in known)
        assert victims == (sum(n for n, _count in known) if known else None)


def test_where_no_row_tells_victims_they_are_unknown() -> None:
    columns = columns_of([("2019-01-01", 3, None, "Robo", None, 2)])
    table = counts_table(columns, Selection(), by=("category",), victims=True)
    assert table.rows() == [("Robo", 2, None, 0)]
    assert table.schema["victims"] == pl.Int64


def test_a_table_too_large_for_memory_is_refused() -> None:
    columns = columns_of([("2019-01-01", 3, None, "Robo", None, 2)])
    wide = replace(columns, cells=np.broadcast_to(np.int64(0), LARGEST))
    with pytest.raises(ValueError, match="1342"):
        tally(wide, Selection(), ("cell",))
