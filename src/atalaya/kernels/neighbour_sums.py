"""Sums over each place's neighbours, and how many random neighbourhoods have a larger or a smaller sum.

Conditional permutation (Anselin 1995, *Local indicators of spatial association*, section 4): a place keeps its value,
its k neighbours are replaced by k of the other places at random. As in the usual software the draws are shared by all
places. Then the sum of the first k values of a replicate is the same for every place with k neighbours: it is
computed once, sorted once for each k that occurs, and a place is answered by binary search. The few replicates
that drew the place itself are put right exactly: among k + 1 distinct draws that hold the place, the other k are a
random choice of the others. The work is R·(k + log R) + n·log R instead of n·R·k.

Total permutation, in which the place's own value is drawn anew too, needs no such correction.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)


@njit(cache=True)
def neighbour_sums(values: Floats, starts: Ints, ids: NDArray[np.int32]) -> Floats:
    """Sum of the values of each place's neighbours.

    Parameters
    ----------
    values
        Shape (n,).
    starts, ids
        Neighbours of place i: ``ids[starts[i]:starts[i + 1]]``, without i itself.
    """
    out = np.zeros(values.shape[0], np.float64)
    for i in range(values.shape[0]):
        for k in range(starts[i], starts[i + 1]):
            out[i] += values[ids[k]]
    return out


@njit(cache=True)
def _next(state: np.uint64) -> np.uint64:
    """The number that belongs to a state of SplitMix64 (Steele, Lea, Flood 2014)."""
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True)
def replicate(
    values: Floats,
    sums: Floats,
    counts: NDArray[np.int32],
    sizes: NDArray[np.int32],
    conditional: bool,
    seed: np.uint64,
    slack: float,
    drawn: Floats,
    high: Ints,
    low: Ints,
) -> None:
    """Draw the replicates; for each, the sums by number of neighbours and the corrections of the places it drew.

    Parameters
    ----------
    values, sums, counts
        Of each place, shape (n,): its value, the sum that is compared, of how many values it is.
    sizes
        The numbers in `counts`, ascending, each once, shape (m,).
    conditional
        Whether a place's own value is kept; no number in `counts` then reaches n.
    seed
        Start of the stream of random numbers.
    slack
        Sums that differ by no more are equal.
    drawn
        Filled with the sum of the first ``sizes[s]`` draws of replicate r, shape (m, R).
    high, low
        Changed by what the corrections change in the number of replicates with a sum at least as large, at least as
        small; shape (n,).
    """
    n = np.uint64(values.shape[0])
    most = sizes[-1]
    spare = 1 if conditional else 0
    first_fair = (np.uint64(1 << 32) - n) % n  # draws below would favour some places (Lemire 2019)
    met = np.full(values.shape[0], -1, np.int32)
    draws = np.empty(most + spare, np.int64)
    cumulated = np.zeros(most + spare + 1, np.float64)
    state = seed
    for r in range(drawn.shape[1]):
        for j in range(most + spare):
            while True:
                state += _GOLDEN
                product = (_next(state) >> _32) * n
                if product & _HALF >= first_fair:
                    place = np.int64(product >> _32)
                    if met[place] != r:
                        break
            met[place] = r
            draws[j] = place
            cumulated[j + 1] = cumulated[j] + values[place]
        for s in range(sizes.shape[0]):
            drawn[s, r] = cumulated[sizes[s]]
        for j in range(most if conditional else 0):
            i = draws[j]
            k = counts[i]
            if j < k:
                wrong = cumulated[k]
                right = cumulated[k + 1] - values[i]
                high[i] += np.int64(right >= sums[i] - slack) - np.int64(wrong >= sums[i] - slack)
                low[i] += np.int64(right <= sums[i] + slack) - np.int64(wrong <= sums[i] + slack)


@njit(cache=True)
def place_among(sums: Floats, column: NDArray[np.int32], drawn: Floats, slack: float, high: Ints, low: Ints) -> None:
    """Add to `high` and `low` how many of the sorted sums of a place's column are at least as large, as small."""
    replicates = drawn.shape[1]
    for i in range(sums.shape[0]):
        row = drawn[column[i]]
        high[i] += replicates - np.searchsorted(row, sums[i] - slack, side="left")
        low[i] += np.searchsorted(row, sums[i] + slack, side="right")


def tail_counts(
    values: Floats, starts: Ints, ids: NDArray[np.int32], *, conditional: bool, permutations: int, seed: int
) -> tuple[Ints, Ints]:
    """In how many permutations each place's neighbourhood sums to at least, and to at most, what it does.

    Parameters
    ----------
    values, starts, ids
        As in `neighbour_sums`; at least one place.
    conditional
        Whether each place keeps its own value, so that its neighbours alone are drawn; else all are.
    permutations
        Replicates, R.
    seed
        Not negative, below 2⁶³.

    Returns
    -------
    Two int64 arrays of shape (n,), each from 0 to R. The errors of places are not independent of each other, since
    the draws are shared; R has to be large.
    """
    sums = neighbour_sums(values, starts, ids)
    counts = np.diff(starts).astype(np.int32)
    if not conditional:
        sums += values
        counts += 1
    sizes, column = np.unique(counts, return_inverse=True)
    # Whole numbers add without rounding; others may differ in the last digits by the order in which they are added.
    slack = 1e-12 * float(np.abs(values).max()) * (1 + int(sizes[-1]))
    high, low = np.zeros(len(values), np.int64), np.zeros(len(values), np.int64)
    drawn = np.empty((len(sizes), permutations), np.float64)
    replicate(values, sums, counts, sizes, conditional, np.uint64(seed), slack, drawn, high, low)
    drawn.sort(axis=1)
    place_among(sums, column.astype(np.int32), drawn, slack, high, low)
    return high, low
