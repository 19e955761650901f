"""`atalaya demo`: the synthetic city's files, to practise with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atalaya.cli.options import HomeOption, JsonOption, said
from atalaya.cli.output import print_json, print_line
from atalaya.i18n import N_

app = typer.Typer(help=said(N_("The synthetic city Puerto Claro.")), no_args_is_help=True)


@app.command("files", help=said(N_("Write the files its police force would send, and the truth behind them.")))
def files(
    folder: Annotated[Path, typer.Argument(file_okay=False, help=said(N_("Folder to write to.")), show_default=False)],
    seed: Annotated[int | None, typer.Option(min=0, help=said(N_("Another number draws another city.")))] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the city into a folder; files of the same names are replaced."""
    from atalaya.simulation.files import SEED, write_city

    truth = write_city(folder, seed=SEED if seed is None else seed)
    if as_json:
        told = {key: truth[key] for key in ("city", "seed", "first_day", "last_day", "events", "files")}
        print_json({"folder": str(folder.resolve()), "synthetic": True, **told})
        return
    print_line(said(N_("Synthetic city: the data were made by a program and tell nothing about a real place.")))
    for path in sorted(folder.iterdir()):
        print_line(f"  {path}")


@app.command("city", help=said(N_("Build the city in the data folder: accounts, areas, residents, data, bulletins.")))
def city(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Build what `atalaya run --demo` builds; what is there already stays."""
    from atalaya.cli.run import build_city, demo_accounts
    from atalaya.home import find_home
    from atalaya.web import server

    place = find_home(home)
    server.prepare(place)
    accounts = demo_accounts()
    build_city(accounts, quiet=as_json)
    from atalaya.web.observatory.models import City
    from atalaya.web.observatory.operations.demo_city import CODE

    made = City.objects.get(code=CODE)
    snapshot = made.store.current()
    assert snapshot is not None  # noqa: S101  (just built)
    if as_json:
        told = {"city": CODE, "synthetic": True, "folder": str(place.demo), "snapshot": snapshot.id}
        print_json({**told, "rows": snapshot.manifest["rows"], "accounts": accounts})
        return
    print_line(said(N_("Synthetic city: the data were made by a program and tell nothing about a real place.")))
    for email in accounts:
        print_line(f"  {email}")
