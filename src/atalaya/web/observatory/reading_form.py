"""The form in which an analyst corrects how a file is read: from a profile, and back to one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atalaya.i18n import translate
from atalaya.intake.inspection import CONSTANT
from atalaya.intake.preview import Preview
from atalaya.intake.profile import FieldReading, Profile, Reading
from atalaya.intake.words import category_name
from atalaya.tables.incident import INCIDENT
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.reading_words import (
    ENCODING_NAMES,
    SEPARATORS,
    ZONES,
    iccs_titles,
    layout_words,
    moment_words,
)

COLUMNS = (
    "occurred_from",
    "hour",
    "reported",
    "category_local",
    "subcategory_local",
    "attempted",
    "weapon",
    "victims",
    "count",
    "place_type",
    "lon",
    "lat",
    "area_reported",
    "incident_id",
)
"""Fields of the incident table that a column of the file can tell."""
WITH_LAYOUT = ("occurred_from", "reported")
JOIN = " + "
LAYOUT_JOIN = "|"
SOURCE = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def field_title(name: str) -> str:
    """What a field of the incident table is called."""
    return _("Hour of the day") if name == "hour" else translate(INCIDENT[name].title, current_locale())


class ReadingForm(forms.Form):
    """One control for each decision; the fields depend on the file."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding of the letters"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Sign between the cells"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Row with the column names"), min_value=1, max_value=1000, required=False
    )
    decimal = forms.ChoiceField(label=gettext_lazy("Decimal sign of the coordinates"))
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone of the hours"), required=False)
    crs = forms.RegexField(
        r"(?i)^[a-z]+:[0-9a-z]+$",
        label=gettext_lazy("Coordinate system"),
        help_text=gettext_lazy("EPSG:4326 are degrees of longitude and latitude."),
        widget=forms.TextInput({"list": "crs-known", "autocomplete": "off"}),
    )
    missing = forms.CharField(
        label=gettext_lazy("Words that mean no data"),
        help_text=gettext_lazy("One a line. An empty cell always means no data."),
        widget=forms.Textarea({"rows": 6}),
        required=False,
    )
    source = forms.RegexField(
        SOURCE,
        label=gettext_lazy("Name of the source"),
        help_text=gettext_lazy("Small letters, digits and hyphens. Every file of this source carries the same name."),
        max_length=60,
    )
    duplicates = forms.ChoiceField(label=gettext_lazy("Rows equal in everything but their identifier"))
    displaced = forms.BooleanField(
        label=gettext_lazy("The source moves the points on purpose, to protect people"), required=False
    )
    category_constant = forms.CharField(
        label=gettext_lazy("Category of every row"),
        help_text=gettext_lazy("Used where no column tells the category."),
        max_length=120,
        required=False,
    )

    def __init__(self, data: Any, *, profile: Profile, proposal: dict[str, Any], preview: Preview) -> None:
        self.profile, self.proposal, self.preview = profile, proposal, preview
        super().__init__(data, initial=self._initial(), auto_id="f-%s")
        reading = profile.reading
        self._choices("encoding", [(code, told()) for code, told in ENCODING_NAMES.items()])
        self._choices("delimiter", [(sign, told()) for sign, told in SEPARATORS.items()])
        self._choices("sheet", [(name, name) for name in proposal.get("sheets", ())])
        self._choices("decimal", [(".", _("Point: -34.6")), (",", _("Comma: -34,6"))])
        self._choices("time_zone", [("", _("The city's own")), *((zone, zone) for zone in ZONES)])
        self._choices("duplicates", [("keep", _("Keep and say so")), ("set-aside", _("Set aside all but the first"))])
        for name in COLUMNS:
            self._add_column(name, reading.columns)
        for name in WITH_LAYOUT:
            if name in profile.fields:
                self._add_layout(name)
        for place, (category, _rows) in enumerate(preview.categories):
            self.fields[f"iccs_{place}"] = forms.CharField(
                label=category,
                required=False,
                max_length=200,
                widget=forms.TextInput({"list": "iccs-codes", "autocomplete": "off"}),
            )
        unneeded = {"csv": ("sheet",), "xlsx": ("encoding", "delimiter")}.get(
            reading.format, ("encoding", "delimiter", "sheet", "header_row")
        )
        for name in unneeded:
            del self.fields[name]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        now = str(self.initial.get(name, ""))
        known = {value for value, _told in choices}
        self.fields[name].choices = [*choices, *([(now, now)] if now not in known and now else [])]  # type: ignore[attr-defined]

    def _add_column(self, name: str, columns: tuple[str, ...]) -> None:
        nothing = _("Not told by a column") if name == "category_local" else _("Not in this file")
        choices = [("", nothing), *((column, column) for column in columns)]
        now = self.initial[f"col_{name}"]
        if JOIN in now and now not in columns:
            choices.append((now, now))
        required = name == "occurred_from"
        self.fields[f"col_{name}"] = forms.ChoiceField(
            label=field_title(name), choices=choices[1:] if required and now else choices, required=required
        )

    def _add_layout(self, name: str) -> None:
        now = self.initial[f"layout_{name}"]
        examples = {layout: (cell, moment) for layout, cell, moment in self.preview.layouts.get(name, ())}
        choices = [(now, self._told_layouts(now.split(LAYOUT_JOIN), examples))]
        choices += [(layout, self._told_layouts([layout], examples)) for layout in examples if layout != now]
        self.fields[f"layout_{name}"] = forms.ChoiceField(
            label=_("How the dates are written") if name == "occurred_from" else _("How its dates are written"),
            choices=choices,
            required=False,
        )

    def _told_layouts(self, layouts: list[str], examples: dict[str, Any]) -> str:
        words = " · ".join(layout_words(layout) for layout in layouts if layout)
        shown = next((examples[layout] for layout in layouts if layout in examples), None)
        return f"{words}: {shown[0]} → {moment_words(shown[1])}" if shown else words or "–"

    def _initial(self) -> dict[str, Any]:
        profile, reading = self.profile, self.profile.reading
        told: dict[str, Any] = {
            name: getattr(profile, name)
            for name in ("source", "decimal", "time_zone", "crs", "duplicates", "displaced")
        }
        told |= {name: getattr(reading, name) for name in ("encoding", "delimiter", "sheet", "header_row")}
        told["missing"] = "\n".join(word for word in profile.missing if word)
        for name in COLUMNS:
            part = profile.fields.get(name, FieldReading(()))
            told[f"col_{name}"] = JOIN.join(part.columns)
            told[f"layout_{name}"] = LAYOUT_JOIN.join(part.layout)
        told["category_constant"] = profile.fields["category_local"].values.get(CONSTANT, "")
        titles = iccs_titles(current_locale())
        for place, (category, _rows) in enumerate(self.preview.categories):
            code = profile.iccs.get(category, "")
            told[f"iccs_{place}"] = f"{code} {titles[code]}" if code in titles else code
        return told

    def clean(self) -> dict[str, Any]:
        """Both coordinates or none; a category in one way or the other; codes that exist."""
        told = super().clean() or self.cleaned_data
        if bool(told.get("col_lon")) != bool(told.get("col_lat")):
            self.add_error("col_lat", _("Longitude and latitude are needed both, or neither."))
        if not told.get("col_category_local") and not (told.get("category_constant") or "").strip():
            self.add_error("category_constant", _("Choose a column for the category, or write the category here."))
        known = iccs_titles(current_locale())
        for place, _category in enumerate(self.preview.categories):
            code = (told.get(f"iccs_{place}") or "").split(" ")[0]
            if code and code not in known:
                self.add_error(f"iccs_{place}", _("There is no such code in the ICCS."))
        return told

    def reading(self) -> Reading:
        """How the bytes become a table; the columns stay those of before."""
        told, before = self.cleaned_data, self.profile.reading
        parts = {
            name: told[name]
            for name in ("encoding", "delimiter", "sheet", "header_row")
            if name in self.fields and told.get(name) not in ("", None)
        }
        return replace(before, **parts)

    def corrected(self) -> Profile:
        """The profile as the form tells it."""
        told, before = self.cleaned_data, self.profile
        missing = dict.fromkeys(["", *(word.strip() for word in told["missing"].splitlines())])
        return replace(
            before,
            source=told["source"],
            fields=self._fields(),
            decimal=told["decimal"],
            time_zone=told["time_zone"],
            crs=told["crs"].upper(),
            missing=tuple(missing),
            duplicates=told["duplicates"],
            displaced=told["displaced"],
            iccs=self._iccs(),
        )

    def _fields(self) -> dict[str, FieldReading]:
        told, parts = self.cleaned_data, {}
        for name in COLUMNS:
            column, before = told[f"col_{name}"], self.profile.fields.get(name)
            if not column:
                continue
            same = before is not None and JOIN.join(before.columns) == column
            if name in WITH_LAYOUT and same:
                layout = told.get(f"layout_{name}") or LAYOUT_JOIN.join(before.layout)
                parts[name] = replace(before, layout=tuple(filter(None, layout.split(LAYOUT_JOIN))))
            else:
                parts[name] = before if same else FieldReading((column,))
        if "category_local" not in parts:
            word = category_name(told["category_constant"])
            parts["category_local"] = FieldReading((), values={CONSTANT: word})
        return parts

    def _iccs(self) -> dict[str, str]:
        codes = dict(self.profile.iccs)
        for place, (category, _rows) in enumerate(self.preview.categories):
            code = (self.cleaned_data[f"iccs_{place}"] or "").split(" ")[0]
            codes[category] = code  # an empty one is kept too: the person took the code away
        return codes

    def chosen(self) -> set[str]:
        """Names of the decisions that the person changed."""
        short = {"header_row": "header", "category_constant": "category_local"}
        return {short.get(name, name.removeprefix("col_").removeprefix("layout_")) for name in self.changed_data}
