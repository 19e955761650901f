"""Neighbour lists of hexagons, and their middles."""

from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np
import pytest

from atalaya.geo.hexagons import hexagon_of
from atalaya.geo.neighbours import hexagon_centres, hexagons_around, neighbours_of, without_gaps

HERE = h3.latlng_to_cell(-34.9, -56.16, 9)


@pytest.mark.parametrize("rings", [1, 2])
def test_neighbours_are_those_of_the_library_among_the_given(rings: int) -> None:
    rng = np.random.default_rng(1)
    disk = np.sort(np.array(h3.grid_disk(HERE, 9), np.int64))
    cells = disk[rng.random(len(disk)) < 0.6]
    near = neighbours_of(cells, rings=rings)
    assert len(near) == len(cells)
    for i, cell in enumerate(cells.tolist()):
        found = set(cells[near.ids[near.starts[i] : near.starts[i + 1]]].tolist())
        assert found == (set(h3.grid_disk(cell, rings)) & set(cells.tolist())) - {cell}


def test_neighbours_are_mutual() -> None:
    cells = hexagons_around([HERE], rings=5)
    near = neighbours_of(cells)
    owner = np.repeat(np.arange(len(cells)), near.counts)
    pairs = set(zip(owner.tolist(), near.ids.tolist(), strict=True))
    assert {(b, a) for a, b in pairs} == pairs


@pytest.mark.parametrize("rings", [1, 2])
def test_gaps_are_filled_and_nothing_is_added_outside(rings: int) -> None:
    """By the definition: what remains is what no disk can be laid on without touching one of the cells."""
    rng = np.random.default_rng(3)
    disk = np.array(h3.grid_disk(HERE, 8), np.int64)
    cells = disk[rng.random(len(disk)) < 0.3]
    wide = set(hexagons_around(cells, rings=rings).tolist())
    wanted = sorted(cell for cell in wide if set(h3.grid_disk(cell, rings)) <= wide)
    assert without_gaps(cells, rings=rings).tolist() == wanted
    assert set(cells.tolist()) <= set(wanted)
    whole = np.sort(disk)
    assert without_gaps(whole, rings=rings).tolist() == whole.tolist()


def test_a_pentagon_is_no_gap_of_its_own() -> None:
    pentagon = h3.get_pentagons(5)[0]
    around = h3.grid_disk(pentagon, 2)
    assert without_gaps([cell for cell in around if cell != pentagon]).tolist() == sorted(around)
    assert len(without_gaps([])) == 0


def test_a_pentagon_has_five() -> None:
    pentagon = h3.get_pentagons(5)[0]
    cells = hexagons_around([pentagon])
    near = neighbours_of(cells)
    assert near.counts[np.searchsorted(cells, pentagon)] == 5


def test_nothing_has_no_neighbours() -> None:
    near = neighbours_of(np.empty(0, np.int64))
    assert len(near) == 0
    assert len(near.ids) == 0
    assert len(hexagons_around([])) == 0
    assert [len(axis) for axis in hexagon_centres([])] == [0, 0]


@pytest.mark.parametrize("cells", [[2, 1], [1, 1], [[1, 2]]])
def test_cells_are_to_be_ascending(cells: list[int]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        neighbours_of(cells)


def test_the_middle_of_a_hexagon_lies_in_it() -> None:
    cells = hexagons_around([HERE], rings=4)
    assert hexagon_of(*hexagon_centres(cells)).tolist() == cells.tolist()
