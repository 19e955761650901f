"""Screens of the files on their way in: the list, the upload, and one address per import that follows its state."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from atalaya.errors import UserError
from atalaya.intake.profile_toml import loads
from atalaya.web.common.language import current_locale
from atalaya.web.observatory import import_report, uploads
from atalaya.web.observatory.import_preview import preview_of, proposal_context
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations import import_jobs
from atalaya.web.observatory.views.shared import city_page

MAY = import_jobs.MAY
PAGE = 50
FAILED_TEMPLATE = "observatory/import_failed.html"
TEMPLATES = {
    ImportState.UPLOADED: "observatory/import_uploaded.html",
    ImportState.PROPOSED: "observatory/import_proposal.html",
    ImportState.QUEUED: "observatory/import_running.html",
    ImportState.RUNNING: "observatory/import_running.html",
    ImportState.DONE: "observatory/import_report.html",
    ImportState.FAILED: FAILED_TEMPLATE,
    ImportState.DISCARDED: FAILED_TEMPLATE,
}


def job_of(city: City, number: int) -> ImportJob:
    """The import of an address; one of another city does not exist here."""
    return get_object_or_404(ImportJob.objects.select_related("city", "actor"), city=city, pk=number)


@require_GET
@city_page()
def imports(request: HttpRequest, city: City) -> HttpResponse:
    """What the city holds, and every import, newest first."""
    page = Paginator(city.imports.select_related("actor"), PAGE).get_page(request.GET.get("page"))
    for job in page:
        job.interrupted = import_jobs.is_interrupted(job)
        job.aside = sum(job.result.get("set_aside", {}).values())
    return render(
        request,
        "observatory/imports.html",
        {"city": city, "page": page, "zone": city.time_zone or "UTC", **_held(city)},
    )


def _held(city: City) -> dict[str, Any]:
    """What the newest snapshot holds, by year."""
    snapshot = city.store.current()
    if snapshot is None or not snapshot.manifest["rows"]:
        return {"snapshot": None}
    told = snapshot.manifest
    day = dt.date.fromisoformat
    years = [
        {"year": year, "rows": one["rows"], "first": day(one["first"]), "last": day(one["last"])}
        for year, one in sorted(told["years"].items(), reverse=True)
    ]
    return {
        "snapshot": snapshot,
        "years": years,
        "first_day": day(told["first_day"]),
        "last_day": day(told["last_day"]),
    }


@csrf_exempt  # the form is read after the size was looked at, and protected then: see `_uploaded`
@require_http_methods(["GET", "HEAD", "POST"])
@city_page(MAY)
def import_new(request: HttpRequest, city: City) -> HttpResponse:
    """Choose a file; it is on disk before the page says so."""
    if request.method != "POST":
        return _upload_page(request, city)
    try:
        received = uploads.receive(request)
    except UserError as error:
        return _upload_page(request, city, error.told(current_locale()), 413)
    answer: HttpResponse = _uploaded(request, city, received)
    return answer


@csrf_protect
def _upload_page(request: HttpRequest, city: City, wrong: str = "", status: int = 200) -> HttpResponse:
    limit = uploads.settings.UPLOAD_LIMIT_BYTES
    return render(request, "observatory/import_new.html", {"city": city, "limit": limit, "wrong": wrong}, status=status)


@csrf_protect
def _uploaded(request: HttpRequest, city: City, received: uploads.Received | None) -> HttpResponse:
    if received is None:
        answer: HttpResponse = _upload_page(request, city, _("Choose a file first."), 400)
        return answer
    job = import_jobs.receive_file(request.user, city, received)
    return redirect("import_job", city.code, job.pk)


@require_GET
@city_page()
def import_job(request: HttpRequest, city: City, number: int) -> HttpResponse:
    """One address for an import, whatever its state; asked by htmx, the part that changes while it runs."""
    job = job_of(city, number)
    if request.headers.get("HX-Request"):
        return _progress(request, job)
    return _shown(request, job)


def _shown(request: HttpRequest, job: ImportJob, **more: Any) -> HttpResponse:
    may = request.user.has_perm(MAY)  # type: ignore[union-attr]
    context = {"city": job.city, "job": job, "may": may, "interrupted": import_jobs.is_interrupted(job), **more}
    context["zone"] = job.city.time_zone or "UTC"
    if context["interrupted"]:
        error = {"message": import_jobs.INTERRUPTED, "hint": import_jobs.START_AGAIN, "params": {}}
        return render(request, FAILED_TEMPLATE, {**context, "error": import_report.told_error(error)})
    if job.state == ImportState.PROPOSED and may and "form" not in context:
        context |= proposal_context(job)
    elif job.state in {ImportState.QUEUED, ImportState.RUNNING}:
        context |= _running(job)
    elif job.state == ImportState.DONE:
        context |= import_report.context(job, with_rows=may)
    elif job.state == ImportState.FAILED:
        context["error"] = import_report.told_error(job.error)
    if job.state in import_jobs.UNDECIDED:
        context["same"] = import_report.imported_before(job)
    return render(request, TEMPLATES[ImportState(job.state)], context)


def _running(job: ImportJob) -> dict[str, Any]:
    expected = max(job.rows_expected or 0, job.rows_done)
    ahead = ImportJob.objects.filter(city=job.city, state__in=(ImportState.QUEUED, ImportState.RUNNING))
    return {
        "expected": expected,
        "share": job.rows_done / expected if expected else 0,
        "elapsed": int((timezone.now() - job.started_at).total_seconds()) if job.started_at else 0,
        "publishing": bool(job.rows_done) and job.rows_done >= expected,
        "ahead": ahead.exclude(pk=job.pk).order_by("created").first() if job.state == ImportState.QUEUED else None,
    }


def _progress(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """The part of the page that is asked for every second; when the state is another, the whole page is."""
    if job.state != request.GET.get("visto") or import_jobs.is_interrupted(job):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "observatory/import_progress.html", {"city": job.city, "job": job, **_running(job)})


@require_POST
@city_page(MAY)
def import_look(request: HttpRequest, city: City, number: int) -> HttpResponse:
    """Look at the file that was received; asked for by the page itself, or by its button without JavaScript."""
    job = job_of(city, number)
    if job.state == ImportState.UPLOADED:
        import_jobs.look_at(request.user, job)
        if job.state == ImportState.PROPOSED:
            with suppress(UserError):  # told by the page that follows, which asks for the same
                preview_of(job, loads(job.profile))
    if request.headers.get("HX-Request"):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return redirect("import_job", city.code, job.pk)


@require_POST
@city_page(MAY)
def import_read(request: HttpRequest, city: City, number: int) -> HttpResponse:
    """Correct the reading: show how the rows would look, or import."""
    job = job_of(city, number)
    if job.state != ImportState.PROPOSED:
        return redirect("import_job", city.code, job.pk)
    if request.POST.get("act") == "anew":
        import_jobs.look_at(request.user, job, loads(job.profile).reading)
        return redirect("import_job", city.code, job.pk)
    context = proposal_context(job, request.POST)
    form, accepting = context["form"], request.POST.get("act") == "accept"
    if form.is_valid():
        try:
            if form.reading() != form.profile.reading:
                import_jobs.look_at(request.user, job, form.reading())
                accepting = False
            else:
                profile = form.corrected()
                shown = preview_of(job, profile)  # what cannot be shown is not kept
                import_jobs.correct(request.user, job, shown.profile, form.chosen())
        except UserError as error:
            form.add_error(None, error.told(current_locale()))
    if form.is_valid() and accepting:
        import_jobs.confirm(request.user, job)
        return redirect("import_job", city.code, job.pk)
    part = bool(request.headers.get("HX-Request"))
    if form.is_valid():
        if not part:
            return redirect(reverse("import_job", args=[city.code, job.pk]) + "#vista")
        context = proposal_context(job)
    context |= {"city": city, "job": job, "may": True, "part": part, "same": import_report.imported_before(job)}
    context["zone"] = city.time_zone or "UTC"
    template = "observatory/import_proposal_part.html" if part else "observatory/import_proposal.html"
    return render(request, template, context)


ACTS = {
    "descartar": import_jobs.discard,
    "reabrir": import_jobs.again,
    "leer-de-nuevo": import_jobs.read_anew,
}


@require_POST
@city_page(MAY)
def import_act(request: HttpRequest, city: City, number: int, act: str) -> HttpResponse:
    """Discard, open again, read anew: one button each."""
    if act not in ACTS:
        raise Http404(act)
    job = ACTS[act](request.user, job_of(city, number))
    if act == "descartar":
        messages.success(request, _("The import was discarded. The data of the city did not change."))
        return redirect("imports", city.code)
    return redirect("import_job", city.code, job.pk)


urlpatterns = [
    path("<slug:code>/datos/", imports, name="imports"),
    path("<slug:code>/datos/importar/", import_new, name="import_new"),
    path("<slug:code>/datos/<int:number>/", import_job, name="import_job"),
    path("<slug:code>/datos/<int:number>/mirar/", import_look, name="import_look"),
    path("<slug:code>/datos/<int:number>/lectura/", import_read, name="import_read"),
    path("<slug:code>/datos/<int:number>/<slug:act>/", import_act, name="import_act"),
]
