"""Areas and residents on screen: the file, what was found in it, and the decision to keep it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atalaya.errors import UserError
from atalaya.intake.area_files import AreaFile, AreaReading, read_areas
from atalaya.tables.findings import Finding
from atalaya.web.common.language import current_locale
from atalaya.web.observatory import ground_uploads
from atalaya.web.observatory.area_drawing import draw
from atalaya.web.observatory.forms import ResidentsForm
from atalaya.web.observatory.models import City
from atalaya.web.observatory.operations.ground import count_by, keep_areas, keep_population
from atalaya.web.observatory.uploads import plain_name
from atalaya.web.observatory.views.shared import city_page

SHOWN_AREAS = 400
SHORT_NAME = 60
PARTS = ("layer", "code", "name", "parent", "crs")


@require_POST
@city_page("observatory.manage_city")
def areas_upload(request: HttpRequest, city: City) -> HttpResponse:
    """Keep the file until it is decided, and show what it holds."""
    upload = request.FILES.get("areas")
    if not isinstance(upload, UploadedFile):
        messages.error(request, _("No file was chosen."))
        return redirect("city_settings", city.code)
    return redirect("areas_confirm", city.code, ground_uploads.keep(upload.name or "", upload.chunks()))


@require_http_methods(["GET", "POST"])
@city_page("observatory.manage_city")
def areas_confirm(request: HttpRequest, city: City, digest: str) -> HttpResponse:
    """What was found, how it is read, the drawing; keeping it is the second step."""
    file = ground_uploads.find(digest)
    if "discard" in request.POST:
        ground_uploads.discard(digest)
        return redirect("city_settings", city.code)
    asked = request.POST if request.method == "POST" else request.GET
    reading = AreaReading(**{name: asked.get(name, "").strip() for name in PARTS})
    told: dict[str, object] = {"city": city, "digest": digest, "file": file.name, "reading": reading}
    try:
        found = read_areas(file, reading)
        if "keep" in request.POST:
            counts = True if "counts" in request.POST else None
            kept = keep_areas(request.user, city, file, found, counts=counts)
            ground_uploads.discard(digest)
            messages.success(request, _("Layer {layer} was kept.").format(layer=kept.layer))
            return redirect("city_settings", city.code)
    except UserError as error:
        return render(request, "observatory/areas_confirm.html", {**told, "refused": error.told(current_locale())})
    return render(request, "observatory/areas_confirm.html", {**told, **_shown(city, found)})


@require_POST
@city_page("observatory.manage_city")
def layer_choose(request: HttpRequest, city: City) -> HttpResponse:
    """Count incidents by another layer."""
    layer = request.POST.get("layer", "")
    count_by(request.user, city, layer)
    messages.success(request, _("Incidents are counted by the layer {layer} now.").format(layer=layer))
    return redirect("city_settings", city.code)


def _shown(city: City, found: AreaFile) -> dict[str, object]:
    decided = {one.name: one for one in found.decisions}
    return {
        "found": found,
        "n": found.areas.height,
        "decided": decided,
        "drawing": draw(found.areas),
        "rows": sorted(found.areas.drop("shape", "layer").rows(named=True), key=_by_number)[:SHOWN_AREAS],
        "more": max(found.areas.height - SHOWN_AREAS, 0),
        "km2": float(found.areas["area_km2"].sum()),
        "replaces": found.layer in city.store.layers(),
        "others": [name for name in city.store.layers() if name != found.layer],
    }


def _by_number(row: dict[str, str]) -> tuple[int, str]:
    """Codes that are numbers as people count, and before the others."""
    return (int(row["code"]), "") if row["code"].isdecimal() else (sys.maxsize, row["code"])


@require_POST
@city_page("observatory.manage_city")
def residents_upload(request: HttpRequest, city: City) -> HttpResponse:
    """Take residents in; what could not be matched is told."""
    form = ResidentsForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("No file was chosen."))
        return redirect("city_settings", city.code)
    upload = form.cleaned_data["residents"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / plain_name(upload.name)[-SHORT_NAME:]  # a disk counts bytes, and ñ is two of them
        with file.open("wb") as stream:
            stream.writelines(upload.chunks())
        try:
            found = keep_population(
                request.user, city, file, year=form.cleaned_data["year"], source=form.cleaned_data["source"]
            )
        except UserError as error:
            messages.error(request, error.told(current_locale()))
            return redirect("city_settings", city.code)
    messages.success(request, _("Figures kept: {n}.").format(n=found.reconciliation.stored))
    _tell(request, found.findings)
    return redirect("city_settings", city.code)


def _tell(request: HttpRequest, findings: tuple[Finding, ...]) -> None:
    for one in findings:
        say = messages.info if one.kind.severity == "note" else messages.warning
        say(request, one.told(current_locale()))


urlpatterns = [
    path("<slug:code>/ajustes/areas/", areas_upload, name="areas_upload"),
    path("<slug:code>/ajustes/areas/<slug:digest>/", areas_confirm, name="areas_confirm"),
    path("<slug:code>/ajustes/capa/", layer_choose, name="layer_choose"),
    path("<slug:code>/ajustes/habitantes/", residents_upload, name="residents_upload"),
]
