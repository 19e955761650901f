"""From a bulletin's row to its document, and the files of an approved one: made once, named by content."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from atalaya.errors import NotFoundError
from atalaya.home import Home, find_home
from atalaya.i18n import LOCALES, N_
from atalaya.reports.document import Document
from atalaya.tables.city import City
from atalaya.tables.selection import Selection
from atalaya.web.observatory.models.bulletin import Bulletin, BulletinStatus

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KEPT_IN = LOCALES
"""Languages an approved bulletin is kept in."""

SHOWN_AS = {BulletinStatus.SUBMITTED: "draft"}
"""States of the way that a reader of the paper does not tell apart."""


def city_facts(city: Any) -> City:
    """The city of the database as the lower floors know it."""
    return City(
        code=city.code,
        name=city.name,
        time_zone=city.time_zone,
        country=city.country,
        language=city.language,
        small_count_threshold=city.small_count_threshold,
        synthetic=city.synthetic,
    )


def document_of(bulletin: Bulletin, locale: str, *, home: Home | None = None) -> Document:
    """The bulletin as a document in a language, computed from its snapshot.

    Raises
    ------
    NotFoundError
        The snapshot is not in the data folder.
    """
    from atalaya.indicators.summary import city_summary
    from atalaya.reports.bulletin import BulletinInput, compose
    from atalaya.store import CityStore

    facts = city_facts(bulletin.city)
    store = CityStore((home or find_home()).store, facts.code)
    snapshot = store.open(bulletin.snapshot)
    selection = Selection(start=bulletin.start, end=bulletin.end)
    threshold = facts.small_count_threshold
    areas = store.areas()
    what = BulletinInput(
        city=facts,
        summary=city_summary(snapshot.columns(), store.population(), selection, threshold=threshold),
        start=bulletin.start,
        end=bulletin.end,
        snapshot=bulletin.snapshot,
        issued=_issued(bulletin),
        number=bulletin.number,
        status=SHOWN_AS.get(bulletin.status, bulletin.status),
        sources=tuple(dict.fromkeys(batch.source for batch in snapshot.manifest.batches)),
        missing_sources=tuple(bulletin.missing_sources),
        sentences=tuple(bulletin.sentences),
        area_names=dict(zip(areas["code"].to_list(), areas["name"].to_list(), strict=True)),
        author=str(bulletin.author or ""),
        approver=str(bulletin.approver or ""),
        approved_on=timezone.localdate(bulletin.approved_at) if bulletin.approved_at else None,
        replaces=bulletin.replaces.number if bulletin.replaces else None,
        accent=getattr(bulletin.city, "accent", "") or None,
    )
    return compose(what, locale)


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


def render(bulletin: Bulletin, locale: str, form: str, *, home: Home | None = None) -> bytes:
    """The bytes of one form in one language: those kept on approval, else made now.

    Raises
    ------
    NotFoundError
        No such form or language, or the file that was kept is gone or was changed.
    """
    if form not in writers() or locale not in LOCALES:
        raise NotFoundError("bulletin-form-unknown", N_("The bulletin does not exist in that form."))
    if bulletin.is_frozen:
        return _kept(bulletin.files.get(f"{locale}.{form}", ""), form, home or find_home())
    return writers()[form](document_of(bulletin, locale, home=home))


def keep_all(bulletin: Bulletin, *, home: Home | None = None) -> dict[str, str]:
    """Make every form in every language, keep them, and say the SHA-256 of each by ``"es.pdf"`` and so on."""
    folder = (home or find_home()).documents
    folder.mkdir(parents=True, exist_ok=True)
    kept = {}
    for locale in KEPT_IN:
        document = document_of(bulletin, locale, home=home)
        for form, write in writers().items():
            data = write(document)
            kept[f"{locale}.{form}"] = _keep(data, form, folder)
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


def _kept(digest: str, form: str, home: Home) -> bytes:
    path = home.documents / f"{digest}.{form}"
    data = path.read_bytes() if digest and path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotFoundError(
            "bulletin-file-gone",
            N_("The file of the bulletin is not in the data folder as it was approved."),
            hint=N_("Restore the folder of documents from a backup."),
        )
    return data
