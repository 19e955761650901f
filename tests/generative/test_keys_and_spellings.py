"""Repeated keys and distinct spellings are those of Python's own sets and dictionaries."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from atalaya.kernels import idset, spellings

keys = st.lists(st.tuples(st.integers(0, 6) | st.integers(0, 2**64 - 1), st.integers(0, 2)), max_size=120)


@given(blocks=st.lists(keys, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_a_key_is_seen_when_it_came_before_in_any_block(blocks: list[list[tuple[int, int]]]) -> None:
    places_high, places_low = np.zeros(1024, np.uint64), np.zeros(1024, np.uint32)
    met: set[tuple[int, int]] = set()
    for block in blocks:
        high = np.array([key[0] for key in block], dtype=np.uint64)
        low = np.array([key[1] for key in block], dtype=np.uint32)
        seen = np.zeros(len(block), np.bool_)
        new = idset.add(high, low, places_high, places_low, seen)
        expected = []
        before = len(met)
        for first, second in block:
            key = (first or 1, second)  # zero marks a free place
            expected.append(key in met)
            met.add(key)
        assert seen.tolist() == expected
        assert new == len(met) - before


@given(values=st.lists(st.integers(0, 5) | st.integers(0, 2**64 - 1), max_size=200))
@settings(max_examples=150, deadline=None)
def test_spellings_are_numbered_in_order_of_appearance(values: list[int]) -> None:
    hashes = np.array(values, dtype=np.uint64)
    codes, first = np.empty(len(values), np.int32), np.empty(256, np.int32)
    n = spellings.number(hashes, codes, first, 9)
    distinct = list(dict.fromkeys(values))
    assert n == len(distinct)
    assert [distinct[code] for code in codes] == values
    assert [values[row] for row in first[:n]] == distinct


def test_too_many_spellings_are_said_so() -> None:
    codes, first = np.empty(5, np.int32), np.empty(4, np.int32)
    assert spellings.number(np.arange(5, dtype=np.uint64), codes, first, 4) == -1
