"""Moments as files write them: which layout a column follows, and reading it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%y", "%Y%m%d")
TIMES = ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M", " %I:%M:%S %p", " %I:%M %p")
SERIAL = "excel-serial"
LAYOUTS = tuple(date + time for date in DATES for time in TIMES)
_ZONE = r"(?:Z|[+-]\d{2}:?\d{2})$"
_TIME_AND_ZONE = r"(\d:\d{2}(?::\d{2})?)\s*(?:Z|[+-]\d{2}:?\d{2})$"
_FRACTION = r"(:\d{2})[.,]\d+"


def tidy(values: pl.Series) -> pl.Series:
    """Moments without fractions of a second, doubled blanks and zones; the zone is read apart by `zone_minutes`."""
    told = (
        values.str.strip_chars()
        .str.replace(_FRACTION, "$1")
        .str.replace(_TIME_AND_ZONE, "$1")
        .str.replace_all(r"\s+", " ")
    )
    return told.str.replace(r"(?i)\b([ap])\.?\s?m\.?$", "${1}M").str.strip_chars()


def zone_minutes(values: pl.Series) -> pl.Series:
    """Minutes east of UTC that a text says at its end; null where it says none.

    Examples
    --------
    >>> zone_minutes(pl.Series(["2019-01-01T10:00:00Z", "2019-01-01 10:00-03:00", "2019-01-01"])).to_list()
    [0, -180, None]
    """
    has_time = values.str.contains(r"\d:\d{2}")
    zone = values.str.extract(rf"({_ZONE})").str.replace("Z", "+00:00").str.replace(":", "")
    minutes = zone.str.slice(1, 2).cast(pl.Int32, strict=False) * 60 + zone.str.slice(3, 2).cast(pl.Int32, strict=False)
    signed = pl.select(pl.when(zone.str.starts_with("-")).then(-minutes).otherwise(minutes)).to_series()
    return pl.select(pl.when(has_time).then(signed)).to_series()


def guess_layouts(values: pl.Series) -> tuple[tuple[str, ...], float]:
    """Layouts that read the values, best first, and the share of the values they read.

    Where day and month can be exchanged without contradiction, the day comes first, as the region writes it.

    Examples
    --------
    >>> guess_layouts(pl.Series(["05/03/2019", "28/03/2019 14:30"]))
    (('%d/%m/%Y', '%d/%m/%Y %H:%M'), 1.0)
    """
    known = values.drop_nulls()
    known = known.filter(known.str.contains(r"\d"))
    if known.is_empty():
        return (), 0.0
    left, chosen = tidy(known), []
    while len(left):
        read = {layout: int(_read(left, layout).is_not_null().sum()) for layout in (*LAYOUTS, SERIAL)}
        best = max(read, key=lambda layout: read[layout])
        if read[best] < max(1, len(known) // 200):
            break
        chosen.append(best)
        left = left.filter(_read(left, best).is_null())
    return tuple(chosen), round(1 - len(left) / len(known), 3)


def day_and_month_are_told_apart(values: pl.Series, layouts: Sequence[str]) -> bool:
    """Whether some value would not be read with day and month exchanged; else only the order of habit decides.

    Examples
    --------
    >>> [day_and_month_are_told_apart(pl.Series([day]), ["%d/%m/%Y"]) for day in ("05/03/2019", "28/03/2019")]
    [False, True]
    """
    other = [layout.translate({ord("d"): "m", ord("m"): "d"}) for layout in layouts]
    if all(layout.startswith("%Y") or "%d" not in layout for layout in layouts):
        return True
    return read_moments(values, other).null_count() > read_moments(values, layouts).null_count()


def read_moments(values: pl.Series, layouts: Sequence[str]) -> pl.Series:
    """Moments without zone (`Datetime("us")`); null where no layout fits.

    A month and day that cannot be exchanged silently: each layout reads only what the ones before it did not.
    """
    return _coalesced(tidy(values), layouts)


def _coalesced(told: pl.Series, layouts: Sequence[str]) -> pl.Series:
    moments = pl.Series([None] * len(told), dtype=pl.Datetime("us"))
    for layout in layouts:
        moments = moments.zip_with(moments.is_not_null(), _read(told, layout))
    return moments


def _read(told: pl.Series, layout: str) -> pl.Series:
    """Values that follow a layout to the letter; a year outside 1900 to 2100 is no year."""
    if layout == SERIAL:
        days = told.cast(pl.Float64, strict=False)
        days = days.set(~days.is_between(20_000, 80_000), None)
        return (days * 86_400_000_000).round().cast(pl.Int64).cast(pl.Datetime("us")).dt.offset_by("-25569d")
    if "%H" in layout or "%I" in layout:
        moments = told.str.to_datetime(layout, time_unit="us", strict=False, exact=True)
    else:
        moments = told.str.to_date(layout, strict=False, exact=True).cast(pl.Datetime("us"))
    year = moments.dt.year()
    shaped = told.str.contains(_shape(layout))
    return moments.set(~(year.is_between(1900, 2100) & shaped).fill_null(False), None)


def _shape(layout: str) -> str:
    """Digits a layout needs: a library that takes "19" for a four-digit year is not followed."""
    parts = {"%Y": r"\d{4}", "%y": r"\d{2}", "%p": "(?i:[ap]m)"}
    two = r"\d{2}" if layout.startswith("%Y%m") else r"\d{1,2}"
    return "^" + "".join(parts.get(part, two) if part[0] == "%" else re.escape(part) for part in _split(layout)) + "$"


def _split(layout: str) -> list[str]:
    return re.findall(r"%.|[^%]+", layout)


def read_minutes(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Minute of the day that a column of hours tells (null for none), and whether it tells minutes at all.

    Reads ``8``, ``08:30``, ``8.30``, ``830``, ``8 hs``, ``8h30``, ``08:30:00``, ``1899-12-31 08:30:00``, ``8:30 PM``.

    Examples
    --------
    >>> [part.to_list() for part in read_minutes(pl.Series(["8", "20:15", "8:30 PM", "25", "S/D"]))]
    [[480, 1215, 1230, None, None], [False, True, True, False, False]]
    """
    told = values.str.strip_chars().str.to_lowercase().str.replace(r"^\d{4}-\d{2}-\d{2}[ t]", "")
    parts = told.str.extract_groups(
        r"^(\d{1,2})(?:(?:[:h.](\d{2}))?(?::\d{2}(?:[.,]\d+)?){0,2})\s*(hs?\.?|[ap]\.?\s?m\.?)?$"
    )
    run_on = told.str.extract_groups(r"^(\d{1,2})(\d{2})$").struct
    hour = parts.struct.field("1").cast(pl.Int32).fill_null(run_on.field("1").cast(pl.Int32))
    minute = parts.struct.field("2").cast(pl.Int32).fill_null(run_on.field("2").cast(pl.Int32))
    half = parts.struct.field("3").str.slice(0, 1)
    hour = pl.select(
        pl.when((half == "p") & (hour < 12)).then(hour + 12).when((half == "a") & (hour == 12)).then(0).otherwise(hour)
    ).to_series()
    total = hour * 60 + minute.fill_null(0)
    total = total.set(~((hour < 24) & (minute.fill_null(0) < 60)).fill_null(False), None)
    return total.cast(pl.Int32), (minute.is_not_null() & total.is_not_null()).fill_null(False)
