"""Forms about a city: its facts, its ground."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from atalaya.reports.palette import TOWER_BLUE
from atalaya.web.observatory.models.city import City, Language

COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "EC", "GY", "PE", "PY", "SR", "UY", "VE")


def zones() -> list[str]:
    """Time zones to choose among, those of America first."""
    return sorted(available_timezones(), key=lambda name: (not name.startswith("America/"), name))


class FactsForm(forms.Form):
    """What the database keeps of a city, but for its code and its logo."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language of its documents"), choices=Language.choices)
    country = forms.CharField(
        label=_("Country"),
        help_text=_("Two letters, such as AR or BR."),
        max_length=2,
        required=False,
        widget=forms.TextInput({"list": "countries", "autocomplete": "off", "size": 4}),
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Write a part of the name to search. If it stays empty, the first file with points decides."),
        required=False,
        widget=forms.TextInput({"list": "zones", "autocomplete": "off"}),
    )
    small_count_threshold = forms.IntegerField(
        label=_("Smallest count that is published"),
        help_text=_("Smaller counts are hidden in bulletins and open data, to protect people. From 2 to 50."),
        min_value=2,
        max_value=50,
        initial=5,
    )

    def clean_country(self) -> str:
        """Capital letters."""
        return str(self.cleaned_data["country"]).upper()

    def clean_time_zone(self) -> str:
        """One that exists."""
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone: choose one from the list."))
        return zone


class SettingsForm(FactsForm):
    """The facts and the colour."""

    own_colour = forms.BooleanField(label=_("Use a colour of the city"), required=False)
    accent = forms.CharField(
        label=_("Colour"), required=False, widget=forms.TextInput({"type": "color", "data-contrast": "contrast"})
    )

    @staticmethod
    def initial_of(city: City) -> dict[str, Any]:
        """What the form starts with."""
        names = ("name", "language", "country", "time_zone", "small_count_threshold")
        told = {name: getattr(city, name) for name in names}
        return {**told, "own_colour": bool(city.accent), "accent": city.accent or TOWER_BLUE}

    def facts(self) -> dict[str, Any]:
        """The facts as the operation wants them."""
        told = dict(self.cleaned_data)
        if not told.pop("own_colour"):
            told["accent"] = ""
        return told


class NewCityForm(FactsForm):
    """The facts and the code."""

    code = forms.SlugField(
        label=_("Code"),
        help_text=_("Names the address and stays, such as puerto-claro; made from the name if left empty."),
        max_length=60,
        required=False,
    )
    field_order = ("name", "code")

    def clean(self) -> dict[str, Any]:
        """The code is made from the name where nobody wrote one."""
        told = super().clean() or self.cleaned_data
        told["code"] = told.get("code") or slugify(told.get("name", ""))[:60].strip("-")
        if not told["code"] and "name" in told:
            self.add_error("code", _("The name has no letters that an address can have: write a code."))
        return told


class ResidentsForm(forms.Form):
    """A file of residents."""

    residents = forms.FileField(
        label=_("File of residents"),
        help_text=_("CSV or XLSX with area, year and residents; or a column for each year."),
    )
    year = forms.IntegerField(
        label=_("Year"),
        help_text=_("Only if the file does not tell it."),
        required=False,
        min_value=1900,
        max_value=2100,
    )
    source = forms.CharField(label=_("Who published them"), max_length=120, required=False)
