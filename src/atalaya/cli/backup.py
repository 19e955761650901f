"""`atalaya backup`: everything of a data folder in one file, checked, and put back."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atalaya.cli.options import HomeOption, JsonOption, said
from atalaya.cli.output import note, print_json, print_line, progress
from atalaya.home import find_home
from atalaya.i18n import N_

if TYPE_CHECKING:
    from atalaya.cli.archive import Contents

app = typer.Typer(help=said(N_("Keep a copy of everything, check it, put it back.")), no_args_is_help=True)

BackupArgument = Annotated[Path, typer.Argument(help=said(N_("File of the backup.")), show_default=False)]


@app.command("create", help=said(N_("Write the data folder into one file.")))
def create(file: BackupArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Copy everything; nothing needs to be stopped for it."""
    from atalaya.cli import archive

    folder = find_home(home)
    with progress(said(N_("Copying")), quiet=as_json) as step:
        made = archive.create(folder, file, now=dt.datetime.now(dt.UTC), step=step)
    if os.environ.get("ATALAYA_DATABASE_URL"):
        note(said(N_("The database is on a server of its own and is not in this file: copy it with its own tools.")))
    _tell(file, made, said(N_("The backup was made.")), as_json=as_json)


@app.command("verify", help=said(N_("Read a backup whole and compare every part with its digest.")))
def verify(file: BackupArgument, as_json: JsonOption = False) -> None:
    """Find out today whether it could be restored, and not on the day it is needed."""
    from atalaya.cli import archive

    with progress(said(N_("Checking")), quiet=as_json) as step:
        found = archive.verify(file, step=step)
    _tell(file, found, said(N_("The backup is whole.")), as_json=as_json)


@app.command("restore", help=said(N_("Put a backup back into an empty data folder.")))
def restore(file: BackupArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Make a data folder of a backup; never writes over one."""
    from atalaya.cli import archive

    with progress(said(N_("Restoring")), quiet=as_json) as step:
        found = archive.restore(file, find_home(home), step=step)
    _tell(file, found, said(N_("The data folder was restored.")), as_json=as_json)


def _tell(file: Path, contents: Contents, sentence: str, *, as_json: bool) -> None:
    told = {
        "file": str(file.resolve()),
        "created": contents.created,
        "files": len(contents.files),
        "bytes": contents.size,
    }
    if as_json:
        print_json(told)
    else:
        print_line(sentence)
        print_line(
            said(N_("Files: {files}. Size: {size} MB."), files=told["files"], size=round(contents.size / 1e6, 1))
        )
