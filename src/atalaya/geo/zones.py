"""The time zone a point most likely lies in, from the zones' principal places: a guess, to be told as one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


def guess_time_zone(lon: float, lat: float) -> str:
    """Name of the zone whose principal place is nearest to the point.

    Near the border of two zones the guess may be the neighbour's; the caller says that it is a guess.

    Notes
    -----
    Places from the zone table of the IANA time zone database (public domain).

    Examples
    --------
    >>> guess_time_zone(-75.57, 6.25), guess_time_zone(-58.4, -34.6), guess_time_zone(-46.6, -23.5)
    ('America/Bogota', 'America/Argentina/Buenos_Aires', 'America/Sao_Paulo')
    """
    names, places = _zones()
    lam, phi = np.radians([lon, lat])
    point = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    return names[int(np.argmax(places @ point))]


def place_of_zone(zone: str) -> tuple[float, float] | None:
    """Longitude and latitude of a zone's principal place; None for a zone that has none.

    Examples
    --------
    >>> [round(part, 1) for part in place_of_zone("America/Montevideo")], place_of_zone("UTC")
    ([-56.2, -34.9], None)
    """
    names, places = _zones()
    if zone not in names:
        return None
    x, y, z = places[names.index(zone)]
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arcsin(z)))


@cache
def _zones() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    names: list[str] = []
    places: list[tuple[float, float]] = []
    for line in table.splitlines():
        if line and not line.startswith("#"):
            _country, place, name = line.split("\t")[:3]
            lat, lon = re.findall(r"[+-]\d+", place)
            names.append(name)
            places.append((_degrees(lon, 3), _degrees(lat, 2)))
    lam, phi = np.radians(np.array(places)).T
    return tuple(names), np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def _degrees(text: str, whole: int) -> float:
    """ISO 6709 degrees, minutes and perhaps seconds, run together after the sign."""
    sign = -1.0 if text[0] == "-" else 1.0
    digits = text[1:]
    seconds = float(digits[whole + 2 :] or 0)
    return sign * (float(digits[:whole]) + float(digits[whole : whole + 2]) / 60 + seconds / 3600)
