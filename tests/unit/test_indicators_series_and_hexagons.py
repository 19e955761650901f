"""Months and hexagons over rows one can count by hand; what the data do not cover is not told as quiet."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import pytest

from atalaya.geo.hexagons import parents, resolution_of
from atalaya.indicators.coverage import covered, covered_part, year_before
from atalaya.indicators.hexagons import hexagon_counts
from atalaya.indicators.series import monthly_series
from atalaya.kernels import keep_compiled
from atalaya.tables.selection import Selection
from narrow import columns_of, every_day

A, B, C = 0x89C2E31132BFFFF, 0x89C2E311323FFFF, 0x89C2E3113A3FFFF


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_months_without_events_are_told_and_partly_covered_ones_are_not_complete() -> None:
    columns = columns_of([*every_day("2019-01-10", "2019-02-28", 2), *every_day("2019-04-01", "2019-05-09", 2)])
    table = monthly_series(columns, Selection()).table
    assert table["month"].to_list() == [dt.date(2019, month, 1) for month in range(1, 6)]
    assert table["events"].to_list() == [44, 56, 0, 60, 18]
    assert table["complete"].to_list() == [False, True, True, True, False]
    assert table.row(2)[1:4] == (0, 0.0, pytest.approx(3.6889, abs=1e-4))
    assert (table["low"] <= table["events"]).all()
    assert (table["high"] >= table["events"]).all()


def test_months_that_the_selection_cuts_are_not_complete() -> None:
    columns = columns_of(every_day("2018-12-01", "2019-06-30", 3))
    table = monthly_series(columns, Selection(start=day("2019-01-15"), end=day("2019-03-31"), areas=("sur",))).table
    assert table["month"].to_list() == [day("2019-01-01"), day("2019-02-01"), day("2019-03-01")]
    assert table["complete"].to_list() == [False, True, True]
    assert table["events"].to_list() == [0, 0, 0]


def test_a_period_beyond_the_data_has_no_months() -> None:
    columns = columns_of(every_day("2019-01-01", "2019-06-30", 3))
    assert monthly_series(columns, Selection(start=day("2020-01-01"))).table.is_empty()
    assert monthly_series(columns_of([]), Selection()).table.is_empty()
    cut = monthly_series(columns, Selection(start=day("2019-06-01"), end=day("2019-12-31"))).table
    assert cut.rows()[-1][0] == day("2019-06-01")


def test_few_events_a_day_leave_quiet_days_at_the_edges() -> None:
    often = columns_of(every_day("2019-01-01", "2019-12-31", 5))
    assert covered(often) == (day("2019-01-01"), day("2019-12-31"))
    seldom = columns_of([(f"2019-{month:02d}-04", None, None, "Robo", None, 1) for month in range(1, 13)])
    assert covered(seldom) == (day("2019-01-01"), day("2019-12-19"))
    assert covered(columns_of([])) is None
    assert covered_part(columns_of([]), Selection()) is None
    assert covered_part(seldom, Selection()) == (day("2019-01-04"), day("2019-12-04"))


def test_data_told_by_month_cover_their_last_month() -> None:
    monthly = columns_of([(f"2019-{month:02d}-01", None, None, "Robo", None, 40) for month in (1, 2, 4)])
    assert covered(monthly) == (day("2019-01-01"), day("2019-04-30"))
    mixed = columns_of([(f"2019-{text}", None, None, "Robo", None, 40) for text in ("01-01", "02-03", "04-01")])
    assert covered(mixed) != (day("2019-01-01"), day("2019-04-30"))


def test_a_year_before_the_29th_of_february() -> None:
    assert year_before(day("2020-02-29")) == day("2019-02-28")
    assert year_before(day("2020-03-01")) == day("2019-03-01")


def test_hexagons_keep_the_list_of_cells_whatever_is_selected() -> None:
    rows = [("2019-01-01", 3, None, "Robo", A, 2), ("2019-01-02", 3, None, "Robo", B, 1)]
    columns = columns_of([*rows, ("2019-01-02", 3, None, "Hurto", C, 5), ("2019-01-02", 3, None, "Robo", None, 7)])
    found = hexagon_counts(columns, Selection(categories=("Robo",)))
    assert found.cells.tolist() == sorted([A, B, C])
    assert dict(zip(found.cells.tolist(), found.counts.tolist(), strict=True)) == {A: 2, B: 1, C: 0}
    assert (found.unlocated, found.resolution) == (7, 9)
    assert dict(found.table.rows()) == {A: 2, B: 1}


def test_hexagons_add_up_to_their_parents() -> None:
    rows = [("2019-01-01", 3, None, "Robo", cell, n) for cell, n in ((A, 2), (B, 1), (C, 5))]
    found = hexagon_counts(columns_of(rows), Selection(), resolution=7)
    expected: dict[int, int] = {}
    for cell, n in ((A, 2), (B, 1), (C, 5)):
        above = h3.cell_to_parent(cell, 7)
        expected[above] = expected.get(above, 0) + n
    assert dict(found.table.rows()) == expected
    assert found.resolution == 7
    assert (np.diff(found.cells) > 0).all()


def test_hexagons_of_nothing_and_finer_ones_than_are_kept() -> None:
    nothing = hexagon_counts(columns_of([("2019-01-01", 3, None, "Robo", None, 4)]), Selection(), resolution=7)
    assert (len(nothing.cells), nothing.unlocated, nothing.resolution) == (0, 4, -1)
    with pytest.raises(ValueError, match="10"):
        hexagon_counts(columns_of([("2019-01-01", 3, None, "Robo", A, 4)]), Selection(), resolution=10)


@pytest.mark.parametrize("resolution", range(10))
def test_parents_are_those_of_the_library(resolution: int) -> None:
    cells = np.array(sorted(h3.grid_disk(A, 12)), np.int64)
    assert parents(cells, resolution).tolist() == [h3.cell_to_parent(cell, resolution) for cell in cells.tolist()]


def test_cells_of_several_resolutions_have_no_one() -> None:
    assert resolution_of(np.zeros(0, np.int64)) == -1
    with pytest.raises(ValueError, match="several"):
        resolution_of(np.array([A, h3.cell_to_parent(A, 7)]))


def test_compiled_kernels_go_to_the_data_folder_where_the_package_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATALAYA_HOME", str(tmp_path))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    keep_compiled(tmp_path)
    assert "NUMBA_CACHE_DIR" not in os.environ
    keep_compiled(tmp_path / "nowhere")
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "cache" / "kernels")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    keep_compiled(tmp_path / "nowhere")
    assert os.environ["NUMBA_CACHE_DIR"] == "elsewhere"
