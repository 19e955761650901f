"""From a bulletin's row to its document, and the files of an approved one: made once, named by content."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from atalaya.errors import NotFoundError
from atalaya.home import find_home
from atalaya.i18n import LOCALES, N_
from atalaya.tables.selection import Selection
from atalaya.web.observatory.models.bulletin import Bulletin, BulletinStatus

if TYPE_CHECKING:
    from atalaya.reports.bulletin import BulletinInput
    from atalaya.reports.document import Document
    from atalaya.store.city import CityStore
    from atalaya.store.revisions import Revisions
    from atalaya.web.accounts.models import Account

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT_IN = LOCALES
"""Languages an approved bulletin is kept in."""

SHOWN_AS = {BulletinStatus.SUBMITTED: "draft"}
"""States of the way that a reader of the paper does not tell apart."""

REMEMBERED_S = 600
"""How long the screen's part of a draft is kept in memory; a change of the draft makes it anew at once."""

Step = Callable[[int, int], None]


def input_of(bulletin: Bulletin) -> BulletinInput:
    """Everything the bulletin says, computed from its snapshot, before it is said in a language.

    The summary is made without hiding anything: `atalaya.reports.gate` hides, over all its tables together.

    Raises
    ------
    NotFoundError
        The snapshot is not in the data folder.
    """
    from atalaya.indicators.summary import city_summary
    from atalaya.reports.bulletin import BulletinInput
    from atalaya.store.sources import sources_in

    city = bulletin.city
    snapshot = city.store.open(bulletin.snapshot)
    period = Selection(start=bulletin.start, end=bulletin.end)
    areas = city.store.areas()
    earlier = earlier_issue(bulletin)
    # the same data as before: there is nothing to tell of what the sources changed
    changed = None if earlier and earlier.snapshot == bulletin.snapshot else revisions_since(bulletin, earlier)
    return BulletinInput(
        city=city.facts,
        summary=city_summary(snapshot.columns(), city.store.population(), period),
        start=bulletin.start,
        end=bulletin.end,
        snapshot=bulletin.snapshot,
        issued=_issued(bulletin),
        number=bulletin.number,
        status=SHOWN_AS.get(bulletin.status, bulletin.status),
        sources=sources_in(snapshot, bulletin.start, bulletin.end),
        missing_sources=tuple(bulletin.missing_sources),
        sentences=tuple(bulletin.sentences),
        area_names=dict(zip(areas["code"].to_list(), areas["name"].to_list(), strict=True)),
        revisions=(changed.added, changed.changed) if changed else None,
        author=_signature(bulletin.author),
        approver=_signature(bulletin.approver),
        approved_on=timezone.localdate(bulletin.approved_at) if bulletin.approved_at else None,
        replaces=bulletin.replaces.number if bulletin.replaces else None,
        accent=city.accent or None,
        logo=bytes(city.logo or b""),
    )


def document_of(bulletin: Bulletin, locale: str) -> Document:
    """The bulletin as a document in a language; errors as `input_of`."""
    from atalaya.reports.bulletin import compose

    return compose(input_of(bulletin), locale)


