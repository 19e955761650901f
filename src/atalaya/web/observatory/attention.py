"""What of the cities needs a person now: ground and data that are missing, imports and bulletins that wait."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from atalaya.web.common.attention import Item
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations.bulletins import waiting_for

FAILED_FOR = dt.timedelta(days=14)
"""A failed import is told so long, unless its file came in meanwhile."""


def items(user: Any, _locale: str) -> list[Item]:
    """What this person can do something about; nothing for nobody."""
    found: list[Item] = []
    if user is None:
        return found
    if user.has_perm("observatory.manage_city"):
        for city in City.objects.defer("logo"):
            found += _missing(city)
    if user.has_perm("observatory.import_data"):
        found += _imports()
    for bulletin in waiting_for(user):
        title = _("Bulletin no. {number} of {city} waits for approval").format(
            number=bulletin.number, city=bulletin.city.name
        )
        detail = _("Written by {who}.").format(who=bulletin.author or "–")
        address = reverse("bulletin", args=[bulletin.city.code, bulletin.number])
        found.append(Item(title, detail, address, bulletin.submitted_at or bulletin.created))
    return found


def _missing(city: City) -> list[Item]:
    """What a city cannot do without; one line at a time, in the order in which it is done."""
    store, settings = city.store, reverse("city_settings", args=[city.code])
    if not store.layers():
        title = _("{city} has no areas").format(city=city.name)
        return [Item(title, _("Without them there are no rates and no map of areas."), settings, city.created)]
    if not store.has_population():
        title = _("{city} has no residents").format(city=city.name)
        return [Item(title, _("Without them counts are told, and no rates."), settings, city.created)]
    if store.current() is None:
        title = _("{city} has no incidents").format(city=city.name)
        return [Item(title, _("The first file can be taken in."), reverse("imports", args=[city.code]), city.created)]
    return []


def _imports() -> list[Item]:
    found = []
    jobs = ImportJob.objects.select_related("city").defer("city__logo", "proposal", "profile", "result")
    for job in jobs.filter(state=ImportState.PROPOSED):
        title = _("{file} waits to be confirmed").format(file=job.file_name)
        detail = _("{city}: how the file is read was proposed.").format(city=job.city.name)
        found.append(Item(title, detail, reverse("imports", args=[job.city.code]), job.created))
    recent = timezone.now() - FAILED_FOR
    for job in jobs.filter(state=ImportState.FAILED, created__gte=recent):
        if ImportJob.objects.filter(city=job.city, state=ImportState.DONE, file_sha256=job.file_sha256).exists():
            continue
        title = _("{file} was not imported").format(file=job.file_name)
        detail = _("{city}: nothing of it was kept; the page says why.").format(city=job.city.name)
        found.append(Item(title, detail, reverse("imports", args=[job.city.code]), job.ended_at or job.created, "stop"))
    return found
