"""The calendar: every square carries its number, sums agree, unknown hours are said."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from atalaya.web.observatory.answers.calendar import busiest_span
from atalaya.web.observatory.models import City

Browsers = Callable[[str], Client]
PAGE = "/ciudad/here/calendario/"
EN = {"accept-language": "en"}


def test_the_week_adds_up(observed: City, signed_in: Browsers) -> None:
    page = signed_in("viewer").get(f"{PAGE}?from=2019-01-01&to=2019-12-31", headers=EN).content.decode()
    week = page.split('<table class="week">')[1].split("</table>")[0]
    cells = [int(one) for one in re.findall(r'<td class="k\d">(\d+)</td>', week)]
    unknown = int(re.search(r"(\d+) incidents \([\d.]+%\) have no known hour", page)[1])  # type: ignore[index]
    assert len(cells) == 168
    assert sum(cells) + unknown == 730
    assert "half of the incidents happen from" in page
    assert page.count('<table class="month">') == 12


def test_long_periods_are_told_by_the_week_alone(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    assert '<table class="month">' in client.get(f"{PAGE}?period=all").content.decode()
    assert "No incident fits" in client.get(f"{PAGE}?area=nowhere", headers=EN).content.decode()
    part = client.get(PAGE, headers={"hx-request": "true"}).content
    assert b"<html" not in part
    assert client.get(f"{PAGE}semana.csv").content.count(b"\r\n") == 25


def test_hours_outside_the_day_are_refused(observed: City, signed_in: Browsers) -> None:
    assert signed_in("viewer").get(f"{PAGE}?hour=24").status_code == 400


@pytest.mark.parametrize(
    ("hours", "span"),
    [([10, *[0] * 23], (0, 1)), ([20, *[1] * 22, 9], (23, 2)), ([1] * 24, (0, 12)), ([0] * 24, (0, 1))],
)
def test_the_shortest_span_that_holds_half(hours: list[int], span: tuple[int, int]) -> None:
    assert busiest_span(hours) == span
