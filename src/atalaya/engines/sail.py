"""A Spark Connect server inside this process: Sail, without Java. For tests, and for one large machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from atalaya.engines.spark import SparkEngine

SETTINGS = {
    "PYSPARK_PYTHON": sys.executable,  # else functions run in whatever Python the system has
    "RUST_LOG": "error",  # Sail tells every start and end
}


def start_sail() -> SparkEngine:
    """An engine on a server of its own, which ends with the engine.

    It listens to this machine alone, and to whoever uses this machine: Sail asks for no password. On a machine that
    strangers share, use the local engines.
    """
    with _environment(SETTINGS):
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        host, port = server.listening_address
        try:
            return SparkEngine(f"sc://{host}:{port}", server.stop)
        except BaseException:
            server.stop()
            raise


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Variables that are not set already, for a while."""
    fresh = {name: value for name, value in settings.items() if name not in os.environ}
    os.environ.update(fresh)
    try:
        yield
    finally:
        for name in fresh:
            os.environ.pop(name, None)
