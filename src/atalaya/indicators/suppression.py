"""Small counts are hidden, and so is what would give them away."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from atalaya.errors import AtalayaError


class SuppressionError(AtalayaError):
    """The table given to suppress is not one: a fault of ours."""


def suppress(
    table: pl.DataFrame, *, threshold: int, column: str = "events", within: Sequence[str] = ()
) -> pl.DataFrame:
    """Hide counts from 1 to one below the threshold; where that leaves one hidden cell in a group, hide a second.

    With a single hidden cell the total of its group minus the cells shown would give it away; the smallest cell that
    is shown goes with it (complementary suppression). A group whose only events are in one cell cannot be protected
    this way: its total is to be hidden too.

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

    Notes
    -----
    Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley, chapter 4.

    Examples
    --------
    >>> suppress(pl.DataFrame({"events": [40, 3, 12]}), threshold=5)["events"].to_list()
    [40, None, None]
    """
    counts = table[column]
    if counts.null_count() or (counts < 0).any():
        raise SuppressionError(column)
    primary = pl.col(column).is_between(1, threshold - 1)
    groups = [pl.col(name) for name in within] or [pl.lit(1)]
    alone = primary.sum().over(groups) == 1
    open_count = pl.when(~primary & (pl.col(column) > 0)).then(pl.col(column))
    rank = open_count.rank("ordinal").over(groups)
    hidden = primary | (alone & (rank == 1).fill_null(value=False))
    return table.with_columns(
        pl.when(hidden).then(None).otherwise(pl.col(column)).alias(column),
        pl.when(hidden).then(pl.lit("suppressed")).otherwise(pl.lit("shown")).alias("status"),
    )
