"""Small counts are hidden before anything is told, drawn or printed: the last gate inside a document.

The room of indicators hides counts in its own tables; a document puts several tables side by side, so it looks again.
A count from 1 to one below the threshold is hidden. Where the sum of a table is known and a single cell of it is
hidden, subtraction would give that cell away: the next smallest count is hidden with it (Cox 1980, complementary
suppression in one dimension). Zero is shown: it tells of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

HIDDEN = "suppressed"
SHOWN = "shown"


def is_small(value: int | None, threshold: int) -> bool:
    """Whether a count tells of so few that it must be hidden.

    >>> is_small(0, 5), is_small(4, 5), is_small(5, 5), is_small(None, 5)
    (False, True, False, False)
    """
    return value is not None and 0 < value < threshold


def hidden_cells(counts: Sequence[int | None], threshold: int, *, sum_known: bool = True) -> list[bool]:
    """Which cells of one table are hidden; a null counts as hidden already.

    With `sum_known`, hidden cells are at least two, and together hold at least `threshold` events, so that their sum,
    which anyone can find, is no small count itself.

    Parameters
    ----------
    counts : counts of the cells of one table, of any length; null where a cell was hidden before.
    threshold : smallest count that may be shown.
    sum_known : whether the sum of all cells is published or can be found.

    Examples
    --------
    >>> hidden_cells([100, 3, 20], 5)
    [False, True, True]
    >>> hidden_cells([100, 3, 20, 4, 0], 5)
    [False, True, False, True, False]
    >>> hidden_cells([100, 3, 20], 5, sum_known=False)
    [False, True, False]
    """
    hidden = [value is None or is_small(value, threshold) for value in counts]
    if not sum_known or not any(hidden):
        return hidden
    rest = sorted((value, place) for place, value in enumerate(counts) if not hidden[place] and value)
    unknown = any(value is None for value in counts)
    while rest and (sum(hidden) < 2 or (not unknown and _sum(counts, hidden) < threshold)):
        hidden[rest.pop(0)[1]] = True
    return hidden


def _sum(counts: Sequence[int | None], hidden: Sequence[bool]) -> int:
    return sum(value or 0 for value, away in zip(counts, hidden, strict=True) if away)


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
