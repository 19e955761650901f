"""Screens of the bulletin: the list, the document as it will be printed, the steps of its way, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from atalaya.errors import NotFoundError
from atalaya.i18n import LOCALES, normal_locale
from atalaya.reports import numbers
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.models import City
from atalaya.web.observatory.models.bulletin import Bulletin, BulletinStatus
from atalaya.web.observatory.operations import bulletin_documents, bulletins
from atalaya.web.observatory.views.bulletin_comparison import comparison
from atalaya.web.observatory.views.shared import city_of

ACTIONS = {
    "enviar": (bulletins.submit_bulletin, gettext_lazy("The bulletin waits for approval.")),
    "devolver": (bulletins.return_bulletin, gettext_lazy("The bulletin is a draft again.")),
    "aprobar": (bulletins.approve_bulletin, gettext_lazy("The bulletin is approved. Its files are made.")),
    "publicar": (bulletins.publish_bulletin, gettext_lazy("The bulletin is public.")),
    "corregir": (bulletins.correct_bulletin, gettext_lazy("A draft that corrects the issue was made.")),
}


def bulletin_of(request: HttpRequest, code: str, number: int) -> Bulletin:
    """The issue, if this person may see it; to everybody else it does not exist."""
    bulletin = get_object_or_404(Bulletin, city=city_of(request, code), number=number)
    if not request.user.has_perm("observatory.view_bulletin", bulletin):
        raise Http404
    return bulletin


@require_GET
def bulletin_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every issue one may see, newest first."""
    city = city_of(request, code)
    locale = current_locale()
    issues = Bulletin.objects.filter(city=city).select_related("author", "approver", "city")
    rows = [
        {"issue": one, "period": numbers.period(one.start, one.end, locale)}
        for one in issues
        if request.user.has_perm("observatory.view_bulletin", one)
    ]
    latest = next((row for row in rows if row["issue"].status == BulletinStatus.PUBLISHED), None)
    known = {
        "city": city,
        "rows": rows,
        "latest": latest,
        "may_draft": request.user.has_perm("observatory.draft_bulletin"),
    }
    return render(request, "observatory/bulletins.html", known)


@require_GET
def bulletin(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The document as it will be printed, and what can be done with it."""
    issue = bulletin_of(request, code, number)
    locale = normal_locale(request.GET.get("idioma"), current_locale())
    part = bulletin_documents.render(issue, locale, "part").decode()
    shown = {
        "city": issue.city,
        "bulletin": issue,
        "document": mark_safe(part),  # noqa: S308  (made by reports.html, which escapes every text)
        "style": mark_safe(document_style(issue.city)),  # noqa: S308  (a file of ours and a checked colour)
        "shown_in": locale,
        "locales": LOCALES,
        "forms": tuple(bulletin_documents.CONTENT_TYPES),
    }
    if not request.user.is_authenticated:
        return render(request, "observatory/bulletin_public.html", shown)
    desk = {"may": _may(request.user, issue), "comparison": comparison(request.user, issue)}
    return render(request, "observatory/bulletin.html", shown | desk)


def document_style(city: City) -> str:
    """The style of documents in the colour of the city."""
    from atalaya.reports.html import stylesheet
    from atalaya.reports.palette import readable_accent

    return f"{stylesheet()}.bulletin{{--accent-doc:{readable_accent(city.accent or None)}}}"


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
    issue = bulletin_of(request, code, number)
    if action not in ACTIONS:
        raise Http404
    operation, told = ACTIONS[action]
    done = operation(request.user, issue)
    messages.success(request, told)
    return redirect("bulletin", code, done.number)


@require_GET
def bulletin_file(request: HttpRequest, code: str, number: int, locale: str, form: str) -> HttpResponse:
    """One form in one language, to keep."""
    issue = bulletin_of(request, code, number)
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
    path("<slug:code>/boletines/<int:number>/", bulletin, name="bulletin"),
    path("<slug:code>/boletines/<int:number>/archivo/<slug:locale>.<slug:form>", bulletin_file, name="bulletin_file"),
    path("<slug:code>/boletines/<int:number>/<slug:action>/", bulletin_act, name="bulletin_act"),
]
