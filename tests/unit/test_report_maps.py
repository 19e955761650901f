"""Maps to pass on: nothing small in them, every place drawn once, hidden and unknown told apart."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import h3.api.basic_int as h3
import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atalaya.geo.filling import hexagons_in
from atalaya.i18n import compile_catalogues
from atalaya.indicators.hexagons import HexagonCounts
from atalaya.patterns.layers import DensityLayer, HotSpotLayer
from atalaya.reports.maps import MapLayer, area_layer, density, hexagon_layer, hot_spots, to_geojson, to_page, to_svg
from atalaya.reports.maps.drawing import HEIGHT, WIDTH, frame_of
from atalaya.reports.maps.files import MOST_ROWS

CENTRE = h3.latlng_to_cell(-34.6, -58.4, 9)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


def around(rings: int) -> np.ndarray:
    return np.sort(np.array(h3.grid_disk(CENTRE, rings), np.int64))


def counts(*events: int, unlocated: int = 0) -> HexagonCounts:
    return HexagonCounts(around(2)[: len(events)], np.array(events, np.int64), unlocated, 9)


def areas(*rows: tuple[str, int | None, int | None], unplaced: int = 0, **how: object) -> MapLayer:
    """Squares side by side: code, events, residents."""
    shapes = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": code.upper() * 4},
            "geometry": shapely.geometry.mapping(shapely.box(place, 0, place + 1, 1)),
        }
        for place, (code, _events, _people) in enumerate(rows)
    ]
    known = [
        {
            "area": code,
            "events": events,
            "population": people,
            "rate_per_100k": events / people * 1e5 if people else None,
            "rate_low": 1.0 if people else None,
            "rate_high": 9.0 if people else None,
        }
        for code, events, people in rows
        if events is not None
    ]
    schema = {"area": pl.String, "events": pl.Int64, "population": pl.Int64} | dict.fromkeys(
        ("rate_per_100k", "rate_low", "rate_high"), pl.Float64
    )
    collection = {"type": "FeatureCollection", "features": shapes}
    return area_layer(collection, pl.DataFrame(known, schema=schema), unplaced, **({"threshold": 5} | how))  # type: ignore[arg-type]


def test_hexagons_hide_what_is_small_and_what_would_give_it_away() -> None:
    layer = hexagon_layer(counts(40, 0, 3, 9, unlocated=100), threshold=5)
    assert [place.value for place in layer.places] == [40, None, None]
    assert (layer.hidden, layer.unlocated) == (2, 100)
    assert hexagon_layer(counts(40, 9, unlocated=2), threshold=5).unlocated is None
    assert [place.value for place in hexagon_layer(counts(40, 0, 3), threshold=0).places] == [40, 3]


@given(st.lists(st.integers(0, 30), max_size=19), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_no_small_count_is_in_any_form(events: list[int], unlocated: int) -> None:
    layer = hexagon_layer(counts(*events, unlocated=unlocated), threshold=5)
    shown = [place.value for place in layer.places if place.value is not None]
    assert all(value >= 5 for value in shown)
    told = json.loads(to_geojson(layer, {}))
    assert [one["properties"]["events"] for one in told["features"]] == [place.value for place in layer.places]
    left = sum(events) + unlocated - sum(shown) - (layer.unlocated or 0)
    assert left == 0 or left >= 5 or sum(events) + unlocated < 5 or layer.hidden + (layer.unlocated is None) >= 2


def test_areas_without_residents_are_unknown_and_not_hidden() -> None:
    layer = areas(
        ("a", 50, 1000), ("b", 40, None), ("c", 2, 500), ("d", None, None), ("e", 30, 500), per_residents=True
    )
    values = {place.key: (place.value is None, place.hidden) for place in layer.places}
    assert values == {
        "a": (False, False),
        "b": (True, False),
        "c": (True, True),
        "d": (True, False),
        "e": (True, True),
    }
    page = to_page(layer, "es", title="Tasas", caption="Fuente: x.")
    assert "sin datos" in page
    assert "oculto" in page
    assert "Tasa anual por 100.000" in page
    assert page.count("<h1>") == 1
    assert ">Hechos</th>" in to_page(areas(("a", 50, None)), "es", title="t", caption="c", notices=["Aviso <b>"])


def test_hot_spots_are_told_in_words_and_colours() -> None:
    cells = around(1)
    kinds = np.array([2, 1, 0, -1, -2, 0, 0], np.int8)
    found = HotSpotLayer(cells, np.array([40, 20, 9, 6, 2, 8, 9]), kinds, np.zeros(7), np.full(7, 0.01), True, 1, 999)
    layer = hot_spots(found, threshold=5)
    assert [place.value for place in layer.places] == [2, 1, -1, -2]
    assert [place.told["events"] for place in layer.places] == [40, 20, None, None]
    page = to_page(layer, "pt", title="t", caption="c")
    assert "muitas, além do acaso (1 %)" in page
    assert "poucas, além do acaso (1 %)" in page
    texts = ["".join(node.itertext()) for node in ElementTree.fromstring(drawn(layer)).iter(f"{SVG}text")]
    assert len([text for text in texts if "beyond chance" in text]) == 4


def drawn(layer: MapLayer, **how: object) -> str:
    return to_svg(layer, "en", title="A <title>", caption="Source: x & y. " * 20, **how)  # type: ignore[arg-type]


def test_densities_are_left_out_where_few_events_make_them() -> None:
    surface = np.array([1, 30, 60], np.float32)
    found = DensityLayer(around(1)[:3], surface, 300.0, 90)
    assert [place.value for place in density(found, threshold=5).places] == [30, 60]
    assert [place.value for place in density(found, threshold=0).places] == [1, 30, 60]
    assert "per km²" in to_page(density(found, threshold=5), "en", title="t", caption="c")


def test_the_picture_fits_and_is_drawn_once_a_place() -> None:
    layer = hexagon_layer(counts(*range(5, 24)), threshold=5)
    outlines = areas(("a", 9, None)).places
    picture = ElementTree.fromstring(drawn(layer))
    assert len([path for path in picture.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]) == 19
    frame = frame_of([place.rings for place in layer.places])
    assert frame is not None
    for place in layer.places:
        for lon, lat in place.rings[0]:
            assert 0 <= frame.x(lon) <= WIDTH
            assert 0 <= frame.y(lat) <= HEIGHT
    assert drawn(layer, outlines=outlines).count("<path") == drawn(layer).count("<path") + 1
    assert "A &lt;title&gt;" in drawn(layer)
    assert drawn(layer, headed=False).count("A &lt;title&gt;") == 1
    assert drawn(layer) == drawn(layer)


def test_nothing_is_a_picture_that_says_so() -> None:
    assert "There is nothing to draw." in drawn(MapLayer("hexagons", ()))
    assert "There is nothing to draw." not in drawn(areas(("a", 9, None)))


def test_zero_is_paper_and_tells_of_nobody() -> None:
    layer = areas(("a", 50, None), ("b", 0, None))
    assert layer.places[1].value == 0
    assert 'fill="#ffffff"><title>BBBB: 0</title>' in drawn(layer)


def test_a_long_list_is_cut_and_says_so() -> None:
    cells = around(14)
    many = HexagonCounts(cells, np.full(len(cells), 9, np.int64), 0, 9)
    page = to_page(hexagon_layer(many, threshold=5), "en", title="t", caption="c")
    assert page.count('scope="row"') == MOST_ROWS
    assert f"{len(cells) - MOST_ROWS} more places" in page


def test_parts_and_holes_are_rings() -> None:
    whole = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2)).union(shapely.box(6, 0, 7, 1))
    layer = areas(("a", 9, None))
    place = layer.places[0].__class__("x", "x", shapely.geometry.mapping(whole), 1.0)
    assert len(place.rings) == 3


def test_the_hexagons_of_a_city_are_those_of_its_areas() -> None:
    west, east = shapely.box(-58.42, -34.62, -58.40, -34.60), shapely.box(-58.40, -34.62, -58.38, -34.60)
    both = hexagons_in([west, east], 8)
    assert set(both) == set(hexagons_in([west], 8)) | set(hexagons_in([east], 8))
    assert (np.diff(both) > 0).all()
    assert len(hexagons_in([])) == 0
