"""Addresses of the observatory: each module of views brings its own."""

from __future__ import annotations

from atalaya.web.observatory.views import bulletin_drafting, bulletins, cities, import_files, imports, indicators

urlpatterns = [
    *cities.urlpatterns,
    *imports.urlpatterns,
    *import_files.urlpatterns,
    *bulletin_drafting.urlpatterns,  # before the steps, whose names are words in the same place
    *bulletins.urlpatterns,
    *indicators.urlpatterns,
]
