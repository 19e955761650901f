"""Incidents by month: a line with its uncertainty band, unfinished months dashed."""

from __future__ import annotations

from typing import Final

from atalaya.i18n import N_, translate
from atalaya.reports import palette
from atalaya.reports.charts.chart import Chart, Spec, base, plain
from atalaya.reports.datatable import Absent, DataTable, Head, Value
from atalaya.reports.prose import describe_series
from atalaya.reports.results import Series

MOST_LABELS: Final = 7


def series_chart(result: Series, locale: str, caption: str = "") -> Chart:
    """Draw a monthly series; hidden months leave a gap, never a zero."""
    rows = result.table.sort("month").to_dicts()
    values = [{key: plain(row[key]) for key in ("month", "events", "low", "high", "complete")} for row in rows]
    whole, unfinished = "datum.complete", _unfinished(values)
    x: Spec = {
        "field": "month",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {
            "title": None,
            "format": "%b %Y",
            "grid": False,
            "labelOverlap": False,
            "values": _marked([str(row["month"]) for row in values]),
        },
    }
    y: Spec = {
        "field": "events",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {
            "title": translate(N_("Incidents a month"), locale),
            "format": ",d",
            "tickCount": 5,
            "titleAnchor": "end",
        },
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": whole}],
            "mark": {"type": "area", "color": palette.TOWER_BLUE, "opacity": 0.18},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "transform": [{"filter": whole}],
            "mark": {
                "type": "line",
                "color": palette.TOWER_BLUE,
                "strokeWidth": 2.2,
                "invalid": "break-paths-show-domains",
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": whole}],
            "mark": {"type": "point", "filled": True, "size": 18, "color": palette.TOWER_BLUE, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]
    if unfinished:
        layers.append(
            {
                "data": {"values": unfinished},
                "mark": {"type": "line", "color": palette.GREY_MARK, "strokeDash": [4, 3], "point": {"filled": False}},
                "encoding": {"x": x, "y": y},
            }
        )
    told = describe_series(result, locale)
    alt = translate(N_("Line chart of recorded incidents by month. {told}"), locale, told=told)
    return Chart(base(values, 210, layers), alt, caption, series_table(result, locale))


def _marked(months: list[str]) -> list[Spec]:
    """The months named on the axis: every so many, counted back from the last, so that the last is always named."""
    step = max(1, -(-len(months) // MOST_LABELS))
    chosen = reversed(months[::-1][::step])
    return [{"signal": f"utc({month[:4]}, {int(month[5:7]) - 1}, 1)"} for month in chosen]


def _unfinished(values: list[Spec]) -> list[Spec]:
    """The unfinished months with the last finished one before them, so that the dashed line begins at the whole one."""
    first = next((place for place, value in enumerate(values) if not value["complete"]), None)
    return [] if first is None else values[max(first - 1, 0) :]


def series_table(result: Series, locale: str) -> DataTable:
    """The months with their range and whether they are finished."""
    rows: list[tuple[Value, ...]] = []
    for row in result.table.sort("month").to_dicts():
        hidden = row["events"] is None
        status = N_("final") if row["complete"] else N_("provisional")
        figures = (Absent.HIDDEN,) * 3 if hidden else (row["events"], row["low"], row["high"])
        rows.append((row["month"], *figures, translate(status, locale)))
    heads = (
        Head(translate(N_("Month"), locale), "month"),
        Head(translate(N_("Incidents"), locale), "count"),
        Head(translate(N_("Range, low end"), locale), "count"),
        Head(translate(N_("Range, high end"), locale), "count"),
        Head(translate(N_("State"), locale)),
    )
    return DataTable(translate(N_("Incidents by month"), locale), heads, tuple(rows), locale)
