"""The indicators of a city: one answer, three pictures, and what to take away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from atalaya.store.snapshot import Snapshot
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.answers import indicators as answer
from atalaya.web.observatory.answers.figures import Figures, figures_of
from atalaya.web.observatory.answers.filters import Filters, filters_of
from atalaya.web.observatory.answers.months import NARROW, WIDE, draw_months
from atalaya.web.observatory.answers.pictures import FORMS, as_csv, picture
from atalaya.web.observatory.models import City
from atalaya.web.observatory.views.shared import asks_for_part, data_page

FRAMES = (("wide", WIDE), ("slim", NARROW))


@require_GET
@vary_on_headers("HX-Request")
@data_page
def indicators(request: HttpRequest, city: City, snapshot: Snapshot) -> HttpResponse:
    """The whole page, or the answer alone for a page that changes its filters."""
    figures = figures_of(city, snapshot)
    filters = filters_of(request.GET, figures)
    part = asks_for_part(request)
    template = "observatory/indicators_answer.html" if part else "observatory/indicators.html"
    return render(request, template, {"part": part, **_answer(city, figures, filters)})


def _answer(city: City, figures: Figures, filters: Filters) -> dict[str, Any]:
    locale = current_locale()
    summary = answer.summary_of(figures, filters.selection)
    asked = (filters.selection.start, filters.selection.end)
    return {
        "city": city,
        "figures": figures,
        "filters": filters,
        "summary": summary,
        "headline": answer.headline(figures, filters, city.name, locale),
        "rate": answer.rate_of(figures, filters.selection),
        "drawings": [(name, draw_months(summary.series, locale, frame, asked)) for name, frame in FRAMES],
        "months": answer.table_of("months", figures, filters, locale),
        "provisional": not summary.series.table["complete"].all(),
        "categories": answer.change_rows(summary),
        "areas": answer.area_rows(summary, figures.names),
        "told": answer.told(figures, filters, locale),
        "caption": answer.caption_of(figures, filters, locale),
    }


@require_GET
@data_page
def table(request: HttpRequest, city: City, snapshot: Snapshot, kind: str) -> HttpResponse:
    """The figures of a picture as CSV."""
    figures = figures_of(city, snapshot)
    filters = filters_of(request.GET, figures)
    content = as_csv(answer.table_of(_known(kind), figures, filters, current_locale()))
    return _download(content, "text/csv; charset=utf-8", f"{city.code}-{kind}.csv")


@require_GET
@data_page
def drawing(request: HttpRequest, city: City, snapshot: Snapshot, kind: str, form: str) -> HttpResponse:
    """A picture as it would be printed."""
    if form not in FORMS:
        raise Http404(form)
    figures, locale = figures_of(city, snapshot), current_locale()
    filters = filters_of(request.GET, figures)
    name = "|".join(("1", figures.key, filters.query, locale, _known(kind)))
    content = picture(name, form, lambda: answer.chart_of(kind, figures, filters, locale))
    return _download(content, FORMS[form], f"{city.code}-{kind}.{form}")


def _known(kind: str) -> str:
    if kind not in answer.KINDS:
        raise Http404(kind)
    return kind


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


urlpatterns = [
    path("<slug:code>/indicadores/", indicators, name="indicators"),
    path("<slug:code>/indicadores/<slug:kind>.csv", table, name="indicators_table"),
    path("<slug:code>/indicadores/<slug:kind>.<slug:form>", drawing, name="indicators_drawing"),
]
