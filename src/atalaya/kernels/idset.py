"""A set of 96-bit keys that says of each new key whether it was met before.

Duplicates across blocks, in bounded memory. Open addressing with linear probing (Knuth, *The art of computer
programming* 3, 6.4, algorithm L). Twelve bytes a place, at most half of the places used. Keys are two hashes of the
same value: among ten million values the chance that two different ones are taken for equal is below 10⁻¹⁵.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

EMPTY = np.uint64(0)
"""Mark of a free place; the key that has this value is kept as 1."""


@njit(cache=True)
def add(
    high: NDArray[np.uint64],
    low: NDArray[np.uint32],
    places_high: NDArray[np.uint64],
    places_low: NDArray[np.uint32],
    seen: NDArray[np.bool_],
) -> int:
    """Put keys in; ``seen[k]`` tells whether key k was there already. Returns how many were new.

    Parameters
    ----------
    high, low
        The keys, shape (n,).
    places_high, places_low
        The table, a power of two long, with room for all of them.
    seen
        Filled, shape (n,).
    """
    last = np.uint64(places_high.shape[0] - 1)
    new = 0
    for k in range(high.shape[0]):
        key = high[k] if high[k] != EMPTY else np.uint64(1)
        # The key is a hash, yet its low bits may be poor: mixed once more (Fibonacci hashing, Knuth 6.4).
        place = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20) & last
        seen[k] = False
        while places_high[place] != EMPTY:
            if places_high[place] == key and places_low[place] == low[k]:
                seen[k] = True
                break
            place = (place + np.uint64(1)) & last
        if not seen[k]:
            places_high[place] = key
            places_low[place] = low[k]
            new += 1
    return new
