"""Which sources a snapshot's incidents came from, and which of them fell silent."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import polars as pl

from atalaya.store.snapshot import Snapshot

LOOK_BACK = dt.timedelta(days=366)
"""A source with rows in the year before a period is one that could have rows in it."""


@lru_cache(maxsize=256)
def sources_in(snapshot: Snapshot, start: dt.date, end: dt.date) -> tuple[str, ...]:
    """Codes of the sources with rows on the days from `start` to `end`, those with most rows first."""
    years = [int(year) for year in snapshot.manifest["years"] if start.year <= int(year) <= end.year]
    if not years:
        return ()
    found = (
        pl.scan_parquet([path for year in years for path in snapshot.year_files(year)], hive_partitioning=False)
        .filter(pl.col("local_date").is_between(start, end))
        .group_by("source")
        .len()
        .sort("len", "source", descending=[True, False])
        .collect()
    )
    return tuple(found["source"])


def silent_in(snapshot: Snapshot, start: dt.date, end: dt.date) -> tuple[str, ...]:
    """Sources with rows in the year before `start` and none from `start` to `end`: their file may not have come."""
    there = set(sources_in(snapshot, start, end))
    earlier = sources_in(snapshot, start - LOOK_BACK, start - dt.timedelta(days=1))
    return tuple(source for source in earlier if source not in there)
