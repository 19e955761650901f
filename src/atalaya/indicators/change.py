"""Whether a count changed: a ratio with its exact interval, and a verdict that is given only after a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Verdict = Literal["rise", "fall", "no-distinguishable-change", "too-few"]

TOO_FEW = 10
"""Under this many events in both periods together nothing is said of change."""


@dataclass(frozen=True)
class Comparison:
    """Two counts, their ratio by exposure with its interval, the p value of "no change" and the verdict."""

    now: int
    before: int
    ratio: float
    ratio_low: float
    ratio_high: float
    p_value: float
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
    total, tail = now + before, (1 - level) / 2
    scale = exposure_before / exposure_now
    low = special.betaincinv(now, before + 1, tail) if now else 0.0
    high = special.betaincinv(now + 1, before, 1 - tail) if before else 1.0
    share = exposure_now / (exposure_now + exposure_before)
    below, above = stats.binom.cdf(now, total, share), stats.binom.sf(now - 1, total, share)
    p_value = float(min(1.0, 2 * min(below, above)))
    verdict: Verdict = "no-distinguishable-change"
    if total < TOO_FEW:
        verdict = "too-few"
    elif p_value < 1 - level:
        verdict = "rise" if now * scale > before else "fall"
    return Comparison(
        now=now,
        before=before,
        ratio=now / before * scale if before else float("inf") if now else float("nan"),
        ratio_low=_odds(float(low)) * scale,
        ratio_high=_odds(float(high)) * scale,
        p_value=p_value,
        verdict=verdict,
    )


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


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
    if not p.size:
        return p
    return np.asarray(stats.false_discovery_control(p, method="bh"), dtype=np.float64)