def last_whole_month(last_day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the last month that the data cover to its end."""
    end = last_day
    if last_day.day < calendar.monthrange(last_day.year, last_day.month)[1]:
        end = last_day.replace(day=1) - dt.timedelta(days=1)
    return end.replace(day=1), end


def earlier_issue(bulletin: Bulletin) -> Bulletin | None:
    """The issue that readers knew before this one: the one it corrects, else the last one approved before it."""
    if bulletin.replaces is not None:
        return bulletin.replaces
    known = (BulletinStatus.APPROVED, BulletinStatus.PUBLISHED, BulletinStatus.SUPERSEDED)
    issues = Bulletin.objects.filter(city=bulletin.city, status__in=known, number__lt=bulletin.number)
    return issues.order_by("-number").first()


def revisions_since(bulletin: Bulletin, earlier: Bulletin | None) -> Revisions | None:
    """What the sources changed between the data of two issues; nothing where the earlier data are gone."""
    from atalaya.store.revisions import revisions

    if earlier is None:
        return None
    store: CityStore = bulletin.city.store
    try:
        return revisions(store.open(earlier.snapshot), store.open(bulletin.snapshot))
    except NotFoundError:
        return None


def _signature(account: Account | None) -> str:
    """How a person signs: by name; of an account without one the address is not made public whole."""
    return "" if account is None else account.name or account.email.split("@")[0]


def _issued(bulletin: Bulletin) -> dt.date:
    """The date on the paper: that of approval, and of the draft until then."""
    return timezone.localdate(bulletin.approved_at or bulletin.created or timezone.now())


def writers() -> dict[str, Callable[[Document], bytes]]:
    """How a document becomes the bytes of each form; ``part`` is what the screen shows."""
    from atalaya.reports.html import to_fragment, to_html
    from atalaya.reports.pdf import to_pdf
    from atalaya.reports.xlsx import to_xlsx

    return {
        "pdf": to_pdf,
        "html": lambda document: to_html(document).encode(),
        "xlsx": to_xlsx,
        "part": lambda document: to_fragment(document).encode(),
    }


def render(bulletin: Bulletin, locale: str, form: str) -> bytes:
    """The bytes of one form in one language: those kept on approval, else made now.

    Raises
    ------
    NotFoundError
        No such form or language, or the file that was kept is gone or was changed.
    """
    if form not in writers() or locale not in LOCALES:
        raise NotFoundError("bulletin-form-unknown", N_("The bulletin does not exist in that form."))
    if bulletin.is_frozen:
        return _kept(bulletin.files.get(f"{locale}.{form}", ""), form)
    if form != "part":
        return writers()[form](document_of(bulletin, locale))
    what = input_of(bulletin)
    return _remembered(what, locale)


def _remembered(what: BulletinInput, locale: str) -> bytes:
    """The screen's part of a draft: drawing is the slow half, and the same figures give the same drawing."""
    from atalaya.reports.bulletin import compose

    said = repr(replace(what, summary=_figures(what)))
    key = "bulletin-part-" + hashlib.sha256(f"{locale}{said}".encode()).hexdigest()
    made: bytes | None = cache.get(key)
    if made is None:
        made = writers()["part"](compose(what, locale))
        cache.set(key, made, REMEMBERED_S)
    return made


def _figures(what: BulletinInput) -> object:
    """All figures of the summary as text, so that one that differs is not taken for the same."""
    summary = what.summary
    tables = (summary.categories, summary.areas, summary.area_changes, summary.series, summary.calendar)
    digests = [hashlib.sha256(part.table.write_csv().encode()).hexdigest() for part in tables]
    rest = (summary.total, summary.areas.unplaced, summary.calendar.unknown_hour, summary.unlocated, summary.events)
    return (*digests, *rest)


def keep_all(bulletin: Bulletin, step: Step = lambda _done, _of: None) -> dict[str, str]:
    """Make every form in every language, keep them, and say the SHA-256 of each by ``"es.pdf"`` and so on.

    The figures are computed once, and each picture is drawn once a language.

    Parameters
    ----------
    step : told how many files are made, and of how many.
    """
    from atalaya.reports.bulletin import compose

    folder = find_home().documents
    folder.mkdir(parents=True, exist_ok=True)
    what, forms, kept = input_of(bulletin), writers(), {}
    for locale in KEPT_IN:
        document = compose(what, locale)
        for form, write in forms.items():
            kept[f"{locale}.{form}"] = _keep(write(document), form, folder)
            step(len(kept), len(KEPT_IN) * len(forms))
    return kept


def _keep(data: bytes, form: str, folder: Path) -> str:
    """Write the bytes under their own name; a half-written file never bears it."""
    digest = hashlib.sha256(data).hexdigest()
    target = folder / f"{digest}.{form}"
    if not target.exists():
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    return digest


def _kept(digest: str, form: str) -> bytes:
    path = find_home().documents / f"{digest}.{form}"
    data = path.read_bytes() if digest and path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotFoundError(
            "bulletin-file-gone",
            N_("The file of the bulletin is not in the data folder as it was approved."),
            hint=N_("Restore the folder of documents from a backup."),
        )
    return data
