"""Files an import gives back: the rows that were set aside, with their reason, and the profile it was read by."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from atalaya.intake.findings import FINDING_KINDS
from atalaya.reports.spreadsheets import harmless
from atalaya.web.common.templatetags.atalaya import told
from atalaya.web.observatory.import_report import aside_table
from atalaya.web.observatory.models import City
from atalaya.web.observatory.operations.import_jobs import MAY
from atalaya.web.observatory.views.imports import job_of
from atalaya.web.observatory.views.shared import city_page

CHUNK_ROWS = 2_000


def aside_lines(table: pl.DataFrame, reasons: dict[str, str]) -> Iterator[str]:
    """The table as CSV for spreadsheets, some thousand rows at a time."""
    columns = [name for name in table.columns if name not in {"file_row", "reason", "text"}]
    head = [_("Row of the file"), _("Reason"), *columns, _("Text of the row")]
    rows = [[harmless(name) for name in head]]
    yield "\ufeff"
    order = ["file_row", "reason", *columns, "text"]
    for number, *cells, text in table.select(order).iter_rows():
        reason, *told_cells = cells
        rows.append([str(number), reasons[reason], *(harmless(cell or "") for cell in (*told_cells, text))])
        if len(rows) >= CHUNK_ROWS:
            yield _written(rows)
            rows = []
    yield _written(rows)


def _written(rows: list[list[str]]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";", lineterminator="\r\n").writerows(rows)
    return sheet.getvalue()


@require_GET
@city_page(MAY)
def import_aside(request: HttpRequest, city: City, number: int) -> StreamingHttpResponse:
    """The rows that were set aside; they are records of people, so only who may import gets them."""
    job = job_of(city, number)
    table = aside_table(job)
    if table is None:
        raise Http404
    reasons = {kind.id: str(told(kind.title)) for kind in FINDING_KINDS.values()}
    answer = StreamingHttpResponse(aside_lines(table.collect(), reasons), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{city.code}-{job.pk}-aparte.csv"'
    return answer


@require_GET
@city_page()
def import_profile(request: HttpRequest, city: City, number: int) -> HttpResponse:
    """The profile as TOML."""
    job = job_of(city, number)
    if not job.profile:
        raise Http404
    answer = HttpResponse(job.profile, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{city.code}-{job.pk}-perfil.toml"'
    return answer


urlpatterns = [
    path("<slug:code>/datos/<int:number>/aparte.csv", import_aside, name="import_aside"),
    path("<slug:code>/datos/<int:number>/perfil.toml", import_profile, name="import_profile"),
]
