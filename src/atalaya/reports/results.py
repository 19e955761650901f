"""What the reports ask of a result of the indicators: the attributes they read, as protocols.

A result is told by what it carries, not by where it was made: a report needs no numeric library at import, and a city
that computes elsewhere (a national server, another tool) can have its results told and printed by the same code.
Tables are Polars frames; a hidden count is null and its row's ``status`` says ``"suppressed"``.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, Protocol

import polars as pl

Verdict = Literal["rise", "fall", "no-distinguishable-change", "too-few", "no-year-before"]


class Comparison(Protocol):
    """Events now and before, their ratio with an interval, and what may be said of it."""

    @property
    def now(self) -> int | None: ...
    @property
    def before(self) -> int | None: ...
    @property
    def ratio(self) -> float | None: ...
    @property
    def ratio_low(self) -> float | None: ...
    @property
    def ratio_high(self) -> float | None: ...
    @property
    def p_value(self) -> float | None: ...
    @property
    def verdict(self) -> str: ...


class Changes(Protocol):
    """Rows of comparisons by category or area, in `table`; the two periods compared."""

    @property
    def table(self) -> pl.DataFrame: ...
    @property
    def start(self) -> dt.date: ...
    @property
    def end(self) -> dt.date: ...
    @property
    def before_start(self) -> dt.date: ...
    @property
    def before_end(self) -> dt.date: ...


class AreaRates(Protocol):
    """Rates by area, and how many events stand in none."""

    @property
    def table(self) -> pl.DataFrame: ...
    @property
    def unplaced(self) -> int | None: ...


class Series(Protocol):
    """Events by month with an interval: month, events, low, high, complete."""

    @property
    def table(self) -> pl.DataFrame: ...


class WeekdayHour(Protocol):
    """Events by weekday (0 Monday) and hour, and how many have no hour."""

    @property
    def table(self) -> pl.DataFrame: ...
    @property
    def unknown_hour(self) -> int | None: ...


class CitySummary(Protocol):
    """Everything a bulletin tells of a period."""

    @property
    def total(self) -> Comparison: ...
    @property
    def categories(self) -> Changes: ...
    @property
    def areas(self) -> AreaRates: ...
    @property
    def area_changes(self) -> Changes: ...
    @property
    def series(self) -> Series: ...
    @property
    def calendar(self) -> WeekdayHour: ...
    @property
    def unlocated(self) -> int | None: ...
    @property
    def events(self) -> int | None: ...
