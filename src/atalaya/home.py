"""The data folder: one place where a city keeps everything, so that a copy of it is a copy of all."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """Names of the places inside the data folder; nothing else in the product builds such a path.

    Examples
    --------
    >>> Home(Path("/data")).store.as_posix()
    '/data/store'
    """

    root: Path

    @property
    def database(self) -> Path:
        """SQLite file with accounts, audit, bulletins and jobs."""
        return self.root / "atalaya.db"

    @property
    def store(self) -> Path:
        """Immutable snapshots, one folder per city."""
        return self.root / "store"

    @property
    def uploads(self) -> Path:
        """Files as they were received, until their import is decided."""
        return self.root / "uploads"

    @property
    def profiles(self) -> Path:
        """How each source's files are read: TOML, one per source, editable by hand."""
        return self.root / "profiles"

    @property
    def documents(self) -> Path:
        """Published bulletins, named by content."""
        return self.root / "documents"

    @property
    def demo(self) -> Path:
        """The files of the synthetic city as its police force would send them, and ``truth.json`` beside them."""
        return self.root / "demo"

    @property
    def cache(self) -> Path:
        """What can be thrown away: compiled kernels, rendered pictures."""
        return self.root / "cache"

    @property
    def secret_key(self) -> Path:
        """The key that signs sessions; made on first use, readable by the owner alone."""
        return self.root / "secret.key"

    def ensure(self) -> Home:
        """Make the folder and its parts if they are not there; returns itself."""
        for path in (self.root, self.store, self.uploads, self.profiles, self.documents, self.cache):
            path.mkdir(parents=True, exist_ok=True)
        return self


def default_root() -> Path:
    """The user's data directory by the custom of the system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "atalaya"


def find_home(root: str | Path | None = None) -> Home:
    """The data folder that was asked for: the argument, else `ATALAYA_HOME`, else the user's data directory."""
    chosen = root or os.environ.get("ATALAYA_HOME")
    return Home(Path(chosen).expanduser().resolve() if chosen else default_root())
