"""Files of areas on their way from the upload to the confirmation: kept by their hash, gone when they are decided."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from atalaya.errors import LimitError, NotFoundError
from atalaya.geo.names import plain
from atalaya.home import find_home
from atalaya.i18n import N_

MOST_BYTES = 60_000_000


def keep(name: str, chunks: Iterable[bytes]) -> str:
    """Write an upload down under its name; gives the hash that finds it again.

    Raises
    ------
    LimitError
        ``upload-too-large``.
    """
    folder = find_home().uploads / "ground"
    folder.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(suffix=".part", dir=folder)  # two people may bring a file of one name at once
    with os.fdopen(handle, "wb") as stream:
        digest = _written(chunks, stream)
    if not digest:
        Path(fresh).unlink()
        raise LimitError(
            "upload-too-large",
            N_("The file has more than {megabytes} MB."),
            hint=N_("Simplify the borders in a map program, and try again."),
            megabytes=MOST_BYTES // 1_000_000,
        )
    stem = plain(Path(name).stem.replace("_", " ")).replace(" ", "-")[:80] or "areas"
    suffix = plain(Path(name).suffix)[:10] or "file"
    place = folder / digest / f"{stem}.{suffix}"
    place.parent.mkdir(exist_ok=True)
    Path(fresh).replace(place)
    return digest


def _written(chunks: Iterable[bytes], stream: BinaryIO) -> str:
    """The hash of what was written; nothing when it grew beyond the limit."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            return ""
        digest.update(chunk)
        stream.write(chunk)
    return digest.hexdigest()


def find(digest: str) -> Path:
    """The upload of a hash.

    Raises
    ------
    NotFoundError
        ``upload-gone``: it was decided, or never there.
    """
    folder = find_home().uploads / "ground" / digest
    found = sorted(folder.iterdir()) if digest.isalnum() and folder.is_dir() else []
    if not found:
        raise NotFoundError(
            "upload-gone",
            N_("This file is no longer waiting."),
            hint=N_("Choose it again in the settings of the city."),
        )
    return found[0]


def discard(digest: str) -> None:
    """Forget an upload."""
    shutil.rmtree(find(digest).parent)
