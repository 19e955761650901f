"""The quality report of an import: what was kept of the file, what was set aside and why, what to do about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from atalaya.i18n import translate
from atalaya.intake.findings import FINDING_KINDS, SET_ASIDE
from atalaya.reports import numbers
from atalaya.tables.findings import Finding
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.models import City, ImportJob, ImportState

FIRST_ROWS = 5
LEAST_SHARE = 0.001
TONES = {"error": "stop", "warning": "attention", "note": "note"}
CHART_WIDTH, CHART_HEIGHT = 680.0, 140.0
NARROWEST, WIDEST = 12.0, 48.0
"""Room of a month in the picture: few months are drawn wide, many make the picture wider than the page."""


def told_error(error: dict[str, Any]) -> dict[str, str]:
    """Why an import failed and what to do, in the reader's language."""
    locale, params = current_locale(), error.get("params", {})
    return {
        "id": error.get("id", ""),
        "message": translate(error.get("message", ""), locale, **params),
        "hint": translate(error.get("hint", ""), locale, **params),
    }


def imported_before(job: ImportJob) -> ImportJob | None:
    """The newest import of the same file that stored rows."""
    same = ImportJob.objects.filter(city=job.city, file_sha256=job.file_sha256, state=ImportState.DONE)
    return next((one for one in same.exclude(pk=job.pk) if one.result.get("stored")), None)


def context(job: ImportJob, *, with_rows: bool) -> dict[str, Any]:
    """Everything the report says; cells of rows only for those who may import."""
    told = job.result
    read, stored = told.get("read", 0), told.get("stored", 0)
    aside = told.get("set_aside", {})
    findings = [finding_of(one) for one in told.get("findings", ())]
    rows = first_aside(job) if with_rows else {}
    return {
        "read": read,
        "stored": stored,
        "aside": read - stored,
        "added": told.get("added", 0),
        "replaced": told.get("replaced", 0),
        "source": told.get("source", ""),
        "figures": figures(job),
        "reasons": [
            {
                "kind": FINDING_KINDS[reason],
                "count": count,
                "share": share_words(count, read),
                "rows": rows.get(reason),
            }
            for reason, count in sorted(aside.items(), key=lambda one: -one[1])
        ],
        "findings": [
            {
                "tone": TONES[one.kind.severity],
                "kind": one.kind,
                "told": told_finding(one),
                "finding": one,
                "rows": one.rows,
            }
            for one in findings
            if one.kind.id not in SET_ASIDE
        ],
        "next": next_step(job.city),
        "months": months_chart(told.get("quality", {}).get("months") or {}),
        "uncoded": list((told.get("quality", {}).get("uncoded") or {}).items()),
        "has_aside": bool(told.get("aside")),
    }


def told_finding(found: Finding) -> str:
    """Its sentence, with the count as the language writes it."""
    locale = current_locale()
    params = {"column": found.column, **found.params, "count": numbers.count(found.count, locale)}
    return translate(found.kind.message, locale, **params)


def share_words(part: int, whole: int) -> str:
    """A share in percent; neither none nor all where it is not."""
    locale = current_locale()
    if 0 < part < whole * LEAST_SHARE:
        return f"< {numbers.percent(LEAST_SHARE, locale, 1)}"
    if whole * (1 - LEAST_SHARE) < part < whole:
        return f"> {numbers.percent(1 - LEAST_SHARE, locale, 1)}"
    return numbers.percent(part / whole if whole else None, locale, 1)


def finding_of(told: dict[str, Any]) -> Finding:
    """A finding as it was kept, made whole again so that it can be told in any language."""
    kind = FINDING_KINDS[told["id"]]
    return Finding(kind, told["count"], told.get("column", ""), tuple(told.get("rows", ())), told.get("params", {}))


def figures(job: ImportJob) -> list[dict[str, Any]]:
    """Counts and shares of the stored rows: located, with hour, in areas, with a code."""
    quality = job.result.get("quality", {})
    titles = {
        "located": _("With a point on the map"),
        "timed": _("With the hour"),
        "in_areas": _("In an area of the city"),
        "coded": _("With an international code"),
    }
    rows = quality.get("rows", 0)
    placed = quality.get("in_areas", 0) or job.city.store.layers()
    counted = [(title, quality.get(name, 0)) for name, title in titles.items()]
    return [
        # "100 %" is said of all alone
        {
            "title": title,
            "count": count,
            "share": count / rows if rows and not (title == titles["in_areas"] and not placed) else None,
            "digits": int(0 < rows - count < rows / 100),
        }
        for title, count in counted
    ]


def next_step(city: City) -> dict[str, str]:
    """Where to go from the report: to the figures."""
    try:
        return {"address": reverse("indicators", args=[city.code]), "title": _("See the figures")}
    except NoReverseMatch:
        return {"address": reverse("city_home", args=[city.code]), "title": _("Go to the city")}


def aside_table(job: ImportJob) -> pl.LazyFrame | None:
    """Every row that was set aside, with ``file_row``, ``reason``, ``text`` and its cells; None when there is none."""
    name = job.result.get("aside") or ""
    path = job.city.store.folder / "aside" / name
    if not name or path.name != name or not path.is_file():
        return None
    return pl.scan_parquet(path)


def first_aside(job: ImportJob) -> dict[str, list[tuple[int, list[str]]]]:
    """By reason, the first rows that were set aside: their number and their cells."""
    table = aside_table(job)
    if table is None or not job.result.get("set_aside"):
        return {}
    found: dict[str, list[tuple[int, list[str]]]] = {}
    reasons = job.result.get("set_aside", {})
    heads = [table.filter(pl.col("reason") == reason).head(FIRST_ROWS) for reason in reasons]
    for row in pl.concat(heads).collect().iter_rows(named=True):
        number, reason, text = row.pop("file_row"), row.pop("reason"), row.pop("text")
        cells = [text] if text else [cell or "" for cell in row.values()]
        found.setdefault(reason, []).append((number, cells))
    return found


def months_chart(months: dict[str, int]) -> dict[str, Any] | None:
    """Bars of rows by month, with the month, and the table beside; None without rows."""
    if not months:
        return None
    most = max(months.values()) or 1
    step = round(min(max(CHART_WIDTH / len(months), NARROWEST), WIDEST), 1)
    bars = []
    for place, (name, rows) in enumerate(months.items()):
        height = round(rows / most * CHART_HEIGHT, 1)
        first = dt.date(int(name[:4]), int(name[5:]), 1)
        bars.append(
            {
                "month": first,
                "rows": rows,
                "x": round(place * step, 1),
                "y": round(CHART_HEIGHT - height, 1),
                "height": height,
                "year": first.year if first.month == 1 or place == 0 else None,
            }
        )
    empty = [bar["month"] for bar in bars if not bar["rows"]]
    low = _thin_months(list(months.values()))
    return {
        "bars": bars,
        "width": max(len(bars) * step, 200),
        "height": CHART_HEIGHT,
        "tall": CHART_HEIGHT + 36,
        "label": CHART_HEIGHT + 18,
        "bar": round(step * 0.8, 1),
        "most": most,
        "empty": empty,
        "thin": [bars[place]["month"] for place in low],
        "first": bars[0]["month"],
        "last": bars[-1]["month"],
    }


def _thin_months(rows: list[int]) -> list[int]:
    """Places of months, but for the first and the last, with less than a third of the middle month."""
    inside = sorted(rows[1:-1])
    if len(inside) < 4:
        return []
    middle = inside[len(inside) // 2]
    return [place for place in range(1, len(rows) - 1) if 0 < rows[place] < middle / 3]
