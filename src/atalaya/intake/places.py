"""The points of a block: coordinates, whether they can be right, the hexagon and the area that hold them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.geo.areas import AreaSet
from atalaya.geo.hexagons import hexagon_of
from atalaya.geo.zones import place_of_zone
from atalaya.intake.profile import Profile
from atalaya.intake.spelled import Columns
from atalaya.tables.incident import H3_RESOLUTION
from atalaya.tables.words import WORDS, words

MARGIN_DEG = 0.5
"""Points farther than this from the city's areas are thought wrong."""
REACH_DEG = 2.0
"""The same from the middle of the points, where the city has no areas."""

COUNTRY_DEG = 2.5
"""And from the principal place of its time zone, where not even points are known."""
DIGITS_LOST = 8

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Box:
    """West, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Which points lie in the box; what is no number does not."""
        return np.asarray((lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north))


def likely_box(lon: Floats, lat: Floats, areas: AreaSet | None) -> Box:
    """Where points of the city can lie: round its areas, else round the middle of the points."""
    if areas is not None:
        west, south, east, north = areas.bounds
        return Box(west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    on_earth = (np.abs(lon) <= 180) & (np.abs(lat) <= 90) & ((lon != 0) | (lat != 0))
    if not on_earth.any():
        return Box(-180, -90, 180, 90)
    x, y = float(np.median(lon[on_earth])), float(np.median(lat[on_earth]))
    return Box(x - REACH_DEG, y - REACH_DEG, x + REACH_DEG, y + REACH_DEG)


def where_city_lies(areas: AreaSet | None, zone: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of where points may fall: round the areas, else round the zone's principal place."""
    if areas is not None:
        west, south, east, north = areas.bounds
        return west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG
    place = place_of_zone(zone)
    if place is None:
        return None
    return place[0] - COUNTRY_DEG, place[1] - COUNTRY_DEG, place[0] + COUNTRY_DEG, place[1] + COUNTRY_DEG


def coordinates(columns: Columns, profile: Profile) -> tuple[Floats, Floats]:
    """The two coordinates as the file tells them, not a number where it does not; zero and zero is not told."""
    if not {"lon", "lat"} <= set(profile.fields):
        nothing = np.full(columns.block.height, np.nan)
        return nothing, nothing.copy()
    lon, lat = (columns.numbers(profile.fields[name].columns[0], profile.decimal) for name in ("lon", "lat"))
    lost = np.isnan(lon) | np.isnan(lat) | ((lon == 0) & (lat == 0))
    lon[lost] = lat[lost] = np.nan
    return lon, lat


def rescaled(lon: Floats, lat: Floats, box: Box) -> tuple[Floats, Floats]:
    """The points with the decimal sign set where one or both coordinates lost it, else not a number."""
    found = []
    for values, low, high in ((lon, box.west, box.east), (lat, box.south, box.north)):
        right = np.where((values >= low) & (values <= high), values, np.nan)
        for power in range(1, DIGITS_LOST + 1):
            divided = values / 10.0**power
            right = np.where(np.isnan(right) & (divided >= low) & (divided <= high), divided, right)
        found.append(right)
    return found[0], found[1]


def exchanged(lon: Floats, lat: Floats, box: Box) -> NDArray[np.bool_]:
    """Which points lie in the box only when longitude and latitude are exchanged."""
    return ~box.holds(lon, lat) & box.holds(lat, lon)


def located(lon: Floats, lat: Floats, said: pl.Series, areas: AreaSet | None, *, displaced: bool) -> pl.DataFrame:
    """``lon``, ``lat``, ``h3``, ``area`` and ``location_precision`` of plausible points (others not a number).

    The area is the one that holds the point; where there is no point, `said`: the one whose name the source wrote.
    """
    cells = hexagon_of(lon, lat, H3_RESOLUTION)
    point = ~np.isnan(lon)
    lost = pl.Series(~point)
    area = said
    if areas is not None:
        held = words([*areas.codes, None]).gather(_places(areas.locate(lon, lat), len(areas)))
        area = held.zip_with(pl.Series(point), said) if not point.all() else held
    grain = np.where(point, np.uint8(0), np.where(area.is_not_null().to_numpy(), np.uint8(1), np.uint8(2)))
    precision = words(["displaced" if displaced else "point", "area", "none"]).gather(pl.Series(grain))
    return pl.DataFrame(
        {
            "lon": pl.Series(lon).set(lost, None),
            "lat": pl.Series(lat).set(lost, None),
            "h3": pl.Series(cells).set(lost, None),
            "area": area,
            "location_precision": precision,
        }
    )


def _places(found: NDArray[np.int32], areas: int) -> pl.Series:
    """Places in a list that has nothing behind the areas; numbers without a sign, which are not looked at again."""
    return pl.Series(np.minimum(found.view(np.uint32), np.uint32(areas)))


def relocated(rows: pl.DataFrame, areas: AreaSet | None) -> pl.DataFrame:
    """Rows of the incident table with the area each has now that the city's areas are these; points stay.

    Parameters
    ----------
    rows
        Of the incident table; ``area_reported`` decides where there is no point.
    """
    lon, lat = (rows[name].fill_null(np.nan).to_numpy() for name in ("lon", "lat"))
    said = words([None]).new_from_index(0, rows.height)
    if areas is not None:
        names = rows["area_reported"].drop_nulls().unique()
        meant = dict(zip(names, areas.match(names.to_list()), strict=True))
        said = rows["area_reported"].replace_strict(meant, default=None, return_dtype=pl.String).cast(WORDS)
    fresh = located(lon, lat, said, areas, displaced=False).cast({"area": pl.String, "location_precision": pl.String})
    pointed = pl.col("lon").is_not_null()
    precision = pl.when(pointed).then("location_precision").otherwise(fresh["location_precision"])
    return rows.with_columns(area=fresh["area"], location_precision=precision)
