"""Gaussian kernel density of many points on a grid: points are spread over a fine lattice, the lattice is smoothed.

Binning followed by a convolution (Silverman 1982, AS 176; Wand 1994, *Fast computation of multivariate kernel
estimators*), with two changes. A Gaussian is the product of one along each axis, so that two one-dimensional passes
do and no Fourier transform is needed. And a point is spread over the nodes by the cubic B-spline: the second moment of
those weights is d²/3 wherever the point falls between the nodes, so that smoothing by a Gaussian of variance
h² - d²/3 leaves an error of fourth order for *every* set of points. Linear weights with h² - d²/6 are right only for
points that fall evenly between the nodes, and police records do not: they are snapped to corners and addresses.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from atalaya.kernels.vectors import add_four

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

NODES_PER_BANDWIDTH = 8
"""The lattice has at least so many nodes to a bandwidth: the error is then under 5·10⁻⁶ of the maximum."""
REACH = 5.5
"""Bandwidths after which a point is not felt: the Gaussian is below 3·10⁻⁷ of its top."""
MOST_NODES = 4_000_000
"""Of one lattice: 32 MB."""

_SPLINE_VARIANCE = 1.0 / 3.0


@njit(cache=True, fastmath={"contract"})
def spread(x: Floats, y: Floats, weights: Floats, origin: tuple[float, float], step: float, lattice: Floats) -> None:
    """Add each point to the sixteen nodes around it.

    Parameters
    ----------
    x, y
        Metres, shape (n,). A point without two rows and columns of nodes on each side is left out.
    weights
        Shape (n,), or (0,) when every point counts one.
    origin, step
        Place of node (0, 0), metres between nodes.
    lattice
        Added to, shape (rows, columns).
    """
    rows, columns = lattice.shape
    weighted = weights.shape[0] > 0
    inverse = 1.0 / step
    flat = lattice.ravel()
    for k in range(x.shape[0]):
        across = (x[k] - origin[0]) * inverse
        up = (y[k] - origin[1]) * inverse
        if not (1.0 <= across < columns - 2 and 1.0 <= up < rows - 2):
            continue
        column = np.int32(across)
        row = np.int32(up)
        weight = (weights[k] if weighted else 1.0) / 36.0
        f = across - column
        e = 1.0 - f
        f0, f3 = e * e * e, f * f * f
        f1 = 3.0 * f3 - 6.0 * f * f + 4.0
        f2 = 6.0 - f0 - f1 - f3
        g = up - row
        e = 1.0 - g
        g0, g3 = e * e * e * weight, g * g * g * weight
        g1 = 3.0 * g3 - (6.0 * g * g - 4.0) * weight
        g2 = 6.0 * weight - g0 - g1 - g3
        place = (np.int64(row) - 1) * columns + column - 1
        add_four(flat, np.uint64(place), f0, f1, f2, f3, g0)
        add_four(flat, np.uint64(place + columns), f0, f1, f2, f3, g1)
        add_four(flat, np.uint64(place + 2 * columns), f0, f1, f2, f3, g2)
        add_four(flat, np.uint64(place + 3 * columns), f0, f1, f2, f3, g3)


@njit(cache=True, fastmath={"reassoc", "contract"})
def smooth_down(lattice: Singles, taps: Singles, stride: int, out: Singles) -> None:
    """Convolve the columns with `taps`, at every `stride`-th row alone.

    Parameters
    ----------
    lattice
        Shape ((rows - 1) * stride + m, columns).
    taps
        Symmetric about the middle one, shape (m,), m odd.
    out
        Filled, shape (rows, columns).
    """
    rows, columns = out.shape
    half = taps.shape[0] // 2
    for r in range(rows):
        line = out[r]
        middle = r * stride + half
        source = lattice[middle]
        for c in range(columns):
            line[c] = taps[half] * source[c]
        for t in range(1, half + 1):
            tap = taps[half + t]
            before = lattice[middle - t]
            after = lattice[middle + t]
            for c in range(columns):
                line[c] += tap * (before[c] + after[c])


@njit(cache=True)
def read(surface: Floats, x: Floats, y: Floats, origin: tuple[float, float], step: float) -> Floats:
    """The surface at points, from the sixteen nodes around each by the weights of `spread`; 0 outside.

    Parameters
    ----------
    surface
        Shape (rows, columns), smoothed so that its bandwidth and the spline's make up the wanted one.
    x, y
        Metres, shape (n,).
    """
    rows, columns = surface.shape
    out = np.zeros(x.shape[0], np.float64)
    a = np.empty(4, np.float64)
    b = np.empty(4, np.float64)
    for k in range(x.shape[0]):
        across = (x[k] - origin[0]) / step
        up = (y[k] - origin[1]) / step
        if not (1.0 <= across < columns - 2 and 1.0 <= up < rows - 2):
            continue
        column = np.int64(across)
        row = np.int64(up)
        _spline(across - column, a)
        _spline(up - row, b)
        for r in range(4):
            for c in range(4):
                out[k] += b[r] * a[c] * surface[row - 1 + r, column - 1 + c]
    return out


@njit(cache=True)
def _spline(f: float, out: Floats) -> None:
    """Weights of the cubic B-spline at the four nodes around a point, `f` of the way from the second to the third."""
    e = 1.0 - f
    out[0] = e * e * e / 6.0
    out[1] = (3.0 * f * f * f - 6.0 * f * f + 4.0) / 6.0
    out[3] = f * f * f / 6.0
    out[2] = 1.0 - out[0] - out[1] - out[3]


def taps_of(bandwidth_m: float, step: float, splines: int) -> Floats:
    """A Gaussian in steps of the lattice, in 1/m, narrowed by the variance that `splines` spreadings add."""
    variance = bandwidth_m * bandwidth_m - splines * _SPLINE_VARIANCE * step * step
    half = math.ceil(REACH * bandwidth_m / step)
    place = np.arange(-half, half + 1) * step
    return np.asarray(np.exp(-place * place / (2.0 * variance)) / math.sqrt(2.0 * math.pi * variance))


def on_grid(
    x: Floats,
    y: Floats,
    weights: Floats,
    *,
    origin: tuple[float, float],
    step: float,
    shape: tuple[int, int],
    bandwidth_m: float,
) -> Floats:
    """Density at the nodes of a grid, in events per square metre.

    Parameters
    ----------
    x, y
        Metres, shape (n,), finite; points outside the grid are felt inside it as far as they reach.
    weights
        Shape (n,), or (0,) when every point counts one.
    origin, step, shape
        Place of node (0, 0), metres between nodes, (rows, columns).
    bandwidth_m
        Standard deviation of the Gaussian along each axis.

    Returns
    -------
    float64 array of the given shape, row by row from the origin.
    """
    stride = math.ceil(NODES_PER_BANDWIDTH * step / bandwidth_m)
    fine = step / stride
    taps = taps_of(bandwidth_m, fine, 1)
    # The lattice reaches as far beyond the grid as a point is felt: what lies there is not dropped at the edge.
    corner = (origin[0] - len(taps) // 2 * fine, origin[1] - len(taps) // 2 * fine)
    lattice = np.zeros([(n - 1) * stride + len(taps) for n in shape], np.float64)
    spread(x, y, weights, corner, fine, lattice)
    return _smooth(lattice, taps, stride, shape)


def _smooth(lattice: Floats, taps: Floats, stride: int, shape: tuple[int, int]) -> Floats:
    """Both axes, in single precision: the work is moving memory, and sums of what is not negative lose no digits."""
    half_way = np.empty((shape[0], lattice.shape[1]), np.float32)
    narrow = taps.astype(np.float32)
    smooth_down(lattice.astype(np.float32), narrow, stride, half_way)
    turned = np.empty((shape[1], shape[0]), np.float32)
    smooth_down(np.ascontiguousarray(half_way.T), narrow, stride, turned)
    return turned.T.astype(np.float64)


def at_points(x: Floats, y: Floats, weights: Floats, at_x: Floats, at_y: Floats, *, bandwidth_m: float) -> Floats:
    """Density at any places, in events per square metre.

    Parameters
    ----------
    x, y, weights
        As in `on_grid`.
    at_x, at_y
        Metres, shape (m,), finite.

    Returns
    -------
    float64 array of shape (m,).
    """
    out = np.zeros(len(at_x), np.float64)
    left = [np.arange(len(at_x))] if len(at_x) else []
    fine = bandwidth_m / NODES_PER_BANDWIDTH
    taps = taps_of(bandwidth_m, fine, 2)
    half = len(taps) // 2
    while left:
        some = left.pop()
        own_x, own_y = at_x[some], at_y[some]
        span_x, span_y = float(np.ptp(own_x)), float(np.ptp(own_y))
        shape = (math.ceil(span_y / fine) + 5, math.ceil(span_x / fine) + 5)
        if (shape[0] + 2 * half) * (shape[1] + 2 * half) > MOST_NODES and max(span_x, span_y) > fine * half:
            # Too wide for one lattice, as with a place put down far away by mistake: each half has its own.
            own = own_x if span_x > span_y else own_y
            first = own <= (own.min() + own.max()) / 2
            left += [some[first], some[~first]]
            continue
        corner = (float(own_x.min()) - 2 * fine, float(own_y.min()) - 2 * fine)
        lattice = np.zeros([n + 2 * half for n in shape], np.float64)
        spread(x, y, weights, (corner[0] - half * fine, corner[1] - half * fine), fine, lattice)
        out[some] = read(_smooth(lattice, taps, 1, shape), own_x, own_y, corner, fine)
    return out
