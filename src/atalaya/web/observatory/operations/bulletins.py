"""The only place that writes bulletins: permission, the change and its audit entry in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from atalaya.errors import ConflictError, PermissionRefusedError, UsageError
from atalaya.i18n import N_
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models.bulletin import MOST_SENTENCES, Bulletin, BulletinStatus
from atalaya.web.observatory.operations import bulletin_rules  # noqa: F401  (registers who may do what)
from atalaya.web.observatory.operations.bulletin_documents import keep_all

LONGEST_SENTENCE = 400


def require(actor: Any, permission: str, bulletin: Bulletin | None = None) -> None:
    """Refuse when `actor` may not; `None` is the command line on the machine itself, which may.

    Raises
    ------
    PermissionRefusedError
        ``not-allowed``.
    """
    if actor is not None and not actor.has_perm(permission, bulletin):
        raise PermissionRefusedError(
            "not-allowed",
            N_("This account may not do that."),
            hint=N_("An administrator can do it, or change the role of this account."),
        )


@transaction.atomic
def draft_bulletin(
    actor: Any,
    city: Any,
    *,
    start: dt.date,
    end: dt.date,
    snapshot: str,
    sentences: Sequence[str] = (),
    missing_sources: Sequence[str] = (),
) -> Bulletin:
    """A new draft with the next number of the city.

    Raises
    ------
    UsageError
        ``period-backwards``, ``sentences-too-many``, ``sentence-too-long``.
    """
    require(actor, "observatory.draft_bulletin")
    if end < start:
        raise UsageError("period-backwards", N_("The period ends before it starts."))
    last = Bulletin.objects.select_for_update().filter(city=city).aggregate(last=Max("number"))["last"] or 0
    bulletin = Bulletin.objects.create(
        city=city,
        number=last + 1,
        start=start,
        end=end,
        snapshot=snapshot,
        sentences=_sentences(sentences),
        missing_sources=[name.strip() for name in missing_sources if name.strip()],
        author=actor,
    )
    detail = {"start": start.isoformat(), "end": end.isoformat(), "snapshot": snapshot}
    record(actor, "bulletin.drafted", _subject(bulletin), detail)
    return bulletin


@transaction.atomic
def change_bulletin(
    actor: Any,
    bulletin: Bulletin,
    *,
    sentences: Sequence[str],
    missing_sources: Sequence[str] = (),
    snapshot: str | None = None,
) -> Bulletin:
    """Other words, or newer data, in a draft."""
    require(actor, "observatory.draft_bulletin", bulletin)
    bulletin = _locked(bulletin, BulletinStatus.DRAFT)
    bulletin.sentences = _sentences(sentences)
    bulletin.missing_sources = [name.strip() for name in missing_sources if name.strip()]
    bulletin.snapshot = snapshot or bulletin.snapshot
    bulletin.save(update_fields=["sentences", "missing_sources", "snapshot"])
    record(actor, "bulletin.changed", _subject(bulletin), {"snapshot": bulletin.snapshot})
    return bulletin


@transaction.atomic
def submit_bulletin(actor: Any, bulletin: Bulletin) -> Bulletin:
    """Send a draft for approval; from now on its words stand."""
    require(actor, "observatory.draft_bulletin", bulletin)
    bulletin = _locked(bulletin, BulletinStatus.DRAFT)
    return _move(actor, bulletin, BulletinStatus.SUBMITTED, "submitted_at")


@transaction.atomic
def return_bulletin(actor: Any, bulletin: Bulletin) -> Bulletin:
    """Give a bulletin back to its author, who may also take it back."""
    if actor is None or actor.pk != bulletin.author_id:
        require(actor, "observatory.approve_bulletin", bulletin)
    bulletin = _locked(bulletin, BulletinStatus.SUBMITTED)
    bulletin.submitted_at = None
    return _move(actor, bulletin, BulletinStatus.DRAFT)


@transaction.atomic
def approve_bulletin(actor: Any, bulletin: Bulletin) -> Bulletin:
    """A second person answers for it; its files are made now, and nothing of it changes any more.

    Raises
    ------
    PermissionRefusedError
        ``second-person-needed``: the author, or nobody in particular, cannot approve.
    """
    if actor is None or actor.pk == bulletin.author_id:
        raise PermissionRefusedError(
            "second-person-needed",
            N_("A bulletin is approved by another person than the one who wrote it."),
            hint=N_("Ask an account with the role of approver."),
        )
    require(actor, "observatory.approve_bulletin", bulletin)
    bulletin = _locked(bulletin, BulletinStatus.SUBMITTED)
    bulletin.status, bulletin.approver, bulletin.approved_at = BulletinStatus.APPROVED, actor, timezone.now()
    bulletin.files = keep_all(bulletin)
    bulletin.save(update_fields=["status", "approver", "approved_at", "files"])
    record(actor, "bulletin.approved", _subject(bulletin), {"files": bulletin.files})
    return bulletin


@transaction.atomic
def publish_bulletin(actor: Any, bulletin: Bulletin) -> Bulletin:
    """Make an approved bulletin public; the issue it corrects, if any, says from now on that it is superseded."""
    require(actor, "observatory.publish_bulletin", bulletin)
    bulletin = _locked(bulletin, BulletinStatus.APPROVED)
    if bulletin.replaces is not None:
        earlier = _locked(bulletin.replaces, BulletinStatus.PUBLISHED)
        _move(actor, earlier, BulletinStatus.SUPERSEDED)
    return _move(actor, bulletin, BulletinStatus.PUBLISHED, "published_at")


@transaction.atomic
def correct_bulletin(actor: Any, bulletin: Bulletin, *, snapshot: str | None = None) -> Bulletin:
    """A draft that, once published, replaces a published issue.

    Raises
    ------
    ConflictError
        ``bulletin-corrected``: a correction was begun before.
    """
    require(actor, "observatory.draft_bulletin", bulletin)
    bulletin = _locked(bulletin, BulletinStatus.PUBLISHED)
    if Bulletin.objects.filter(replaces=bulletin).exists():
        raise ConflictError("bulletin-corrected", N_("A correction of this issue was already begun."))
    made = draft_bulletin(
        actor,
        bulletin.city,
        start=bulletin.start,
        end=bulletin.end,
        snapshot=snapshot or bulletin.snapshot,
        sentences=bulletin.sentences,
        missing_sources=bulletin.missing_sources,
    )
    made.replaces = bulletin
    made.save(update_fields=["replaces"])
    record(actor, "bulletin.correction", _subject(made), {"of": bulletin.number})
    return made


def waiting_for(account: Any) -> list[Bulletin]:
    """Bulletins that wait for this person's approval, oldest first."""
    waiting = Bulletin.objects.filter(status=BulletinStatus.SUBMITTED).select_related("city", "author")
    return [one for one in waiting.order_by("submitted_at") if account.has_perm("observatory.approve_bulletin", one)]


