"""Results of the shapes the indicators give, of a small invented town, for the tests of the reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from atalaya.reports.bulletin import BulletinInput
from atalaya.tables.city import City


@dataclass(frozen=True)
class Comparison:
    now: int | None
    before: int | None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    p_value: float | None = None
    verdict: str = "no-distinguishable-change"


@dataclass(frozen=True)
class Changes:
    table: pl.DataFrame
    start: dt.date = dt.date(2026, 9, 1)
    end: dt.date = dt.date(2026, 9, 30)
    before_start: dt.date = dt.date(2025, 9, 1)
    before_end: dt.date = dt.date(2025, 9, 30)


@dataclass(frozen=True)
class AreaRates:
    table: pl.DataFrame
    unplaced: int | None = 0


@dataclass(frozen=True)
class Series:
    table: pl.DataFrame


@dataclass(frozen=True)
class WeekdayHour:
    table: pl.DataFrame
    unknown_hour: int | None = 0


@dataclass(frozen=True)
class CitySummary:
    total: Comparison
    categories: Changes
    areas: AreaRates
    area_changes: Changes
    series: Series
    calendar: WeekdayHour
    unlocated: int | None = 12
    events: int | None = 640


AREA_NAMES = {"N1": "Norte", "C1": "Centro", "I1": "Ituzaingó", "S1": "Sur <Bajo> #1", "P1": "El Puerto"}


def changes(rows: list[tuple[str, int | None, int | None, str]]) -> Changes:
    """Rows of key, now, before, verdict; the range is 20 % around the ratio."""
    table = []
    for key, now, before, verdict in rows:
        ratio = now / before if now is not None and before else None
        low, high = (ratio * 0.8, ratio * 1.2) if ratio is not None else (None, None)
        table.append((key, now, before, ratio, low, high, 0.01, 0.02, verdict))
    names = ["key", "now", "before", "ratio", "ratio_low", "ratio_high", "p_value", "p_adjusted", "verdict"]
    kinds = [pl.String, pl.Int64, pl.Int64, *[pl.Float64] * 5, pl.String]
    return Changes(pl.DataFrame(table, schema=dict(zip(names, kinds, strict=True)), orient="row"))


def area_rates(rows: list[tuple[str, int | None, int | None]], unplaced: int | None = 0) -> AreaRates:
    """Rows of area, events, population."""
    table = []
    for area, events, people in rows:
        rate = events / people * 1e5 if events is not None and people else None
        low, high = (rate * 0.85, rate * 1.18) if rate is not None else (None, None)
        table.append((area, events, people, 2022 if people else None, "final", rate, low, high, "shown"))
    schema = {
        "area": pl.String,
        "events": pl.Int64,
        "population": pl.Int64,
        "population_year": pl.Int32,
        "population_status": pl.String,
        "rate_per_100k": pl.Float64,
        "rate_low": pl.Float64,
        "rate_high": pl.Float64,
        "status": pl.String,
    }
    return AreaRates(pl.DataFrame(table, schema=schema, orient="row"), unplaced)


def series(events: list[int | None], first: dt.date = dt.date(2024, 10, 1), unfinished: int = 0) -> Series:
    """Months from `first`; the last `unfinished` ones are provisional."""
    start = first.year * 12 + first.month - 1
    months = [dt.date(m // 12, m % 12 + 1, 1) for m in range(start, start + len(events))]
    schema = {"month": pl.Date, "events": pl.Int64, "low": pl.Float64, "high": pl.Float64, "complete": pl.Boolean}
    rows = [
        (month, n, None if n is None else n * 0.9, None if n is None else n * 1.1, place < len(events) - unfinished)
        for place, (month, n) in enumerate(zip(months, events, strict=True))
    ]
    return Series(pl.DataFrame(rows, schema=schema, orient="row"))


def week(value: int = 6, peak: tuple[int, int, int] = (4, 22, 40)) -> WeekdayHour:
    """Every hour of the week with about `value` events; nights have more; one peak of weekday, hour, events."""
    rows = [(day, hour, value + (hour % 7) + (day * hour) % 11) for day in range(7) for hour in range(24)]
    table = pl.DataFrame(rows, schema={"weekday": pl.Int8, "hour": pl.Int8, "events": pl.Int64}, orient="row")
    at_peak = (pl.col("weekday") == peak[0]) & (pl.col("hour") == peak[1])
    return WeekdayHour(table.with_columns(pl.when(at_peak).then(peak[2]).otherwise("events").alias("events")), 31)


def summary() -> CitySummary:
    """September 2026 in a town of five areas, with one area and one category of small counts."""
    kinds = [
        ("Robo", 260, 200, "rise"),
        ("Hurto", 210, 280, "fall"),
        ("Lesiones", 120, 118, "no-distinguishable-change"),
        ("Amenazas", 47, 45, "no-distinguishable-change"),
        ("Homicidio doloso", 3, 2, "too-few"),
    ]
    places = [
        ("N1", 150, 210, "fall"),
        ("C1", 280, 270, "no-distinguishable-change"),
        ("I1", 120, 90, "rise"),
        ("S1", 75, 72, "no-distinguishable-change"),
        ("P1", 3, 3, "too-few"),
    ]
    people = {"N1": 31_000, "C1": 22_500, "I1": 18_200, "S1": 9_400, "P1": 800}
    return CitySummary(
        total=Comparison(640, 645, 0.992, 0.888, 1.109, 0.9),
        categories=changes(kinds),
        areas=area_rates([(code, now, people[code]) for code, now, _before, _verdict in places], unplaced=12),
        area_changes=changes(places),
        series=series([610, 655, 700, 720, 690, 640, 600, 590, 575, 560, 602, 645] * 2, unfinished=1),
        calendar=week(),
    )


def bulletin_input(**changed: object) -> BulletinInput:
    """A complete draft, with what a test wants otherwise."""
    city = City(code="pc", name="Puerto Claro", language="es", small_count_threshold=5, synthetic=True)
    facts: dict[str, object] = {
        "city": city,
        "summary": summary(),
        "start": dt.date(2026, 9, 1),
        "end": dt.date(2026, 9, 30),
        "snapshot": "4f1c2a77d09b3e55aa",
        "issued": dt.date(2026, 10, 5),
        "number": 7,
        "sources": ("Policía provincial", "Central 911"),
        "missing_sources": ("Guardia urbana",),
        "sentences": ("El robo se concentró en Ituzaingó.", "El hurto bajó en Norte tras el cambio de recorridos."),
        "area_names": AREA_NAMES,
        "revisions": (41, 7),
        "author": "Ana Suárez",
        "accent": "#7a1f5c",
    }
    return BulletinInput(**(facts | changed))  # type: ignore[arg-type]
