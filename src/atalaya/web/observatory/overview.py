"""What a city's first page says: its last whole month against the same month a year before, and the months before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from atalaya.indicators.change import Comparison
from atalaya.indicators.change_table import Changes, changes, total_change
from atalaya.indicators.coverage import month_after
from atalaya.indicators.series import MonthlySeries, monthly_series
from atalaya.reports import numbers, prose
from atalaya.reports.months_strip import months_strip
from atalaya.store.snapshot import Snapshot
from atalaya.tables.selection import Selection
from atalaya.web.observatory.models import Bulletin, City

MONTHS = 24


@dataclass(frozen=True)
class LastMonth:
    """The last month the data cover whole."""

    start: dt.date
    end: dt.date
    total: Comparison
    categories: Changes
    series: MonthlySeries


@lru_cache(maxsize=16)
def last_month(folder: Path) -> LastMonth | None:
    """The figures of a snapshot's last whole month; a snapshot never changes, so they are computed once."""
    columns = Snapshot(folder).columns()
    series = monthly_series(columns, Selection())
    whole = series.table.filter("complete")["month"]
    if whole.is_empty():
        return None
    start = whole.item(-1)
    end = month_after(start) - dt.timedelta(days=1)
    meant = Selection(start=start, end=end)
    shown = MonthlySeries(series.table.tail(MONTHS))
    return LastMonth(start, end, total_change(columns, meant), changes(columns, "category", meant), shown)


def overview(city: City, snapshot: Snapshot | None, locale: str) -> dict[str, Any]:
    """Sentences, figures and picture for the page; without data, nothing but what is missing."""
    month = last_month(snapshot.folder) if snapshot and snapshot.manifest["rows"] else None
    issue = Bulletin.objects.filter(city=city, status="published").first()
    told: dict[str, Any] = {"snapshot": snapshot, "issue": issue, "areas": city.store.areas().height}
    if snapshot is not None and snapshot.manifest["rows"]:
        days = (dt.date.fromisoformat(snapshot.manifest[name]) for name in ("first_day", "last_day"))
        told["period"] = numbers.period(*days, locale)
    if month is None:
        return told
    period = numbers.period(month.start, month.end, locale)
    return told | {
        "headline": prose.headline(month.total, city.name, period, locale),
        "sentences": _sentences(month, locale),
        "total": month.total,
        "month": month.start,
        "strip": months_strip(month.series, locale),
        "series": month.series.table.reverse().rows(named=True),
        "query": Selection(start=month.start, end=month.end).as_query(),
    }


def _sentences(month: LastMonth, locale: str) -> list[str]:
    """The total, and the types of incident that changed where any did."""
    told = [prose.describe_comparison(month.total, locale)]
    if month.categories.table["verdict"].is_in(["rise", "fall"]).any():
        told.append(prose.describe_changes(month.categories, locale))
    return told
