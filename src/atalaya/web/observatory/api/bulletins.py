"""Bulletins by the API: the list and the state of each; files are at the addresses it gives."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router, Schema

from atalaya.i18n import LOCALES
from atalaya.web.observatory.models import City
from atalaya.web.observatory.models.bulletin import Bulletin
from atalaya.web.observatory.operations import bulletin_rules  # noqa: F401  (registers who may do what)
from atalaya.web.observatory.operations.bulletin_documents import CONTENT_TYPES

router = Router(tags=["bulletins"])


class BulletinOut(Schema):
    """One issue."""

    number: int
    start: dt.date
    end: dt.date
    status: str
    snapshot: str
    approved_at: dt.datetime | None
    published_at: dt.datetime | None
    replaces: int | None
    files: dict[str, str]


@router.get("/cities/{code}/bulletins", response=list[BulletinOut], summary="Bulletins of a city, newest first")
def list_bulletins(request: HttpRequest, code: str) -> list[BulletinOut]:
    """Those the account may see; without an account, the published ones."""
    issues = Bulletin.objects.filter(city=get_object_or_404(City, code=code)).select_related("replaces", "city")
    return [told(one) for one in issues if request.user.has_perm("observatory.view_bulletin", one)]


def told(issue: Bulletin) -> BulletinOut:
    """An issue in the API's shape, with the address of each file."""
    files = {
        f"{locale}.{form}": reverse("bulletin_file", args=[issue.city.code, issue.number, locale, form])
        for locale in LOCALES
        for form in CONTENT_TYPES
    }
    return BulletinOut(
        number=issue.number,
        start=issue.start,
        end=issue.end,
        status=issue.status,
        snapshot=issue.snapshot,
        approved_at=issue.approved_at,
        published_at=issue.published_at,
        replaces=issue.replaces.number if issue.replaces else None,
        files=files,
    )
