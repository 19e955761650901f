"""Work that the queue does beside the pages: carrying imports out, with a sign of life while they run."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from types import TracebackType

from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import task

from atalaya.errors import ConflictError, StorageError, UserError
from atalaya.i18n import N_
from atalaya.intake.profile_toml import loads
from atalaya.web.observatory.operations import import_jobs
from atalaya.web.observatory.operations.imports import take_in
from atalaya.web.observatory.uploads import upload_path

logger = logging.getLogger(__name__)
BEAT_SECONDS = 0.5
WAIT_SECONDS = 5.0


class Pulse(threading.Thread):
    """Writes down, beside the work and outside its transactions, that it goes on and how far it is."""

    def __init__(self, job_id: int) -> None:
        super().__init__(daemon=True)
        self.job_id, self.rows = job_id, 0
        self._end = threading.Event()

    def tell(self, rows: int) -> None:
        """Called by the work; costs nothing."""
        self.rows = rows

    def beat(self) -> None:
        """One sign of life; a database that is busy gets the next one."""
        try:
            import_jobs.beat(self.job_id, self.rows)
        except OperationalError:
            logger.info("import %s: the database is busy, the next beat will tell", self.job_id)

    def run(self) -> None:
        """Until the work ends."""
        while not self._end.wait(BEAT_SECONDS):
            self.beat()
        connection.close()

    def __enter__(self) -> Pulse:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end.set()
        self.join()


@task()
def run_import(job_id: int) -> str:
    """Carry a confirmed import out; returns the state it led to."""
    job = import_jobs.start(job_id)
    if job is None:
        return "left"
    with Pulse(job.pk) as pulse:
        try:
            take_in(job.actor, job.city, upload_path(job.file_sha256), loads(job.profile), pulse.tell, job=job)
        except ConflictError:
            import_jobs.wait(job, timezone.now() + dt.timedelta(seconds=WAIT_SECONDS))
        except UserError as error:
            import_jobs.fail(job, error)
        except Exception:
            logger.exception("import %s failed", job.pk)
            import_jobs.fail(
                job,
                StorageError(
                    "import-broke",
                    N_("Something of ours failed while the file was imported."),
                    hint=N_("Nothing of it was kept. The log of the program says why; it can be started again."),
                ),
            )
    return str(job.state)
