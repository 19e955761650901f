"""`atalaya run`: the data folder brought up to date and served."""

from __future__ import annotations

from pathlib import Path

import typer

from atalaya.home import find_home
from atalaya.i18n import N_, environment_locale, translate

DEMO_PASSWORD = "torre de puerto claro"  # noqa: S105  (printed on purpose: the demonstration is for everyone)


def run(home: Path | None, host: str, port: int, *, demo: bool) -> None:
    """Serve until stopped; says the address first."""
    from atalaya.web import server

    server.require_free_port(host, port)
    folder = find_home(home)
    server.prepare(folder)
    locale = environment_locale()
    typer.echo(translate(N_("Data folder: {folder}"), locale, folder=folder.root))
    if demo:
        for email in demo_accounts():
            typer.echo(f"  {email}  {DEMO_PASSWORD}")
    for line in first_link(f"http://{host}:{port}", locale):
        typer.echo(line)
    typer.echo(translate(N_("Open {address} in a browser. To stop: Ctrl+C."), locale, address=f"http://{host}:{port}/"))
    server.serve(host, port)


def demo_accounts() -> list[str]:
    """One account a role, made when the data folder has no account at all; returns the addresses to sign in with."""
    from atalaya.web.accounts.models import Account, Role
    from atalaya.web.accounts.operations import create_account

    if not Account.objects.exists():
        for role in Role:
            create_account(None, email=f"{role}@demo.example", name="", role=role, password=DEMO_PASSWORD)
    known = Account.objects.filter(email__endswith="@demo.example").order_by("pk")
    return list(known.values_list("email", flat=True))


def first_link(address: str, locale: str) -> list[str]:
    """Where the first account is made, for a data folder that has none; nothing otherwise."""
    from atalaya.web.accounts.models import Account
    from atalaya.web.accounts.operations import first_key

    if Account.objects.exists():
        return []
    link = f"{address}/cuentas/primera/?clave={first_key()}"
    return [translate(N_("To make the first account, open {link}"), locale, link=link)]
