"""The worker beside the pages: started again when it dies, ended when the pages end."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from atalaya.web import server
from atalaya.web.observatory.operations import import_jobs

SLEEP = ("-c", "import time; time.sleep(60)")
DEAF = (
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)",
)


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def settled_now(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    settled: list[int] = []
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(import_jobs, "settle_interrupted", lambda: settled.append(1))
    return settled


def test_a_worker_that_is_killed_is_started_again_and_what_it_left_is_settled(settled_now: list[int]) -> None:
    worker = server.Worker(SLEEP)
    first = worker.process
    first.kill()
    until(lambda: worker.process is not first)
    until(lambda: settled_now)
    worker.end()
    assert worker.process.poll() is not None
    assert not worker.is_alive()


def test_a_worker_that_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "END_SECONDS", 0.5)
    worker = server.Worker(DEAF)
    time.sleep(0.5)
    worker.end()
    assert worker.process.returncode is not None


def test_a_worker_waits_for_the_first_page_and_an_end_before_that_starts_nothing() -> None:
    later = server.Worker(SLEEP, waits_s=0.05)
    assert later.process is None
    until(lambda: later.process is not None)
    later.end()
    never = server.Worker(SLEEP, waits_s=60.0)
    never.end()
    assert never.process is None
    assert not never.is_alive()
