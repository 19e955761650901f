"""The answer of the screen of indicators: the finding, the four figures, the months, the types, the areas, and how."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from atalaya.indicators.summary import CitySummary, city_summary
from atalaya.indicators.whole_rate import WholeRate, whole_rate
from atalaya.reports import numbers, prose
from atalaya.reports.charts.areas import areas_chart
from atalaya.reports.charts.changes import changes_chart
from atalaya.reports.charts.chart import Chart
from atalaya.reports.charts.series import series_chart
from atalaya.reports.datatable import DataTable
from atalaya.tables.selection import Selection
from atalaya.web.observatory.answers.figures import Figures
from atalaya.web.observatory.answers.filters import Filters
from atalaya.web.observatory.answers.scale import Scale, nice_scale

KINDS = ("months", "categories", "areas")
"""The pictures of the screen; each has a table of the same numbers."""
ROWS_SHOWN = 12
"""Rows of a picture before the fold."""


@functools.lru_cache(maxsize=256)
def summary_of(figures: Figures, selection: Selection) -> CitySummary:
    """The summary of a selection, nothing hidden: what analysts of the city see. Computed once for all who ask."""
    return city_summary(figures.columns, figures.population, selection, threshold=0)


def rate_of(figures: Figures, selection: Selection) -> WholeRate | None:
    """The rate of all that is selected; None where residents are not known."""
    summary = summary_of(figures, selection)
    start, end = summary.areas.start, summary.areas.end
    if start is None or end is None:
        return None
    return whole_rate(summary.events or 0, figures.population, start, end, selection.areas)


@dataclass(frozen=True)
class Row:
    """A row of a table that is a picture too: figures, and where its marks stand, in hundredths of the width."""

    name: str
    figures: dict[str, Any]
    at: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def width(self) -> float:
        """Of the bar between the ends of the range."""
        return (self.high or 0) - (self.low or 0)


@dataclass(frozen=True)
class Ruled:
    """Rows on one scale, the first of them shown and the others behind a fold."""

    rows: tuple[Row, ...]
    scale: Scale

    @property
    def shown(self) -> tuple[Row, ...]:
        return self.rows[:ROWS_SHOWN]

    @property
    def more(self) -> tuple[Row, ...]:
        return self.rows[ROWS_SHOWN:]


def headline(figures: Figures, filters: Filters, city: str, locale: str) -> str:
    """The finding in a sentence."""
    summary = summary_of(figures, filters.selection)
    period = period_words(filters, locale)
    about = place_words(filters, city, locale)
    if summary.total.verdict == "no-year-before":
        counted = numbers.count(summary.events, locale)
        return _("%(about)s, %(period)s: %(events)s incidents recorded") % {
            "about": about,
            "period": period,
            "events": counted,
        }
    return prose.headline(summary.total, about, period, locale)


def period_words(filters: Filters, locale: str) -> str:
    """The period by the shortest name that is exact."""
    asked = filters.selection
    return numbers.period(asked.start or filters.first_day, asked.end or filters.last_day, locale)


def place_words(filters: Filters, city: str, locale: str) -> str:
    """The city, or the few areas chosen, and the few types chosen."""
    areas, categories = filters.chosen_areas, filters.chosen_categories
    where = prose.enumeration(areas, locale) if 0 < len(areas) <= 2 else city
    if len(areas) > 2:
        where = _("%(city)s, %(number)s areas") % {"city": city, "number": len(areas)}
    if 0 < len(categories) <= 2:
        return f"{where}, {prose.enumeration(categories, locale)}"
    if categories:
        return _("%(where)s, %(number)s types of incident") % {"where": where, "number": len(categories)}
    return where


def told(figures: Figures, filters: Filters, locale: str) -> dict[str, str]:
    """The sentences of the answer: the total, both periods, the months, the types, the areas."""
    summary = summary_of(figures, filters.selection)
    compared = summary.categories
    return {
        "total": "" if summary.total.verdict == "no-year-before" else prose.describe_comparison(summary.total, locale),
        "period": period_words(filters, locale),
        "before": numbers.period(compared.before_start, compared.before_end, locale),
        "months": prose.describe_series(summary.series, locale),
        "categories": prose.describe_changes(compared, locale),
        "areas": prose.describe_areas(summary.areas, locale, figures.names),
    }


def change_rows(summary: CitySummary, names: dict[str, str] | None = None, *, areas: bool = False) -> Ruled:
    """Types of incident (or areas) against a year before, most incidents first; ratios on a scale of doublings."""
    table = (summary.area_changes if areas else summary.categories).table
    rows = table.sort("now", "key", descending=[True, False], nulls_last=True).to_dicts()
    ends = [row[end] for row in rows for end in ("ratio_low", "ratio_high") if row[end]]
    scale = Scale.of_ratios(ends)
    told = (names or {}).get
    return Ruled(
        tuple(
            Row(
                told(row["key"], row["key"]),
                row,
                *(scale.at(row[name]) for name in ("ratio", "ratio_low", "ratio_high")),
            )
            for row in rows
        ),
        scale,
    )


def area_rows(summary: CitySummary, names: dict[str, str]) -> Ruled:
    """Areas by their rate, the highest first, each with its range on one scale from zero."""
    order = summary.areas.table.sort(
        ["rate_per_100k", "events", "area"], descending=[True, True, False], nulls_last=True
    )
    rows = order.to_dicts()
    highs = [row["rate_high"] for row in rows if row["rate_high"] is not None and row["rate_per_100k"] is not None]
    rates = [row["rate_per_100k"] for row in rows if row["rate_per_100k"] is not None]
    # one tiny area with an endless range does not press all the others into a corner
    scale = nice_scale(max(max(rates, default=0) * 1.15, sorted(highs)[len(highs) * 9 // 10] if highs else 0))
    return Ruled(
        tuple(
            Row(
                names.get(row["area"], row["area"]),
                row,
                *(scale.at(row[name]) for name in ("rate_per_100k", "rate_low", "rate_high")),
            )
            for row in rows
        ),
        scale,
    )


def chart_of(kind: str, figures: Figures, filters: Filters, locale: str) -> Chart:
    """The picture of a kind as a report would print it, with its table."""
    summary = summary_of(figures, filters.selection)
    if kind == "months":
        return series_chart(summary.series, locale, caption_of(figures, filters, locale))
    caption = caption_of(figures, filters, locale)
    if kind == "areas":
        return areas_chart(summary.areas, locale, names=figures.names, caption=caption)
    return changes_chart(summary.categories, locale, caption=caption)


def table_of(kind: str, figures: Figures, filters: Filters, locale: str) -> DataTable:
    """The figures of a picture."""
    return chart_of(kind, figures, filters, locale).table


def caption_of(figures: Figures, filters: Filters, locale: str) -> str:
    """Source, period and number of incidents."""
    summary = summary_of(figures, filters.selection)
    return _("Source: %(sources)s. %(period)s. n = %(events)s.") % {
        "sources": ", ".join(figures.sources) or "–",
        "period": period_words(filters, locale),
        "events": numbers.count(summary.events, locale),
    }
