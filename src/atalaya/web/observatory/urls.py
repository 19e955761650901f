"""Addresses of the observatory: each module of views brings its own."""

from __future__ import annotations

from atalaya.web.observatory.views import bulletins, cities

urlpatterns = [*cities.urlpatterns, *bulletins.urlpatterns]
