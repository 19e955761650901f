"""Addresses of the observatory: each module of views brings its own."""

from __future__ import annotations

from atalaya.web.observatory.views import bulletins, cities, indicators

urlpatterns = [*cities.urlpatterns, *bulletins.urlpatterns, *indicators.urlpatterns]
