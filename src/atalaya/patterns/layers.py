"""What the map draws of a city's hexagons: hot spots told from chance, and a smooth density."""

from __future__ import annotations

import math
from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from atalaya.geo.metres import to_metres
from atalaya.geo.neighbours import hexagon_centres, hexagons_around, neighbours_of, without_gaps
from atalaya.patterns.density import default_bandwidth, density_at_hexagons
from atalaya.patterns.hot_spots import PERMUTATIONS, gi_star

Cells = NDArray[np.int64]

TOO_FEW_EVENTS = 30
"""Under this many events nothing is said of hot spots."""
TOO_FEW_CELLS = 30
"""Under this many hexagons there is no rest of the city to stand out from."""


@dataclass(frozen=True)
class HotSpotLayer:
    """Hexagons with their class: 2 and 1 hot at a false discovery rate of 1 % and 5 %, -2 and -1 cold, 0 neither.

    `cells` (int64, ascending), `counts` (int64), `classes` (int8), `z` (float64; 0 where it has none) and `q` (float64)
    have one length: the hexagons considered, also those without events. With `enough` false nothing was tested, and
    every class is 0 with q 1.
    """

    cells: Cells
    counts: NDArray[np.int64]
    classes: NDArray[np.int8]
    z: NDArray[np.float64]
    q: NDArray[np.float64]
    enough: bool
    rings: int
    permutations: int

    @property
    def events(self) -> int:
        """Events in all hexagons."""
        return int(self.counts.sum())

    @property
    def hot_cells(self) -> int:
        """Hexagons that are hot at 5 %, those at 1 % among them."""
        return int((self.classes > 0).sum())

    @property
    def surest_cells(self) -> int:
        """Hexagons that are hot at 1 %."""
        return int((self.classes == 2).sum())

    @property
    def cold_cells(self) -> int:
        """Hexagons that hold less than chance explains, at 5 %."""
        return int((self.classes < 0).sum())

    @property
    def events_in_hot(self) -> int:
        """Events in the hot hexagons."""
        return int(self.counts[self.classes > 0].sum())

    @property
    def share_in_hot(self) -> float:
        """Share of the events that the hot hexagons hold; 0 without events."""
        return self.events_in_hot / self.events if self.events else 0.0

    @property
    def share_of_cells(self) -> float:
        """Share of the hexagons that are hot; 0 without hexagons."""
        return self.hot_cells / len(self.cells) if len(self.cells) else 0.0

    @property
    def table(self) -> pl.DataFrame:
        """One row a hexagon: cell, count, class, z, q."""
        return pl.DataFrame({"cell": self.cells, "count": self.counts, "class": self.classes, "z": self.z, "q": self.q})


@dataclass(frozen=True)
class DensityLayer:
    """Events per km² at hexagons: `cells` (int64, ascending), `per_km2` (float32), the bandwidth, the events."""

    cells: Cells
    per_km2: NDArray[np.float32]
    bandwidth_m: float
    events: int

    @property
    def table(self) -> pl.DataFrame:
        """One row a hexagon: cell, per_km2."""
        return pl.DataFrame({"cell": self.cells, "per_km2": self.per_km2})


