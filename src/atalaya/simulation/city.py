"""The synthetic city as a whole: what happened, what was reported when, and the truth that made it so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from atalaya.simulation.crimes import CRIMES
from atalaya.simulation.layout import Layout, make_layout
from atalaya.simulation.plane import Numbers, to_degrees
from atalaya.simulation.process import (
    HEAT_FROM,
    HOT_SPOTS,
    REPEAT_DAYS,
    REPEAT_M,
    Lighting,
    choose_corridors,
    daily_maximum,
    draw_events,
    report_delay,
)
from atalaya.tables.city import City

PUERTO_CLARO = City("puerto-claro", "Puerto Claro", "America/Argentina/Buenos_Aires", "", "es", 5, synthetic=True)
FIRST_DAY = dt.date(2023, 1, 1)
LAST_DAY = dt.date(2025, 6, 30)
LIT_SINCE = dt.date(2024, 5, 1)


@dataclass(frozen=True)
class SyntheticCity:
    """Everything drawn, before it is written as anybody's file.

    Attributes
    ----------
    events : as `process.draw_events`, without those prevented, with ``id``, ``reported`` (local wall clock), ``lon``,
        ``lat``, ``attempted``, ``weapon`` and ``victims`` (null where the crime does not count them)
    prevented : number of events the lighting prevented
    maximum : of each day from `first_day` to `last_day`, °C
    """

    seed: int
    first_day: dt.date
    last_day: dt.date
    layout: Layout
    lighting: Lighting
    maximum: Numbers
    events: pl.DataFrame
    prevented: int

    def truth(self) -> dict[str, object]:
        """What was planted, as plain data: a method that is given the files should find this again."""
        names = [crime.name for crime in CRIMES]
        counted = self.events.group_by("crime").agg(
            pl.len().alias("events"), (pl.col("generation") > 0).sum().alias("near_repeats")
        )
        found = {row["crime"]: row for row in counted.iter_rows(named=True)}
        year = pl.col("occurred").dt.year()
        yearly = self.events.group_by(year, "crime").len().sort("occurred", "crime")
        return {
            "city": PUERTO_CLARO.code,
            "synthetic": True,
            "seed": self.seed,
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "events": self.events.height,
            "events_by_year": {
                str(key): {names[crime]: n for when, crime, n in yearly.iter_rows() if when == key}
                for key in sorted(set(yearly["occurred"].to_list()))
            },
            "crimes": [
                {
                    "name": crime.name,
                    "iccs": crime.iccs,
                    "expected_first_year": crime.yearly,
                    "growth_per_year": crime.growth,
                    "season": crime.season,
                    "season_peak_day": crime.season_peak,
                    "weekdays": list(crime.weekdays),
                    "hours": [round(float(share), 6) for share in crime.hours],
                    "hot_spot_share": crime.hot,
                    "near_repeats_per_event": crime.repeats,
                    "heat_log_rate_per_degree": crime.heat,
                    "late_share": crime.late_share,
                    "late_mean_days": crime.late_days,
                    "events": found.get(number, {}).get("events", 0),
                    "near_repeats": found.get(number, {}).get("near_repeats", 0),
                }
                for number, crime in enumerate(CRIMES)
            ],
            "near_repeat": {"mean_days": REPEAT_DAYS, "sd_m": REPEAT_M},
            "heat": {"above_degrees": HEAT_FROM, "lag_days": 0},
            "hot_spots": [_hot_spot(*spot) for spot in HOT_SPOTS],
            "lighting": {
                "since": self.lighting.since.isoformat(),
                "effect": self.lighting.effect,
                "hours": [self.lighting.from_hour, self.lighting.to_hour],
                "crimes": [crime.name for crime in CRIMES if crime.lit],
                "segments": list(self.lighting.segments),
                "prevented": self.prevented,
            },
        }


def make_city(seed: int, *, first_day: dt.date = FIRST_DAY, last_day: dt.date = LAST_DAY) -> SyntheticCity:
    """Draw the synthetic city; the same seed gives the same city.

    Parameters
    ----------
    seed
        Of the only random generator there is.
    first_day, last_day
        What happened is drawn for these days, both included; a population figure is made for each of their years.

    Raises
    ------
    ValueError
        When the last day comes before the first.

    Examples
    --------
    >>> city = make_city(7, first_day=dt.date(2024, 1, 1), last_day=dt.date(2024, 1, 31))
    >>> city.events["occurred"].dt.year().unique().to_list()
    [2024]
    """
    if last_day < first_day:
        raise ValueError("the last day comes before the first")
    rng = np.random.default_rng(seed)
    days = [first_day + dt.timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    layout = make_layout(rng, years=range(first_day.year, last_day.year + 1))
    maximum = daily_maximum(rng, days)
    lighting = choose_corridors(layout, LIT_SINCE)
    drawn = draw_events(rng, layout, days, maximum, lighting)
    events = drawn.filter(~pl.col("prevented")).drop("prevented")
    return SyntheticCity(
        seed, first_day, last_day, layout, lighting, maximum, _described(rng, events), drawn.height - events.height
    )


def _described(rng: np.random.Generator, events: pl.DataFrame) -> pl.DataFrame:
    """What a record says besides when and where."""
    crime = events["crime"].to_numpy()
    delay = report_delay(rng, crime).astype(np.int64).astype("timedelta64[m]")
    lon, lat = to_degrees(events["x"].to_numpy(), events["y"].to_numpy())
    attempted = rng.random(len(crime)) < np.array([kind.attempted for kind in CRIMES])[crime]
    armed = rng.random(len(crime)) < np.array([kind.armed for kind in CRIMES])[crime]
    weapon = np.where(
        armed, rng.choice(np.array(["firearm", "blade", "other"]), len(crime), p=[0.45, 0.4, 0.15]), "none"
    )
    victims = np.where(rng.random(len(crime)) < 0.08, 2, 1)
    counts = np.array([kind.victims for kind in CRIMES])[crime]
    frame = events.with_columns(
        reported=events["occurred"].to_numpy() + delay,
        lon=np.round(lon, 6),
        lat=np.round(lat, 6),
        attempted=attempted,
        weapon=weapon,
        victims=pl.Series(victims).set(pl.Series(~counts), None),
    )
    # identifiers are given in the order of reporting, as a desk does
    order = frame.select(pl.struct("reported", "occurred", "x").rank("ordinal")).to_series()
    return frame.with_columns(id=order.cast(pl.Int64))


def _hot_spot(name: str, x_m: float, y_m: float, spread_m: float, weight: float) -> dict[str, object]:
    lon, lat = to_degrees(np.array([x_m]), np.array([y_m]))
    place = {"lon": round(float(lon[0]), 6), "lat": round(float(lat[0]), 6)}
    return {"name": name, **place, "sd_m": spread_m, "weight": weight}
