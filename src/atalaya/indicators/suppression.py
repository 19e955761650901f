"""Small counts are hidden, and so is what would give them away: the one rule of the product.

A count from 1 to one below the threshold is hidden. Where the sum of a table is known and one cell alone is hidden,
subtraction would give that cell away: the next smallest count is hidden with it. Zero is shown: it tells of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from atalaya.errors import AtalayaError

HIDDEN: Final = "suppressed"
SHOWN: Final = "shown"


class SuppressionError(AtalayaError):
    """The table given to suppress is not one: a fault of ours."""


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

    Notes
    -----
    Complementary suppression in one dimension: Cox, L. H. (1980), Suppression methodology and statistical disclosure
    control, JASA 75, 377-385.

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


def suppress(
    table: pl.DataFrame, *, threshold: int, column: str = "events", within: Sequence[str] = ()
) -> pl.DataFrame:
    """The table with small counts, and what would give them away, set to null.

    A group whose only events are in one cell cannot be protected this way: its total is to be hidden too.

    Parameters
    ----------
    table : pl.DataFrame with an integer `column`
    threshold
        Smallest count that may be shown; 0 and 1 hide nothing.
    within
        Columns that make the groups whose totals are published; none means the whole table is one group.

    Returns
    -------
    pl.DataFrame
        The table in its order, with nulls where hidden and ``status`` ``"shown"`` or ``"suppressed"``.

    Raises
    ------
    SuppressionError
        When a count is negative or missing.

    Examples
    --------
    >>> suppress(pl.DataFrame({"events": [40, 3, 12]}), threshold=5)["events"].to_list()
    [40, None, None]
    """
    counts = table[column]
    if counts.null_count() or (counts < 0).any():
        raise SuppressionError(column)
    places = table.select(within).with_row_index("place")
    groups = (
        [group["place"].to_list() for group in places.partition_by(within)] if within else [list(range(len(table)))]
    )
    away = [False] * table.height
    for group in groups:
        for place, hidden in zip(group, hidden_cells(counts.gather(group).to_list(), threshold), strict=True):
            away[place] = hidden
    hide = pl.Series(away, dtype=pl.Boolean)
    return table.with_columns(
        pl.when(hide).then(None).otherwise(pl.col(column)).alias(column),
        pl.when(hide).then(pl.lit(HIDDEN)).otherwise(pl.lit(SHOWN)).alias("status"),
    )
