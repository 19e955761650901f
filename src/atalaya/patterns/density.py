"""How dense incidents lie: a smooth surface of events per square kilometre, on a grid and at hexagons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from atalaya.geo.metres import to_metres
from atalaya.geo.neighbours import hexagon_centres

Floats = NDArray[np.float64]

NARROWEST_M, WIDEST_M = 200.0, 1000.0
"""Between a few blocks and a neighbourhood: the bandwidths that the rule may choose."""
_PER_KM2 = 1e6
_MOST_SQUARES = 4_000_000


@dataclass(frozen=True)
class DensityGrid:
    """Events per km² at the middle of each square of a grid, and how it was made.

    `per_km2` is float64 of shape (rows, columns), from the south-west. `east_m` and `north_m` are the middles of the
    columns and rows in the plane of `geo.metres.to_metres` around `centre` (longitude, latitude).
    """

    per_km2: Floats
    east_m: Floats
    north_m: Floats
    centre: tuple[float, float]
    bandwidth_m: float
    events: int

    @property
    def table(self) -> pl.DataFrame:
        """One row a square: east_m, north_m, per_km2."""
        return pl.DataFrame(
            {
                "east_m": np.tile(self.east_m, len(self.north_m)),
                "north_m": np.repeat(self.north_m, len(self.east_m)),
                "per_km2": self.per_km2.ravel(),
            }
        )


def default_bandwidth(x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The bandwidth that is taken when none is given, in metres.

    Scott's rule for two dimensions, s·n^(-1/6), with s the mean over both axes of the smaller of the standard deviation
    and the interquartile range / 1.349, so that a few far points do not widen it; held between 200 m and 1,000 m and
    rounded to 10 m. Rules of this kind are meant for one round cloud and smooth a city rather too much than too little.

    Parameters
    ----------
    x, y
        Metres, shape (n,).
    weights
        Events at each point, shape (n,); one when not given.

    Notes
    -----
    Scott, D. W. (1992), Multivariate density estimation, eq. 6.42; Silverman, B. W. (1986), Density estimation,
    section 3.4.2 (the robust spread).

    Examples
    --------
    >>> grid = np.linspace(-3000, 3000, 100)
    >>> default_bandwidth(np.tile(grid, 100), np.repeat(grid, 100))
    380.0
    """
    axes = [np.asarray(axis, np.float64) for axis in (x, y)]
    mass = np.ones(len(axes[0])) if weights is None else np.asarray(weights, np.float64)
    total = float(mass.sum())
    if total <= 1:
        return WIDEST_M
    spread = float(np.mean([_spread(axis, mass) for axis in axes]))
    return round(float(np.clip(spread * total ** (-1 / 6), NARROWEST_M, WIDEST_M)), -1)


def _spread(axis: Floats, mass: Floats) -> float:
    """The smaller of the standard deviation and the normal's standard deviation for the interquartile range."""
    mean = np.average(axis, weights=mass)
    deviation = float(np.sqrt(np.average((axis - mean) ** 2, weights=mass)))
    order = np.argsort(axis)
    share = np.cumsum(mass[order]) / mass.sum()
    low, high = axis[order][np.minimum(np.searchsorted(share, [0.25, 0.75]), len(axis) - 1)]
    quartiles = float(high - low) / 1.349
    # Half of the events at one place leave no range between the quartiles.
    return min(deviation, quartiles) if quartiles > 0 else deviation


def density_grid(
    lon: ArrayLike, lat: ArrayLike, *, bandwidth_m: float | None = None, step_m: float = 50.0
) -> DensityGrid:
    """Density of points on a square grid over their box.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, shape (n,), finite.
    bandwidth_m
        Standard deviation of the Gaussian along each axis; by `default_bandwidth` when not given.
    step_m
        Side of a square.

    Returns
    -------
    The grid covers the box of the points. There is no correction for the edge of the city: what is smoothed over it is
    outside, and the density just inside is a little low.

    Raises
    ------
    ValueError
        When the grid would have more than four million squares, which a point far away by mistake brings about.

    Notes
    -----
    Against the exact sum the error is under 1e-5 of the maximum (`tests/generative`).

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> lon, lat = rng.normal(-58.4, 0.01, 500), rng.normal(-34.6, 0.01, 500)
    >>> grid = density_grid(lon, lat, bandwidth_m=400)
    >>> grid.events, round(float(grid.per_km2.max()), -1)
    (500, 80.0)
    """
    from atalaya.kernels import density as kernel

    longitude, latitude = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    if not len(longitude):
        none = np.empty(0)
        return DensityGrid(np.empty((0, 0)), none, none, (0.0, 0.0), bandwidth_m or WIDEST_M, 0)
    centre = tuple(float(axis.min() + axis.max()) / 2 for axis in (longitude, latitude))
    x, y = to_metres(longitude, latitude, centre=(centre[0], centre[1]))
    width = default_bandwidth(x, y) if bandwidth_m is None else float(bandwidth_m)
    columns, rows = (int(np.ptp(axis) // step_m) + 1 for axis in (x, y))
    if rows * columns > _MOST_SQUARES:
        raise ValueError("the points lie too far apart for squares of this size")
    origin = (float(x.min()) + step_m / 2, float(y.min()) + step_m / 2)
    surface = kernel.on_grid(x, y, np.empty(0), origin=origin, step=step_m, shape=(rows, columns), bandwidth_m=width)
    east, north = (
        start + step_m * np.arange(n, dtype=np.float64) for start, n in zip(origin, (columns, rows), strict=True)
    )
    return DensityGrid(surface * _PER_KM2, east, north, (centre[0], centre[1]), width, len(x))


def density_at_hexagons(
    lon: ArrayLike, lat: ArrayLike, cells: ArrayLike, *, weights: ArrayLike | None = None, bandwidth_m: float
) -> NDArray[np.float32]:
    """Density of points at the middle of hexagons, in events per km².

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, shape (n,), finite.
    cells
        H3 cells, shape (m,).
    weights
        Events at each point, shape (n,); one when not given.
    bandwidth_m
        Standard deviation of the Gaussian along each axis.

    Returns
    -------
    float32 array of shape (m,).

    Examples
    --------
    >>> import h3.api.basic_int as h3
    >>> cell = h3.latlng_to_cell(-34.6, -58.4, 9)
    >>> lon, lat = hexagon_centres([cell])
    >>> density_at_hexagons(lon, lat, [cell], weights=[100], bandwidth_m=1000).round().tolist()
    [16.0]
    """
    from atalaya.kernels import density as kernel

    at_lon, at_lat = hexagon_centres(cells)
    if not len(at_lon):
        return np.empty(0, np.float32)
    centre = (float(at_lon.min() + at_lon.max()) / 2, float(at_lat.min() + at_lat.max()) / 2)
    x, y = to_metres(lon, lat, centre=centre)
    at_x, at_y = to_metres(at_lon, at_lat, centre=centre)
    mass = np.empty(0) if weights is None else np.ascontiguousarray(weights, np.float64)
    return (kernel.at_points(x, y, mass, at_x, at_y, bandwidth_m=bandwidth_m) * _PER_KM2).astype(np.float32)
