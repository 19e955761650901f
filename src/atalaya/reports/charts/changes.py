"""Change against a year before, by category or area: each ratio with its range beside the line of no change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from atalaya.i18n import N_, translate
from atalaya.reports import numbers, palette
from atalaya.reports.charts.chart import NAMES, Chart, Spec, base, in_part
from atalaya.reports.datatable import Absent, DataTable, Head, Value
from atalaya.reports.names import labels
from atalaya.reports.prose import describe_changes
from atalaya.reports.results import Changes

ROW_HEIGHT: Final = 24
MOST_ROWS: Final = 16
"""More rows than this do not fit beside the text: the picture shows those with most incidents, the table all."""
WORDS: Final = {
    "rise": N_("rise"),
    "fall": N_("fall"),
    "no-distinguishable-change": N_("no distinguishable change"),
    "too-few": N_("too few"),
    "no-year-before": N_("no year before"),
}
COLOURS: Final = {
    "rise": palette.LAMP_AMBER,
    "fall": palette.TOWER_BLUE,
    "no-distinguishable-change": palette.GREY_MARK,
}
SHAPES: Final = {"rise": "triangle-up", "fall": "triangle-down", "no-distinguishable-change": "circle"}
"""Colour never speaks alone: a rise points up, a fall down."""


def changes_chart(
    result: Changes, locale: str, *, kind: str = "category", names: Mapping[str, str] | None = None, caption: str = ""
) -> Chart:
    """Draw the rows that have a ratio, most incidents first; rows with too few incidents stand in the table alone.

    Parameters
    ----------
    kind : ``"category"`` or ``"area"``: what the rows are.
    names : names to show by key.
    """
    names = names or {}
    known = [row for row in _ordered(result) if row["verdict"] in COLOURS and _finite(row)]
    rows = known[:MOST_ROWS]
    written = labels([names.get(row["key"], row["key"]) for row in rows])
    values: list[Spec] = [
        {
            "name": label,
            "ratio": row["ratio"],
            "low": row["ratio_low"],
            "high": row["ratio_high"],
            "verdict": row["verdict"],
            "label": numbers.change_percent(row["ratio"], locale)
            if row["verdict"] != "no-distinguishable-change"
            else "",
        }
        for row, label in zip(rows, written, strict=True)
    ]
    layers = _layers(translate(N_("Ratio to the same days a year before (1 = no change)"), locale))
    alt = translate(
        N_("Chart of the change of each row against the same days a year before. {told}"),
        locale,
        told=describe_changes(result, locale, names),
    )
    height = max(ROW_HEIGHT * len(values), 2 * ROW_HEIGHT)
    told = in_part(caption, len(rows), len(known), locale)
    return Chart(base(values, height, layers), alt, told, changes_table(result, locale, kind=kind, names=names))


def _ordered(result: Changes) -> list[Spec]:
    return result.table.sort("now", "key", descending=[True, False], nulls_last=True).to_dicts()


def _finite(row: Spec) -> bool:
    return all(
        row[name] is not None and math.isfinite(row[name]) and row[name] > 0
        for name in ("ratio", "ratio_low", "ratio_high")
    )


def _layers(title: str) -> list[Spec]:
    x: Spec = {
        "field": "ratio",
        "type": "quantitative",
        "scale": {"type": "log", "nice": False, "padding": 12},
        "axis": {"title": title, "format": ".2~f", "tickCount": 5},
    }
    order = list(COLOURS)
    colour: Spec = {
        "field": "verdict",
        "type": "nominal",
        "scale": {"domain": order, "range": [COLOURS[verdict] for verdict in order]},
        "legend": None,
    }
    shape: Spec = {**colour, "scale": {"domain": order, "range": [SHAPES[verdict] for verdict in order]}}
    return [
        {"mark": {"type": "rule", "color": palette.INK, "strokeWidth": 1}, "encoding": {"x": {"datum": 1}}},
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.55},
            "encoding": {"y": NAMES, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
            "encoding": {"y": NAMES, "x": x, "color": colour, "shape": shape},
        },
        {
            "mark": {"type": "text", "dy": -9, "fontSize": 11, "fontWeight": "bold"},
            "encoding": {"y": NAMES, "x": x, "text": {"field": "label"}, "color": colour},
        },
    ]


def changes_table(result: Changes, locale: str, *, kind: str, names: Mapping[str, str]) -> DataTable:
    """Now, before, ratio, range and verdict in words."""
    rows: list[tuple[Value, ...]] = []
    for row in _ordered(result):
        name = names.get(row["key"], row["key"])
        if row["now"] is not None and row["verdict"] == "no-year-before":
            rows.append((name, row["now"], *(Absent.NO_DATA,) * 4, translate(WORDS[row["verdict"]], locale)))
            continue
        if row["now"] is None or row["before"] is None:
            rows.append((name, *(Absent.HIDDEN,) * 6))
            continue
        few = row["verdict"] == "too-few"
        ratio = (Absent.TOO_FEW,) * 3 if few else (row["ratio"], row["ratio_low"], row["ratio_high"])
        rows.append((name, row["now"], row["before"], *ratio, translate(WORDS[row["verdict"]], locale)))
    titles = {"category": N_("Change by type of incident"), "area": N_("Change by area")}
    heads = (
        Head(translate({"category": N_("Type of incident"), "area": N_("Area")}[kind], locale)),
        Head(translate(N_("Incidents"), locale), "count"),
        Head(translate(N_("A year before"), locale), "count"),
        Head(translate(N_("Ratio"), locale), "ratio"),
        Head(translate(N_("Range, low end"), locale), "ratio"),
        Head(translate(N_("Range, high end"), locale), "ratio"),
        Head(translate(N_("What can be said"), locale)),
    )
    return DataTable(translate(titles[kind], locale), heads, tuple(rows), locale)
