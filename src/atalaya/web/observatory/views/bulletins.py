"""Screens of the bulletin: the list, the draft, the document as it will be printed, and its files."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from atalaya.errors import NotFoundError, UserError
from atalaya.home import find_home
from atalaya.i18n import LOCALES, normal_locale
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.models import City
from atalaya.web.observatory.models.bulletin import MOST_SENTENCES, Bulletin, BulletinStatus
from atalaya.web.observatory.operations import bulletin_documents, bulletins

ACTIONS = {
    "enviar": (bulletins.submit_bulletin, gettext_lazy("The bulletin waits for approval.")),
    "devolver": (bulletins.return_bulletin, gettext_lazy("The bulletin is a draft again.")),
    "aprobar": (bulletins.approve_bulletin, gettext_lazy("The bulletin is approved. Its files are made.")),
    "publicar": (bulletins.publish_bulletin, gettext_lazy("The bulletin is public.")),
    "corregir": (bulletins.correct_bulletin, gettext_lazy("A draft that corrects the issue was made.")),
}


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
        return [name for name in self.cleaned_data["missing_sources"].split(",") if name.strip()]


def _city(request: HttpRequest, code: str) -> Any:
    city = get_object_or_404(City, code=code)
    request.city = city  # type: ignore[attr-defined]  # the shell of the page shows where one is
    return city


def _bulletin(request: HttpRequest, code: str, number: int) -> Bulletin:
    """The issue, if this person may see it; to everybody else it does not exist."""
    bulletin = get_object_or_404(Bulletin, city=_city(request, code), number=number)
    if not request.user.has_perm("observatory.view_bulletin", bulletin):
        raise Http404
    return bulletin


def _current_snapshot(city: Any) -> Any:
    from atalaya.store import CityStore

    return CityStore(find_home().store, city.code).current()


@require_GET
def bulletin_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every issue one may see, newest first."""
    city = _city(request, code)
    issues = Bulletin.objects.filter(city=city).select_related("author", "approver", "city")
    shown = [one for one in issues if request.user.has_perm("observatory.view_bulletin", one)]
    may_draft = request.user.has_perm("observatory.draft_bulletin")
    return render(request, "observatory/bulletins.html", {"city": city, "issues": shown, "may_draft": may_draft})


