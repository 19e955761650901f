"""The page a city starts from."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from atalaya.web.common.language import current_locale
from atalaya.web.observatory.models import City
from atalaya.web.observatory.overview import overview
from atalaya.web.observatory.views.shared import city_page


@require_GET
@city_page()
def city_home(request: HttpRequest, city: City) -> HttpResponse:
    """The last whole month in a sentence, and where to go from here."""
    told = overview(city, city.store.current(), current_locale())
    return render(request, "observatory/city_home.html", {"city": city, **told})


urlpatterns = [path("<slug:code>/", city_home, name="city_home")]
