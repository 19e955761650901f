"""The strip of months: a bar for each, its words from the same numbers, nothing that could be markup."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import polars as pl

from atalaya.reports.months_strip import FOOT, HEIGHT, months_strip


def strip(events: list[int | None], complete: list[bool], locale: str = "en") -> str:
    months = [dt.date(2022 + n // 12, n % 12 + 1, 1) for n in range(len(events))]
    schema = {"month": pl.Date, "events": pl.Int64, "complete": pl.Boolean}
    return months_strip(SimpleNamespace(table=pl.DataFrame([months, events, complete], schema=schema)), locale)


def test_the_last_whole_month_is_marked_and_unfinished_ones_are_hollow() -> None:
    drawn = strip([4, 8, 2], [True, True, False])
    assert re.findall(r'class="(now|past|open)"', drawn) == ["past", "now", "open"]
    heights = [float(height) for height in re.findall(r'height="([\d.]+)"/>', drawn)]
    assert heights[1] == HEIGHT - FOOT - 4
    assert heights[0] == heights[1] / 2


def test_its_words_are_its_numbers() -> None:
    assert "Incidents by month: 1,200 in January 2022, 7 in February 2022; at most 1,200." in strip(
        [1200, 7], [True, True]
    )


def test_each_january_is_named_but_not_beside_another_name() -> None:
    names = re.findall(r"<text[^>]*>([^<]*)</text>", strip([1] * 25, [True] * 25))
    assert len(names) == 3
    assert "2023" in names[1] or "23" in names[1]


def test_without_whole_months_or_events_it_is_still_a_picture() -> None:
    assert 'class="now"' not in strip([0, None], [False, False])
    assert strip([], []) == ""
