"""Cities, the version of their data, and what was imported."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from atalaya.web.observatory.api.access import cities_for, city_for
from atalaya.web.observatory.models import ImportJob

router = Router(tags=["cities"])


class CityOut(Schema):
    """A city of this installation."""

    code: str
    name: str
    country: str
    language: str
    time_zone: str
    small_count_threshold: int
    synthetic: bool


class SnapshotOut(Schema):
    """The version of the data that every other answer is computed from."""

    id: str
    rows: int
    first_day: dt.date
    last_day: dt.date
    recorded_at: dt.datetime
    sources: list[str]


class ImportOut(Schema):
    """A file that was received, and what became of its rows."""

    file_name: str
    file_sha256: str
    state: str
    created: dt.datetime
    ended_at: dt.datetime | None
    read: int | None
    stored: int | None
    set_aside: dict[str, int] | None
    snapshot: str | None


@router.get("/cities", response=list[CityOut], summary="Cities")
def list_cities(request: HttpRequest) -> list[Any]:
    """Those that the one who asks may read."""
    return cities_for(request)


@router.get("/cities/{code}", response=CityOut, summary="A city")
def one_city(request: HttpRequest, code: str) -> Any:
    """Its facts."""
    return city_for(request, code, "indicators:read")


@router.get("/cities/{code}/snapshot", response=SnapshotOut, summary="Version of the data")
def snapshot(request: HttpRequest, code: str) -> SnapshotOut:
    """The one that is current. Scope: `indicators:read`."""
    city = city_for(request, code, "indicators:read")
    current = city.store.current()
    if current is None or not current.manifest["rows"]:
        raise Http404(code)
    history = city.store.history()
    return SnapshotOut(
        id=current.id,
        rows=current.manifest["rows"],
        first_day=current.manifest["first_day"],
        last_day=current.manifest["last_day"],
        recorded_at=dt.datetime.fromisoformat(history[-1]["recorded_at"]),
        sources=sorted({entry["source"] for entry in history}),
    )


@router.get("/cities/{code}/imports", response=list[ImportOut], summary="Files imported, newest first")
def imports(request: HttpRequest, code: str) -> list[ImportOut]:
    """Each with its reconciliation: rows read are rows stored and rows set aside. Scope: `imports:read`."""
    city = city_for(request, code, "imports:read")
    return [_told(job) for job in ImportJob.objects.filter(city=city)[:500]]


def _told(job: ImportJob) -> ImportOut:
    result = job.result
    return ImportOut(
        file_name=job.file_name,
        file_sha256=job.file_sha256,
        state=job.state,
        created=job.created,
        ended_at=job.ended_at,
        **{name: result.get(name) for name in ("read", "stored", "set_aside", "snapshot")},
    )
