"""The fast density is the sum of Gaussians, to one part in a hundred thousand of its maximum, for any set of points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from atalaya.kernels import density as kernel

Floats = NDArray[np.float64]
NONE = np.empty(0)
TOLERANCE = 1e-5


def exact(x: Floats, y: Floats, weights: Floats, at_x: Floats, at_y: Floats, bandwidth_m: float) -> Floats:
    """The oracle: every point at every place, nothing left out."""
    apart = (at_x[:, None] - x) ** 2 + (at_y[:, None] - y) ** 2
    share = np.exp(-apart / (2 * bandwidth_m**2)) / (2 * np.pi * bandwidth_m**2)
    return np.asarray(share @ (weights if len(weights) else np.ones(len(x))))


def nodes(origin: tuple[float, float], step: float, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    rows, columns = np.indices(shape)
    return origin[0] + step * columns.ravel(), origin[1] + step * rows.ravel()


places = st.floats(-400.0, 2400.0)  # the grid reaches from 0 to 2,000: some points lie outside and are felt inside


@given(
    points=st.lists(st.tuples(places, places), min_size=1, max_size=30),
    repeats=st.integers(1, 50),
    bandwidth_m=st.floats(60.0, 500.0),
    step=st.sampled_from([20.0, 50.0, 125.0]),
    weighted=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_on_a_grid(
    points: list[tuple[float, float]], repeats: int, bandwidth_m: float, step: float, weighted: bool
) -> None:
    x, y = (np.repeat(np.array(axis), repeats) for axis in zip(*points, strict=True))
    weights = np.linspace(0.0, 3.0, len(x)) if weighted else NONE
    shape = (int(2000 / step) + 1, int(2000 / step) + 1)
    found = kernel.on_grid(x, y, weights, origin=(0.0, 0.0), step=step, shape=shape, bandwidth_m=bandwidth_m)
    wanted = exact(x, y, weights, *nodes((0.0, 0.0), step, shape), bandwidth_m).reshape(shape)
    # The maximum is that of the surface over the whole plane, which lies near a point.
    top = max(exact(x, y, weights, x[::repeats], y[::repeats], bandwidth_m).max(), wanted.max())
    assert np.abs(found - wanted).max() <= TOLERANCE * top


@given(
    points=st.lists(st.tuples(places, places), min_size=1, max_size=30),
    at=st.lists(st.tuples(places, places), min_size=0, max_size=40),
    bandwidth_m=st.floats(60.0, 500.0),
)
@settings(max_examples=60, deadline=None)
def test_at_places(points: list[tuple[float, float]], at: list[tuple[float, float]], bandwidth_m: float) -> None:
    x, y = (np.array(axis) for axis in zip(*points, strict=True))
    weights = np.linspace(1.0, 3.0, len(x))
    at_x, at_y = np.array(at, dtype=np.float64).reshape(-1, 2).T
    found = kernel.at_points(x, y, weights, at_x, at_y, bandwidth_m=bandwidth_m)
    wanted = exact(x, y, weights, at_x, at_y, bandwidth_m)
    assert np.abs(found - wanted).max(initial=0.0) <= TOLERANCE * exact(x, y, weights, x, y, bandwidth_m).max()


@pytest.mark.parametrize("between", [0.0, 0.25, 0.5])
def test_points_snapped_to_one_corner_are_no_worse(between: float) -> None:
    """Where linear weights are wrong by 4 parts in 10,000: all points equally far between two nodes."""
    here = np.full(1000, 1000.0 + between * 25.0)
    found = kernel.on_grid(here, here, NONE, origin=(0.0, 0.0), step=50.0, shape=(41, 41), bandwidth_m=200.0)
    wanted = exact(here, here, NONE, *nodes((0.0, 0.0), 50.0, (41, 41)), 200.0).reshape(41, 41)
    assert np.abs(found - wanted).max() <= TOLERANCE * wanted.max()


def test_a_place_far_away_costs_no_lattice_as_wide_as_the_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    x, y = rng.uniform(0, 3000, (2, 200))
    x[0], y[1] = 4e7, -3e7
    found = kernel.at_points(x, y, NONE, x, y, bandwidth_m=200.0)
    wanted = exact(x, y, NONE, x, y, 200.0)
    assert np.abs(found - wanted).max() <= TOLERANCE * wanted.max()
    monkeypatch.setattr(kernel, "MOST_NODES", 20_000)  # the whole has to be cut into many
    again = kernel.at_points(x, y, NONE, x, y, bandwidth_m=200.0)
    assert np.abs(again - wanted).max() <= TOLERANCE * wanted.max()
    assert found[0] == pytest.approx(1 / (2 * np.pi * 200.0**2), rel=2e-5)


def test_all_the_mass_is_there() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.uniform(2000, 8000, (2, 500))
    surface = kernel.on_grid(x, y, NONE, origin=(0.0, 0.0), step=50.0, shape=(201, 201), bandwidth_m=250.0)
    assert surface.sum() * 50.0**2 == pytest.approx(500, rel=1e-6)