def _sentences(sentences: Sequence[str]) -> list[str]:
    told = [sentence.strip() for sentence in sentences if sentence.strip()]
    if len(told) > MOST_SENTENCES:
        raise UsageError("sentences-too-many", N_("At most {most} sentences fit."), most=MOST_SENTENCES)
    if any(len(sentence) > LONGEST_SENTENCE for sentence in told):
        raise UsageError("sentence-too-long", N_("A sentence has at most {most} characters."), most=LONGEST_SENTENCE)
    return told


def _locked(bulletin: Bulletin, status: str) -> Bulletin:
    """The row as it is now, held until the end of the transaction, if it is still in the state it must be in."""
    now = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if now.status != status:
        raise ConflictError(
            "bulletin-state",
            N_("The bulletin is no longer in the state this needs."),
            hint=N_("Look at it again: someone may have changed it."),
        )
    return now


def _move(actor: Any, bulletin: Bulletin, status: str, moment: str = "") -> Bulletin:
    before, bulletin.status = bulletin.status, status
    if moment:
        setattr(bulletin, moment, timezone.now())
    bulletin.save(update_fields=["status", "submitted_at", "published_at"])
    record(actor, f"bulletin.{status}", _subject(bulletin), {"before": before})
    return bulletin


def _subject(bulletin: Bulletin) -> str:
    return f"bulletin:{bulletin.city.code}/{bulletin.number}"
