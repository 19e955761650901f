"""Published values of Getis and Ord's statistics: Guerry's departments (spdep), and the toy of esda's own tests."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from atalaya.geo.neighbours import Neighbours
from atalaya.patterns.hot_spots import general_g, gi_star, local_g


def lists_of(pairs: list[list[int]]) -> Neighbours:
    starts = np.cumsum([0, *(len(own) for own in pairs)]).astype(np.int64)
    return Neighbours(starts, np.array([k for own in pairs for k in own], np.int32))


@pytest.mark.data
def test_crimes_against_persons_in_guerrys_departments(shared_data: Path) -> None:
    with (shared_data / "reference" / "guerry_queen_expected_gi.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    crimes = [float(row["crime_pers"]) for row in rows]
    near = lists_of([[int(other) - 1 for other in row["neighbours"].split()] for row in rows])
    assert len(near) == 85
    gi, star = local_g(crimes, near, star=False), local_g(crimes, near, star=True)
    assert gi == pytest.approx([float(row["gi_z"]) for row in rows], abs=1e-12)
    assert star == pytest.approx([float(row["gistar_z"]) for row in rows], abs=1e-12)
    # What is printed in sfdep's own snapshot
    assert gi[:5].round(6).tolist() == [0.899137, 2.445598, 2.197655, -1.583869, -1.190242]
    assert star[:3].round(6).tolist() == [1.342359, 2.595578, 2.388872]


@pytest.mark.data
def test_permutation_says_what_the_normal_says_where_it_may(shared_data: Path) -> None:
    with (shared_data / "reference" / "guerry_queen_expected_gi.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    near = lists_of([[int(other) - 1 for other in row["neighbours"].split()] for row in rows])
    result = gi_star(
        [float(row["crime_pers"]) for row in rows], near, conditional=False, rng=np.random.default_rng(3)
    ).table
    sure = result.filter(result["z"].abs() > 2.6)
    assert sure.height
    assert (sure["p"] < 0.02).all()
    assert (result.filter(result["z"].abs() < 1.2)["p"] > 0.15).all()


def test_toy_of_six_points() -> None:
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], np.float64)
    apart = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    near = lists_of([np.flatnonzero((row <= 15) & (row > 0)).tolist() for row in apart])
    values = [2, 3, 3.2, 5, 8, 7]
    assert general_g(values, near) == pytest.approx(0.55709779, abs=5e-9)
    assert local_g(values, near, star=False)[0] == pytest.approx(-1.0136729, abs=5e-8)
    assert local_g(values, near, star=True)[0] == pytest.approx(-1.39727626, abs=5e-9)
