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
from atalaya.web.observatory.models.city import City
from atalaya.web.observatory.operations import bulletin_rules  # noqa: F401  (registers who may do what)
from atalaya.web.observatory.operations.bulletin_documents import Step, document_of, keep_all

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


def check_words(
    *, start: dt.date, end: dt.date, sentences: Sequence[str] = (), missing_sources: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """The sentences and the missing sources as they are kept.

    Raises
    ------
    UsageError
        ``period-backwards``, ``sentences-too-many``, ``sentence-too-long``.
    """
    if end < start:
        raise UsageError("period-backwards", N_("The period ends before it starts."))
    return _sentences(sentences), [name.strip() for name in missing_sources if name.strip()]


def next_number(city: City) -> int:
    """The number that the next issue of a city bears."""
    return (Bulletin.objects.filter(city=city).aggregate(last=Max("number"))["last"] or 0) + 1


def draft_bulletin(
    actor: Any,
    city: City,
    *,
    start: dt.date,
    end: dt.date,
    snapshot: str,
    sentences: Sequence[str] = (),
    missing_sources: Sequence[str] = (),
    replaces: Bulletin | None = None,
) -> Bulletin:
    """A new draft with the next number of the city.

    Raises
    ------
    UsageError
        As `check_words`.
    RefusalError
        ``bulletin-period-empty``: the data have nothing to tell of the period.
    NotFoundError
        ``snapshot-unknown``.
    """
    require(actor, "observatory.draft_bulletin")
    said, missing = check_words(start=start, end=end, sentences=sentences, missing_sources=missing_sources)
    draft = Bulletin(
        city=city,
        start=start,
        end=end,
        snapshot=snapshot,
        sentences=said,
        missing_sources=missing,
        author=actor,
        replaces=replaces,
    )
    draft.number = next_number(city)
    document_of(draft, city.language)  # refuses a period without data before anything is kept
    return _keep_draft(actor, draft)


@transaction.atomic
def _keep_draft(actor: Any, draft: Bulletin) -> Bulletin:
    list(Bulletin.objects.select_for_update().filter(city=draft.city).values_list("pk"))
    draft.number = next_number(draft.city)
    draft.save(force_insert=True)
    detail = {"start": draft.start.isoformat(), "end": draft.end.isoformat(), "snapshot": draft.snapshot}
    record(actor, "bulletin.drafted", _subject(draft), detail)
    return draft


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
    bulletin.sentences, bulletin.missing_sources = check_words(
        start=bulletin.start, end=bulletin.end, sentences=sentences, missing_sources=missing_sources
    )
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


def approve_bulletin(actor: Any, bulletin: Bulletin, step: Step = lambda _done, _of: None) -> Bulletin:
    """A second person answers for it; its files are made now, and nothing of it changes any more.

    The files are made before the transaction, which is short, so that nobody else waits for the database meanwhile;
    it records them only when the bulletin is still what they were made from.

    Parameters
    ----------
    step : told how many files are made, and of how many.

    Raises
    ------
    PermissionRefusedError
        ``second-person-needed``: the author, or nobody in particular, cannot approve.
    ConflictError
        ``bulletin-state``: the bulletin does not wait for approval, or was changed meanwhile.
    """
    if actor is None or actor.pk == bulletin.author_id:
        raise PermissionRefusedError(
            "second-person-needed",
            N_("A bulletin is approved by another person than the one who wrote it."),
            hint=N_("Ask an account with the role of approver."),
        )
    require(actor, "observatory.approve_bulletin", bulletin)
    seen = Bulletin.objects.select_related("city", "author", "replaces").get(pk=bulletin.pk)
    _require_state(seen, BulletinStatus.SUBMITTED)
    said, moment = _said(seen), timezone.now()
    seen.status, seen.approver, seen.approved_at = BulletinStatus.APPROVED, actor, moment
    files = keep_all(seen, step)
    return _record_approval(actor, seen, said, files)


@transaction.atomic
def _record_approval(actor: Any, seen: Bulletin, said: tuple[Any, ...], files: dict[str, str]) -> Bulletin:
    bulletin = _locked(seen, BulletinStatus.SUBMITTED)
    if _said(bulletin) != said:
        raise _changed_meanwhile()
    bulletin.status, bulletin.approver, bulletin.approved_at = BulletinStatus.APPROVED, actor, seen.approved_at
    bulletin.files = files
    bulletin.save(update_fields=["status", "approver", "approved_at", "files"])
    record(actor, "bulletin.approved", _subject(bulletin), {"files": bulletin.files})
    return bulletin


def _said(bulletin: Bulletin) -> tuple[Any, ...]:
    """What the files of a bulletin are made from."""
    words = (bulletin.sentences, bulletin.missing_sources)
    return bulletin.snapshot, bulletin.start, bulletin.end, *words, bulletin.author_id, bulletin.replaces_id


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
        snapshot=snapshot or _newest(bulletin),
        sentences=bulletin.sentences,
        missing_sources=bulletin.missing_sources,
        replaces=bulletin,
    )
    record(actor, "bulletin.correction", _subject(made), {"of": bulletin.number})
    return made


def _newest(bulletin: Bulletin) -> str:
    """The city's newest data: a correction is made because something is known better by now."""
    current = bulletin.city.store.current()
    return current.id if current else bulletin.snapshot


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
    _require_state(now, status)
    return now


def _require_state(bulletin: Bulletin, status: str) -> None:
    if bulletin.status != status:
        raise _changed_meanwhile()


def _changed_meanwhile() -> ConflictError:
    return ConflictError(
        "bulletin-state",
        N_("The bulletin is no longer in the state this needs."),
        hint=N_("Look at it again: someone may have changed it."),
    )


def _move(actor: Any, bulletin: Bulletin, status: str, moment: str = "") -> Bulletin:
    before, bulletin.status = bulletin.status, status
    if moment:
        setattr(bulletin, moment, timezone.now())
    bulletin.save(update_fields=["status", "submitted_at", "published_at"])
    record(actor, f"bulletin.{status}", _subject(bulletin), {"before": before})
    return bulletin


def _subject(bulletin: Bulletin) -> str:
    return f"bulletin:{bulletin.city.code}/{bulletin.number}"
