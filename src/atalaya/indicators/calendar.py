"""Day of the week by hour: when things happen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from atalaya.indicators.tallying import NO_HOUR_PLACE, tally
from atalaya.tables.columnset import ColumnSet
from atalaya.tables.selection import Selection


@dataclass(frozen=True)
class WeekdayHour:
    """168 rows of ``weekday`` (0 Monday to 6), ``hour`` (0 to 23), ``events``; `unknown_hour` counts the rest.

    What is null was hidden.
    """

    table: pl.DataFrame
    unknown_hour: int | None


def weekday_hour(columns: ColumnSet, selection: Selection) -> WeekdayHour:
    """Events by day of the week and hour.

    Parameters
    ----------
    columns : ColumnSet
    selection
        Which rows are meant.

    Returns
    -------
    WeekdayHour
        ``events`` of all 168 cells and `unknown_hour` add up to the events selected.
    """
    counted = tally(columns, selection, ("weekday", "hour"))
    place = np.arange(168)
    table = pl.DataFrame({"weekday": place // 24, "hour": place % 24, "events": counted[:, :NO_HOUR_PLACE].ravel()})
    return WeekdayHour(table, int(counted[:, NO_HOUR_PLACE].sum()))
