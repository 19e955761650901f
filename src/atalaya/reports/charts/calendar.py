"""Day of the week by hour of the day: a square each, light to dark, hidden squares marked with a dot."""

from __future__ import annotations

from atalaya.i18n import N_, translate
from atalaya.reports import numbers, palette
from atalaya.reports.charts.chart import BARE_AXIS, Chart, Spec, base
from atalaya.reports.datatable import Absent, DataTable, Head, Value
from atalaya.reports.prose import describe_calendar
from atalaya.reports.results import WeekdayHour


def calendar_chart(result: WeekdayHour, locale: str, caption: str = "") -> Chart:
    """Draw the 168 hours of a week, Monday at the top."""
    cells = _cells(result)
    shown = [value for value in cells.values() if value is not None]
    breaks = palette.quantile_breaks([value for value in shown if value > 0])
    values: list[Spec] = [
        {
            "day": numbers.weekday(day, locale),
            "hour": hour,
            "class": None if value is None else sum(value > end for end in breaks) + (value > 0),
            "hidden": value is None,
        }
        for (day, hour), value in sorted(cells.items())
    ]
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
        "axis": {"title": translate(N_("Hour of the day"), locale), "labelAngle": 0, "ticks": False, "domain": False},
    }
    colour: Spec = {
        "field": "class",
        "type": "ordinal",
        "scale": {"domain": list(range(len(colours))), "range": colours},
        "legend": None,
    }
    layers: list[Spec] = [
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
    told = describe_calendar(result, locale)
    alt = translate(N_("Grid of weekdays and hours, darker where there are more incidents. {told}"), locale, told=told)
    legend = _legend(breaks, any(value is None for value in cells.values()), locale)
    return Chart(base(values, 7 * 24, layers), alt, f"{legend} {caption}".strip(), calendar_table(result, locale))


def _cells(result: WeekdayHour) -> dict[tuple[int, int], int | None]:
    """Every hour of the week; one that is not in the table had no incident."""
    found: dict[tuple[int, int], int | None] = {(day, hour): 0 for day in range(7) for hour in range(24)}
    for row in result.table.to_dicts():
        found[row["weekday"], row["hour"]] = row["events"]
    return found


def _legend(breaks: tuple[float, ...], hidden: bool, locale: str) -> str:
    parts = []
    if breaks:
        ends = " · ".join(numbers.count(end, locale) for end in breaks)
        parts.append(translate(N_("From light to dark, incidents up to: {ends}."), locale, ends=ends))
    if hidden:
        parts.append(translate(N_("Dot: hidden to protect people."), locale))
    return " ".join(parts)


def calendar_table(result: WeekdayHour, locale: str) -> DataTable:
    """One row an hour, one column a weekday."""
    cells = _cells(result)
    rows: list[tuple[Value, ...]] = []
    for hour in range(24):
        figures = (cells[day, hour] for day in range(7))
        rows.append((f"{hour:02d}:00", *(Absent.HIDDEN if value is None else value for value in figures)))
    heads = (
        Head(translate(N_("Hour"), locale)),
        *(Head(numbers.weekday(day, locale).capitalize(), "count") for day in range(7)),
    )
    return DataTable(translate(N_("Incidents by weekday and hour"), locale), heads, tuple(rows), locale)
