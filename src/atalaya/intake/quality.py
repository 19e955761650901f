"""What a file's stored rows tell: how many have a point, an hour, an area, a code, and how many fall in each month."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

import polars as pl

MOST_UNCODED = 50


@dataclass(frozen=True)
class Quality:
    """Counts over the rows of one file that were stored.

    `months` is rows by ``"2024-03"``, without gaps; `uncoded` is rows by category, of the categories that no ICCS code
    is known for, most frequent first, at most `MOST_UNCODED` of them.
    """

    rows: int = 0
    located: int = 0
    timed: int = 0
    in_areas: int = 0
    coded: int = 0
    months: dict[str, int] | None = None
    uncoded: dict[str, int] | None = None

    def as_dict(self) -> dict[str, object]:
        """The same as plain data."""
        return asdict(self)


class Tally:
    """Adds up block by block, in memory that does not grow with the file.

    Examples
    --------
    >>> import datetime as dt
    >>> row = {"lon": -58.4, "local_hour": None, "area": None, "iccs": None}
    >>> row |= {"category_local": "Ruidos", "local_date": dt.date(2024, 1, 5)}
    >>> tally = Tally()
    >>> tally.add(pl.DataFrame([row, row | {"local_date": dt.date(2024, 3, 1), "local_hour": 8}]))
    >>> told = tally.result()
    >>> told.located, told.timed, told.months, told.uncoded
    (2, 1, {'2024-01': 1, '2024-02': 0, '2024-03': 1}, {'Ruidos': 2})
    """

    def __init__(self) -> None:
        self._sums: Counter[str] = Counter()
        self._months: Counter[int] = Counter()
        self._uncoded: Counter[str] = Counter()

    def add(self, rows: pl.DataFrame) -> None:
        """Count rows of the incident table."""
        self._sums["rows"] += rows.height
        for name, column in (("located", "lon"), ("timed", "local_hour"), ("in_areas", "area"), ("coded", "iccs")):
            self._sums[name] += rows.height - rows[column].null_count()
        number = rows["local_date"].dt.year().cast(pl.Int64) * 12 + rows["local_date"].dt.month() - 1
        self._months.update(dict(number.value_counts().iter_rows()))
        uncoded = rows.filter(pl.col("iccs").is_null())["category_local"]
        self._uncoded.update(dict(uncoded.value_counts().iter_rows()))

    def result(self) -> Quality:
        """What was counted so far."""
        span = range(min(self._months), max(self._months) + 1) if self._months else range(0)
        months = {f"{number // 12}-{number % 12 + 1:02d}": self._months[number] for number in span}
        uncoded = sorted(self._uncoded.items(), key=lambda part: (-part[1], part[0]))[:MOST_UNCODED]
        return Quality(**self._sums, months=months, uncoded=dict(uncoded))
