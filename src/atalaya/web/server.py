"""Starts everything of a city on one machine: the database brought up to date, the pages, the worker beside them."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence

from atalaya.errors import ConflictError
from atalaya.home import Home
from atalaya.i18n import N_

THREADS = 4
WORKER = ("-m", "django", "db_worker", "--verbosity", "0")
WORKER_WAITS_S = 3.0
"""The worker starts after the first page, which people wait for, not beside it."""
LOOK_SECONDS = 2.0
SETTLE_EVERY = 15
END_SECONDS = 10.0
logger = logging.getLogger(__name__)


def prepare(home: Home) -> None:
    """Set Django up for this data folder and bring its database up to date."""
    import django
    from django.core.management import call_command

    os.environ["ATALAYA_HOME"] = str(home.ensure().root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atalaya.web.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    from atalaya.web.observatory.operations.import_jobs import settle_interrupted

    settle_interrupted()


def require_free_port(host: str, port: int) -> None:
    """Refuse a port that another program holds.

    Raises
    ------
    ConflictError
        ``port-taken``.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConflictError(
                "port-taken",
                N_("Port {port} is in use by another program."),
                hint=N_("Close it, or choose another port: atalaya run --port 8001."),
                port=port,
            ) from error


class Worker(threading.Thread):
    """The process that works through the queue; when it dies it is started again, and what it left is settled."""

    def __init__(self, words: Sequence[str] = WORKER, *, waits_s: float = 0.0) -> None:
        """Begin after `waits_s` seconds: nothing may run beside the server while it forks the process of the pages."""
        super().__init__(daemon=True)
        self._words = [sys.executable, *words]
        self._waits_s = waits_s
        self._ending = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None if waits_s else self._begun()
        self.start()

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._words)  # noqa: S603  (our own words)

    def run(self) -> None:
        """Look after the process until the end; now and then, settle the imports that nobody works on any more."""
        if self._ending.wait(self._waits_s):
            return
        self.process = self.process or self._begun()
        from atalaya.web.observatory.operations.import_jobs import settle_interrupted

        looks = 0
        while not self._ending.wait(LOOK_SECONDS):
            looks += 1
            if self.process.poll() is not None:
                logger.warning("the worker ended with %s and is started again", self.process.returncode)
                self.process = self._begun()
            if looks % SETTLE_EVERY == 0:
                settle_interrupted()

    def end(self) -> None:
        """Ask the process to end; one that does not within its time is ended."""
        self._ending.set()
        self.join()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def serve(host: str, port: int) -> None:
    """Serve the pages and work through the queue until the person stops it; needs `prepare` first."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    worker = Worker(waits_s=WORKER_WAITS_S)
    try:
        Granian(
            "atalaya.web.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            blocking_threads=THREADS,
            log_level=LogLevels.warning,
        ).serve()
    finally:
        worker.end()
