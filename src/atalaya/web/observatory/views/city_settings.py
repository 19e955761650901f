"""The settings of a city: facts, colour and logo, and what is kept of its ground."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from atalaya.errors import UserError
from atalaya.reports.palette import PAPER, TOWER_BLUE, contrast
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.forms import COUNTRIES, NewCityForm, ResidentsForm, SettingsForm, zones
from atalaya.web.observatory.models import City
from atalaya.web.observatory.operations.cities import change_city, create_city
from atalaya.web.observatory.operations.logos import keep_logo
from atalaya.web.observatory.views.shared import city_page


@require_http_methods(["GET", "POST"])
@city_page("observatory.manage_city")
def city_settings(request: HttpRequest, city: City) -> HttpResponse:
    """The facts of a city, and its ground."""
    form = SettingsForm(request.POST or None, initial=SettingsForm.initial_of(city))
    if request.method == "POST" and form.is_valid():
        try:
            change_city(request.user, city, **form.facts())
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
        else:
            messages.success(request, _("The settings were kept."))
            return redirect("city_settings", city.code)
    accent = str(form["accent"].value() or TOWER_BLUE)
    store = city.store
    layers = [
        {"name": name, "areas": store.areas(name).height, "main": k == 0} for k, name in enumerate(store.layers())
    ]
    told = {
        "city": city,
        "form": form,
        "residents_form": ResidentsForm(),
        "zones": zones(),
        "countries": COUNTRIES,
        "contrast": contrast_of(accent),
        "layers": layers,
        "residents": residents_of(city),
    }
    return render(request, "observatory/city_settings.html", told)


def contrast_of(colour: str) -> float:
    """Contrast of a colour on paper; of tower blue when it is none."""
    try:
        return contrast(colour, PAPER)
    except (ValueError, IndexError):
        return contrast(TOWER_BLUE, PAPER)


def residents_of(city: City) -> list[dict[str, object]]:
    """A row a year: how many areas have figures, the people together, who published them; the newest first."""
    table = city.store.population()
    rows = []
    for year in sorted(table["year"].unique().to_list(), reverse=True):
        part = table.filter(year=year)
        areas = part.drop_nulls("area")
        people = (areas if areas.height else part)["population"].sum()
        sources = ", ".join(sorted(set(part["source"])))
        rows.append({"year": year, "areas": areas.height, "people": people, "source": sources})
    return rows


@require_POST
@city_page("observatory.manage_city")
def city_logo_keep(request: HttpRequest, city: City) -> HttpResponse:
    """Another logo, or none."""
    upload = request.FILES.get("logo")
    try:
        if "remove" in request.POST:
            keep_logo(request.user, city, None)
        elif isinstance(upload, UploadedFile):
            keep_logo(request.user, city, upload.read())
        else:
            messages.error(request, _("No file was chosen."))
            return redirect("city_settings", city.code)
    except UserError as error:
        messages.error(request, error.told(current_locale()))
    else:
        messages.success(request, _("The settings were kept."))
    return redirect("city_settings", city.code)


@require_GET
def city_logo(request: HttpRequest, code: str) -> HttpResponse:
    """The picture, as it was uploaded; also for those who only read the bulletin."""
    city = get_object_or_404(City, code=code)
    if not city.logo:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=300", "Content-Disposition": "inline"}
    return HttpResponse(bytes(city.logo), content_type=city.logo_type, headers=headers)


@require_http_methods(["GET", "POST"])
@login_required
@permission_required("observatory.manage_city", raise_exception=True)
def city_new(request: HttpRequest) -> HttpResponse:
    """A new city; its ground and its data come after."""
    request.between_cities = True  # type: ignore[attr-defined]  (the shell shows no city, even where there is one)
    form = NewCityForm(request.POST or None, initial={"language": current_locale()})
    if request.method == "POST" and form.is_valid():
        try:
            made = create_city(request.user, **form.cleaned_data)
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
        else:
            messages.success(request, _("The city was made. Its areas and residents come next."))
            return redirect("city_settings", made.code)
    return render(request, "observatory/city_new.html", {"form": form, "zones": zones(), "countries": COUNTRIES})


urlpatterns = [
    path("nueva/", city_new, name="city_new"),
    path("<slug:code>/ajustes/", city_settings, name="city_settings"),
    path("<slug:code>/ajustes/logo/", city_logo_keep, name="city_logo_keep"),
    path("<slug:code>/logo", city_logo, name="city_logo"),
]
