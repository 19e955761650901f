"""Hot spots: where a place and its neighbours hold more than chance explains, told by Getis and Ord's local statistic.

The z value is the analytic one. What is said of a place rests on conditional permutation, since counts of incidents
are far from normal, and is held to one false discovery rate over all places, since thousands are tested at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from atalaya.geo.neighbours import Neighbours

Floats = NDArray[np.float64]

LEVELS = (0.05, 0.01)
"""False discovery rates of the classes 1 and 2 (hot) and -1 and -2 (cold)."""
PERMUTATIONS = 99_999
"""The draws are shared by all places, and so are their errors: that many keep them too small to matter."""


@dataclass(frozen=True)
class GiStar:
    """One row a place: cell, value, neighbours (how many), z, p, q, class; and how many permutations p rests on.

    p is two-sided: twice the smaller of the shares of permutations with a sum at least as large, and at least as
    small. q is p after Benjamini and Hochberg's control. class is 2 and 1 for hot at a false discovery rate of 1 % and
    5 %, -2 and -1 for cold, 0 for what cannot be told from chance.
    """

    table: pl.DataFrame
    permutations: int


def gi_star(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    cells: ArrayLike | None = None,
    conditional: bool = True,
    permutations: int = PERMUTATIONS,
    rng: np.random.Generator,
) -> GiStar:
    """Local statistic Gi* of each place, with the probability of its neighbourhood under conditional permutation.

    Parameters
    ----------
    values
        Counts, or any numbers, shape (n,). A place without incidents counts, as zero.
    neighbours
        Of the n places, each without itself.
    cells
        Names of the places for the table, shape (n,); 0, 1, ... when not given.
    conditional
        Whether a place keeps its own value while its neighbours are drawn. So it is usually done, and it asks whether
        the *neighbours* are unlike the rest: a place that stands out alone is not hot, while those around it are. Else
        all are drawn and the neighbourhood as a whole is asked about, as the z value does.
    permutations
        Smallest p is two in this many.
    rng
        Source of the draws.

    Raises
    ------
    ValueError
        When the lengths differ or a value is not finite.

    Notes
    -----
    Ord, J. K. and Getis, A. (1995), Local spatial autocorrelation statistics, Geographical Analysis 27, 286-306,
    eq. 14, weights 0 and 1. Anselin, L. (1995), Local indicators of spatial association, Geographical Analysis 27,
    93-115 (conditional permutation).

    Examples
    --------
    >>> ring = Neighbours(np.array([0, 2, 4, 6, 8, 10]), np.array([1, 4, 0, 2, 1, 3, 2, 4, 3, 0], np.int32))
    >>> result = gi_star([9, 8, 0, 1, 0], ring, rng=np.random.default_rng(1), permutations=999)
    >>> result.table["z"].round(2).to_list(), result.table["class"].to_list()
    ([1.26, 1.26, -0.36, -1.99, -0.16], [0, 0, 0, 0, 0])
    """
    from atalaya.kernels.neighbour_sums import tail_counts

    x = _checked(values, neighbours)
    high = low = np.empty(0, np.int64)
    if len(x):
        seed = int(rng.integers(2**63))
        high, low = tail_counts(
            x, neighbours.starts, neighbours.ids, conditional=conditional, permutations=permutations, seed=seed
        )
    p = np.minimum(1.0, 2.0 * (np.minimum(high, low) + 1) / (permutations + 1))
    q = _false_discovery(p)
    sign = np.sign(low - high)
    table = pl.DataFrame(
        {
            "cell": np.arange(len(x)) if cells is None else np.asarray(cells),
            "value": x,
            "neighbours": neighbours.counts,
            "z": local_g(x, neighbours, star=True),
            "p": p,
            "q": q,
            "class": (sign * np.sum([q <= level for level in LEVELS], axis=0)).astype(np.int8),
        }
    )
    return GiStar(table, permutations)


def local_g(values: ArrayLike, neighbours: Neighbours, *, star: bool) -> Floats:
    """Analytic z of Gi* (`star`, a place counts among its neighbours) or of Gi (it does not), shape (n,).

    Not a number where the statistic has no variance: all values alike, or every place a neighbour.

    Notes
    -----
    Ord and Getis (1995), eqs. 7 and 14, weights 0 and 1; the same with rows that sum to one.

    Examples
    --------
    >>> pair = Neighbours(np.array([0, 1, 2, 2]), np.array([1, 0], np.int32))
    >>> local_g([3.0, 1.0, 2.0], pair, star=True).round(3).tolist()
    [0.0, 0.0, 0.0]
    """
    x = _checked(values, neighbours)
    n = len(x)
    if not n:
        return x
    rounding = 1e-12 * float(np.abs(x).max())
    x = x - x.mean()  # the statistic does not feel it, and sums of squares lose no digits
    weight = neighbours.counts + float(star)
    total, squares = float(x.sum()), float(x @ x)
    with np.errstate(divide="ignore", invalid="ignore"):
        others = n if star else n - 1
        rest = np.zeros(n) if star else x  # what of a place is not part of the mean it is compared with
        mean = (total - rest) / others
        variance = (squares - rest * rest) / others - mean * mean
        own = _sums(x, neighbours) + x - rest
        variance = np.where(variance > rounding * rounding, variance, np.nan)
        spread = variance * (others * weight - weight * weight) / (others - 1)
        z = (own - mean * weight) / np.sqrt(spread)
    return np.asarray(np.where(np.isfinite(z), z, np.nan), np.float64)


def general_g(values: ArrayLike, neighbours: Neighbours) -> float:
    """General G: the share of all products of two places' values that neighbours hold.

    Notes
    -----
    Getis, A. and Ord, J. K. (1992), The analysis of spatial association by use of distance statistics, Geographical
    Analysis 24, 189-206, eq. 5.

    Examples
    --------
    >>> pair = Neighbours(np.array([0, 1, 2, 2]), np.array([1, 0], np.int32))
    >>> round(general_g([3.0, 1.0, 2.0], pair), 4)
    0.2727
    """
    x = _checked(values, neighbours)
    total = float(x.sum())
    return float(x @ _sums(x, neighbours)) / (total * total - float(x @ x))


def _sums(x: Floats, neighbours: Neighbours) -> Floats:
    from atalaya.kernels.neighbour_sums import neighbour_sums

    return np.asarray(neighbour_sums(x, neighbours.starts, neighbours.ids), np.float64)


def _checked(values: ArrayLike, neighbours: Neighbours) -> Floats:
    x = np.ascontiguousarray(values, dtype=np.float64)
    if x.ndim != 1 or len(x) != len(neighbours) or not np.isfinite(x).all():
        raise ValueError("one finite value for each place is needed")
    return x


def _false_discovery(p: Floats) -> Floats:
    """Benjamini and Hochberg (1995), by the library; it refuses to be asked about nothing."""
    from scipy import stats

    return np.asarray(stats.false_discovery_control(p, method="bh"), np.float64) if len(p) else p
