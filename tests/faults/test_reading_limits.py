"""What a hostile or broken file can do to the process that reads it, and that ours survives it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import fastexcel
import pytest

from atalaya.errors import InputFileError, LimitError, UsageError
from atalaya.intake.limits import Child, Limits, report, run_limited
from far_workbook import write_far_workbook

SMALL = Limits(memory_bytes=2_000_000_000, seconds=20)


def load_workbook(path: str) -> tuple[int, int]:
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None)
    return sheet.height, sheet.width


def refuse() -> None:
    raise UsageError("told", "Told by {who}.", who="the child")


def fill_memory() -> int:
    return len(bytearray(10_000_000_000))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_workbook_with_a_cell_at_the_far_end_is_refused_and_we_are_alive(tmp_path: Path) -> None:
    path = write_far_workbook(tmp_path / "far.xlsx")
    assert path.stat().st_size < 5_000
    started = time.monotonic()
    with pytest.raises(LimitError) as caught:
        run_limited(load_workbook, str(path), limits=SMALL)
    assert caught.value.id == "reading-too-large"
    assert time.monotonic() - started < SMALL.seconds
    assert "celda lejos de las demás" in caught.value.told("es")


def test_too_much_memory_is_told_as_such() -> None:
    with pytest.raises(LimitError, match=r"more than 2\.0 GB"):
        run_limited(fill_memory, limits=SMALL)


def test_a_child_that_is_killed_is_told_as_such() -> None:
    with pytest.raises(LimitError) as caught:
        run_limited(die, limits=SMALL)
    assert caught.value.id == "reading-too-large"


def test_too_much_time_is_cut() -> None:
    started = time.monotonic()
    with pytest.raises(LimitError, match="longer than 1 seconds"):
        run_limited(time.sleep, 60, limits=Limits(seconds=1.0))
    assert time.monotonic() - started < 20


def test_errors_for_people_come_through_whole() -> None:
    with pytest.raises(UsageError, match="Told by the child"):
        run_limited(refuse)


def test_a_file_that_is_no_workbook_is_told_without_its_content(tmp_path: Path) -> None:
    path = tmp_path / "no.xlsx"
    path.write_bytes(b"secret words")
    with pytest.raises(InputFileError) as caught:
        run_limited(load_workbook, str(path))
    assert caught.value.id == "file-unreadable"
    assert "secret" not in str(caught.value)


def whisper(words: list[str]) -> int:
    for word in words:
        report(word)
    return len(words)


def test_one_child_does_several_things_and_says_how_far_it_is() -> None:
    heard: list[str] = []
    with Child(SMALL, ready=("json",)) as child:
        assert child.call(whisper, ["a", "b"], heard=heard.append) == 2
        assert heard == ["a", "b"]
        with pytest.raises(UsageError):
            child.call(refuse)
        assert child.call(sorted, [2, 1]) == [1, 2]
    report("nobody is there")


def test_a_child_that_died_does_nothing_more() -> None:
    with Child(SMALL) as child:
        for function in (die, sorted):
            with pytest.raises(LimitError):
                child.call(function)


def test_what_the_function_returns_comes_back() -> None:
    assert run_limited(sorted, [3, 1, 2]) == [1, 2, 3]
