"""Intervals of counts, rates and proportions.

Counts under ten take the exact Poisson interval, larger ones Byar's approximation, which is then within 0.2 % of it;
proportions take Wilson's score interval. This is the rule of England's public health indicators.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Interval = tuple[Floats, Floats]

EXACT_BELOW = 10
"""Counts under this take the exact interval."""


def _normal_quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(level)
    return float(special.ndtri(0.5 + level / 2))


def poisson_exact(count: ArrayLike, level: float = 0.95) -> Interval:
    """Exact interval of the mean of a Poisson count.

    Parameters
    ----------
    count : array of shape (n,)
        Events, not negative.
    level
        Coverage, between 0 and 1.

    Returns
    -------
    lower, upper : float64 arrays of shape (n,), in events

    Raises
    ------
    ValueError
        When `level` is not between 0 and 1.

    Notes
    -----
    Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28, 437-442.

    Examples
    --------
    >>> low, high = poisson_exact([0, 5])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 1.623], [3.689, 11.668])
    """
    _normal_quantile(level)
    k = np.asarray(count, dtype=np.float64)
    tail = (1 - level) / 2
    low = np.where(k > 0, special.gammaincinv(np.maximum(k, 1), tail), 0.0)
    return np.asarray(low, np.float64), np.asarray(special.gammainccinv(k + 1, tail), np.float64)


def poisson_byar(count: ArrayLike, level: float = 0.95) -> Interval:
    """Byar's approximation of the interval of the mean of a Poisson count.

    Returns
    -------
    lower, upper : float64 arrays of the shape of `count`, in events

    Notes
    -----
    Breslow, N. E. and Day, N. E. (1987), Statistical Methods in Cancer Research II, IARC, equation 2.13.

    Examples
    --------
    >>> low, high = poisson_byar(65)
    >>> round(float(low), 4), round(float(high), 4)
    (50.1632, 82.8491)
    """
    z = _normal_quantile(level)
    k = np.asarray(count, dtype=np.float64)
    at_least_one = np.maximum(k, 1)
    low = at_least_one * (1 - 1 / (9 * at_least_one) - z / (3 * np.sqrt(at_least_one))) ** 3
    high = (k + 1) * (1 - 1 / (9 * (k + 1)) + z / (3 * np.sqrt(k + 1))) ** 3
    return np.where(k > 0, np.maximum(low, 0.0), 0.0), high


def count_interval(count: ArrayLike, level: float = 0.95) -> Interval:
    """The interval that is shown: exact under `EXACT_BELOW` events, Byar's from there on."""
    k = np.asarray(count, dtype=np.float64)
    exact, byar = poisson_exact(k, level), poisson_byar(k, level)
    few = k < EXACT_BELOW
    return np.where(few, exact[0], byar[0]), np.where(few, exact[1], byar[1])


def rate_interval(count: ArrayLike, population: ArrayLike, *, per: float = 100_000, level: float = 0.95) -> Interval:
    """Interval of a rate: that of its count, over the population.

    Parameters
    ----------
    count, population : arrays of shape (n,)
        Events and person-years; where the population is not positive the interval is NaN.
    per
        Persons the rate is told for.
    """
    people = np.asarray(population, dtype=np.float64)
    scale = np.divide(per, people, out=np.full_like(people, np.nan), where=people > 0)
    low, high = count_interval(count, level)
    return low * scale, high * scale


def wilson(count: ArrayLike, total: ArrayLike, level: float = 0.95) -> Interval:
    """Wilson's score interval of a proportion.

    Parameters
    ----------
    count, total : arrays of shape (n,)
        Those that have the property, and all; where there are none the interval is 0 to 1.

    Notes
    -----
    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.

    Examples
    --------
    >>> low, high = wilson(65, 100)
    >>> round(float(low), 6), round(float(high), 6)
    (0.552544, 0.736358)
    """
    z2 = _normal_quantile(level) ** 2
    k, n = np.asarray(count, dtype=np.float64), np.asarray(total, dtype=np.float64)
    share = np.divide(k, n, out=np.zeros_like(k * n), where=n > 0)
    middle = k + z2 / 2
    half = np.sqrt(z2) * np.sqrt(np.maximum(k * (1 - share), 0) + z2 / 4)
    return np.where(n > 0, (middle - half) / (n + z2), 0.0), np.where(n > 0, (middle + half) / (n + z2), 1.0)
