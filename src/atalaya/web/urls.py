"""Every address: one line per app; an app's own addresses stand in its `urls.py`."""

from __future__ import annotations

from django.urls import include, path

from atalaya.web.common import views

handler403 = "atalaya.web.common.views.refused"
handler404 = "atalaya.web.common.views.not_found"
handler500 = "atalaya.web.common.views.broken"

urlpatterns = [
    path("", views.home, name="home"),
    path("salud/", views.health, name="health"),
    path("idioma/", views.set_language, name="set_language"),
    path("cuentas/", include("atalaya.web.accounts.urls")),
    path("api/v1/", include("atalaya.web.observatory.api.urls")),
    path("ciudad/", include("atalaya.web.observatory.urls")),
    path("auditoria/", include("atalaya.web.audit.urls")),
]
