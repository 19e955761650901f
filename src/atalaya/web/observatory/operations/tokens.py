"""The only place that writes tokens of the API."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from atalaya.errors import ConflictError, UsageError
from atalaya.i18n import N_
from atalaya.web.accounts.operations import require
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models import City, Token
from atalaya.web.observatory.models.token import SCOPES

MARK = "ata_"
"""Secrets begin so, that a leaked one is found by those who search for it."""
LONGEST_DAYS = 366
PREFIX = 12
USED_EVERY_S = 60
"""The last use of a token is written down at most so often."""


@transaction.atomic
def create_token(actor: Any, city: City, *, name: str, scopes: Sequence[str], days: int) -> tuple[Token, str]:
    """A token that reads so much of one city, and its secret, which is never shown again.

    Raises
    ------
    UsageError
        ``token-facts-unusable``: no name, no scope or an unknown one, or more than a year.
    """
    require(actor, "observatory.manage_tokens")
    wanted = sorted(set(scopes))
    if not name.strip() or len(name) > 120 or not wanted or set(wanted) - set(SCOPES) or not 1 <= days <= LONGEST_DAYS:
        raise UsageError(
            "token-facts-unusable",
            N_("A token needs a name, at least one thing it may do, and an end within a year."),
            hint=N_("Fill in what is missing and try again."),
        )
    secret = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=name.strip(),
        city=city,
        prefix=secret[:PREFIX],
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=wanted,
        actor=actor,
        expires=timezone.now() + dt.timedelta(days=days),
    )
    detail = {"name": token.name, "scopes": wanted, "expires": token.expires.isoformat(), "prefix": token.prefix}
    record(actor, "token.created", f"token:{token.pk}", detail | {"city": city.code})
    return token, secret


@transaction.atomic
def revoke_token(actor: Any, token: Token) -> Token:
    """The token opens nothing any more, from now on.

    Raises
    ------
    ConflictError
        ``token-revoked``: it was before.
    """
    require(actor, "observatory.manage_tokens")
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        raise ConflictError("token-revoked", N_("This token was revoked before."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(actor, "token.revoked", f"token:{token.pk}", {"name": token.name, "city": token.city.code})
    return token


def use_token(secret: str) -> Token | None:
    """The token that a program showed, if it still opens anything; that it was used is written down, a minute exact."""
    found = Token.objects.filter(secret_sha256=hashlib.sha256(secret.encode()).hexdigest()).first()
    now = timezone.now()
    if found is None or found.revoked_at or found.expires <= now:
        return None
    if found.used_at is None or (now - found.used_at).total_seconds() > USED_EVERY_S:
        Token.objects.filter(pk=found.pk).update(used_at=now)
    return found
