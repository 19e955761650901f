"""Each distinct spelling once: numbers the distinct values of a column, so that only those few are ever parsed."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def number(hashes: NDArray[np.uint64], codes: NDArray[np.int32], first: NDArray[np.int32], bits: int) -> int:
    """Give equal hashes one number, in order of first appearance; returns how many there are, or -1 when too many.

    Parameters
    ----------
    hashes
        64-bit hash of each value, shape (n,).
    codes
        Filled with the number of each value, shape (n,).
    first
        Filled with the row where each number was first met; its length is the most there may be.
    bits
        The table has two to this power places; at least twice the length of `first`.
    """
    size = 1 << bits
    table = np.full(size, -1, np.int32)
    last = np.uint64(size - 1)
    n = 0
    for k in range(hashes.shape[0]):
        place = (hashes[k] * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits) & last
        while True:
            known = table[place]
            if known < 0:
                if n == first.shape[0]:
                    return -1
                table[place] = n
                first[n] = k
                codes[k] = n
                n += 1
                break
            if hashes[first[known]] == hashes[k]:
                codes[k] = known
                break
            place = (place + np.uint64(1)) & last
    return n
