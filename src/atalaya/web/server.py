"""Starts everything of a city on one machine: the database brought up to date, the pages, the worker beside them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from atalaya.errors import ConflictError
from atalaya.home import Home
from atalaya.i18n import N_

THREADS = 4


def prepare(home: Home) -> None:
    """Set Django up for this data folder and bring its database up to date."""
    import django
    from django.core.management import call_command

    os.environ["ATALAYA_HOME"] = str(home.ensure().root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atalaya.web.settings")
    django.setup()
    call_command("migrate", verbosity=0)


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


def serve(host: str, port: int) -> None:
    """Serve the pages and work through the queue until the person stops it; needs `prepare` first."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    worker = subprocess.Popen([sys.executable, "-m", "django", "db_worker", "--verbosity", "0"])
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
        worker.terminate()
        worker.wait(timeout=10)
