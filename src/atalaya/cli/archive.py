"""A backup: one file that holds a data folder whole, with the digest of every part, made or restored in one step."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from atalaya.cli.output import Step
from atalaya.errors import ConflictError, InputFileError, NotFoundError, StorageError
from atalaya.home import Home
from atalaya.i18n import N_

MANIFEST = "manifest.json"
VERSION = 1
_BLOCK = 1 << 20
_LEFT_OUT = ("-wal", "-shm", "-journal", ".part")


@dataclass(frozen=True)
class Contents:
    """What a backup holds: when it was made, its parts by name with size in bytes and SHA-256."""

    created: str
    files: dict[str, tuple[int, str]]

    @property
    def size(self) -> int:
        return sum(size for size, _digest in self.files.values())


def parts_of(home: Home) -> list[Path]:
    """Files of a data folder that a backup copies one by one, those nearest the root first.

    Pointers lie above what they point to. Read first, they name folders that were complete by then: a publication
    during the backup cannot leave it with a pointer to something it does not hold.
    """
    files = [path for path in home.root.rglob("*") if path.is_file() and not path.is_symlink()]
    kept = [
        path
        for path in files
        if path != home.database and home.cache not in path.parents and not path.name.endswith(_LEFT_OUT)
    ]
    return sorted(kept, key=lambda path: (len(path.parts), path.as_posix()))


def create(home: Home, target: Path, *, now: dt.datetime, step: Step) -> Contents:
    """Write everything in the data folder into `target`, which appears only when it is complete.

    Raises
    ------
    NotFoundError
        ``home-absent``.
    ConflictError
        ``backup-exists``.
    """
    if not home.root.is_dir():
        raise NotFoundError("home-absent", N_("There is no data folder at {folder}."), folder=home.root)
    if target.exists():
        raise ConflictError(
            "backup-exists",
            N_("There is already a file named {name}."),
            hint=N_("Choose another name: a backup never replaces one."),
            name=target.name,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = [path for path in parts_of(home) if path.resolve() != target.resolve()]
    handle, unfinished = tempfile.mkstemp(dir=target.parent, suffix=".part")  # readable by its owner alone
    try:
        with os.fdopen(handle, "w+b") as stream:
            found = _write(home, parts, stream, now, step)
            stream.flush()
            os.fsync(stream.fileno())
        Path(unfinished).replace(target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return found


def _write(home: Home, parts: list[Path], stream: object, now: dt.datetime, step: Step) -> Contents:
    files: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        if home.database.exists():
            files[home.database.name] = _add_database(archive, home.database)
        for done, path in enumerate(parts):
            name = path.relative_to(home.root).as_posix()
            try:
                files[name] = _add(archive, path, name)
            except FileNotFoundError:
                continue  # an old snapshot swept meanwhile; no pointer read above names it
            step(done + 1, len(parts))
        content = {"version": VERSION, "created": now.isoformat(timespec="seconds"), "files": files}
        archive.writestr(MANIFEST, json.dumps(content, indent=1))
    return Contents(str(content["created"]), files)


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(zipfile.ZipInfo.from_file(path, name), "w", force_zip64=True) as out:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            out.write(block)
    return size, digest.hexdigest()


def _add_database(archive: zipfile.ZipFile, database: Path) -> tuple[int, str]:
    """The database as of one moment, whatever is being written to it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return _add(archive, copy, database.name)


def read_contents(path: Path) -> Contents:
    """What the backup says it holds, without reading all of it.

    Raises
    ------
    InputFileError
        ``backup-unreadable``: not a backup, or one that was cut off.
    StorageError
        ``backup-newer``: made by a later version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            content = json.loads(archive.read(MANIFEST))
        version = int(content["version"])
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in content["files"].items()}
        created = str(content["created"])
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _unreadable(path) from error
    if version > VERSION:
        raise StorageError(
            "backup-newer",
            N_("The backup was made by a later version of the product."),
            hint=N_("Bring the product up to date, and try again."),
        )
    return Contents(created, files)


def _unreadable(path: Path) -> InputFileError:
    return InputFileError(
        "backup-unreadable",
        N_("{name} is not a whole backup."),
        hint=N_("Use another copy; this one was cut off or changed."),
        name=path.name,
    )


def verify(path: Path, *, step: Step, into: Path | None = None) -> Contents:
    """Read every part and compare it with its digest; with `into`, write the parts there on the way.

    Raises
    ------
    InputFileError
        ``backup-unreadable``: a part is missing, was changed, or has a name that leads out of the folder.
    """
    contents = read_contents(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if {*archive.namelist()} != {*contents.files, MANIFEST}:
                raise _unreadable(path)
            for done, (name, (size, digest)) in enumerate(contents.files.items()):
                if _read_part(archive, name, into) != (size, digest):
                    raise _unreadable(path)
                step(done + 1, len(contents.files))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
        raise _unreadable(path) from error
    return contents


def _read_part(archive: zipfile.ZipFile, name: str, into: Path | None) -> tuple[int, str]:
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
        raise ValueError(name)
    digest, size = hashlib.sha256(), 0
    target = into / place if into else Path(os.devnull)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as out:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            out.write(block)
    return size, digest.hexdigest()


def restore(path: Path, home: Home, *, step: Step) -> Contents:
    """Make the data folder that the backup holds; it appears only when every part was read and found whole.

    Raises
    ------
    ConflictError
        ``home-not-empty``: a restore never writes over anything.
    InputFileError
        ``backup-unreadable``.
    """
    if home.root.exists() and any(home.root.iterdir()):
        raise ConflictError(
            "home-not-empty",
            N_("The data folder {folder} is not empty."),
            hint=N_("Name a new folder: atalaya backup restore FILE --home FOLDER."),
            folder=home.root,
        )
    home.root.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=home.root.parent, prefix=f".{home.root.name}-"))
    try:
        contents = verify(path, step=step, into=unfinished)
        secret = Home(unfinished).secret_key
        if secret.exists():
            secret.chmod(0o600)
        if home.root.exists():
            home.root.rmdir()
        unfinished.replace(home.root)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    home.ensure()
    return contents
