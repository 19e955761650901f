"""The audit log on screen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from atalaya.web.audit.models import Entry
from atalaya.web.audit.operations import check_chain


@login_required
@permission_required("audit.view_audit", raise_exception=True)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Newest first, with the state of the chain as the headline."""
    pages = Paginator(Entry.objects.select_related("actor").order_by("-number"), 50)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "audit/audit.html", {"page": page, "check": check_chain()})
