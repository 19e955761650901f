"""The command line: each verb is a module of its own, and what it works with is imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from atalaya.cli import backup, bulletin, city, demo, indicators
from atalaya.cli import map as maps
from atalaya.cli.options import LANGUAGE, LOCALE, HomeOption, JsonOption, said, take_language
from atalaya.errors import UserError
from atalaya.i18n import LOCALES, N_

app = typer.Typer(
    help=said(N_("Evidence, alerts and what worked, for the security of a city.")),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
user = typer.Typer(help=said(N_("People and roles.")), no_args_is_help=True)
app.add_typer(user, name="user")
app.add_typer(city.app, name="city")
app.add_typer(bulletin.app, name="bulletin")
app.command("indicators", help=said(N_("Count incidents, and compare them with a year before.")))(indicators.indicators)
app.command("map", help=said(N_("Draw incidents into a file: GeoJSON, a picture, or a page.")))(maps.map_)
app.add_typer(backup.app, name="backup")
app.add_typer(demo.app, name="demo")


@app.callback()
def root(
    lang: Annotated[
        str | None, typer.Option(LANGUAGE, help=said(N_("Language: es, pt or en; may stand anywhere on the line.")))
    ] = None,
) -> None:
    """A language that is one was taken off the line before; what arrives here is none."""
    if lang is not None:
        raise typer.BadParameter(", ".join(LOCALES), param_hint=LANGUAGE)


@app.command(help=said(N_("Serve the pages on this machine.")))
def run(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help=said(N_("Address to listen on.")))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=said(N_("Port to listen on.")))] = 8000,
    demo: Annotated[
        bool, typer.Option(help=said(N_("Make the synthetic city and its accounts where there is nothing yet.")))
    ] = False,
) -> None:
    """Bring the data folder up to date and serve it."""
    from atalaya.cli.run import run as act

    act(home, host, port, demo=demo)


CityOption = Annotated[
    str | None, typer.Option("--city", help=said(N_("Code of the city; not needed where there is one.")))
]
FileArgument = Annotated[Path, typer.Argument(help=said(N_("CSV, XLSX or Parquet file of incidents.")))]


@app.command(help=said(N_("Show how a file of incidents would be read; nothing is stored.")))
def inspect(file: FileArgument, city: CityOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Propose a reading."""
    from atalaya.cli.intake import inspect as act

    act(file, city, home, as_json=as_json)


@app.command("import", help=said(N_("Take a file of incidents in: each row is stored, or set aside with its reason.")))
def take_in(file: FileArgument, city: CityOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Read, check, locate and store."""
    from atalaya.cli.intake import take_in as act

    act(file, city, home, as_json=as_json)


@user.command("create", help=said(N_("Make an account; the password is asked for.")))
def user_create(
    email: Annotated[str, typer.Argument(help=said(N_("E-mail address.")))],
    role: Annotated[str, typer.Option(help=said(N_("administrator, analyst, approver or viewer.")))] = "viewer",
    name: Annotated[str, typer.Option(help=said(N_("Name of the person.")))] = "",
    home: HomeOption = None,
) -> None:
    """Make an account from the machine itself."""
    from atalaya.cli.user import create as act

    act(email, role, name, home)


def main() -> None:
    """Run a verb; an error raised on purpose is told without a traceback, with the exit code of its family."""
    try:
        app(take_language(sys.argv[1:])[1], standalone_mode=True)
    except UserError as error:
        sys.stderr.write(error.told(LOCALE) + "\n")
        sys.stderr.flush()
        raise SystemExit(error.exit_code) from None
