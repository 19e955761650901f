"""Addresses of the observatory: each module of views brings its own."""

from __future__ import annotations

from atalaya.web.observatory.views import (
    bulletin_drafting,
    bulletins,
    calendar,
    cities,
    city_ground,
    city_settings,
    import_files,
    imports,
    indicators,
    tokens,
)
from atalaya.web.observatory.views import map as map_views

urlpatterns = [
    *city_settings.urlpatterns,  # before the city's own page, whose code could be a word of theirs
    *city_ground.urlpatterns,
    *cities.urlpatterns,
    *imports.urlpatterns,
    *import_files.urlpatterns,
    *bulletin_drafting.urlpatterns,  # before the steps, whose names are words in the same place
    *bulletins.urlpatterns,
    *indicators.urlpatterns,
    *map_views.urlpatterns,
    *calendar.urlpatterns,
    *tokens.urlpatterns,
]
