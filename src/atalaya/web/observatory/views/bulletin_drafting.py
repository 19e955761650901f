"""Preparing a bulletin: the period, the words that only a person knows, and the document beside them as it grows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from atalaya.errors import UserError
from atalaya.store.snapshot import Snapshot
from atalaya.store.sources import silent_in
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.models import City
from atalaya.web.observatory.models.bulletin import MOST_SENTENCES, Bulletin
from atalaya.web.observatory.operations import bulletin_documents, bulletins
from atalaya.web.observatory.views.bulletins import bulletin_of, document_style
from atalaya.web.observatory.views.shared import city_page


class BulletinForm(forms.Form):
    """The period, and the analyst's own sentences."""

    start = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    end = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    sentences = forms.CharField(
        label=gettext_lazy("What the analyst says"),
        help_text=gettext_lazy("At most three sentences, one a line, in the language of the city."),
        widget=forms.Textarea({"rows": MOST_SENTENCES + 1}),
        required=False,
    )
    missing_sources = forms.CharField(
        label=gettext_lazy("Sources that did not arrive"),
        help_text=gettext_lazy("Names separated by commas; the bulletin says so."),
        required=False,
    )

    def clean_sentences(self) -> list[str]:
        """One sentence a line."""
        return [line for line in self.cleaned_data["sentences"].splitlines() if line.strip()]

    def clean_missing_sources(self) -> list[str]:
        """Names between commas."""
        return [name.strip() for name in self.cleaned_data["missing_sources"].split(",") if name.strip()]


@require_http_methods(["GET", "POST"])
@city_page("observatory.draft_bulletin")
def bulletin_new(request: HttpRequest, city: City) -> HttpResponse:
    """Choose the period and write the sentences; the last whole month of the data is proposed."""
    snapshot = city.store.current()
    if snapshot is None or not snapshot.manifest["rows"]:
        return render(request, "observatory/bulletin_empty.html", {"city": city})
    start, end = bulletin_documents.last_whole_month(dt.date.fromisoformat(snapshot.manifest["last_day"]))
    silent = silent_in(snapshot, start, end)
    proposed = {"start": start, "end": end, "missing_sources": ", ".join(silent)}
    form = BulletinForm(request.POST or None, initial=proposed)
    if "keep" in request.POST and form.is_valid():
        try:
            made = bulletins.draft_bulletin(request.user, city, snapshot=snapshot.id, **form.cleaned_data)
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
        else:
            return redirect("bulletin", city.code, made.number)
    return _desk(request, city, form, snapshot, None)


@require_http_methods(["GET", "POST"])
@city_page("observatory.draft_bulletin")
def bulletin_edit(request: HttpRequest, city: City, number: int) -> HttpResponse:
    """Other words for a draft; its data become the newest."""
    bulletin = bulletin_of(request, city.code, number)
    written = {
        "start": bulletin.start,
        "end": bulletin.end,
        "sentences": "\n".join(bulletin.sentences),
        "missing_sources": ", ".join(bulletin.missing_sources),
    }
    form = BulletinForm(request.POST or None, initial=written)
    for name in ("start", "end"):
        form.fields[name].disabled = True
    snapshot = city.store.current() or city.store.open(bulletin.snapshot)
    if "keep" in request.POST and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("sentences", "missing_sources")}
        try:
            bulletins.change_bulletin(request.user, bulletin, snapshot=snapshot.id, **words)
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
        else:
            return redirect("bulletin", city.code, number)
    return _desk(request, city, form, snapshot, bulletin)


@require_POST
@city_page("observatory.draft_bulletin")
def bulletin_preview(request: HttpRequest, city: City) -> HttpResponse:
    """The document that the words of the form would make; nothing is kept."""
    number = request.POST.get("number", "")
    issue = Bulletin.objects.filter(city=city, number=int(number)).first() if number.isdecimal() else None
    shown = _preview(request, city, BulletinForm(request.POST), issue)
    return render(request, "observatory/bulletin_preview.html", shown)


def _desk(
    request: HttpRequest, city: City, form: BulletinForm, snapshot: Snapshot, bulletin: Bulletin | None
) -> HttpResponse:
    page: dict[str, Any] = {"city": city, "form": form, "bulletin": bulletin}
    page["style"] = mark_safe(document_style(city))  # noqa: S308  (a file of ours and a checked colour)
    page["newer_data"] = bulletin is not None and bulletin.snapshot != snapshot.id
    if "look" in request.POST:
        page |= _preview(request, city, form, bulletin)
    return render(request, "observatory/bulletin_form.html", page)


def _preview(request: HttpRequest, city: City, form: BulletinForm, issue: Bulletin | None) -> dict[str, Any]:
    """The document, or why there is none; and which sources fell silent without its being said."""
    snapshot = city.store.current()
    if not form.is_valid() or snapshot is None:
        return {"city": city, "unfinished": True}
    said = form.cleaned_data
    made = Bulletin(city=city, snapshot=snapshot.id, author=request.user, **said)
    made.number = issue.number if issue else bulletins.next_number(city)
    made.replaces = issue.replaces if issue else None
    try:
        bulletins.check_words(**said)
        part = bulletin_documents.render(made, current_locale(), "part").decode()
    except UserError as error:
        return {"city": city, "refused": error.told(current_locale())}
    silent = [one for one in silent_in(snapshot, said["start"], said["end"]) if one not in said["missing_sources"]]
    return {"city": city, "document": mark_safe(part), "silent": silent}  # noqa: S308  (escaped by reports.html)


urlpatterns = [
    path("<slug:code>/boletines/nuevo/", bulletin_new, name="bulletin_new"),
    path("<slug:code>/boletines/vista/", bulletin_preview, name="bulletin_preview"),
    path("<slug:code>/boletines/<int:number>/editar/", bulletin_edit, name="bulletin_edit"),
]
