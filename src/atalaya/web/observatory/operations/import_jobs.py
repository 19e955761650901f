"""The way of an import on screen: received, looked at, corrected, confirmed, discarded, started again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from atalaya.errors import ConflictError, LimitError, UserError
from atalaya.i18n import N_
from atalaya.intake.limits import Limits, run_limited
from atalaya.intake.preview import Look, look
from atalaya.intake.profile import Profile, Reading
from atalaya.intake.profile_toml import dumps, loads
from atalaya.web.accounts.operations import require
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models import City, ImportJob, ImportState
from atalaya.web.observatory.operations.imports import profiles_of
from atalaya.web.observatory.uploads import Received, upload_path

MAY = "observatory.import_data"
SILENCE_SECONDS = 30.0
"""A running import that has not been heard of for so long was interrupted."""
LOOKING = Limits(seconds=90.0)
UNDECIDED = (ImportState.UPLOADED, ImportState.PROPOSED)
OPEN = (*UNDECIDED, ImportState.QUEUED, ImportState.RUNNING)
INTERRUPTED = N_("The import was interrupted: the program or the machine stopped.")
START_AGAIN = N_("Start it again: the same file gives the same result.")


def is_interrupted(job: ImportJob) -> bool:
    """Whether the job says that it runs and has not been heard of for long."""
    heard = job.beat_at or job.started_at
    return (
        job.state == ImportState.RUNNING
        and heard is not None
        and timezone.now() - heard > dt.timedelta(seconds=SILENCE_SECONDS)
    )


@transaction.atomic
def receive_file(actor: Any, city: City, file: Received) -> ImportJob:
    """An import of a file that is on disk; the one that is open for the same file, where there is one."""
    require(actor, MAY)
    known = ImportJob.objects.filter(city=city, file_sha256=file.sha256, state__in=OPEN).first()
    if known is not None:
        return known
    job = ImportJob.objects.create(
        city=city, file_name=file.name, file_sha256=file.sha256, file_bytes=file.size, actor=actor
    )
    _record(actor, "import.uploaded", job, bytes=file.size)
    return job


def look_at(actor: Any, job: ImportJob, reading: Reading | None = None) -> ImportJob:
    """Propose how to read the file; by a reading where the analyst said how its bytes become a table.

    A file that cannot be read ends the import with its reason, unless it was read before: then the error is raised and
    the proposal that stands is kept.
    """
    require(actor, MAY)
    _require_state(job, *UNDECIDED)
    path, profiles = upload_path(job.file_sha256), profiles_of(job.city.code)
    try:
        found: Look = run_limited(look, path, job.file_name, profiles, reading, limits=LOOKING)
    except UserError as error:
        if reading is not None:
            raise
        fail(job, error)
        return job
    told = {
        **found.inspection.as_dict(),
        "kept": found.kept,
        "sheets": list(found.sheets),
        "problem": _as_data(found.problem, job) if found.problem else {},
        "chosen": sorted(_changed(job, reading)) if reading else [],
    }
    with transaction.atomic():
        _require_state(_locked(job), *UNDECIDED)
        job.proposal, job.profile = told, dumps(found.inspection.profile)
        job.rows_expected, job.state = found.rows, ImportState.PROPOSED
        job.save(update_fields=["proposal", "profile", "rows_expected", "state"])
    return job


def _changed(job: ImportJob, reading: Reading) -> set[str]:
    """Names of the decisions about the file that a person took, now or before."""
    before = loads(job.profile).reading
    names = {"encoding": "encoding", "delimiter": "delimiter", "header": "header_row"}
    now = {name for name, part in names.items() if getattr(before, part) != getattr(reading, part)}
    return now | (set(job.proposal.get("chosen", ())) & set(names))


@transaction.atomic
def correct(actor: Any, job: ImportJob, profile: Profile, chosen: set[str]) -> ImportJob:
    """Keep the profile as the analyst corrected it, and which decisions were theirs; nothing is imported."""
    require(actor, MAY)
    _require_state(_locked(job), ImportState.PROPOSED)
    job.profile = dumps(profile)
    job.proposal = {**job.proposal, "chosen": sorted({*job.proposal.get("chosen", ()), *chosen})}
    job.save(update_fields=["profile", "proposal"])
    return job


@transaction.atomic
def confirm(actor: Any, job: ImportJob) -> ImportJob:
    """Import the file by the profile that stands; the work waits in the queue and cannot be lost."""
    require(actor, MAY)
    _require_state(_locked(job), ImportState.PROPOSED)
    _queue(job)
    _record(actor, "import.confirmed", job, source=loads(job.profile).source)
    return job


@transaction.atomic
def again(actor: Any, job: ImportJob) -> ImportJob:
    """Start anew what failed or was interrupted: to be looked at where it never was, else to be confirmed."""
    require(actor, MAY)
    if is_interrupted(job):
        settle_interrupted()
        job.refresh_from_db()
    _require_state(_locked(job), ImportState.FAILED)
    _require_file(job)
    job.state = ImportState.PROPOSED if job.profile else ImportState.UPLOADED
    job.error, job.rows_done, job.started_at, job.beat_at, job.ended_at = {}, 0, None, None, None
    job.save()
    _record(actor, "import.reopened", job)
    return job


@transaction.atomic
def read_anew(actor: Any, job: ImportJob) -> ImportJob:
    """Another import of a file that was imported, to read it in another way."""
    require(actor, MAY)
    _require_state(job, ImportState.DONE)
    _require_file(job)
    return receive_file(actor, job.city, Received(job.file_name, job.file_sha256, job.file_bytes))


@transaction.atomic
def discard(actor: Any, job: ImportJob) -> ImportJob:
    """Give an import up before it has begun; a file that no other import is about is deleted."""
    require(actor, MAY)
    _require_state(_locked(job), *UNDECIDED, ImportState.QUEUED, ImportState.FAILED)
    job.state, job.ended_at = ImportState.DISCARDED, timezone.now()
    job.save(update_fields=["state", "ended_at"])
    _record(actor, "import.discarded", job)
    others = ImportJob.objects.filter(file_sha256=job.file_sha256).exclude(state=ImportState.DISCARDED)
    if not others.exists():
        path = upload_path(job.file_sha256)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return job


@transaction.atomic
def start(job_id: int) -> ImportJob | None:
    """Take a waiting import up; None when it waits no longer."""
    job = ImportJob.objects.select_for_update(of=("self",)).select_related("city", "actor").filter(pk=job_id).first()
    if job is None or job.state != ImportState.QUEUED:
        return None
    job.state, job.rows_done, job.ended_at = ImportState.RUNNING, 0, None
    job.started_at = job.beat_at = timezone.now()
    job.save(update_fields=["state", "rows_done", "ended_at", "started_at", "beat_at"])
    return job


def beat(job_id: int, rows: int) -> None:
    """A sign of life of a running import, and how many rows were done; nobody acted, so nothing is recorded."""
    ImportJob.objects.filter(pk=job_id, state=ImportState.RUNNING).update(beat_at=timezone.now(), rows_done=rows)


@transaction.atomic
def wait(job: ImportJob, moment: dt.datetime) -> None:
    """Back into the queue until a moment: another import writes to the city."""
    job.state = ImportState.QUEUED
    _queue(job, moment)


@transaction.atomic
def fail(job: ImportJob, error: UserError, action: str = "import.failed") -> None:
    """End an import with what happened; nothing of its rows was kept."""
    job.error = _as_data(error, job)
    job.state, job.ended_at = ImportState.FAILED, timezone.now()
    job.save(update_fields=["error", "state", "ended_at"])
    _record(job.actor, action, job, error=error.id)


@transaction.atomic
def settle_interrupted() -> int:
    """End the imports that say they run and have not been heard of for long; returns how many."""
    running = [job for job in ImportJob.objects.filter(state=ImportState.RUNNING) if is_interrupted(job)]
    for job in running:
        fail(job, ConflictError("import-interrupted", INTERRUPTED, hint=START_AGAIN))
    return len(running)


def _as_data(error: UserError, job: ImportJob) -> dict[str, Any]:
    """An error so that it can be told in any language later; a file is called as the person calls it."""
    params = {key: value if isinstance(value, int | float) else str(value) for key, value in error.params.items()}
    if "name" in params:
        params["name"] = job.file_name
    return {"id": error.id, "message": error.message, "hint": error.hint, "params": params}


def _queue(job: ImportJob, moment: dt.datetime | None = None) -> None:
    from atalaya.web.observatory.tasks import run_import

    job.state = ImportState.QUEUED
    job.save(update_fields=["state"])
    run_import.using(run_after=moment).enqueue(job.pk)  # in the same transaction: both are there, or neither


def _locked(job: ImportJob) -> ImportJob:
    """The state as it stands in the database now, held until the transaction ends."""
    job.state = ImportJob.objects.select_for_update().values_list("state", flat=True).get(pk=job.pk)
    return job


def _require_state(job: ImportJob, *states: str) -> None:
    if job.state not in states:
        raise ConflictError(
            "import-moved-on",
            N_("This import has moved on meanwhile."),
            hint=N_("Open it again to see where it stands."),
        )


def _require_file(job: ImportJob) -> None:
    if not upload_path(job.file_sha256).exists():
        raise LimitError("upload-gone", N_("The file is no longer among the uploads."), hint=N_("Choose it once more."))


def _record(actor: Any, action: str, job: ImportJob, **detail: object) -> None:
    record(actor, action, f"city:{job.city.code}", {"import": job.pk, "file_sha256": job.file_sha256, **detail})
