"""Results with their small counts hidden, and everything computed from them.

The indicators hide in each table on its own; a document puts several side by side, so the reports look again, with the
same functions, before anything is told, drawn or printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import polars as pl

from atalaya.indicators.suppression import HIDDEN, SHOWN, hidden_cells, is_small

RATIO = ("ratio", "ratio_low", "ratio_high", "p_value", "p_adjusted")
Total = TypeVar("Total")


def protect(
    table: pl.DataFrame,
    threshold: int,
    *,
    columns: Sequence[str],
    dependent: Sequence[str] = (),
    sum_known: bool = True,
) -> pl.DataFrame:
    """The table with small counts and everything computed from them set to null, and a column ``status``.

    A row is hidden as a whole: a ratio with one of its two counts gives the other.

    Parameters
    ----------
    columns : columns of counts.
    dependent : columns computed from those counts.
    """
    hidden = [False] * table.height
    for column in columns:
        found = hidden_cells(table[column].to_list(), threshold, sum_known=sum_known)
        hidden = [one or other for one, other in zip(hidden, found, strict=True)]
    if "status" in table.columns:
        hidden = [one or status == HIDDEN for one, status in zip(hidden, table["status"].to_list(), strict=True)]
    away = pl.Series("away", hidden, dtype=pl.Boolean)
    erase = [name for name in (*columns, *dependent) if name in table.columns]
    return table.with_columns(
        *(pl.when(away).then(None).otherwise(pl.col(name)).alias(name) for name in erase),
        pl.when(away).then(pl.lit(HIDDEN)).otherwise(pl.lit(SHOWN)).alias("status"),
    )


def protect_changes(table: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """Rows of comparisons with small counts hidden, in either period; where none was before, `now` alone is looked at.

    Parameters
    ----------
    table : ``now``, ``before``, ``verdict`` and what is computed from them.
    """
    alone = bool(table.height) and (table["verdict"] == "no-year-before").all()
    return protect(table, threshold, columns=("now",) if alone else ("now", "before"), dependent=RATIO)


def protect_with_rest(
    table: pl.DataFrame,
    rest: int | None,
    threshold: int,
    *,
    column: str = "events",
    dependent: Sequence[str] = (),
    sum_known: bool = True,
) -> tuple[pl.DataFrame, int | None]:
    """A table and the count that no row of it holds (without a known area, hour), together the cells of one sum.

    Returns
    -------
    The table with nulls where hidden and ``status``; the rest, null when hidden.
    """
    away = hidden_cells([*table[column].to_list(), rest], threshold, sum_known=sum_known)
    hidden = hide(table, pl.lit(pl.Series(away[:-1], dtype=pl.Boolean)), (column, *dependent))
    return hidden, None if away[-1] else rest


def hide(table: pl.DataFrame, rows: pl.Expr, columns: Sequence[str]) -> pl.DataFrame:
    """The table with `columns` (those it has) null in some rows, whose ``status`` says so."""
    present = [name for name in columns if name in table.columns]
    status = pl.col("status") if "status" in table.columns else pl.lit(SHOWN)
    return table.with_columns(
        *(pl.when(rows).then(None).otherwise(pl.col(name)).alias(name) for name in present),
        pl.when(rows).then(pl.lit(HIDDEN)).otherwise(status).alias("status"),
    )


def protect_total(total: Total, threshold: int) -> Total:
    """A comparison (a dataclass) of two counts, with what is small hidden and nothing said of its change."""
    counts: Any = total
    if not (is_small(counts.now, threshold) or is_small(counts.before, threshold)):
        return total
    hidden = {
        "now": None if is_small(counts.now, threshold) else counts.now,
        "before": None if is_small(counts.before, threshold) else counts.before,
        **dict.fromkeys(("ratio", "ratio_low", "ratio_high", "p_value")),
        "verdict": counts.verdict if counts.verdict == "no-year-before" else "too-few",
    }
    told: Total = replace(counts, **hidden)
    return told
