"""Day of the week by hour of the day: a square each, light to dark, hidden squares marked with a dot."""

from __future__ import annotations

import json

from atalaya.i18n import N_, translate
from atalaya.reports import numbers, palette
from atalaya.reports.charts.chart import BARE_AXIS, Chart, Spec, base
from atalaya.reports.datatable import Absent, DataTable, Head, Value
from atalaya.reports.hours import block_length
from atalaya.reports.prose import describe_calendar
from atalaya.reports.results import WeekdayHour


def calendar_chart(result: WeekdayHour, locale: str, caption: str = "") -> Chart:
    """Draw the hours of a week, Monday at the top; in blocks of hours where the result has them."""
    step, cells = block_length(result), _cells(result)
    breaks = palette.quantile_breaks([value for value in cells.values() if value])
    values: list[Spec] = [
        {
            "day": numbers.weekday(day, locale),
            "hour": _hours(hour, step),
            "class": None if value is None else sum(value > end for end in breaks) + (value > 0),
            "hidden": value is None,
        }
        for (day, hour), value in sorted(cells.items())
    ]
    told = describe_calendar(result, locale)
    alt = translate(N_("Grid of weekdays and hours, darker where there are more incidents. {told}"), locale, told=told)
    if any(value is None for value in cells.values()):
        caption = f"{translate(N_('Dot: hidden to protect people.'), locale)} {caption}".strip()
    spec = base(values, 7 * 24, _layers(breaks, step, locale))
    return Chart(spec, alt, caption, calendar_table(result, locale))


def _layers(breaks: tuple[float, ...], step: int, locale: str) -> list[Spec]:
    colours = [palette.PAPER, *(palette.sequential(len(breaks)) if breaks else ())]
    y: Spec = {
        "field": "day",
        "type": "nominal",
        "sort": [numbers.weekday(day, locale) for day in range(7)],
        "axis": BARE_AXIS,
    }
    x: Spec = {
        "field": "hour",
        "type": "ordinal",
        "sort": [_hours(hour, step) for hour in range(0, 24, step)],
        "axis": {"title": translate(N_("Hour of the day"), locale), "labelAngle": 0, "ticks": False, "domain": False},
    }
    colour: Spec = {
        "field": "class",
        "type": "ordinal",
        "scale": {"domain": list(range(len(colours))), "range": colours},
        "legend": _legend(breaks, locale),
    }
    return [
        {
            "transform": [{"filter": "!datum.hidden"}],
            "mark": {"type": "rect", "stroke": palette.LINE, "strokeWidth": 0.5},
            "encoding": {"x": x, "y": y, "color": colour},
        },
        {
            "transform": [{"filter": "datum.hidden"}],
            "mark": {"type": "point", "filled": True, "size": 9, "color": palette.GREY_MARK, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]


def _hours(hour: int, step: int) -> str:
    """How a block of hours is named: its hour, or from its first to its last.

    >>> _hours(6, 1), _hours(6, 3)
    ('6', '6–8')
    """
    return str(hour) if step == 1 else f"{hour}–{hour + step - 1}"


def _legend(breaks: tuple[float, ...], locale: str) -> Spec | None:
    """A row of squares, each with the counts it stands for."""
    if not breaks:
        return None
    lows = [1, *(int(end) + 1 for end in breaks[:-1])]
    names = ["0"]
    for low, high in zip(lows, breaks, strict=True):
        first, last = numbers.count(low, locale), numbers.count(high, locale)
        names.append(first if first == last else f"{first}–{last}")
    return {
        "title": translate(N_("Incidents"), locale),
        "orient": "bottom",
        "direction": "horizontal",
        "symbolType": "square",
        "symbolSize": 160,
        "symbolStrokeColor": palette.GREY_MARK,
        "labelExpr": f"{json.dumps(names)}[datum.value]",
        "titleOrient": "left",
        "columnPadding": 14,
    }


def _cells(result: WeekdayHour) -> dict[tuple[int, int], int | None]:
    """Every block of the week; one that is not in the table had no incident."""
    step = block_length(result)
    found: dict[tuple[int, int], int | None] = {(day, hour): 0 for day in range(7) for hour in range(0, 24, step)}
    for row in result.table.to_dicts():
        found[row["weekday"], row["hour"]] = row["events"]
    return found


def calendar_table(result: WeekdayHour, locale: str) -> DataTable:
    """One row an hour or block of hours, one column a weekday."""
    cells, step = _cells(result), block_length(result)
    rows: list[tuple[Value, ...]] = []
    for hour in range(0, 24, step):
        figures = (cells[day, hour] for day in range(7))
        name = f"{hour:02d}:00" if step == 1 else f"{hour:02d}:00–{hour + step - 1:02d}:59"
        rows.append((name, *(Absent.HIDDEN if value is None else value for value in figures)))
    heads = (
        Head(translate(N_("Hour"), locale)),
        *(Head(numbers.weekday(day, locale).capitalize(), "count") for day in range(7)),
    )
    return DataTable(translate(N_("Incidents by weekday and hour"), locale), heads, tuple(rows), locale)
