"""`atalaya user`: accounts from the machine itself."""

from __future__ import annotations

from pathlib import Path

import typer

from atalaya.home import find_home
from atalaya.i18n import N_, environment_locale, translate


def create(email: str, role: str, name: str, home: Path | None) -> None:
    """Ask for the password twice and make the account."""
    from atalaya.web import server

    server.prepare(find_home(home))
    from atalaya.web.accounts.operations import create_account

    locale = environment_locale()
    password = typer.prompt(translate(N_("Password"), locale), hide_input=True, confirmation_prompt=True)
    create_account(None, email=email, name=name, role=role, password=password)
    typer.echo(translate(N_("The account was made."), locale))
