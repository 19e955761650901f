"""The synthetic city: ground without gaps, causes that do what they say, and the same seed giving the same city."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import shapely

from atalaya.simulation import layout as ground
from atalaya.simulation import process
from atalaya.simulation.city import LIT_SINCE, PUERTO_CLARO, SyntheticCity, make_city
from atalaya.simulation.crimes import CRIMES
from atalaya.simulation.layout import BLOCK_M, HEIGHT_M, WIDTH_M, Layout, make_layout
from atalaya.simulation.plane import CORNER_LAT, CORNER_LON, to_degrees
from atalaya.tables.codelists import code_list

DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(366)]


@pytest.fixture(scope="module")
def city() -> SyntheticCity:
    return make_city(11, first_day=dt.date(2024, 1, 1), last_day=dt.date(2024, 12, 31))


@pytest.fixture(scope="module")
def layout(city: SyntheticCity) -> Layout:
    return city.layout


def test_areas_fill_the_city_without_gap_or_overlap(layout: Layout) -> None:
    shapes = [shapely.Polygon(corners) for corners in layout.corners]
    assert all(shape.is_valid and np.isclose(shape.area, shape.convex_hull.area) for shape in shapes)
    whole = shapely.union_all(shapes)
    assert np.isclose(whole.area, sum(shape.area for shape in shapes))
    assert isinstance(whole, shapely.Polygon)
    assert not whole.interiors


def test_the_area_of_a_place_is_that_of_the_geometry_library(layout: Layout) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(-300, WIDTH_M + 700, 4000), rng.uniform(-300, HEIGHT_M + 300, 4000)
    found = layout.area_of(x, y)
    expected = np.full(len(x), -1)
    for number, corners in enumerate(layout.corners):
        expected[shapely.contains_xy(shapely.Polygon(corners), x, y)] = number
    assert (found == expected).all()
    assert (found == -1).any()


def test_the_segment_of_a_place_is_the_nearest_of_all(layout: Layout) -> None:
    rng = np.random.default_rng(4)
    x, y = rng.uniform(400, WIDTH_M - 400, 300), rng.uniform(400, HEIGHT_M - 400, 300)
    lines = [
        shapely.LineString([(a, b), (c, d)]) for a, b, c, d in layout.segments.select("x0", "y0", "x1", "y1").rows()
    ]
    found = layout.segment_of(x, y)
    for place, segment in zip(shapely.points(x, y), found, strict=True):
        assert lines[segment].distance(place) == pytest.approx(min(shapely.distance(lines, place)))
    assert layout.segment_of(np.array([-5000.0]), np.array([0.0])).tolist() == [-1]


def test_segments_are_blocks_with_a_street_and_an_area(layout: Layout) -> None:
    segments = layout.segments
    length = np.hypot(segments["x1"] - segments["x0"], segments["y1"] - segments["y0"])
    assert np.allclose(length, BLOCK_M)
    assert segments["segment"].to_list() == list(range(segments.height))
    assert segments["area"].n_unique() == len(layout.codes) == 24
    assert segments.filter(pl.col("street").str.starts_with("Av. ")).height > 100


def test_residents_grow_by_the_year_and_every_area_has_a_figure() -> None:
    layout = make_layout(np.random.default_rng(1), years=range(2020, 2023))
    total = layout.population.group_by("year").agg(pl.col("population").sum()).sort("year")["population"].to_list()
    assert total[0] == 1000 * sum(map(sum, ground.RESIDENTS))
    assert total[2] / total[0] == pytest.approx((1 + ground.GROWTH) ** 2, abs=1e-4)
    assert layout.population.height == 72


def test_the_geojson_is_closed_rings_in_open_water(layout: Layout) -> None:
    features = layout.geojson()["features"]
    assert isinstance(features, list)
    for feature in features:
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert shapely.Polygon(ring).exterior.is_ccw
        assert all(-57 < lon < -56.7 and -36.1 < lat < -35.9 for lon, lat in ring)
    assert {feature["properties"]["BARRIO"] for feature in features} == {name for row in ground.NAMES for name in row}


def test_a_kilometre_on_the_plane_is_a_kilometre_on_the_ground() -> None:
    from pyproj import Geod

    lon, lat = to_degrees(np.array([1000.0, 0.0]), np.array([0.0, 1000.0]))
    for a, b in zip(lon, lat, strict=True):
        *_, metres = Geod(ellps="WGS84").inv(CORNER_LON, CORNER_LAT, a, b)
        assert metres == pytest.approx(1000, rel=0.005)


def test_every_crime_has_a_code_of_the_classification_and_a_whole_day() -> None:
    codes = set(code_list("iccs")["code"])
    assert len(CRIMES) == 8
    for crime in CRIMES:
        assert crime.iccs in codes
        assert crime.hours.sum() == pytest.approx(1)
        assert (crime.hours > 0).all()
        assert 0 <= crime.repeats < 1
        assert len(crime.weekdays) == 7


def test_an_evening_crime_crests_in_the_evening() -> None:
    robbery = CRIMES[0]
    assert robbery.name == "Robo"
    assert int(np.argmax(robbery.hours)) in {19, 20, 21}


def test_the_mean_day_of_the_first_year_is_the_yearly_figure() -> None:
    for crime in CRIMES:
        mild = process.daily_rate(replace(crime, growth=0), DAYS, np.full(len(DAYS), 20.0))
        assert mild.sum() / (1 - crime.repeats) == pytest.approx(crime.yearly, rel=0.01)


def test_heat_multiplies_the_rate_and_growth_compounds() -> None:
    injuries = next(crime for crime in CRIMES if crime.name == "Lesiones dolosas")
    mild = process.daily_rate(injuries, DAYS, np.full(len(DAYS), process.HEAT_FROM))
    hot = process.daily_rate(injuries, DAYS, np.full(len(DAYS), process.HEAT_FROM + 4))
    assert np.allclose(hot / mild, np.exp(4 * injuries.heat))
    theft = next(crime for crime in CRIMES if crime.growth)
    later = [dt.date(2025, 12, 31)]
    grown = process.daily_rate(theft, [DAYS[0], *later], np.zeros(2))
    still = process.daily_rate(replace(theft, growth=0), [DAYS[0], *later], np.zeros(2))
    assert grown[1] / still[1] == pytest.approx((1 + theft.growth) ** (730 / 365.25))


def test_places_are_drawn_by_residents_and_by_hot_spots(layout: Layout) -> None:
    even = process.segment_weights(layout, replace(CRIMES[0], hot=0))
    hot = process.segment_weights(layout, replace(CRIMES[0], hot=1))
    assert even.sum() == pytest.approx(1)
    assert hot.sum() == pytest.approx(1)
    people = layout.population.filter(pl.col("year") == 2024)["population"].to_numpy()
    by_area = np.bincount(layout.segments["area"].to_numpy(), weights=even)
    assert np.allclose(by_area, people / people.sum())
    assert np.sort(hot)[-200:].sum() > 0.9


def test_corridors_are_whole_blocks_of_three_streets(city: SyntheticCity) -> None:
    lit = city.layout.segments.filter(pl.col("segment").is_in(city.lighting.segments))
    assert lit.height == 42
    assert lit["street"].n_unique() == 3
    assert city.lighting.at_night(np.array([5, 6, 18, 19])).tolist() == [True, False, False, True]


def test_events_lie_in_the_city_and_in_its_days(city: SyntheticCity) -> None:
    days = city.events["occurred"].dt.date()
    assert days.min() >= city.first_day  # type: ignore[operator]
    assert days.max() <= city.last_day  # type: ignore[operator]
    assert city.events["area"].is_between(0, 23).all()
    assert (city.events["reported"] >= city.events["occurred"]).all()
    assert city.events["id"].n_unique() == city.events.height
    assert city.events.sort("id")["reported"].is_sorted()


def test_only_crimes_with_victims_count_them(city: SyntheticCity) -> None:
    counts = city.events.group_by("crime").agg(pl.col("victims").is_not_null().all().alias("told"))
    assert dict(counts.iter_rows()) == {number: crime.victims for number, crime in enumerate(CRIMES)}


def test_the_lights_prevent_nothing_before_they_shine_nor_by_day() -> None:
    rng = np.random.default_rng(5)
    layout = make_layout(rng, years=range(2024, 2025))
    lighting = process.choose_corridors(layout, LIT_SINCE)
    maximum = process.daily_maximum(rng, DAYS)
    drawn = process.draw_events(rng, layout, DAYS, maximum, lighting).filter(pl.col("prevented"))
    assert drawn.height > 5
    assert (drawn["occurred"].dt.date() >= LIT_SINCE).all()
    assert lighting.at_night(drawn["occurred"].dt.hour().to_numpy().astype(np.int64)).all()
    assert drawn["segment"].is_in(lighting.segments).all()
    assert {CRIMES[number].lit for number in drawn["crime"].unique()} == {True}


def test_the_same_seed_gives_the_same_city_and_another_seed_another() -> None:
    days = {"first_day": dt.date(2024, 3, 1), "last_day": dt.date(2024, 3, 31)}
    one, same, other = make_city(1, **days), make_city(1, **days), make_city(2, **days)
    assert one.events.equals(same.events)
    assert one.truth() == same.truth()
    assert not one.events.equals(other.events)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        make_city(1, first_day=dt.date(2024, 2, 1), last_day=dt.date(2024, 1, 1))


def test_the_truth_adds_up(city: SyntheticCity) -> None:
    truth = city.truth()
    assert truth["city"] == PUERTO_CLARO.code
    assert truth["synthetic"] is True
    assert truth["events"] == city.events.height == sum(crime["events"] for crime in truth["crimes"])  # type: ignore[attr-defined]
    by_year = truth["events_by_year"]
    assert isinstance(by_year, dict)
    assert sum(by_year["2024"].values()) == city.events.height
    assert truth["lighting"]["prevented"] == city.prevented  # type: ignore[index]
