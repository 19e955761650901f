"""The command line: each verb is a module of its own, imported when it is called and not before."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from atalaya.errors import UserError
from atalaya.i18n import N_, environment_locale, translate

LOCALE = environment_locale()


def said(message: str) -> str:
    """A help text in the language of the environment."""
    return translate(message, LOCALE)


app = typer.Typer(
    help=said(N_("Evidence, alerts and what worked, for the security of a city.")),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
user = typer.Typer(help=said(N_("People and roles.")), no_args_is_help=True)
app.add_typer(user, name="user")

HomeOption = Annotated[
    Path | None, typer.Option("--home", help=said(N_("Data folder; otherwise ATALAYA_HOME.")), show_default=False)
]


@app.command(help=said(N_("Serve the pages on this machine.")))
def run(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help=said(N_("Address to listen on.")))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=said(N_("Port to listen on.")))] = 8000,
    demo: Annotated[bool, typer.Option(help=said(N_("Make demonstration accounts when there is none yet.")))] = False,
) -> None:
    """Bring the data folder up to date and serve it."""
    from atalaya.cli.run import run as act

    act(home, host, port, demo=demo)


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
        app(standalone_mode=True)
    except UserError as error:
        sys.stderr.write(error.told(LOCALE) + "\n")
        sys.stderr.flush()
        raise SystemExit(error.exit_code) from None
