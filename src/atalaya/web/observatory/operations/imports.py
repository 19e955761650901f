"""The only place that takes files of incidents in: permission, the import, what became of it, the audit entry."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from atalaya.home import find_home
from atalaya.intake.limits import Child, Limits
from atalaya.intake.load import ImportResult, import_file, propose
from atalaya.intake.profile import Profile
from atalaya.intake.profile_toml import dumps, save
from atalaya.intake.readers import file_sha256
from atalaya.web.accounts.operations import require
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models import City, ImportJob, ImportState


def profiles_of(city: str) -> Path:
    """Where the profiles of a city are kept."""
    return find_home().profiles / city


def take_in(
    actor: Any,
    city: City,
    path: Path,
    profile: Profile | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
    *,
    job: ImportJob | None = None,
    limits: Limits | None = None,
    child: Child | None = None,
) -> ImportResult:
    """Import a file into the city's store, keep how it was read, and write down that it was done.

    Parameters
    ----------
    profile
        As the analyst confirmed it; otherwise the one kept for the file's columns, else the proposal itself.
    progress
        Told how many rows were done so far.
    job
        The import of the screens that this carries out; without one, one is written that is done already.
    child
        The process that proposed the reading, when it still stands.

    Raises
    ------
    LimitError, InputFileError, ConflictError
        As `atalaya.intake.load.import_file`; nothing is kept, and `job` is left to the caller.
    """
    require(actor, "observatory.import_data")
    read_as = profile or propose(path, profiles_of(city.code), limits=limits).profile
    started = timezone.now()
    result = import_file(
        path,
        city=city.facts,
        store=city.store,
        profile=read_as,
        recorded_at=started,
        progress=progress,
        limits=limits,
        child=child,
    )
    if result.reconciliation.stored:  # a profile that reads nothing would spoil next month's file
        save(result.profile, profiles_of(city.code))
    _write_down(actor, city, path, result, job or ImportJob(city=city, actor=actor, started_at=started))
    return result


@transaction.atomic
def _write_down(actor: Any, city: City, path: Path, result: ImportResult, job: ImportJob) -> None:
    """The import, the time zone that was guessed where nobody had told one, and the audit entry."""
    told = result.as_dict()
    known = next((entry for entry in reversed(city.store.history()) if entry["snapshot"] == told["snapshot"]), {})
    told |= {name: known.get(name, 0) for name in ("added", "replaced")}
    told |= {"quality": result.quality.as_dict(), "aside": ""}
    job.file_name, job.file_bytes = job.file_name or path.name, path.stat().st_size
    job.file_sha256 = job.file_sha256 or file_sha256(path)
    job.state, job.profile, job.result = ImportState.DONE, dumps(result.profile), told
    job.rows_done = job.rows_expected = result.reconciliation.read
    job.ended_at = timezone.now()
    job.save()
    if result.aside:
        told["aside"] = _own_aside(result.aside, job)
        job.save(update_fields=["result"])
    zone = next((found.params["zone"] for found in result.findings if found.kind.id == "time-zone-guessed"), "")
    if zone and not city.time_zone:
        city.time_zone = str(zone)
        city.save(update_fields=["time_zone"])
    detail = {name: told[name] for name in ("read", "stored", "set_aside", "snapshot", "source")}
    record(actor, "import.done", f"city:{city.code}", {**detail, "file_sha256": job.file_sha256})


def _own_aside(aside: Path, job: ImportJob) -> str:
    """The rows set aside under a name of this import: another reading of the same file takes the first name."""
    own = aside.with_name(f"import-{job.pk}.parquet")
    own.unlink(missing_ok=True)
    try:
        os.link(aside, own)
    except OSError:  # a disk without links
        shutil.copyfile(aside, own)
    return own.name
