"""Shared permutations give each place the probability that counting every possible neighbourhood gives."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from atalaya.geo.neighbours import Neighbours
from atalaya.kernels import neighbour_sums as kernel

PERMUTATIONS = 20_000


def lists_of(pairs: list[list[int]]) -> Neighbours:
    starts = np.cumsum([0, *(len(own) for own in pairs)]).astype(np.int64)
    return Neighbours(starts, np.array([k for own in pairs for k in own], np.int32))


def lattice(rows: int, columns: int, reach: int = 1) -> list[list[int]]:
    around = [(a, b) for a in range(-reach, reach + 1) for b in range(-reach, reach + 1) if (a, b) != (0, 0)]
    return [
        [(r + a) * columns + c + b for a, b in around if 0 <= r + a < rows and 0 <= c + b < columns]
        for r in range(rows)
        for c in range(columns)
    ]


def distribution(values: list[int], k: int) -> dict[int, float]:
    """The oracle: the exact distribution of the sum of k of the values, by counting (no draw at all)."""
    ways: Counter[tuple[int, int]] = Counter({(0, 0): 1})
    for value, times in Counter(values).items():
        more: Counter[tuple[int, int]] = Counter()
        for (taken, total), number in ways.items():
            for m in range(min(times, k - taken) + 1):
                more[taken + m, total + m * value] += number * math.comb(times, m)
        ways = more
    return {total: number / math.comb(len(values), k) for (taken, total), number in ways.items() if taken == k}


def tails(counted: dict[int, float], total: float) -> tuple[float, float]:
    high = sum(share for value, share in counted.items() if value >= total)
    return high, sum(share for value, share in counted.items() if value <= total)


def deviations(values: list[int], pairs: list[list[int]], *, conditional: bool, seed: int) -> NDArray[np.float64]:
    """How many standard errors the shares found are from the exact ones, shape (n, 2)."""
    x, near = np.array(values, np.float64), lists_of(pairs)
    found = kernel.tail_counts(x, near.starts, near.ids, conditional=conditional, permutations=PERMUTATIONS, seed=seed)
    off = np.empty((len(values), 2))
    for i, own in enumerate(pairs):
        members = own if conditional else [*own, i]
        pool = values[:i] + values[i + 1 :] if conditional else values
        wanted = tails(distribution(pool, len(members)), x[members].sum())
        for side in range(2):
            share = min(1.0, wanted[side])
            error = math.sqrt(share * (1 - share) / PERMUTATIONS) + 1e-12
            off[i, side] = (found[side][i] / PERMUTATIONS - share) / error
    return off


@pytest.mark.parametrize("conditional", [True, False])
def test_sixty_places_agree_with_the_exact_probabilities(conditional: bool) -> None:
    rng = np.random.default_rng(11)
    off = deviations(rng.poisson(2, 60).tolist(), lattice(6, 10), conditional=conditional, seed=4)
    assert np.abs(off).max() < 4.5  # of 120 shares, not independent
    assert abs(off.mean()) < 1.5


@given(
    values=st.lists(st.integers(0, 9), min_size=2, max_size=9),
    conditional=st.booleans(),
    seed=st.integers(0, 2**63 - 1),
    data=st.data(),
)
@settings(max_examples=40, deadline=None)
def test_any_small_set_of_places(values: list[int], conditional: bool, seed: int, data: st.DataObject) -> None:
    """Also where a place has no neighbour, or all the others are its neighbours."""
    n = len(values)
    pairs = [data.draw(st.lists(st.sampled_from([j for j in range(n) if j != i]), unique=True)) for i in range(n)]
    off = deviations(values, pairs, conditional=conditional, seed=seed)
    assert np.abs(off).max() < 6.0


def test_the_slow_way_by_all_orders() -> None:
    """The oracle itself against writing out every choice, on five places."""
    values = [4, 1, 1, 7, 2]
    sums = Counter(sum(choice) for choice in itertools.combinations(values, 3))
    assert distribution(values, 3) == pytest.approx({total: number / 10 for total, number in sums.items()})


def test_sums_that_differ_in_the_last_digit_alone_are_equal() -> None:
    pairs = lists_of([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    values = np.array([0.1, 0.2, 0.3, 0.7])
    high, low = kernel.tail_counts(values, pairs.starts, pairs.ids, conditional=True, permutations=200, seed=1)
    assert high.tolist() == low.tolist() == [200] * 4  # all the others are its neighbours: every draw is the same


def test_draws_are_fair_and_distinct() -> None:
    """With a place's value its own power of two, the sum of a replicate tells which places were drawn."""
    n, size, replicates = 11, 4, 20_000
    values = 2.0 ** np.arange(n)
    drawn = np.empty((1, replicates))
    kernel.replicate(
        values, np.zeros(n), np.zeros(n, np.int32), np.array([size], np.int32), True, np.uint64(7), 0.0,
        drawn, np.zeros(n, np.int64), np.zeros(n, np.int64),
    )  # fmt: skip
    which = (drawn[0].astype(np.int64)[:, None] >> np.arange(n)) & 1
    assert (which.sum(axis=1) == size).all()
    share = which.mean(axis=0)
    assert np.abs(share - size / n).max() < 4.5 * math.sqrt(size / n * (1 - size / n) / replicates)
