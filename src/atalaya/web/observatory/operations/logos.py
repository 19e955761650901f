"""The only place that writes a city's logo."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from atalaya.errors import InputFileError, LimitError
from atalaya.i18n import N_
from atalaya.web.accounts.operations import require
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models import City

MOST_BYTES = 300_000
KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@transaction.atomic
def keep_logo(actor: Any, city: City, data: bytes | None) -> City:
    """Keep a picture as the city's logo; None takes it away.

    Raises
    ------
    LimitError
        ``logo-too-large``.
    InputFileError
        ``logo-not-picture``: neither PNG nor JPEG by its first bytes, whatever it is called.
    """
    require(actor, "observatory.manage_city")
    kind = next((told for start, told in KINDS.items() if data and data.startswith(start)), "")
    if data is not None and len(data) > MOST_BYTES:
        raise LimitError(
            "logo-too-large",
            N_("The picture has more than {kilobytes} kB."),
            hint=N_("Save it smaller: 400 pixels wide are enough."),
            kilobytes=MOST_BYTES // 1000,
        )
    if data is not None and not kind:
        raise InputFileError(
            "logo-not-picture",
            N_("The file is neither a PNG nor a JPEG picture."),
            hint=N_("Save the logo as PNG and try again."),
        )
    city.logo, city.logo_type = data, kind
    city.save(update_fields=["logo", "logo_type"])
    record(actor, "city.logo", f"city:{city.code}", {"bytes": len(data or b""), "kind": kind})
    return city
