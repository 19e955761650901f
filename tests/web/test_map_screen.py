"""The map: a few bytes a question, never a point, the same figures in its table, and it reads without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import h3
import numpy as np
import pytest
from django.test import Client

import observed_city
from atalaya.web.observatory.answers.hexagons import packed
from atalaya.web.observatory.models import City

Browsers = Callable[[str], Client]
PAGE = "/ciudad/here/mapa/"
API = "/api/v1/cities/here"
EN = {"accept-language": "en"}


def unpack(content: bytes) -> list[int]:
    """As the browser reads it."""
    found, value, place = [], 0, 1
    for byte in content:
        value += (byte & 127) * place
        if byte & 128:
            place *= 128
        else:
            found.append(value)
            value, place = 0, 1
    return found


def test_the_page_says_what_is_seen_and_has_its_table(observed: City, signed_in: Browsers) -> None:
    page = signed_in("viewer").get(PAGE, headers=EN).content.decode()
    assert re.search(r"<h1>Ciudad de Aquí, 2019: half of the incidents are in \d+ hexagons of \d+</h1>", page)
    assert "73 incidents have no known place" in page
    assert page.count("<tr data-area=") == 4
    assert '<svg class="outlines"' in page
    assert "<noscript>" in page
    assert "style=" not in page


def test_where_no_incident_has_a_place_the_map_says_so(observed: City, signed_in: Browsers) -> None:
    day = observed_city.FIRST.isoformat()
    address = f"{PAGE}?from={day}&to={day}&category={observed_city.CATEGORIES[0]}"
    page = signed_in("viewer").get(address, headers=EN).content.decode()
    assert ": no incident has a known place</h1>" in page
    assert "1 incident has no known place and is not on the map." in page


@pytest.mark.parametrize("layer", ["hexagons", "areas", "rates", "hotspots", "density", "unknown"])
def test_every_layer_has_a_sentence_and_a_legend(observed: City, signed_in: Browsers, layer: str) -> None:
    address = f"{PAGE}?from=2019-01-01&to=2019-12-31&layer={layer}"
    answer = signed_in("viewer").get(address, headers={**EN, "hx-request": "true"})
    part = answer.content.decode()
    assert "<html" not in part
    assert part.count('<i class="swatch') >= 3
    assert "Ciudad de Aquí, 2019" in part


def test_rates_of_few_are_hatched(observed: City, signed_in: Browsers) -> None:
    page = signed_in("viewer").get(f"{PAGE}?layer=rates&from=2019-02-01&to=2019-02-10", headers=EN).content.decode()
    assert "data-few" in page
    assert "swatch few" in page


def test_nothing_found_is_said(observed: City, signed_in: Browsers) -> None:
    page = signed_in("viewer").get(f"{PAGE}?category=nothing", headers=EN).content.decode()
    assert "no incident fits these filters" in page


def test_a_span_of_hours_may_pass_midnight(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    night = client.get(f"{API}/indicators?h1=22&h2=3").json()["events"]
    hours = [client.get(f"{API}/indicators?hour={hour}").json()["events"] for hour in (22, 23, 0, 1, 2, 3)]
    assert night == sum(hours) > 0
    whole = client.get(f"{API}/indicators?h1=0&h2=23").json()["events"]
    assert whole == client.get(f"{API}/indicators").json()["events"] == 730
    page = client.get(f"{PAGE}?h1=22&h2=3").content.decode()
    assert re.search(r'name="h1"[^>]*value="22"', page)
    assert re.search(r'name="h2"[^>]*value="3"', page)
    assert client.get(f"{PAGE}?h1=22&h2=99").status_code == 400


def test_a_question_is_a_few_bytes_over_a_list_that_is_fixed(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    told = client.get(f"{API}/hexagons").json()
    listed = client.get(f"{API}/hexagons/cells").json()
    assert len(told["values"]) == len(listed["cells"]) == len(listed["shapes"])
    assert sum(told["values"]) + told["unlocated"] == 730
    robbed = client.get(f"{API}/hexagons?category=Robo").json()
    assert len(robbed["values"]) == len(told["values"])
    assert sum(robbed["values"]) < sum(told["values"])
    bytes_sent = client.get(f"{API}/hexagons?form=packed").content
    assert unpack(bytes_sent) == [told["unlocated"], *told["values"]]
    assert len(bytes_sent) < 10_000


def test_the_outlines_are_those_of_the_cells(observed: City, signed_in: Browsers) -> None:
    listed = signed_in("viewer").get(f"{API}/hexagons/cells?resolution=8").json()
    x = y = 0
    for cell, steps in zip(listed["cells"], listed["shapes"], strict=True):
        x, y = x + steps[0], y + steps[1]
        lat, lon = h3.cell_to_latlng(cell)
        assert (x / listed["grain"], y / listed["grain"]) == pytest.approx((lon, lat), abs=1e-5)
        assert len(steps) in {14, 16}


def test_what_is_known_is_not_sent_again(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    for address in ("hexagons?form=packed", "hexagons/cells", "areas", "hot-spots?form=packed", "density"):
        first = client.get(f"{API}/{address}")
        again = client.get(f"{API}/{address}", headers={"if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    other = client.get(f"{API}/hexagons?form=packed&category=Robo")
    assert other["ETag"] != client.get(f"{API}/hexagons?form=packed")["ETag"]
    version = re.search(r'data-version="([^"]+)"', client.get(PAGE).content.decode())
    assert version
    kept = client.get(f"{API}/hexagons/cells?version={version[1]}")
    assert "immutable" in kept["Cache-Control"]


def test_no_point_ever_leaves(observed: City, signed_in: Browsers) -> None:
    client = signed_in("analyst")
    cells = set(client.get(f"{API}/hexagons/cells").json()["cells"])
    assert {h3.get_resolution(cell) for cell in cells} == {9}
    for layer in ("hexagons", "hot-spots", "density"):
        told = client.get(f"{API}/{layer}").json()
        assert set(told) == {"snapshot", "start", "end", "resolution", "unlocated", "breaks", "values"}


def test_classes_of_hot_spots_are_the_five(observed: City, signed_in: Browsers) -> None:
    assert set(signed_in("viewer").get(f"{API}/hot-spots").json()["values"]) <= {0, 1, 2, 3, 4}


@pytest.mark.parametrize("resolution", ["3", "10", "x", "-1"])
def test_other_sizes_of_hexagons_are_refused(observed: City, signed_in: Browsers, resolution: str) -> None:
    client = signed_in("viewer")
    assert client.get(f"{API}/hexagons?resolution={resolution}").status_code in {400, 422}
    assert client.get(f"{PAGE}?resolution={resolution}").status_code == 400


def test_coarser_hexagons_hold_the_same_events(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    sums = [sum(client.get(f"{API}/hexagons?resolution={size}").json()["values"]) for size in (9, 8, 7)]
    assert sums[0] == sums[1] == sums[2] > 600


def test_packing_is_leb128() -> None:
    numbers = np.array([0, 1, 127, 128, 16_383, 16_384, 3_000_000])
    assert unpack(packed(numbers)) == numbers.tolist()


def test_a_city_without_areas_has_a_map_of_its_hexagons(observed: City, signed_in: Browsers) -> None:
    for path in (observed.store.folder / "areas").glob("*"):
        path.unlink()
    client = signed_in("viewer")
    page = client.get(PAGE, headers=EN).content.decode()
    assert '<svg class="outlines"' not in page
    assert client.get(f"{API}/areas").json() == {"type": "FeatureCollection", "features": []}
    assert sum(client.get(f"{API}/hexagons").json()["values"]) > 600
    assert client.get(f"{API}/hot-spots").status_code == 200
