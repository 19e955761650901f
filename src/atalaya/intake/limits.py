"""Parsing what a stranger sent in a child process, under limits of memory and time; the server stays alive."""

from __future__ import annotations

import importlib
import multiprocessing as mp
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from atalaya.errors import InputFileError, LimitError, UserError
from atalaya.i18n import N_

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """What reading a file may cost: address space in bytes (not held on Windows) and seconds of the wall clock.

    Address space is more than memory: the libraries alone reserve some 2 GB that they never touch.
    """

    memory_bytes: int = 6_000_000_000
    seconds: float = 600.0


def run_limited(
    function: Callable[..., T],
    *args: Any,
    limits: Limits | None = None,
    heard: Callable[[Any], None] = lambda _told: None,
) -> T:
    """Call a function in a child process under limits and give back what it returns.

    Parameters
    ----------
    function, args
        Importable by name and picklable, as the result must be.
    limits
        Memory and time; the defaults fit a PC with 4 GB.
    heard
        Given what the function says by `report` while it works.

    Raises
    ------
    LimitError
        ``reading-too-slow`` or ``reading-too-large``: a limit was passed, or the child died in passing it.
    InputFileError
        ``file-unreadable``: the function failed on the file. A `UserError` that it raises comes through whole.

    Examples
    --------
    >>> run_limited(len, "atalaya")
    7
    """
    with Child(limits) as child:
        return child.call(function, *args, heard=heard)


class Child:
    """A process that does one thing after another under limits; it starts once, which takes a second or more.

    For several steps with one and the same file, never for files of several people.

    Parameters
    ----------
    limits
        Memory of the process, and time of each call.
    ready
        Names of modules that it imports while nothing is asked yet.

    Examples
    --------
    >>> with Child() as child:
    ...     child.call(len, "atalaya"), child.call(sorted, [2, 1])
    (7, [1, 2])
    """

    def __init__(self, limits: Limits | None = None, ready: tuple[str, ...] = ()) -> None:
        self._limits = limits or Limits()
        context = mp.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_work, args=(there, self._limits.memory_bytes, ready), daemon=True)
        with _no_main():
            self._process.start()
        there.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_error: object) -> None:
        self._here.close()
        self._process.join(timeout=5)
        self._process.kill()
        self._process.join()

    def call(self, function: Callable[..., T], *args: Any, heard: Callable[[Any], None] = lambda _told: None) -> T:
        """Call a function there; arguments and errors as of `run_limited`."""
        try:
            self._here.send((function, args))
            answer = _answer(self._here, self._limits, heard)
        except (EOFError, ConnectionError):
            raise _too_large(self._limits) from None
        except LimitError:
            self._process.kill()
            raise
        if isinstance(answer, _Failed):
            raise answer.error if answer.error else _too_large(self._limits)
        return answer  # type: ignore[no-any-return]


@contextmanager
def _no_main() -> Iterator[None]:
    """Start a process without the program of this one: what it is to do stands in modules, and needs no program."""
    main = sys.modules["__main__"]
    kept: dict[str, Any] = {name: main.__dict__.pop(name) for name in ("__file__", "__spec__") if name in main.__dict__}
    main.__spec__ = None
    try:
        yield
    finally:
        main.__dict__.update(kept)


def _answer(here: Connection, limits: Limits, heard: Callable[[Any], None]) -> Any:
    """What the child sends last; what it says before is passed on."""
    end = time.monotonic() + limits.seconds
    while True:
        if not here.poll(max(0.0, end - time.monotonic())):
            raise LimitError(
                "reading-too-slow",
                N_("Reading the file took longer than {seconds} seconds and was stopped."),
                hint=N_("Cut the file in parts, or save it as CSV, and try again."),
                seconds=round(limits.seconds),
            )
        answer = here.recv()
        if not isinstance(answer, _Said):
            return answer
        heard(answer.told)


def report(told: object) -> None:
    """In the child: say something to who waits for the answer; in any other process nothing is done."""
    if _parent:
        _parent[0].send(_Said(told))


_parent: list[Connection] = []
"""In the child: the way to the process that waits for it."""


@dataclass(frozen=True)
class _Said:
    """Something said while the work goes on."""

    told: object


@dataclass(frozen=True)
class _Failed:
    """How the child ended: with an error to tell, or, without one, out of memory."""

    error: UserError | None


def _too_large(limits: Limits) -> LimitError:
    return LimitError(
        "reading-too-large",
        N_("Reading the file needs more than {gigabytes} GB of memory and was stopped."),
        hint=N_("A sheet may have a cell far from the others: delete the empty rows and columns, or save it as CSV."),
        gigabytes=round(limits.memory_bytes / 1e9, 1),
    )


def _work(way: Connection, memory_bytes: int, ready: tuple[str, ...]) -> None:
    """In the child: take the limit, then do what is asked and send what came of it, until nobody asks."""
    _parent.append(way)
    if sys.platform != "win32":  # pragma: no branch  (Windows has no such limit; time is held there alone)
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in ready:
        importlib.import_module(name)
    while True:
        try:
            function, args = way.recv()
        except EOFError:
            return
        way.send(_done(function, args))


def _done(function: Callable[..., object], args: tuple[object, ...]) -> object:
    """What a function gives back, or how it failed."""
    try:
        return function(*args)
    except MemoryError:
        return _Failed(None)
    except UserError as error:
        return _Failed(error)
    except Exception as error:  # noqa: BLE001  (whatever a parser does with a stranger's file is told, not hidden)
        return _Failed(
            InputFileError(
                "file-unreadable",
                N_("The file cannot be read ({kind})."),
                hint=N_("Open it in the program that made it, save it again as CSV or XLSX, and try again."),
                kind=type(error).__name__,
            )
        )
