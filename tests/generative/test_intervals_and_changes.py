"""Properties that hold for every count: order, coverage, agreement of test and interval, symmetry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from atalaya.indicators.change import TOO_FEW, adjust, compare_counts
from atalaya.indicators.intervals import count_interval, poisson_byar, poisson_exact, rate_interval, wilson

counts = st.integers(0, 5_000)
levels = st.sampled_from([0.8, 0.95, 0.998])


@given(counts, levels)
def test_exact_limits_have_the_tails_they_promise(k: int, level: float) -> None:
    low, high = poisson_exact(k, level)
    tail = (1 - level) / 2
    assert stats.poisson.cdf(k, float(high)) == pytest.approx(tail, rel=1e-6)
    if k:
        assert stats.poisson.sf(k - 1, float(low)) == pytest.approx(tail, rel=1e-6)


@given(counts, levels)
def test_intervals_hold_their_count_and_grow_with_the_level(k: int, level: float) -> None:
    for method in (poisson_exact, poisson_byar, count_interval):
        low, high = method(k, level)
        assert 0 <= low <= k <= high
        wider = method(k, 0.999)
        assert wider[0] <= low
        assert high <= wider[1]


@given(st.integers(10, 5_000))
def test_byar_is_close_to_the_exact_interval_from_ten_on(k: int) -> None:
    exact, byar = poisson_exact(k), poisson_byar(k)
    assert float(byar[0]) == pytest.approx(float(exact[0]), rel=0.002)
    assert float(byar[1]) == pytest.approx(float(exact[1]), rel=0.002)


@given(st.integers(0, 300), st.integers(0, 300), levels)
def test_wilson_stays_between_nothing_and_all(k: int, more: int, level: float) -> None:
    low, high = wilson(k, k + more, level)
    share = k / (k + more) if k + more else 0.5
    assert -1e-12 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1 + 1e-12


def test_a_rate_without_people_has_no_interval() -> None:
    low, high = rate_interval([3, 3], [0, 100_000])
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert low[1] < 3 < high[1]


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_share(level: float) -> None:
    with pytest.raises(ValueError, match=str(level)):
        poisson_exact(1, level)


@given(st.integers(0, 400), st.integers(0, 400), levels)
def test_test_and_interval_never_disagree(now: int, before: int, level: float) -> None:
    found = compare_counts(now, before, level=level)
    if now + before < TOO_FEW:
        assert found.verdict == "too-few"
    elif found.verdict == "rise":
        assert found.ratio_low >= 1 - 1e-9
    elif found.verdict == "fall":
        assert found.ratio_high <= 1 + 1e-9
    else:
        assert found.ratio_low <= 1 + 1e-9
        assert found.ratio_high >= 1 - 1e-9


@given(st.integers(1, 300), st.integers(1, 300), st.floats(0.1, 10), st.floats(0.1, 10))
def test_the_other_way_round_is_the_inverse(a: int, b: int, days_a: float, days_b: float) -> None:
    there = compare_counts(a, b, exposure_now=days_a, exposure_before=days_b)
    back = compare_counts(b, a, exposure_now=days_b, exposure_before=days_a)
    assert there.ratio == pytest.approx(1 / back.ratio)
    assert there.ratio_low == pytest.approx(1 / back.ratio_high, rel=1e-6)
    assert there.p_value == pytest.approx(back.p_value, rel=1e-6)
    turned = {"rise": "fall", "fall": "rise"}
    assert there.verdict == turned.get(back.verdict, back.verdict)


def test_noise_is_told_as_change_no_oftener_than_promised() -> None:
    rng = np.random.default_rng(7)
    verdicts = [compare_counts(int(a), int(b)).verdict for a, b in rng.poisson(60, (2_000, 2))]
    false = sum(verdict in {"rise", "fall"} for verdict in verdicts)
    three_errors = 3 * (len(verdicts) * 0.05 * 0.95) ** 0.5
    assert 0 < false <= 0.05 * len(verdicts) + three_errors


def test_the_p_value_is_that_of_a_second_implementation() -> None:
    for now, before in ((130, 100), (12, 30), (50, 50)):
        binomial = stats.binomtest(now, now + before, 0.5)
        assert compare_counts(now, before).p_value == pytest.approx(binomial.pvalue, rel=1e-9)
        interval = binomial.proportion_ci(0.95, method="exact")
        assert compare_counts(now, before).ratio_low == pytest.approx(interval.low / (1 - interval.low), rel=1e-9)


def test_nothing_before_or_nothing_at_all() -> None:
    assert compare_counts(12, 0).ratio == float("inf")
    assert compare_counts(12, 0).ratio_high == float("inf")
    assert compare_counts(12, 0).verdict == "rise"
    assert np.isnan(compare_counts(0, 0).ratio)
    assert compare_counts(0, 12).verdict == "fall"


@pytest.mark.parametrize(("now", "before", "exposure"), [(-1, 0, 1), (0, -1, 1), (1, 1, 0)])
def test_what_is_no_count_is_refused(now: int, before: int, exposure: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        compare_counts(now, before, exposure_now=exposure)
    if exposure == 0:
        with pytest.raises(ValueError, match="not negative"):
            compare_counts(now, before, exposure_before=exposure)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_p_values_are_larger_and_keep_their_order(p: list[float]) -> None:
    adjusted = adjust(p)
    assert len(adjusted) == len(p)
    assert all(after >= before for before, after in zip(p, adjusted, strict=True))
    order = np.argsort(p)
    assert (np.diff(adjusted[order]) >= -1e-12).all() if len(p) else True
