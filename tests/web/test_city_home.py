"""A city's first page: the last whole month first, and a way on for a city that has nothing yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from atalaya.reports.palette import TOWER_BLUE
from atalaya.web.accounts.models import Role
from atalaya.web.observatory.models import Bulletin, City
from atalaya.web.observatory.operations.cities import change_city
from atalaya.web.observatory.places import SECTIONS, sections

Browsers = Callable[[str], Client]
ES = {"accept-language": "es"}


def test_the_last_whole_month_is_told_first(observed: City, signed_in: Browsers) -> None:
    page = signed_in("viewer").get("/ciudad/here/", headers=ES).content.decode()
    assert "<h1>Ciudad de Aquí, diciembre de 2019" in page
    assert page.count("<rect") == 24
    assert 'role="img" aria-label="Hechos por mes:' in page
    assert page.count('<th scope="row">') == 24
    assert "Hechos registrados, no todo lo que ocurrió." in page


def test_a_city_without_data_is_led_to_the_first_file(db: None, signed_in: Browsers) -> None:
    City.objects.create(code="vacia", name="Vacía")
    told = signed_in("analyst").get("/ciudad/vacia/", headers=ES).content.decode()
    assert "Todavía no hay hechos" in told
    assert "Importar un archivo" in told
    assert "Importar un archivo" not in signed_in("viewer").get("/ciudad/vacia/", headers=ES).content.decode()


def test_the_last_published_bulletin_is_at_hand(observed: City, signed_in: Browsers) -> None:
    day = dt.date(2019, 12, 1)
    Bulletin.objects.create(city=observed, number=3, start=day, end=day, snapshot="a", status="published")
    assert "Boletín n.º 3" in signed_in("viewer").get("/ciudad/here/", headers=ES).content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_the_shell_offers_what_the_role_may_enter(observed: City, person: Callable[[str], object], role: str) -> None:
    offered = [place["name"] for place in sections(person(role), observed, "/ciudad/here/mapa/x")]
    expected = [one.name for one in SECTIONS if one.name != "city_settings" or role in {"administrator", "analyst"}]
    assert offered == expected
    current = [place["name"] for place in sections(person(role), observed, "/ciudad/here/mapa/") if place["current"]]
    assert current == ["map"]


def test_the_colour_of_the_city_is_used_where_it_can_be_read(observed: City, signed_in: Browsers) -> None:
    browser = signed_in("administrator")
    assert b"--accent" not in browser.get("/ciudad/here/").content
    for colour, used in (("#7a1f5c", "#7a1f5c"), ("#ffee00", TOWER_BLUE)):
        change_city(None, observed, accent=colour)
        assert f"--accent:{used}".encode() in browser.get("/ciudad/here/").content
