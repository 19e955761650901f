"""Whatever the counts, no small one is shown and none can be found by subtraction."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from atalaya.indicators.protecting import protect
from atalaya.indicators.suppression import hidden_cells
from atalaya.reports.gate import publishable
from sample_results import area_rates, bulletin_input, changes, summary, week

counts = st.lists(st.integers(0, 40), max_size=12)
thresholds = st.integers(2, 10)


@given(counts, thresholds)
def test_no_small_count_is_shown(values: list[int], threshold: int) -> None:
    hidden = hidden_cells(values, threshold)
    assert all(value == 0 or value >= threshold for value, away in zip(values, hidden, strict=True) if not away)


@given(counts, thresholds)
def test_the_total_gives_no_hidden_cell_away(values: list[int], threshold: int) -> None:
    """The attacker knows the total and every shown cell: what is left over stands for several cells and many events."""
    hidden = hidden_cells(values, threshold)
    left = sum(values) - sum(value for value, away in zip(values, hidden, strict=True) if not away)
    others = [value for value, away in zip(values, hidden, strict=True) if not away and value]
    if any(hidden) and others:
        assert sum(hidden) >= 2
        assert left >= threshold


@given(counts, thresholds)
def test_nothing_more_is_hidden_than_is_needed(values: list[int], threshold: int) -> None:
    if all(value == 0 or value >= threshold for value in values):
        assert not any(hidden_cells(values, threshold))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8), thresholds)
def test_a_hidden_row_is_hidden_whole(rows: list[tuple[int, int]], threshold: int) -> None:
    table = pl.DataFrame(rows, schema={"now": pl.Int64, "before": pl.Int64}, orient="row").with_columns(
        ratio=pl.col("now") + pl.col("before")
    )
    done = protect(table, threshold, columns=("now", "before"), dependent=("ratio", "p_value"))
    away = done.filter(pl.col("status") == "suppressed")
    assert away.select("now", "before", "ratio").null_count().row(0) == (away.height,) * 3
    assert not done.filter(pl.col("status") == "shown").null_count().sum_horizontal().item()
    assert protect(done, threshold, columns=("now", "before"), dependent=("ratio",)).equals(done)


towns = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=7)


@given(towns, st.integers(0, 12), thresholds)
def test_an_area_hidden_in_one_table_is_hidden_in_the_other(
    rows: list[tuple[int, int]], unplaced: int, threshold: int
) -> None:
    named = [(f"A{place}", now, before) for place, (now, before) in enumerate(rows)]
    whole = summary()
    town = type(whole)(
        total=whole.total,
        categories=whole.categories,
        areas=area_rates([(code, now, 10_000) for code, now, _before in named], unplaced),
        area_changes=changes([(*row, "too-few") for row in named if row[2]] or [("A0", 50, 50, "too-few")]),
        series=whole.series,
        calendar=week(),
    )
    shown = publishable(town, threshold)
    in_rates = set(shown.areas.table.filter(pl.col("status") == "shown")["area"])
    in_changes = set(shown.area_changes.table.filter(pl.col("status") == "shown")["key"])
    compared = set(shown.area_changes.table["key"])
    assert in_changes == in_rates & compared
    assert shown.areas.unplaced is None or shown.areas.unplaced == 0 or shown.areas.unplaced >= threshold
    now = [*(row[1] for row in named), unplaced]
    cells = [*shown.areas.table["events"].to_list(), shown.areas.unplaced]
    if any(0 < value < threshold for value in now) and any(cells):
        hidden = [value for value, cell in zip(now, cells, strict=True) if cell is None]
        assert len(hidden) >= 2
        assert sum(hidden) >= threshold


def test_input_of_the_sample_is_a_draft() -> None:
    assert bulletin_input().status == "draft"
