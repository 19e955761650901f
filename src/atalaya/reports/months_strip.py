"""A strip of months for a first page: one bar a month, the last whole one in the accent, unfinished ones hollow."""

from __future__ import annotations

from html import escape
from typing import Final

from atalaya.i18n import N_, translate
from atalaya.reports import numbers
from atalaya.reports.results import Series

WIDTH: Final = 720
HEIGHT: Final = 120
FOOT: Final = 22
"""Room under the bars for the names of months."""


def months_strip(series: Series, locale: str) -> str:
    """An SVG picture of the months of a series, with its alternative text; colours come from the page's classes.

    Parameters
    ----------
    series
        Months in order; those that are not complete are drawn hollow. Empty gives an empty text.

    Examples
    --------
    >>> import datetime as dt
    >>> import polars as pl
    >>> from types import SimpleNamespace
    >>> table = pl.DataFrame({"month": [dt.date(2024, 1, 1)], "events": [3], "complete": [True]})
    >>> months_strip(SimpleNamespace(table=table), "en").count("<rect")
    1
    """
    rows = series.table.rows(named=True)
    if not rows:
        return ""
    most = max(row["events"] or 0 for row in rows) or 1
    step = WIDTH / len(rows)
    last = max((place for place, row in enumerate(rows) if row["complete"]), default=-1)
    bars = [_bar(row, place, step, most, last) for place, row in enumerate(rows)]
    names = [
        _name(numbers.short_month(row["month"], locale), (place + 0.5) * step)
        for place, row in enumerate(rows)
        if place in {0, last} or (row["month"].month == 1 and 1 < place < last - 1)
    ]
    text = translate(
        N_("Incidents by month: {first} in {first_month}, {last} in {last_month}; at most {most}."),
        locale,
        first=numbers.count(rows[0]["events"], locale),
        first_month=numbers.month(rows[0]["month"], locale),
        last=numbers.count(rows[last]["events"], locale),
        last_month=numbers.month(rows[last]["month"], locale),
        most=numbers.count(most, locale),
    )
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(text)}">'
        f'<line class="ground" x1="0" x2="{WIDTH}" y1="{HEIGHT - FOOT}" y2="{HEIGHT - FOOT}"/>'
        f"{''.join(bars)}{''.join(names)}</svg>"
    )


def _bar(row: dict[str, object], place: int, step: float, most: int, last: int) -> str:
    events = row["events"]
    height = (HEIGHT - FOOT - 4) * (int(str(events)) if events is not None else 0) / most
    kind = "now" if place == last else "past" if row["complete"] else "open"
    left, top = place * step + step * 0.15, HEIGHT - FOOT - height
    return f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{step * 0.7:.1f}" height="{height:.1f}"/>'


def _name(month: str, middle: float) -> str:
    return f'<text x="{middle:.1f}" y="{HEIGHT - 5}">{escape(month)}</text>'