@login_required
@permission_required("observatory.draft_bulletin", raise_exception=True)
def bulletin_new(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the period and write the sentences; the last whole month of the data is proposed."""
    city = _city(request, code)
    snapshot = _current_snapshot(city)
    if snapshot is None:
        return render(request, "observatory/bulletin_empty.html", {"city": city})
    first, last = last_whole_month(snapshot.manifest.last_day)
    form = BulletinForm(request.POST or None, initial={"start": first, "end": last})
    if request.method == "POST" and form.is_valid():
        try:
            made = bulletins.draft_bulletin(request.user, city, snapshot=snapshot.id, **form.cleaned_data)
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
        else:
            return redirect("bulletin", code, made.number)
    return render(request, "observatory/bulletin_form.html", {"city": city, "form": form})


def last_whole_month(last_day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the last month that the data cover to its end."""
    end = last_day
    if last_day.day < calendar.monthrange(last_day.year, last_day.month)[1]:
        end = last_day.replace(day=1) - dt.timedelta(days=1)
    return end.replace(day=1), end


@login_required
@permission_required("observatory.draft_bulletin", raise_exception=True)
def bulletin_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Other words for a draft; its data become the newest."""
    bulletin = _bulletin(request, code, number)
    written = {
        "start": bulletin.start,
        "end": bulletin.end,
        "sentences": "\n".join(bulletin.sentences),
        "missing_sources": ", ".join(bulletin.missing_sources),
    }
    form = BulletinForm(request.POST or None, initial=written)
    for name in ("start", "end"):
        form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        snapshot = _current_snapshot(bulletin.city)
        try:
            bulletins.change_bulletin(
                request.user,
                bulletin,
                sentences=data["sentences"],
                missing_sources=data["missing_sources"],
                snapshot=snapshot.id if snapshot else None,
            )
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
        else:
            return redirect("bulletin", code, number)
    return render(
        request, "observatory/bulletin_form.html", {"city": bulletin.city, "form": form, "bulletin": bulletin}
    )


@require_GET
def bulletin(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The document as it will be printed, and what can be done with it."""
    issue = _bulletin(request, code, number)
    locale = normal_locale(request.GET.get("idioma"), current_locale())
    part = bulletin_documents.render(issue, locale, "part").decode()
    return render(
        request,
        "observatory/bulletin.html",
        {
            "city": issue.city,
            "bulletin": issue,
            "document": mark_safe(part),  # noqa: S308  (made by reports.html, which escapes every text)
            "style": mark_safe(_style(issue)),  # noqa: S308  (a file of ours and a checked colour)
            "shown_in": locale,
            "locales": LOCALES,
            "forms": ("pdf", "html", "xlsx"),
            "may": _may(request.user, issue),
        },
    )


def _style(issue: Bulletin) -> str:
    from atalaya.reports.html import stylesheet
    from atalaya.reports.palette import readable_accent

    return f"{stylesheet()}.bulletin{{--accent-doc:{readable_accent(getattr(issue.city, 'accent', '') or None)}}}"


def _may(account: Any, issue: Bulletin) -> dict[str, bool]:
    """What this person can do with the issue now."""

    def allowed(permission: str) -> bool:
        return bool(account.has_perm(f"observatory.{permission}", issue))

    own = issue.author_id is not None and issue.author_id == account.pk
    status = issue.status
    return {
        "edit": status == BulletinStatus.DRAFT and allowed("draft_bulletin"),
        "submit": status == BulletinStatus.DRAFT and allowed("draft_bulletin"),
        "approve": status == BulletinStatus.SUBMITTED and allowed("approve_bulletin"),
        "return": status == BulletinStatus.SUBMITTED and (own or allowed("approve_bulletin")),
        "publish": status == BulletinStatus.APPROVED and allowed("publish_bulletin"),
        "correct": status == BulletinStatus.PUBLISHED
        and allowed("draft_bulletin")
        and not Bulletin.objects.filter(replaces=issue).exists(),
    }


@login_required
@require_POST
def bulletin_act(request: HttpRequest, code: str, number: int, action: str) -> HttpResponse:
    """One step on the way; what may not be done is refused by the operation itself."""
    issue = _bulletin(request, code, number)
    if action not in ACTIONS:
        raise Http404
    operation, told = ACTIONS[action]
    done = operation(request.user, issue)
    messages.success(request, told)
    return redirect("bulletin", code, done.number)


@require_GET
def bulletin_file(request: HttpRequest, code: str, number: int, locale: str, form: str) -> HttpResponse:
    """One form in one language, to keep."""
    issue = _bulletin(request, code, number)
    if form not in bulletin_documents.CONTENT_TYPES:
        raise Http404
    try:
        data = bulletin_documents.render(issue, locale, form)
    except NotFoundError as error:
        if error.id == "bulletin-form-unknown":
            raise Http404 from error
        raise
    answer = HttpResponse(data, content_type=bulletin_documents.CONTENT_TYPES[form])
    name = f"{_('bulletin')}-{code}-{number}-{locale}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


urlpatterns = [
    path("<slug:code>/boletines/", bulletin_list, name="bulletins"),
    path("<slug:code>/boletines/nuevo/", bulletin_new, name="bulletin_new"),
    path("<slug:code>/boletines/<int:number>/", bulletin, name="bulletin"),
    path("<slug:code>/boletines/<int:number>/editar/", bulletin_edit, name="bulletin_edit"),
    path("<slug:code>/boletines/<int:number>/archivo/<slug:locale>.<slug:form>", bulletin_file, name="bulletin_file"),
    path("<slug:code>/boletines/<int:number>/<slug:action>/", bulletin_act, name="bulletin_act"),
]
