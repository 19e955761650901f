"""The moments of a block: when each incident can have happened, in the city's time and in the world's."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.intake.dates import read_minutes, read_moments, zone_minutes
from atalaya.intake.profile import Profile
from atalaya.intake.spelled import Columns
from atalaya.tables.words import words

HAS_HOUR = ("%H", "%I", "excel-serial")
GRAINS = ("day", "hour", "minute")
LENGTH_SECONDS = (86_399, 3_599, 0)
"""Between the first and the last second that a moment of each grain may be."""
DAY_US = 86_400_000_000
SPAN = 512
"""Offsets of a zone are looked up for so many days at a time."""
CHANGES = np.iinfo(np.int64).min >> 1


def moments(columns: Columns, profile: Profile, zone: str) -> pl.DataFrame:
    """``occurred_from``, ``occurred_to`` (UTC), ``time_precision``, ``local_date``, ``local_hour`` and ``reported``.

    Parameters
    ----------
    columns
        Of the block that is read.
    zone
        IANA name of the zone the city lives in, and that the moments are written in unless they or the profile say.

    Notes
    -----
    A moment that a change of the clocks made twice is the earlier of the two; one that it left out is an hour later.
    """
    part = profile.fields["occurred_from"]
    local = columns.answer(part.columns, "moment", lambda texts: read_moments(texts, part.layout))
    if "hour" in profile.fields:
        hour = profile.fields["hour"].columns
        minutes = columns.answer(hour, "minute", lambda texts: read_minutes(texts)[0])
        exact = columns.answer(hour, "exact", lambda texts: read_minutes(texts)[1])
        day = columns.answer(part.columns, "day", lambda texts: read_moments(texts, part.layout).dt.truncate("1d"))
        local = day + _duration(minutes.fill_null(0), 60)
        grain = exact.cast(pl.UInt8) + minutes.is_not_null().cast(pl.UInt8)
    else:
        timed = any(sign in layout for layout in part.layout for sign in HAS_HOUR)
        grain = pl.Series([2 if timed else 0], dtype=pl.UInt8).new_from_index(0, len(local))
    # a day alone is the day the city calls so, whatever zone hours are written in
    offset = columns.answer(part.columns, "zone", zone_minutes)
    told = _written_zone(local, offset, profile.time_zone, zone)
    if told is not local:
        told = told.zip_with(grain > 0, local)
    hours = told.dt.hour().cast(pl.Int32)
    start = to_utc(told, zone)
    length = pl.Series(LENGTH_SECONDS, dtype=pl.Int64).gather(grain)
    columns_made = {
        "occurred_from": start,
        "occurred_to": start + _duration(length, 1),
        "time_precision": words(list(GRAINS)).gather(grain),
        "local_date": told.dt.date(),
        "local_hour": hours.set(grain == 0, None),
        "reported": _reported(columns, profile, zone),
    }
    return pl.DataFrame(columns_made)


def _duration(values: pl.Series, seconds: int) -> pl.Series:
    return (values.cast(pl.Int64) * (seconds * 1_000_000)).cast(pl.Duration("us"))


def _written_zone(local: pl.Series, minutes: pl.Series, written: str, zone: str) -> pl.Series:
    """Moments as the city's clocks showed them, where the text or the profile tells another zone."""
    if minutes.null_count() < len(minutes):
        world = (local - _duration(minutes, 60)).dt.replace_time_zone("UTC")
        here = world.dt.convert_time_zone(zone).dt.replace_time_zone(None)
        return here.zip_with(minutes.is_not_null(), local)
    if written and written != zone:
        return to_utc(local, written).dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return local


def to_utc(local: pl.Series, zone: str) -> pl.Series:
    """Moments of a zone's clocks, in UTC."""
    if local.null_count() == len(local):
        return local.dt.replace_time_zone("UTC")
    days = local.to_physical().fill_null(local.to_physical().min()).to_numpy() // DAY_US
    low, high = int(days.min()) // SPAN * SPAN, int(days.max()) // SPAN * SPAN + SPAN
    offsets = _offsets(zone, low, high)[days - low]
    world = (local - pl.Series(offsets).cast(pl.Duration("us"))).dt.replace_time_zone("UTC")
    changing = offsets == CHANGES
    if changing.any():
        world = world.scatter(np.flatnonzero(changing), _to_utc_one_by_one(local.filter(pl.Series(changing)), zone))
    return world


@lru_cache(maxsize=64)
def _offsets(zone: str, low: int, high: int) -> NDArray[np.int64]:
    """Microseconds that the clocks of a zone are before UTC on each day; `CHANGES` where it is not one all day."""
    midnight = np.arange(low, high + 1) * DAY_US
    hours = [pl.Series(midnight + hour).cast(pl.Datetime("us")) for hour in range(0, DAY_US, DAY_US // 8)]
    found = np.stack(
        [(one - _to_utc_one_by_one(one, zone).dt.replace_time_zone(None)).to_physical().to_numpy() for one in hours]
    )
    still = (found == found[0]).all(axis=0)[:-1] & (found[0, :-1] == found[0, 1:])
    return np.asarray(np.where(still, found[0, :-1], CHANGES))


def _to_utc_one_by_one(local: pl.Series, zone: str) -> pl.Series:
    world = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    left_out = world.is_null() & local.is_not_null()
    if left_out.any():
        later = local.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        world = world.zip_with(~left_out, later)
    return world.dt.convert_time_zone("UTC")


def _reported(columns: Columns, profile: Profile, zone: str) -> pl.Series:
    part = profile.fields.get("reported")
    if part is None:
        return pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, columns.block.height)
    local = columns.answer(part.columns, "moment", lambda texts: read_moments(texts, part.layout))
    minutes = columns.answer(part.columns, "zone", zone_minutes)
    return to_utc(_written_zone(local, minutes, profile.time_zone, zone), zone)