def hot_spot_layer(
    cells: Cells,
    counts: NDArray[np.int64],
    *,
    region: Cells | None = None,
    rings: int = 1,
    permutations: int = PERMUTATIONS,
    seed: int,
) -> HotSpotLayer:
    """Which hexagons, together with their neighbours, hold more events than chance explains.

    Parameters
    ----------
    cells
        H3 cells with events, ascending, shape (n,).
    counts
        Events in each, not negative, shape (n,).
    region
        The hexagons of the city, where its areas are known; those with events are added. This is the best choice: an
        empty hexagon of the city is part of what a hot one stands out from. When not given, the hexagons with events
        and the gaps between them are considered (`geo.neighbours.without_gaps`), not what lies around: fields and water
        would make the whole town stand out, and themselves look safe.
    rings
        Steps to the farthest neighbour: 1 gives a neighbourhood of seven hexagons, about 0.7 km² at resolution 9.
    permutations
        See `gi_star`. All are permuted, those in the middle too: with conditional permutation the hexagons that hold
        the events could be drawn as holes among hot neighbours.
    seed
        The same seed gives the same layer.

    Returns
    -------
    With too few events or hexagons, a layer that says so. What is tested is whether high counts lie together: one
    hexagon that stands out alone, however high, is not a hot spot (its count and its density show it).

    Raises
    ------
    ValueError
        When cells are not ascending, or lengths differ, or a count is negative.

    Examples
    --------
    >>> centre = h3.latlng_to_cell(-34.6, -58.4, 9)
    >>> cells = np.sort(np.array(h3.grid_disk(centre, 8), np.int64))
    >>> counts = np.where(np.isin(cells, h3.grid_disk(centre, 1)), 40, 2)
    >>> layer = hot_spot_layer(cells, counts, region=cells, seed=1, permutations=9_999)
    >>> layer.enough, layer.hot_cells, round(layer.share_in_hot, 2)
    (True, 7, 0.4)
    """
    given, number = _checked(cells, counts)
    considered = without_gaps(given) if region is None else np.union1d(region, given).astype(np.int64)
    all_counts = _spread_over(considered, given, number)
    n = len(considered)
    if number.sum() < TOO_FEW_EVENTS or n < TOO_FEW_CELLS:
        nothing = np.zeros(n, np.int8)
        return HotSpotLayer(considered, all_counts, nothing, np.zeros(n), np.ones(n), False, rings, 0)
    result = gi_star(
        all_counts,
        neighbours_of(considered, rings=rings),
        conditional=False,
        permutations=permutations,
        rng=np.random.default_rng(seed),
    ).table
    return HotSpotLayer(
        cells=considered,
        counts=all_counts,
        classes=result["class"].to_numpy(),
        z=np.nan_to_num(result["z"].to_numpy()),
        q=result["q"].to_numpy(),
        enough=True,
        rings=rings,
        permutations=permutations,
    )


def density_layer(
    cells: Cells, counts: NDArray[np.int64], *, bandwidth_m: float | None = None, rings: int = 1
) -> DensityLayer:
    """Density of events at hexagons, from how many fell in each.

    Parameters
    ----------
    cells, counts
        As in `hot_spot_layer`.
    bandwidth_m
        Standard deviation of the Gaussian along each axis; by `density.default_bandwidth` when not given.
    rings
        The density is told for the given hexagons and those up to so many steps away.

    Returns
    -------
    Counting in hexagons smooths already, by a variance of 5/24 of the square of the edge along each axis; the Gaussian
    is narrower by that (Sheppard's correction), so that the layer is near that of the points with this bandwidth. It
    is never made narrower than a hexagon.

    Examples
    --------
    >>> cell = h3.latlng_to_cell(-34.6, -58.4, 9)
    >>> layer = density_layer(np.array([cell]), np.array([50]), bandwidth_m=300)
    >>> len(layer.cells), layer.per_km2[layer.cells == cell].round().tolist()
    (7, [95.0])
    """
    given, number = _checked(cells, counts)
    told = hexagons_around(given, rings=rings)
    lon, lat = hexagon_centres(given)
    width = default_bandwidth(*to_metres(lon, lat), number) if bandwidth_m is None else float(bandwidth_m)
    if not len(given):
        return DensityLayer(told, np.empty(0, np.float32), width, 0)
    edge_squared = h3.cell_area(int(given[len(given) // 2]), "m^2") * 2 / (3 * math.sqrt(3))
    own = 5 / 24 * edge_squared
    felt = math.sqrt(max(width * width - own, own))
    surface = density_at_hexagons(lon, lat, told, weights=number, bandwidth_m=felt)
    return DensityLayer(told, surface, width, int(number.sum()))


def _checked(cells: Cells, counts: NDArray[np.int64]) -> tuple[Cells, NDArray[np.int64]]:
    given, number = np.asarray(cells, np.int64), np.asarray(counts, np.int64)
    if given.shape != number.shape or (np.diff(given) <= 0).any() or (number < 0).any():
        raise ValueError("ascending cells, each once with its count, are needed")
    return given, number


def _spread_over(considered: Cells, given: Cells, number: NDArray[np.int64]) -> NDArray[np.int64]:
    counts = np.zeros(len(considered), np.int64)
    counts[np.searchsorted(considered, given)] = number
    return counts
