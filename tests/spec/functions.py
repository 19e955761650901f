"""Functions of a table to a table that the specs send to every engine; of module level, so that processes find them."""

from __future__ import annotations

import polars as pl


def longest_quiet(incidents: pl.DataFrame) -> pl.DataFrame:
    """The most days between two days with incidents (none when there is one such day alone)."""
    days = incidents["local_date"].unique().sort()
    return pl.DataFrame({"days": [days.diff().dt.total_days().max()]}, schema={"days": pl.Int64})
