"""The calendar of a city: which hours of the week, which days."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from atalaya.reports import numbers
from atalaya.store.snapshot import Snapshot
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.answers import calendar as answer
from atalaya.web.observatory.answers.figures import figures_of
from atalaya.web.observatory.answers.filters import filters_of
from atalaya.web.observatory.answers.pictures import as_csv
from atalaya.web.observatory.models import City
from atalaya.web.observatory.views.shared import asks_for_part, data_page


@require_GET
@vary_on_headers("HX-Request")
@data_page
def calendar(request: HttpRequest, city: City, snapshot: Snapshot) -> HttpResponse:
    """The whole page, or the answer alone for a page that changes its filters."""
    figures, locale = figures_of(city, snapshot), current_locale()
    filters = filters_of(request.GET, figures)
    headline, lead = answer.told(figures, filters, city.name, locale)
    part = asks_for_part(request)
    context = {
        "city": city,
        "figures": figures,
        "filters": filters,
        "headline": headline,
        "lead": lead,
        "part": part,
        "week": answer.week(figures, filters, locale),
        "months": answer.months(figures, filters, locale),
        "initials": [numbers.weekday(day, locale) for day in range(7)],
        "hours": range(24),
    }
    return render(request, "observatory/calendar_answer.html" if part else "observatory/calendar.html", context)


@require_GET
@data_page
def table(request: HttpRequest, city: City, snapshot: Snapshot) -> HttpResponse:
    """The week as CSV."""
    figures, locale = figures_of(city, snapshot), current_locale()
    content = as_csv(answer.table(figures, filters_of(request.GET, figures), locale))
    headers = {"Content-Disposition": f'attachment; filename="{city.code}-calendar.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


urlpatterns = [
    path("<slug:code>/calendario/", calendar, name="calendar"),
    path("<slug:code>/calendario/semana.csv", table, name="calendar_table"),
]
