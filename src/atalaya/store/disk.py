"""Writing so that what was told as saved is on disk, and one writer at a time."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from atalaya.errors import ConflictError
from atalaya.i18n import N_


def sync_file(path: Path) -> None:
    """Wait until the bytes of a file are on disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk (Windows keeps them by itself)."""
    if sys.platform == "win32":  # pragma: no cover  (a folder cannot be opened there)
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Wait for everything below a folder."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    sync_folder(folder)


def replace_json(path: Path, content: object) -> None:
    """Put a JSON file in place of another in one step: a reader sees the old or the new, never a part."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    sync_file(fresh)
    fresh.replace(path)
    sync_folder(path.parent)


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Hold a lock that the system gives back by itself when the process dies.

    Raises
    ------
    ConflictError
        ``import-running``: another process writes to this city now.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        try:
            _lock(stream)
        except OSError as error:
            raise ConflictError(
                "import-running",
                N_("Another import is writing to this city now."),
                hint=N_("Wait until it has finished, and try again."),
            ) from error
        yield


def _lock(stream: IO[bytes]) -> None:
    if sys.platform == "win32":  # pragma: no cover  (tested on the other systems)
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
