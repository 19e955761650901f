"""The moments of a block: when each incident can have happened, in the city's time and in the world's."""

from __future__ import annotations

import polars as pl

from atalaya.intake.dates import read_minutes, read_moments, zone_minutes
from atalaya.intake.profile import Profile

HAS_HOUR = ("%H", "%I", "excel-serial")
LENGTH_SECONDS = {"minute": 0, "hour": 3_599, "day": 86_399}


def moments(block: pl.DataFrame, profile: Profile, zone: str) -> pl.DataFrame:
    """``occurred_from``, ``occurred_to`` (UTC), ``time_precision``, ``local_date``, ``local_hour`` and ``reported``.

    Parameters
    ----------
    block
        Texts, with null for what the profile calls missing.
    zone
        IANA name of the zone the city lives in, and that the moments are written in unless they or the profile say.

    Notes
    -----
    A moment that a change of the clocks made twice is the earlier of the two; one that it left out is an hour later.
    """
    part = profile.fields["occurred_from"]
    text = _joined(block, part.columns)
    local = read_moments(text, part.layout)
    if "hour" in profile.fields:
        minutes, exact = read_minutes(_joined(block, profile.fields["hour"].columns))
        local = local.dt.truncate("1d") + _duration(minutes.fill_null(0), 60)
        word = (
            pl.when(minutes.is_null()).then(pl.lit("day")).when(exact).then(pl.lit("minute")).otherwise(pl.lit("hour"))
        )
        precision = pl.select(word).to_series()
    else:
        timed = any(sign in layout for layout in part.layout for sign in HAS_HOUR)
        precision = pl.Series(["minute" if timed else "day"] * len(local), dtype=pl.String)
    # a day alone is the day the city calls so, whatever zone hours are written in
    told = _written_zone(local, text, profile.time_zone, zone).zip_with(precision != "day", local)
    hour = told.dt.hour().cast(pl.Int32)
    hour = hour.set(precision == "day", None)
    start = to_utc(told, zone)
    length = precision.replace_strict(LENGTH_SECONDS, return_dtype=pl.Int64)
    columns = {
        "occurred_from": start,
        "occurred_to": start + _duration(length, 1),
        "time_precision": precision,
        "local_date": told.dt.date(),
        "local_hour": hour,
        "reported": _reported(block, profile, zone),
    }
    return pl.DataFrame(columns)


def _duration(values: pl.Series, seconds: int) -> pl.Series:
    return (values.cast(pl.Int64) * (seconds * 1_000_000)).cast(pl.Duration("us"))


def _written_zone(local: pl.Series, text: pl.Series, written: str, zone: str) -> pl.Series:
    """Moments as the city's clocks showed them, where the text or the profile tells another zone."""
    minutes = zone_minutes(text)
    if minutes.null_count() < len(minutes):
        world = (local - _duration(minutes, 60)).dt.replace_time_zone("UTC")
        here = world.dt.convert_time_zone(zone).dt.replace_time_zone(None)
        return here.zip_with(minutes.is_not_null(), local)
    if written and written != zone:
        return to_utc(local, written).dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return local


def to_utc(local: pl.Series, zone: str) -> pl.Series:
    """Moments of a zone's clocks, in UTC."""
    world = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    left_out = world.is_null() & local.is_not_null()
    if left_out.any():
        later = local.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        world = world.zip_with(~left_out, later)
    return world.dt.convert_time_zone("UTC")


def _reported(block: pl.DataFrame, profile: Profile, zone: str) -> pl.Series:
    part = profile.fields.get("reported")
    if part is None:
        return pl.Series([None] * block.height, dtype=pl.Datetime("us", "UTC"))
    text = _joined(block, part.columns)
    return to_utc(_written_zone(read_moments(text, part.layout), text, profile.time_zone, zone), zone)


def _joined(block: pl.DataFrame, columns: tuple[str, ...]) -> pl.Series:
    if len(columns) == 1:
        return block[columns[0]]
    return block.select(pl.concat_str(columns, separator=" ", ignore_nulls=True)).to_series()
