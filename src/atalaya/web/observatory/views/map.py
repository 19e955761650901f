"""The map of a city: the page, and the part of it that follows the filters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from atalaya.reports import numbers
from atalaya.store.snapshot import Snapshot
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.answers import map as answer
from atalaya.web.observatory.answers.figures import Figures, figures_of
from atalaya.web.observatory.answers.filters import Filters, filters_of
from atalaya.web.observatory.answers.hexagons import RESOLUTIONS, checked_resolution
from atalaya.web.observatory.answers.outlines import draw_areas
from atalaya.web.observatory.models import City
from atalaya.web.observatory.views.shared import asks_for_part, data_page

OF_AREAS = {"areas", "rates"}


@require_GET
@vary_on_headers("HX-Request")
@data_page
def city_map(request: HttpRequest, city: City, snapshot: Snapshot) -> HttpResponse:
    """The whole page, or the sentence, the legend and the table alone for a page that changes its filters."""
    figures = figures_of(city, snapshot)
    filters = filters_of(request.GET, figures)
    resolution = checked_resolution(request.GET.get("resolution"))
    layer = answer.known_layer(request.GET.get("layer", ""))
    context = _answer(city, figures, filters, layer, resolution)
    if asks_for_part(request):
        return render(request, "observatory/map_part.html", context)
    locale = current_locale()
    drawing = draw_areas(figures, context["areas"], locale, context["headline"], plain=layer not in OF_AREAS)
    page = {
        "drawing": drawing,
        "layers": answer.LAYERS,
        "resolutions": RESOLUTIONS,
        "weekdays": [(day, numbers.weekday(day, locale)) for day in range(7)],
        "api": reverse("api:list_cities") + f"/{city.code}",
        "bounds": ",".join(f"{edge:.5f}" for edge in figures.shapes.bounds) if figures.shapes else "",
    }
    return render(request, "observatory/map.html", context | page)


def _answer(city: City, figures: Figures, filters: Filters, layer: str, resolution: int) -> dict[str, Any]:
    locale = current_locale()
    headline, lead = answer.told(layer, figures, filters, city.name, resolution, locale)
    rows, area_breaks = answer.area_rows(layer, figures, filters)
    breaks = area_breaks if layer in OF_AREAS else answer.breaks_of(layer, figures, filters, resolution)
    return {
        "city": city,
        "figures": figures,
        "filters": filters,
        "layer": layer,
        "layer_title": next(title for name, title, _help in answer.LAYERS if name == layer),
        "resolution": resolution,
        "headline": headline,
        "lead": lead,
        "areas": answer.colours_of(rows, len(area_breaks)),
        "hexagons": answer.hexagon_rows(figures, filters, resolution),
        "breaks": ",".join(f"{end:g}" for end in breaks),
        "steps": answer.legend(layer, breaks, locale),
        "few": layer == "rates" and any(row.few for row in rows),
    }


urlpatterns = [path("<slug:code>/mapa/", city_map, name="map")]
