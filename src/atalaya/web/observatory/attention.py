"""What of the cities needs a person now: ground and data that are missing, imports and bulletins that wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from atalaya.reports import numbers, prose
from atalaya.tables.selection import Selection
from atalaya.web.common.attention import Item, Place
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations.bulletins import waiting_for
from atalaya.web.observatory.overview import LastMonth, last_month

FAILED_FOR = dt.timedelta(days=14)
"""A failed import is told so long, unless its file came in meanwhile."""

MOST_CITIES = 24
"""The board reads the last month of so many cities; a network has pages of its own."""


def places(user: Any, locale: str) -> list[Place]:
    """The cities, each with the finding of its last whole month."""
    if user is None or not user.has_perm("observatory.view_city"):
        return []
    told = []
    for city in City.objects.defer("logo")[:MOST_CITIES]:
        month = _last_month(city)
        finding = ""
        if month is not None:
            finding = prose.headline(month.total, city.name, numbers.period(month.start, month.end, locale), locale)
        told.append(Place(city.name, finding, reverse("city_home", args=[city.code]), city.synthetic))
    return told


def _last_month(city: City) -> LastMonth | None:
    snapshot = city.store.current()
    return last_month(snapshot.folder) if snapshot and snapshot.manifest["rows"] else None


def _changes(city: City, locale: str) -> list[Item]:
    """What changed beyond chance in the city's last whole month, if anything did."""
    month = _last_month(city)
    if month is None:
        return []
    changed = month.categories.table.filter(pl.col("verdict").is_in(["rise", "fall"]))
    if changed.is_empty():
        return []
    period = numbers.period(month.start, month.end, locale)
    title = _("{city}, {period}: a change beyond chance").format(city=city.name, period=period)
    address = reverse("indicators", args=[city.code])
    query = Selection(start=month.start, end=month.end).as_query()
    since = dt.datetime.combine(month.end, dt.time(), dt.UTC)
    told = prose.describe_changes(replace(month.categories, table=changed), locale)
    return [Item(title, told, f"{address}?{query}", since, "note")]


def items(user: Any, locale: str) -> list[Item]:
    """What this person can do something about; nothing for nobody."""
    found: list[Item] = []
    if user is None:
        return found
    if user.has_perm("observatory.manage_city"):
        for city in City.objects.defer("logo"):
            found += _missing(city)
    if user.has_perm("observatory.import_data"):
        found += _imports()
    if user.has_perm("observatory.view_city"):
        for city in City.objects.defer("logo")[:MOST_CITIES]:
            found += _changes(city, locale)
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
