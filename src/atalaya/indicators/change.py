"""Whether a count changed: a ratio with its exact interval, and a verdict that is given only after a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Verdict = Literal["rise", "fall", "no-distinguishable-change", "too-few", "no-year-before"]
Floats = NDArray[np.float64]

TOO_FEW = 10
"""Under this many events in both periods together nothing is said of change."""


@dataclass(frozen=True)
class Comparison:
    """Two counts, their ratio by exposure with its interval, the p value of "no change" and the verdict.

    Without data of the earlier period (``"no-year-before"``) only `now` is known.
    """

    now: int
    before: int | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    verdict: Verdict


def compare_counts(
    now: int, before: int, *, exposure_now: float = 1.0, exposure_before: float = 1.0, level: float = 0.95
) -> Comparison:
    """Compare two Poisson counts by the conditional test.

    Given the sum, the later count is binomial; its exact interval (Clopper and Pearson 1934) gives that of the ratio
    of rates, and the test is the doubled smaller tail, so that test and interval never disagree.

    Parameters
    ----------
    now, before
        Events in the later and the earlier period.
    exposure_now, exposure_before
        Days, person-years or whatever the events are counted over; positive.
    level
        Coverage of the interval; the test is at one minus this.

    Raises
    ------
    ValueError
        A negative count or an exposure that is not positive.

    Notes
    -----
    Przyborowski, J. and Wilenski, H. (1940), Homogeneity of results in testing samples from Poisson series,
    Biometrika 31, 313-323.

    Examples
    --------
    >>> compare_counts(130, 100).verdict, compare_counts(160, 100).verdict, compare_counts(3, 1).verdict
    ('no-distinguishable-change', 'rise', 'too-few')
    """
    if now < 0 or before < 0 or exposure_now <= 0 or exposure_before <= 0:
        raise ValueError("counts are not negative and exposures are positive")
    scale = exposure_before / exposure_now
    p_value = float(p_values(now, before, exposure_now=exposure_now, exposure_before=exposure_before))
    low, high = ratio_interval(now, before, exposure_now=exposure_now, exposure_before=exposure_before, level=level)
    verdict: Verdict = "no-distinguishable-change"
    if now + before < TOO_FEW:
        verdict = "too-few"
    elif p_value < 1 - level:
        verdict = "rise" if now * scale > before else "fall"
    return Comparison(
        now=now,
        before=before,
        ratio=now / before * scale if before else float("inf") if now else float("nan"),
        ratio_low=float(low),
        ratio_high=float(high),
        p_value=p_value,
        verdict=verdict,
    )


def not_compared(now: int) -> Comparison:
    """A count whose year before is not covered by the data: nothing is said of change.

    >>> not_compared(40).verdict
    'no-year-before'
    """
    return Comparison(now, None, None, None, None, None, "no-year-before")


def p_values(
    now: ArrayLike, before: ArrayLike, *, exposure_now: ArrayLike = 1.0, exposure_before: ArrayLike = 1.0
) -> Floats:
    """P values of "no change" of pairs of counts: the doubled smaller tail of the conditional binomial.

    Parameters
    ----------
    now, before, exposure_now, exposure_before
        Of shapes that go together.

    Returns
    -------
    float64 array of their common shape

    Examples
    --------
    >>> p_values([130, 160, 0], [100, 100, 0]).round(4).tolist()
    [0.0556, 0.0002, 1.0]
    """
    k, b = np.asarray(now, np.float64), np.asarray(before, np.float64)
    at, past = np.asarray(exposure_now, np.float64), np.asarray(exposure_before, np.float64)
    share = at / (at + past)
    # P(X <= k) and P(X >= k) of a binomial of k + b trials are regularised incomplete beta functions
    below = np.where(b > 0, special.betainc(np.maximum(b, 1), k + 1, 1 - share), 1.0)
    above = np.where(k > 0, special.betainc(np.maximum(k, 1), b + 1, share), 1.0)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(below, above)), np.float64)


def ratio_interval(
    now: ArrayLike,
    before: ArrayLike,
    *,
    exposure_now: ArrayLike = 1.0,
    exposure_before: ArrayLike = 1.0,
    level: float = 0.95,
) -> tuple[Floats, Floats]:
    """Exact interval of the ratio of rates of pairs of counts; its upper end is infinite where nothing was before.

    Returns
    -------
    lower, upper : float64 arrays of the common shape

    Notes
    -----
    Clopper, C. J. and Pearson, E. S. (1934), The use of confidence or fiducial limits illustrated in the case of the
    binomial, Biometrika 26, 404-413.
    """
    k, b = np.asarray(now, np.float64), np.asarray(before, np.float64)
    scale = np.asarray(exposure_before, np.float64) / np.asarray(exposure_now, np.float64)
    tail = (1 - level) / 2
    low = np.where(k > 0, special.betaincinv(np.maximum(k, 1), b + 1, tail), 0.0)
    high = np.where(b > 0, special.betaincinv(k + 1, np.maximum(b, 1), 1 - tail), 1.0)
    return _odds(low) * scale, _odds(high) * scale


def _odds(share: Floats) -> Floats:
    return np.divide(share, 1 - share, out=np.full_like(share, np.inf), where=share < 1)


def adjust(p_values: ArrayLike) -> NDArray[np.float64]:
    """P values of many comparisons held to one false discovery rate.

    Parameters
    ----------
    p_values : array of shape (n,)

    Returns
    -------
    float64 array of shape (n,), in the order given

    Notes
    -----
    Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate, JRSS B 57, 289-300.

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p)
    scaled = p[order] * (len(p) / np.arange(1, len(p) + 1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
