"""`atalaya run`: the data folder brought up to date and served."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer

from atalaya.cli.options import LOCALE, said
from atalaya.cli.output import note, progress
from atalaya.home import find_home
from atalaya.i18n import N_, environment_locale, translate

DEMO_PASSWORD = "torre de puerto claro"  # noqa: S105  (printed on purpose: the demonstration is for everyone)


def run(home: Path | None, host: str, port: int, *, demo: bool) -> None:
    """Serve until stopped; says the address first."""
    from atalaya.web import server, warm

    server.require_free_port(host, port)
    folder = find_home(home)
    server.prepare(folder)
    locale = environment_locale()
    typer.echo(translate(N_("Data folder: {folder}"), locale, folder=folder.root))
    if demo:
        accounts = demo_accounts()
        if accounts:
            demo_city()
        for email in accounts:
            typer.echo(f"  {email}  {DEMO_PASSWORD}")
    for line in first_link(f"http://{host}:{port}", locale):
        typer.echo(line)
    if not warm.is_warm(folder):
        note(said(N_("Preparing the calculations, this once ...")))
        warm.warm_up(folder)
    typer.echo(translate(N_("Open {address} in a browser. To stop: Ctrl+C."), locale, address=f"http://{host}:{port}/"))
    server.serve(host, port)


def demo_city() -> None:
    """The synthetic city, made or completed where there is no other city."""
    from atalaya.web.observatory.models import City
    from atalaya.web.observatory.operations import demo_city as synthetic

    if City.objects.exclude(code=synthetic.CODE).exists() or synthetic.is_complete():
        return
    # in a process of its own: the server forks its workers, and threads that tables are read with do not survive that
    words = [sys.executable, "-m", "atalaya.cli", "demo", "city", "--home", str(find_home().root)]
    done = subprocess.run(words, check=False, stdout=subprocess.DEVNULL)  # noqa: S603  (our own module)
    if done.returncode:
        raise SystemExit(done.returncode)  # it said why


def build_city(accounts: list[str], *, quiet: bool = False) -> None:
    """Build the synthetic city with a bar on a terminal, and a line a step elsewhere."""
    from atalaya.web.accounts.models import Account
    from atalaya.web.observatory.operations import demo_city as synthetic

    by_role = {account.role: account for account in Account.objects.filter(email__in=accounts)}
    with progress(said(N_("Making the synthetic city")), quiet=quiet) as step:

        def tell(what: str, share: float) -> None:
            step(share, 1.0)
            if not quiet and not sys.stderr.isatty():
                note(f"  {what}")

        synthetic.build(by_role.get("analyst"), by_role.get("approver"), locale=LOCALE, step=tell)


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
