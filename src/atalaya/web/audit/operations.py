"""Writing the audit log and checking that nobody wrote in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from atalaya.web.audit.models import Entry

START = "0" * 64


@transaction.atomic
def record(actor: Any, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> Entry:
    """Add an entry, in the caller's transaction: the act and its entry are there together or not at all."""
    last = Entry.objects.select_for_update().order_by("-number").first()
    entry = Entry(
        number=last.number + 1 if last else 1,
        moment=timezone.now(),
        actor=actor,
        action=action,
        subject=subject,
        detail=dict(detail or {}),
        previous=last.hash if last else START,
    )
    entry.hash = entry.own_hash()
    entry.save()
    return entry


@dataclass(frozen=True)
class ChainCheck:
    """Whether the chain holds, over how many entries, and the number of the first entry that does not fit."""

    entries: int
    broken_at: int | None

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def check_chain() -> ChainCheck:
    """Walk the whole log and recompute every hash."""
    previous, count = START, 0
    for entry in Entry.objects.order_by("number").iterator():
        count += 1
        if entry.number != count or entry.previous != previous or entry.hash != entry.own_hash():
            return ChainCheck(count, entry.number)
        previous = entry.hash
    return ChainCheck(count, None)
