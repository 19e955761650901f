"""Hot spots: what must not change them, how often noise is called one, and that a planted one is found."""

from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atalaya.geo.neighbours import Neighbours, hexagons_around, neighbours_of
from atalaya.patterns.hot_spots import gi_star, local_g
from atalaya.patterns.layers import hot_spot_layer

CITY = hexagons_around([h3.latlng_to_cell(-34.6, -58.4, 9)], rings=12)
NEAR = neighbours_of(CITY)
INNER = h3.grid_disk(h3.latlng_to_cell(-34.6, -58.4, 9), 9)

counts_of_a_town = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).poisson(3, len(CITY)))


@given(counts=counts_of_a_town, factor=st.sampled_from([2, 7, 1000]), added=st.sampled_from([0, 5]))
@settings(max_examples=10, deadline=None)
def test_scale_and_origin_of_the_values_do_not_matter(counts: np.ndarray, factor: int, added: int) -> None:
    before = gi_star(counts, NEAR, permutations=499, rng=np.random.default_rng(1)).table
    after = gi_star(counts * factor + added, NEAR, permutations=499, rng=np.random.default_rng(1)).table
    assert after["p"].to_list() == before["p"].to_list()
    assert after["z"].to_numpy() == pytest.approx(before["z"].to_numpy(), abs=1e-9)


@given(counts=counts_of_a_town, seed=st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_the_order_of_the_places_does_not_matter(counts: np.ndarray, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(CITY))
    place_of = np.argsort(order)
    parts = [place_of[NEAR.ids[NEAR.starts[i] : NEAR.starts[i + 1]]] for i in order]
    turned = Neighbours(
        np.cumsum([0, *(len(part) for part in parts)]).astype(np.int64), np.concatenate(parts).astype(np.int32)
    )
    found = local_g(counts[order], turned, star=True)
    assert found == pytest.approx(local_g(counts, NEAR, star=True)[order], abs=1e-9)
    p = gi_star(counts[order], turned, permutations=4_999, rng=np.random.default_rng(2)).table["p"].to_numpy()
    q = gi_star(counts, NEAR, permutations=4_999, rng=np.random.default_rng(2)).table["p"].to_numpy()[order]
    assert np.abs(p - q).max() < 0.07  # other draws, the same probabilities


def test_a_mirrored_city_is_cold_where_it_was_hot() -> None:
    counts = np.random.default_rng(6).poisson(3, len(CITY)) + 9 * np.isin(CITY, h3.grid_disk(int(CITY[200]), 2))
    hot = gi_star(counts, NEAR, rng=np.random.default_rng(5)).table
    cold = gi_star(-counts, NEAR, rng=np.random.default_rng(5)).table
    assert (hot["class"] > 0).any()
    assert (-hot["class"]).to_list() == cold["class"].to_list()


@pytest.mark.parametrize("conditional", [True, False])
def test_noise_is_seldom_called_a_hot_spot(conditional: bool) -> None:
    """Where nothing is planted, every hot spot is false: at a rate of 5 % one city in twenty may have any."""
    rng = np.random.default_rng(20)
    cities, alarmed, called = 120, 0, 0
    for _ in range(cities):
        counts = rng.poisson(4, len(CITY))
        classes = gi_star(counts, NEAR, conditional=conditional, permutations=9_999, rng=rng).table["class"]
        alarmed += bool((classes != 0).any())
        called += int((classes != 0).sum())
    assert alarmed / cities <= 0.05 + 3 * (0.05 * 0.95 / cities) ** 0.5
    assert called / (cities * len(CITY)) < 0.002


def test_p_is_uniform_under_noise() -> None:
    rng = np.random.default_rng(21)
    p = np.concatenate(
        [
            gi_star(rng.normal(size=len(CITY)), NEAR, conditional=False, permutations=9_999, rng=rng).table["p"]
            for _ in range(30)
        ]
    )
    for level in (0.01, 0.05, 0.2, 0.5):
        assert (p <= level).mean() == pytest.approx(level, rel=0.15)


@given(middle=st.sampled_from(INNER), factor=st.sampled_from([4, 6]), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_a_planted_cluster_is_found_and_little_else(middle: int, factor: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    planted = np.isin(CITY, h3.grid_disk(middle, 2))
    counts = rng.poisson(np.where(planted, 4.0 * factor, 4.0))
    layer = hot_spot_layer(CITY, counts, region=CITY, seed=seed)
    assert layer.cells.tolist() == CITY.tolist()
    heart = np.isin(CITY, h3.grid_disk(middle, 1))
    assert (layer.classes[heart] == 2).all()
    assert (layer.classes[planted] > 0).mean() > 0.6  # at its corners more neighbours are outside than in
    beside = np.isin(CITY, h3.grid_disk(middle, 3)) & ~planted
    far = ~planted & ~beside  # those beside have planted neighbours
    assert (layer.classes[far] > 0).mean() < 0.03
