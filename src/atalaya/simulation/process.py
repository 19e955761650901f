"""Draws what happened in the synthetic city, from causes that are written down as its truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.simulation.crimes import CRIMES, Crime
from atalaya.simulation.layout import BLOCK_M, HEIGHT_M, WIDTH_M, Layout
from atalaya.simulation.plane import Numbers

HEAT_FROM = 26.0
"""°C of the day's maximum above which crimes with a heat response rise."""
REPEAT_DAYS, REPEAT_M = 9.0, 110.0
"""Mean wait of a near repeat, and the standard deviation of its distance on each axis."""
HOT_SPOTS = (
    ("Mercado", 3_600.0, 1_500.0, 150.0, 0.30),
    ("Terminal", 900.0, 2_500.0, 120.0, 0.18),
    ("Peatonal", 2_550.0, 2_450.0, 170.0, 0.26),
    ("Muelle", 5_500.0, 2_300.0, 140.0, 0.14),
    ("Plaza San José", 2_500.0, 520.0, 130.0, 0.12),
)
"""Name, place and spread in metres, and weight."""


@dataclass(frozen=True)
class Lighting:
    """A lighting programme: `segments` were lit on `since`; at night it prevents `effect` of what it can prevent."""

    segments: tuple[int, ...]
    since: dt.date
    effect: float = 0.35
    from_hour: int = 19
    to_hour: int = 6

    def at_night(self, hour: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (hour >= self.from_hour) | (hour < self.to_hour)


def choose_corridors(layout: Layout, since: dt.date, *, blocks: int = 14) -> Lighting:
    """Light three streets through the hot spots, `blocks` blocks each."""
    chosen: list[int] = []
    for _name, x, y, _spread, _weight in (HOT_SPOTS[0], HOT_SPOTS[2], HOT_SPOTS[4]):
        row, middle = round(y / BLOCK_M), round(x / BLOCK_M)
        street = layout.segments.filter(
            (pl.col("upright") == 0)
            & (pl.col("row") == row)
            & pl.col("column").is_between(middle - blocks // 2, middle + blocks // 2 - 1)
        )
        chosen += street["segment"].to_list()
    return Lighting(tuple(sorted(chosen)), since)


def daily_maximum(rng: np.random.Generator, days: Sequence[dt.date]) -> Numbers:
    """Maximum temperature of each day, °C: a yearly wave of the southern hemisphere and weather that lasts."""
    year_day = np.array([day.timetuple().tm_yday for day in days])
    weather = np.zeros(len(days))
    shocks = rng.normal(0, 2.4, len(days))
    for day in range(1, len(days)):
        weather[day] = 0.7 * weather[day - 1] + shocks[day]
    return np.asarray(np.round(20 + 7.5 * np.cos(2 * np.pi * (year_day - 20) / 365.25) + weather, 1))


def daily_rate(crime: Crime, days: Sequence[dt.date], maximum: Numbers) -> Numbers:
    """Expected events a day that are not repeats, before any programme; the first year's mean day is `yearly`/365."""
    year_day = np.array([day.timetuple().tm_yday for day in days])
    season = 1 + crime.season * np.cos(2 * np.pi * (year_day - crime.season_peak) / 365.25)
    weekday = np.array(crime.weekdays)[[day.weekday() for day in days]] * 7 / sum(crime.weekdays)
    elapsed = np.array([(day - days[0]).days for day in days]) / 365.25
    heat = np.exp(crime.heat * np.maximum(0, maximum - HEAT_FROM))
    base = crime.yearly * (1 - crime.repeats) / 365.25
    return np.asarray(base * season * weekday * (1 + crime.growth) ** elapsed * heat)


def segment_weights(layout: Layout, crime: Crime) -> Numbers:
    """Share of a crime's events on each street segment: residents and hot spots mixed."""
    segments = layout.segments
    x = (segments["x0"] + segments["x1"]).to_numpy() / 2
    y = (segments["y0"] + segments["y1"]).to_numpy() / 2
    area = segments["area"].to_numpy()
    people = layout.population.filter(pl.col("year") == pl.col("year").min())["population"].to_numpy()
    spread = (people / np.bincount(area, minlength=len(people)))[area]
    heat = np.zeros(len(x))
    for _name, hot_x, hot_y, sigma, weight in HOT_SPOTS:
        kernel = np.exp(-0.5 * ((x - hot_x) ** 2 + (y - hot_y) ** 2) / sigma**2)
        heat += weight * kernel / kernel.sum()
    return np.asarray((1 - crime.hot) * spread / spread.sum() + crime.hot * heat)


def draw_events(
    rng: np.random.Generator, layout: Layout, days: Sequence[dt.date], maximum: Numbers, lighting: Lighting
) -> pl.DataFrame:
    """Everything that happened and everything the lighting prevented.

    Returns
    -------
    pl.DataFrame
        ``crime`` (index), ``occurred`` (local wall clock), ``x``, ``y`` (metres), ``segment``, ``area`` (index),
        ``generation`` (0 for a first event, 1 and more for near repeats), ``prevented``; sorted by moment.
    """
    parts = [_draw_crime(rng, layout, days, maximum, number) for number in range(len(CRIMES))]
    frame = pl.concat(parts)
    x, y = frame["x"].to_numpy(), frame["y"].to_numpy()
    frame = frame.with_columns(area=layout.area_of(x, y), segment=layout.segment_of(x, y)).filter(pl.col("area") >= 0)
    can = np.array([crime.lit for crime in CRIMES])[frame["crime"].to_numpy()]
    night = lighting.at_night(frame["occurred"].dt.hour().to_numpy().astype(np.int64))
    lit = frame["segment"].is_in(lighting.segments) & (frame["occurred"].dt.date() >= lighting.since)
    prevented = can & night & lit.to_numpy() & (rng.random(frame.height) < lighting.effect)
    return frame.with_columns(prevented=prevented).sort("occurred", "crime", "x")


def _draw_crime(
    rng: np.random.Generator, layout: Layout, days: Sequence[dt.date], maximum: Numbers, number: int
) -> pl.DataFrame:
    crime = CRIMES[number]
    counts = rng.poisson(daily_rate(crime, days, maximum))
    day = np.repeat(np.arange(len(days)), counts)
    total = len(day)
    hour = rng.choice(24, total, p=crime.hours)
    minute = day * 1440 + hour * 60 + rng.integers(0, 60, total)
    chosen = rng.choice(layout.segments.height, total, p=segment_weights(layout, crime))
    along = rng.random(total)
    ends = [layout.segments[name].to_numpy()[chosen] for name in ("x0", "y0", "x1", "y1")]
    x = ends[0] + along * (ends[2] - ends[0]) + rng.normal(0, 4, total)
    y = ends[1] + along * (ends[3] - ends[1]) + rng.normal(0, 4, total)
    generation = np.zeros(total, dtype=np.int64)
    parents = (minute.astype(np.float64), x, y)
    drawn = [(minute.astype(np.float64), x, y, generation)]
    while crime.repeats and len(parents[0]):
        # a chain goes on until a generation has no children; those after the last day are not ours to tell
        index = np.repeat(np.arange(len(parents[0])), rng.poisson(crime.repeats, len(parents[0])))
        when = parents[0][index] + rng.exponential(REPEAT_DAYS * 1440, len(index))
        child_x = parents[1][index] + rng.normal(0, REPEAT_M, len(index))
        child_y = parents[2][index] + rng.normal(0, REPEAT_M, len(index))
        keep = (
            (when < len(days) * 1440) & (child_x >= 0) & (child_x <= WIDTH_M) & (child_y >= 0) & (child_y <= HEIGHT_M)
        )
        parents = (when[keep], child_x[keep], child_y[keep])
        drawn.append((*parents, np.full(int(keep.sum()), len(drawn))))
    minutes, x, y, generation = (np.concatenate(part) for part in zip(*drawn, strict=True))
    start = np.datetime64(days[0], "m")
    occurred = start + minutes.astype(np.int64).astype("timedelta64[m]")
    return pl.DataFrame(
        {
            "crime": np.full(len(x), number),
            "occurred": occurred.astype("datetime64[us]"),
            "x": np.round(x, 2),
            "y": np.round(y, 2),
            "generation": generation,
        }
    )


def report_delay(rng: np.random.Generator, crime: NDArray[np.int64]) -> Numbers:
    """Minutes between each event and its report: some within hours, the rest days later, exponentially."""
    share = np.array([kind.late_share for kind in CRIMES])[crime]
    mean = np.array([kind.late_days for kind in CRIMES])[crime]
    late = rng.random(len(crime)) < share
    soon, later = rng.exponential(75, len(crime)), 1440 + rng.exponential(1440 * mean)
    return np.asarray(np.where(late, later, soon))
