"""What the map is given: hot spots and densities at hexagons, also of small and of empty cities."""

from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np
import pytest

from atalaya.geo.hexagons import hexagon_of
from atalaya.geo.metres import to_metres
from atalaya.geo.neighbours import Neighbours, hexagon_centres, hexagons_around, neighbours_of
from atalaya.patterns.density import default_bandwidth, density_at_hexagons, density_grid
from atalaya.patterns.hot_spots import gi_star, local_g
from atalaya.patterns.layers import TOO_FEW_EVENTS, DensityLayer, density_layer, hot_spot_layer

HERE = h3.latlng_to_cell(-34.6, -58.4, 9)
CITY = hexagons_around([HERE], rings=10)
NONE = np.empty(0, np.int64)


def town(seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(np.where(np.isin(CITY, h3.grid_disk(HERE, 1)), 30, 3))


def test_the_same_seed_gives_the_same_layer_and_another_nearly() -> None:
    first, again, other = (hot_spot_layer(CITY, town(), region=CITY, seed=seed) for seed in (1, 1, 2))
    assert first.table.equals(again.table)
    assert (first.q != other.q).any()
    assert (first.classes == other.classes).mean() > 0.98


def test_the_numbers_of_a_layer() -> None:
    layer = hot_spot_layer(CITY, town(), region=CITY, seed=1)
    hot = layer.classes > 0
    assert layer.enough
    assert layer.permutations == 99_999
    assert layer.hot_cells == hot.sum() >= 7
    assert 0 < layer.surest_cells <= layer.hot_cells
    assert layer.cold_cells == (layer.classes < 0).sum()
    assert layer.events == town().sum()
    assert layer.events_in_hot == town()[hot].sum()
    assert layer.share_in_hot == pytest.approx(layer.events_in_hot / layer.events)
    assert layer.share_of_cells == pytest.approx(hot.mean())
    assert layer.classes.dtype == np.int8
    assert layer.table.columns == ["cell", "count", "class", "z", "q"]
    assert (np.sign(layer.z[hot]) == 1).all()


def test_a_pair_that_stands_out_is_no_hole() -> None:
    """Conditional permutation calls the two hot that touch both, and the pair itself not."""
    counts = np.random.default_rng(3).poisson(3, len(CITY))
    pair = np.isin(CITY, h3.grid_disk(HERE, 1)[:2])
    counts[pair] = 400
    layer = hot_spot_layer(CITY, counts, region=CITY, seed=1)
    assert (layer.classes[pair] > 0).all()
    usual = gi_star(counts, neighbours_of(CITY), rng=np.random.default_rng(1)).table["class"].to_numpy()
    assert (usual > 0).any()
    assert not (usual[pair] > 0).any()


def test_one_hexagon_alone_is_no_cluster() -> None:
    counts = np.random.default_rng(3).poisson(3, len(CITY))
    counts[CITY == HERE] = 400
    assert hot_spot_layer(CITY, counts, region=CITY, seed=1).hot_cells == 0


def test_without_a_region_the_hexagons_with_events_and_the_gaps_between_them_are_considered() -> None:
    rng = np.random.default_rng(7)
    some = CITY[(rng.random(len(CITY)) < 0.6) | ~np.isin(CITY, h3.grid_disk(HERE, 9))]
    layer = hot_spot_layer(some, np.full(len(some), 2), seed=1, permutations=99)
    assert layer.cells.tolist() == CITY.tolist()
    assert layer.events == 2 * len(some)


def test_events_outside_of_the_region_are_kept() -> None:
    far = h3.latlng_to_cell(-34.7, -58.5, 9)
    cells = np.sort(np.append(CITY, far))
    layer = hot_spot_layer(cells, np.ones(len(cells), np.int64), region=CITY, seed=1, permutations=99)
    assert layer.cells.tolist() == cells.tolist()
    assert layer.classes[cells == far] == 0


@pytest.mark.parametrize(
    ("cells", "counts", "region"),
    [
        (NONE, NONE, None),
        (NONE, NONE, CITY),
        (CITY, np.zeros(len(CITY), np.int64), CITY),
        (CITY[:1], np.array([TOO_FEW_EVENTS - 1]), CITY),
        (CITY[:1], np.array([1000]), None),
    ],
)
def test_too_little_to_say_is_said(cells: np.ndarray, counts: np.ndarray, region: np.ndarray | None) -> None:
    layer = hot_spot_layer(cells, counts, region=region, seed=1)
    assert not layer.enough
    assert layer.hot_cells == layer.cold_cells == 0
    assert (layer.q == 1).all()
    assert (layer.z == 0).all()
    assert layer.events == counts.sum()
    assert layer.share_in_hot == layer.share_of_cells == 0


def test_a_city_of_equal_hexagons_has_no_hot_spot() -> None:
    layer = hot_spot_layer(CITY, np.full(len(CITY), 5), region=CITY, seed=1, permutations=999)
    assert layer.enough
    assert layer.hot_cells == layer.cold_cells == 0
    assert (layer.z == 0).all()


@pytest.mark.parametrize(
    ("cells", "counts"), [([2, 1], [1, 1]), ([1, 2], [1]), ([1, 2], [1, -1])], ids=["order", "length", "negative"]
)
def test_what_cannot_be_counts_is_refused(cells: list[int], counts: list[int]) -> None:
    with pytest.raises(ValueError, match="ascending cells"):
        hot_spot_layer(np.array(cells), np.array(counts), seed=1)
    with pytest.raises(ValueError, match="ascending cells"):
        density_layer(np.array(cells), np.array(counts))


def test_statistics_of_nothing_and_of_what_has_no_variance() -> None:
    alone = Neighbours(np.zeros(1, np.int64), np.empty(0, np.int32))
    assert gi_star([], alone, rng=np.random.default_rng(1)).table.height == 0
    everybody = Neighbours(np.array([0, 1, 2]), np.array([1, 0], np.int32))
    assert np.isnan(local_g([1.0, 2.0], everybody, star=True)).all()
    table = gi_star([1.0, 2.0], everybody, cells=[70, 71], permutations=99, rng=np.random.default_rng(1)).table
    assert table["cell"].to_list() == [70, 71]
    assert table["p"].to_list() == [1.0, 1.0]
    ring = Neighbours(np.arange(4), np.array([1, 2, 0], np.int32))
    assert np.isnan(local_g([0.1, 0.1, 0.1], ring, star=True)).all()
    large = local_g(1e9 + np.array([0.0, 2.0, 5.0]), ring, star=True)
    assert large == pytest.approx(local_g([0.0, 2.0, 5.0], ring, star=True), rel=1e-6)
    for values in ([1.0], [1.0, float("nan")]):
        with pytest.raises(ValueError, match="one finite value"):
            local_g(values, everybody, star=True)


def test_density_of_hexagons_is_near_that_of_the_points() -> None:
    rng = np.random.default_rng(4)
    lon, lat = rng.normal(-58.4, 0.012, 20_000), rng.normal(-34.6, 0.010, 20_000)
    cells, counts = np.unique(hexagon_of(lon, lat), return_counts=True)
    layer = density_layer(cells, counts, bandwidth_m=400)
    points = density_at_hexagons(lon, lat, layer.cells, bandwidth_m=400)
    assert layer.per_km2.dtype == np.float32
    assert np.abs(layer.per_km2 - points).max() < 0.01 * points.max()
    assert layer.events == 20_000
    assert set(layer.table["cell"]) == set(hexagons_around(cells).tolist())


def test_no_density_is_finer_than_a_hexagon() -> None:
    fine, finer = (density_layer(CITY, town(), bandwidth_m=width).per_km2 for width in (50, 10))
    assert (fine == finer).all()


def test_density_layer_of_nothing_and_with_the_rule() -> None:
    layer = density_layer(NONE, NONE)
    assert isinstance(layer, DensityLayer)
    assert layer.table.height == layer.events == 0
    assert len(density_at_hexagons([-58.4], [-34.6], NONE, bandwidth_m=300)) == 0
    counts = town()
    with_rule = density_layer(CITY, counts)
    lon, lat = hexagon_centres(CITY)
    assert with_rule.bandwidth_m == default_bandwidth(*to_metres(lon, lat), counts)


def test_bandwidth_of_the_rule() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(0, 3000, (2, 4000))
    plain = default_bandwidth(x, y)
    assert plain == pytest.approx(3000 * 4000 ** (-1 / 6), rel=0.05)
    far = default_bandwidth(np.append(x, [1e6] * 20), np.append(y, [1e6] * 20))
    assert far == pytest.approx(plain, rel=0.05)  # a few points far away do not widen it
    assert default_bandwidth(x, y, np.full(4000, 3)) == default_bandwidth(np.tile(x, 3), np.tile(y, 3))
    assert default_bandwidth(x / 1000, y / 1000) == 200.0
    assert default_bandwidth(x * 10, y * 10) == 1000.0
    assert default_bandwidth([0.0], [0.0]) == 1000.0
    assert default_bandwidth([0.0] * 9 + [9000.0], [0.0] * 10) == pytest.approx(1350 * 10 ** (-1 / 6), abs=5)


def test_grid_of_density() -> None:
    rng = np.random.default_rng(6)
    lon, lat = rng.normal(-58.4, 0.01, 3000), rng.normal(-34.6, 0.01, 3000)
    grid = density_grid(lon, lat, step_m=100)
    assert grid.per_km2.shape == (len(grid.north_m), len(grid.east_m))
    assert grid.table.height == grid.per_km2.size
    assert grid.table["per_km2"].sum() * 0.01 == pytest.approx(3000, rel=0.01)
    top = grid.table.sort("per_km2").row(-1, named=True)
    x, y = to_metres([-58.4], [-34.6], centre=grid.centre)
    assert np.hypot(top["east_m"] - x[0], top["north_m"] - y[0]) < 400
    fixed = density_grid(lon, lat, step_m=100, bandwidth_m=grid.bandwidth_m)
    assert (fixed.per_km2 == grid.per_km2).all()
    assert density_grid([], []).table.height == 0
    with pytest.raises(ValueError, match="too far apart"):
        density_grid(np.append(lon, 0.0), np.append(lat, 0.0))
