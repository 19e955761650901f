"""A table of a document with its small counts hidden, and everything computed from them.

The room of indicators has the rule and hides counts in its own tables; a document puts several tables side by side, so
it looks again before anything is told, drawn or printed.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from atalaya.indicators.suppression import HIDDEN, SHOWN, hidden_cells


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
