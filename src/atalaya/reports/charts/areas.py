"""Rates by area: a point and its uncertainty range each, so that no ranking is read where ranges overlap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from atalaya.i18n import N_, translate
from atalaya.reports import palette
from atalaya.reports.charts.chart import NAMES, Chart, Spec, base, in_part
from atalaya.reports.datatable import Absent, DataTable, Head, Value
from atalaya.reports.names import labels
from atalaya.reports.prose import describe_areas
from atalaya.reports.results import AreaRates

ROW_HEIGHT: Final = 18
MOST_ROWS: Final = 20
"""More areas than this do not fit a page: the picture shows those with the highest rate, the table all."""


def areas_chart(result: AreaRates, locale: str, *, names: Mapping[str, str] | None = None, caption: str = "") -> Chart:
    """Draw rates per 100,000 residents, highest first; areas without a rate stand in the table alone."""
    names = names or {}
    known = [row for row in _ordered(result) if row["rate_per_100k"] is not None]
    rows = known[:MOST_ROWS]
    written = labels([names.get(row["area"], row["area"]) for row in rows])
    values: list[Spec] = [
        {
            "name": label,
            "rate": row["rate_per_100k"],
            "low": row["rate_low"],
            "high": row["rate_high"],
        }
        for row, label in zip(rows, written, strict=True)
    ]
    x: Spec = {
        "field": "rate",
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {
            "title": translate(N_("Incidents per 100,000 residents a year"), locale),
            "format": ",~f",
            "tickCount": 6,
        },
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.25, "color": palette.TOWER_BLUE},
            "encoding": {"y": NAMES, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": palette.TOWER_BLUE},
            "encoding": {"y": NAMES, "x": x},
        },
    ]
    alt = translate(
        N_("Chart of the rate of each area with its uncertainty range. {told}"),
        locale,
        told=describe_areas(result, locale, names),
    )
    height = max(ROW_HEIGHT * len(values), 2 * ROW_HEIGHT)
    return Chart(
        base(values, height, layers),
        alt,
        in_part(caption, len(rows), len(known), locale),
        areas_table(result, locale, names),
    )


def _ordered(result: AreaRates) -> list[Spec]:
    by = ["rate_per_100k", "area"]
    return result.table.sort(by, descending=[True, False], nulls_last=True).to_dicts()


def areas_table(result: AreaRates, locale: str, names: Mapping[str, str]) -> DataTable:
    """Events, residents and the year of the figure, rate and range, by area."""
    rows: list[tuple[Value, ...]] = []
    for row in _ordered(result):
        name = names.get(row["area"], row["area"])
        residents: tuple[Value, ...] = (row["population"], _text(row["population_year"]))
        if row["events"] is None:
            rows.append((name, Absent.HIDDEN, *residents, *(Absent.HIDDEN,) * 3))
        else:
            rows.append((name, row["events"], *residents, row["rate_per_100k"], row["rate_low"], row["rate_high"]))
    heads = (
        Head(translate(N_("Area"), locale)),
        Head(translate(N_("Incidents"), locale), "count"),
        Head(translate(N_("Residents"), locale), "count"),
        Head(translate(N_("Year of the figure"), locale)),
        Head(translate(N_("Rate per 100,000 a year"), locale), "rate"),
        Head(translate(N_("Range, low end"), locale), "rate"),
        Head(translate(N_("Range, high end"), locale), "rate"),
    )
    return DataTable(translate(N_("Rates by area"), locale), heads, tuple(rows), locale)


def _text(year: int | None) -> str | None:
    return None if year is None else str(year)
