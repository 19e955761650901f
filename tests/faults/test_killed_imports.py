"""A process that is killed while it writes leaves the city as it was, and free to be written to."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from atalaya.store.city import CityStore
from atalaya.tables.findings import Reconciliation
from incidents import incidents

SCRIPT = """
import os, signal, sys
from pathlib import Path
from atalaya.store import batch, fresh
from atalaya.store.city import CityStore
from atalaya.tables.findings import Reconciliation
import datetime as dt
from incidents import incidents

place, root = sys.argv[1], Path(sys.argv[2])
def die(*_words, **_named):
    os.kill(os.getpid(), signal.SIGKILL)
if place == "writing":
    fresh.Fresh.finish = die
elif place == "renaming":
    fresh.Path.rename = die
elif place == "recording":
    batch.replace_json = die
with CityStore(root, "here").begin("police", file_sha256="", recorded_at=dt.datetime.now(dt.UTC)) as one:
    one.append(incidents([{"incident_id": str(n)} for n in range(50)]))
    one.publish(reconciliation=Reconciliation(50, 50, {}))
"""


@pytest.mark.parametrize("place", ["writing", "renaming", "recording"])
def test_killed_at_any_step_the_old_state_stands_and_the_next_run_finishes(place: str, tmp_path: Path) -> None:
    store = CityStore(tmp_path, "here")
    moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with store.begin("police", file_sha256="", recorded_at=moment) as batch:
        batch.append(incidents([{"incident_id": "old"}]))
        old = batch.publish(reconciliation=Reconciliation(1, 1, {}))
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    killed = subprocess.run([sys.executable, "-c", SCRIPT, place, str(tmp_path)], check=False, env=here)
    assert killed.returncode == -signal.SIGKILL
    assert store.current() == old
    assert old.scan().collect().height == 1
    names = []
    for folder in (tmp_path, tmp_path / "calm"):
        again = CityStore(folder, "here")
        rows = [incidents([{"incident_id": "old"}]), incidents([{"incident_id": str(n)} for n in range(50)])]
        for frame in rows if folder != tmp_path else rows[1:]:
            with again.begin("police", file_sha256="", recorded_at=moment) as batch:
                batch.append(frame)
                names.append(batch.publish(reconciliation=Reconciliation(frame.height, frame.height, {})).id)
    assert names[0] == names[-1]
