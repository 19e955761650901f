"""A set of 96-bit keys that says of each new key whether it was met before.

Duplicates across blocks, in bounded memory. Open addressing with linear probing (Knuth, *The art of computer
programming* 3, 6.4, algorithm L). Twelve bytes a place, at most three quarters of the places used. Keys are two
hashes of the same value: among ten million values the chance that two different ones are taken for equal is below
10⁻¹⁵.
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


@njit(cache=True)
def holds(
    high: NDArray[np.uint64],
    low: NDArray[np.uint32],
    places_high: NDArray[np.uint64],
    places_low: NDArray[np.uint32],
    found: NDArray[np.bool_],
) -> None:
    """Tell of each key whether it is in the table; arguments as of `add`."""
    last = np.uint64(places_high.shape[0] - 1)
    for k in range(high.shape[0]):
        key = high[k] if high[k] != EMPTY else np.uint64(1)
        place = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20) & last
        found[k] = False
        while places_high[place] != EMPTY:
            if places_high[place] == key and places_low[place] == low[k]:
                found[k] = True
                break
            place = (place + np.uint64(1)) & last


@njit(cache=True)
def move(
    old_high: NDArray[np.uint64], old_low: NDArray[np.uint32], high: NDArray[np.uint64], low: NDArray[np.uint32]
) -> None:
    """Put every key of one table into another, larger and empty."""
    last = np.uint64(high.shape[0] - 1)
    for k in range(old_high.shape[0]):
        key = old_high[k]
        if key == EMPTY:
            continue
        place = (key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20) & last
        while high[place] != EMPTY:
            place = (place + np.uint64(1)) & last
        high[place] = key
        low[place] = old_low[k]


class KeySet:
    """A set of keys that grows.

    Examples
    --------
    >>> keys, low = KeySet(), np.zeros(2, np.uint32)
    >>> keys.add(np.array([7, 7], np.uint64), low).tolist(), keys.holds(np.array([7, 8], np.uint64), low).tolist()
    ([False, True], [True, False])
    """

    def __init__(self, places: int = 1 << 12) -> None:
        self._high = np.zeros(places, np.uint64)
        self._low = np.zeros(places, np.uint32)
        self._held = 0

    def add(self, high: NDArray[np.uint64], low: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Put keys in; which of them were there already, from before or from a place earlier in these arrays."""
        self._make_room(len(high))
        seen = np.empty(len(high), np.bool_)
        self._held += add(high, low, self._high, self._low, seen)
        return seen

    def holds(self, high: NDArray[np.uint64], low: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which keys are in."""
        found = np.empty(len(high), np.bool_)
        holds(high, low, self._high, self._low, found)
        return found

    def _make_room(self, more: int) -> None:
        size = len(self._high)
        if self._fits(more, size):
            return
        while not self._fits(more, size):
            size *= 2
        high, low = np.zeros(size, np.uint64), np.zeros(size, np.uint32)
        move(self._high, self._low, high, low)
        self._high, self._low = high, low

    def _fits(self, more: int, size: int) -> bool:
        return (self._held + more) * 4 <= size * 3
