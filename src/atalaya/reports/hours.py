"""The week in blocks of hours so long that most can be shown: a small town has few incidents an hour in a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

import polars as pl

from atalaya.indicators.suppression import hidden_cells
from atalaya.reports.results import WeekdayHour

STEPS: Final = (1, 3, 6)
"""Lengths of a block, in hours."""
MOST_HIDDEN: Final = 0.2
"""Share of the blocks with incidents that may be hidden before longer ones are tried."""


@dataclass(frozen=True)
class HourBlocks:
    """Events by weekday (0 Monday) and block of hours, told by its first hour; `step` is its length in hours."""

    table: pl.DataFrame
    unknown_hour: int | None
    step: int = 1


def in_blocks(calendar: WeekdayHour, threshold: int) -> WeekdayHour:
    """The same week in the shortest blocks of which few must be hidden, else in the longest.

    Parameters
    ----------
    calendar : by the hour; one with hours hidden already is left as it is.
    threshold : smallest count that may be shown.
    """
    if calendar.table["events"].null_count():
        return calendar
    made = calendar
    for step in STEPS:
        made = _joined(calendar, step)
        counts = [*made.table["events"].to_list(), made.unknown_hour]
        away = hidden_cells(counts, threshold)
        if sum(away) <= MOST_HIDDEN * sum(value != 0 for value in counts):
            break
    return made


def _joined(calendar: WeekdayHour, step: int) -> WeekdayHour:
    kind = calendar.table.schema["hour"]
    table = (
        calendar.table.with_columns((pl.col("hour") // step * step).cast(kind))
        .group_by("weekday", "hour")
        .agg(pl.col("events").sum())
        .sort("weekday", "hour")
    )
    return cast(WeekdayHour, HourBlocks(table, calendar.unknown_hour, step))


def block_length(calendar: WeekdayHour) -> int:
    """Hours in each block of a week; 1 where nothing says otherwise."""
    return int(cast(Any, getattr(calendar, "step", 1)))
