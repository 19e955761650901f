"""The screen of indicators: the finding first, filters in the address, tables beside pictures, nothing breaks it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atalaya.web.accounts.models import Role
from atalaya.web.observatory.models import City

Browsers = Callable[[str], Client]
PAGE = "/ciudad/here/indicadores/"
EN = {"accept-language": "en"}


def text(client: Client, address: str) -> str:
    answer = client.get(address, headers=EN)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def figures(page: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", one.split("<small>")[0]) for one in re.findall(r"<dd>(.*?)</dd>", page, re.DOTALL)[:4]
    ]


@pytest.mark.parametrize("role", Role.values)
def test_every_role_reads_it_and_strangers_sign_in(observed: City, signed_in: Browsers, role: str) -> None:
    assert signed_in(role).get(PAGE).status_code == 200
    assert Client().get(PAGE).status_code == 302


def test_the_finding_and_the_four_figures(observed: City, signed_in: Browsers) -> None:
    page = text(signed_in("analyst"), PAGE)
    assert "<h1>Ciudad de Aquí, 2019: no change that can be told from chance</h1>" in page
    events, before, change, rate = figures(page)
    assert (events, before) == ("730", "730")
    assert "no change" in change
    assert rate.startswith("3,6")
    assert "Internal use" in page
    assert "hide counts from 1 to one below 5" in page
    assert "crimes that nobody reported" in page


def test_filters_are_in_the_address_and_the_answer_keeps_to_them(observed: City, signed_in: Browsers) -> None:
    page = text(signed_in("viewer"), f"{PAGE}?from=2019-01-01&to=2019-12-31&area=C&category=Hurto")
    assert "<h1>Centro, Hurto, 2019: recorded incidents rose</h1>" in page
    assert "▲" in page
    assert re.search(r'name="area" value="C" checked', page)
    assert "All areas" not in page


def test_a_named_period_is_counted_from_the_last_day_of_the_data(observed: City, signed_in: Browsers) -> None:
    page = text(signed_in("viewer"), f"{PAGE}?period=months3")
    assert "October to December 2019" in page
    assert 'value="2019-10-01"' in page
    everything = text(signed_in("viewer"), f"{PAGE}?period=all")
    assert figures(everything)[:2] == ["1,460", "not in the data"]
    assert "1,460 incidents recorded" in everything


def test_htmx_gets_the_answer_alone(observed: City, signed_in: Browsers) -> None:
    answer = signed_in("viewer").get(PAGE, headers={"hx-request": "true"})
    assert b"<html" not in answer.content
    assert b'id="finding" hx-swap-oob="true"' in answer.content
    assert "HX-Request" in answer["Vary"]
    back = signed_in("viewer").get(PAGE, headers={"hx-request": "true", "hx-history-restore-request": "true"})
    assert b"<html" in back.content


def test_when_nothing_fits_the_page_says_what_to_widen(observed: City, signed_in: Browsers) -> None:
    page = text(signed_in("viewer"), f"{PAGE}?from=2019-01-01&to=2019-01-31&category=nothing&area=A&hour=3")
    assert "No incident fits these filters" in page
    for step in ("All areas", "All types of incident", "All hours", "The whole period"):
        assert step in page
    assert text(signed_in("viewer"), f"{PAGE}?from=2019-05-01&to=2019-02-01").count("No incident fits") == 1


def test_a_city_without_data_says_the_first_step(observed: City, signed_in: Browsers) -> None:
    City.objects.create(code="empty", name="Vacía")
    assert "There are no incidents yet" in text(signed_in("viewer"), "/ciudad/empty/indicadores/")
    assert signed_in("viewer").get("/ciudad/nowhere/indicadores/").status_code == 404


def test_what_is_taken_away_has_the_same_figures(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    answer = client.get(f"{PAGE}months.csv?from=2019-01-01&to=2019-12-31", headers=EN)
    assert answer["Content-Disposition"] == 'attachment; filename="here-months.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Month", "Incidents"]
    assert sum(int(row[1]) for row in rows[1:] if row[0].startswith("2019")) == 730
    for kind in ("categories", "areas"):
        assert client.get(f"{PAGE}{kind}.csv").status_code == 200
    drawn = client.get(f"{PAGE}areas.svg", headers=EN)
    assert drawn.content.startswith(b"<svg")
    assert client.get(f"{PAGE}areas.svg", headers=EN).content == drawn.content
    assert client.get(f"{PAGE}categories.png").content.startswith(b"\x89PNG")
    for address in ("areas.pdf", "secrets.csv", "secrets.svg"):
        assert client.get(f"{PAGE}{address}").status_code == 404


def test_the_page_is_light(observed: City, signed_in: Browsers) -> None:
    answer = signed_in("viewer").get(PAGE, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 20_000
    assert "style=" not in text(signed_in("viewer"), PAGE)


values = st.one_of(
    st.sampled_from(["", "2019-02-30", "0001-01-01", "9999-12-31", "2019-06-01", "-1", "25", "7", "\x00", "Robo", "A"]),
    st.text(max_size=8),
)
queries = st.lists(st.tuples(st.sampled_from(["from", "to", "hour", "weekday", "area", "category", "period"]), values))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries)
def test_no_address_breaks_it(observed: City, signed_in: Browsers, query: list[tuple[str, str]]) -> None:
    asked: dict[str, list[str]] = {}
    for name, value in query:
        asked.setdefault(name, []).append(value)
    assert signed_in("viewer").get(PAGE, asked).status_code in {200, 400}
