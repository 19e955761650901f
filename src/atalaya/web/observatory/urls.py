"""Addresses of the observatory: each module of views brings its own."""

from __future__ import annotations

from atalaya.web.observatory.views import bulletin_drafting, bulletins, cities, indicators

urlpatterns = [
    *cities.urlpatterns,
    *bulletins.urlpatterns,
    *bulletin_drafting.urlpatterns,
    *indicators.urlpatterns,
]
