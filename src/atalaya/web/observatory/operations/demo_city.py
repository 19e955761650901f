"""The synthetic city Puerto Claro in the database: its files are written, and taken in as everybody's are.

Every step looks first whether it was done, so that a start that was stopped half-way is completed by the next one.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from atalaya.home import find_home
from atalaya.i18n import N_, translate
from atalaya.intake.area_files import read_areas
from atalaya.web.observatory.models import Bulletin, City, ImportJob, ImportState
from atalaya.web.observatory.operations import bulletins, ground
from atalaya.web.observatory.operations.cities import create_city
from atalaya.web.observatory.operations.imports import take_in

CODE = "puerto-claro"
FILES = ("hechos_2023.csv", "hechos_2024.csv", "hechos_2025.xlsx", "hechos_2025_actualizado.xlsx")
"""In the order in which the police force would send them; the last one is the same year, a month later."""
PUBLISHED = (dt.date(2025, 5, 1), dt.date(2025, 5, 31))
DRAFTED = (dt.date(2025, 6, 1), dt.date(2025, 6, 30))
SENTENCES = {
    PUBLISHED: N_("The figures of this issue come from the synthetic city; they tell nothing about a real place."),
    DRAFTED: N_("Some reports of June had not come in when the file was made: its figures may still rise."),
}

Step = Callable[[str, float], None]
"""Told what is being done, in the person's language, and the share that is done (0 to 1)."""


def is_complete() -> bool:
    """Whether everything of the demonstration city is there; quick, for every start, and without reading a table.

    The server's processes are forked from the one that asks this: threads of the reader would not survive in them.
    """
    city = City.objects.filter(code=CODE).first()
    if city is None or not city.store.layers() or not city.store.has_population():
        return False
    return not _missing(city) and {one.is_public for one in city.bulletins.all()} == {True, False}


def build(analyst: Any, approver: Any, *, locale: str = "es", step: Step = lambda _what, _share: None) -> City:
    """Make the demonstration city, or what is missing of it.

    Parameters
    ----------
    analyst, approver
        Two accounts, who take the files in and answer for the bulletin; without them it is the machine itself, and no
        bulletin is published.
    """

    def say(message: str, share: float, **params: object) -> None:
        step(translate(message, locale, **params), share)

    say(N_("Writing the files of the synthetic city"), 0.0)
    folder = write_files()
    city = City.objects.filter(code=CODE).first() or _create(analyst)
    say(N_("Taking in its areas and residents"), 0.2)
    if not city.store.layers():
        areas = folder / "barrios.geojson"
        ground.keep_areas(analyst, city, areas, read_areas(areas))
    if not city.store.has_population():
        ground.keep_population(analyst, city, folder / "poblacion.csv")
    for name in _missing(city):
        say(N_("Importing {name}"), 0.3 + 0.12 * FILES.index(name), name=name)
        take_in(analyst, city, folder / name)
    say(N_("Writing its bulletins"), 0.8)
    write_bulletins(city, analyst, approver, locale)
    say(N_("The synthetic city is ready"), 1.0)
    return city


def write_files() -> Path:
    """The files of the police force and, beside them, the truth; they appear together, when all are written."""
    from atalaya.simulation.files import write_city

    folder = find_home().demo
    if not folder.exists():
        fresh = folder.with_suffix(".part")
        shutil.rmtree(fresh, ignore_errors=True)
        write_city(fresh)
        fresh.rename(folder)
    return folder


def write_bulletins(city: City, analyst: Any, approver: Any, locale: str) -> None:
    """One published and one draft, of the last two months, unless there are some."""
    snapshot = city.store.current()
    if snapshot is None:
        return
    for period in (PUBLISHED, DRAFTED):
        start, end = period
        found = Bulletin.objects.filter(city=city, start=start, end=end).first()
        if found is None:
            sentences = [translate(SENTENCES[period], locale)]
            found = bulletins.draft_bulletin(
                analyst, city, start=start, end=end, snapshot=snapshot.id, sentences=sentences
            )
        if period == PUBLISHED and approver is not None:
            _publish(found, analyst, approver)


def _publish(bulletin: Bulletin, analyst: Any, approver: Any) -> None:
    """The whole way, from where it stands."""
    if bulletin.status == "draft":
        bulletin = bulletins.submit_bulletin(analyst, bulletin)
    if bulletin.status == "submitted":
        bulletin = bulletins.approve_bulletin(approver, bulletin)
    if bulletin.status == "approved":
        bulletins.publish_bulletin(approver, bulletin)


def _create(analyst: Any) -> City:
    from atalaya.simulation.city import PUERTO_CLARO as FACTS

    return create_city(
        analyst,
        code=FACTS.code,
        name=FACTS.name,
        synthetic=True,
        time_zone=FACTS.time_zone,
        language=FACTS.language,
        small_count_threshold=FACTS.small_count_threshold,
    )


def _missing(city: City) -> list[str]:
    """Files that were not taken in yet."""
    done = ImportJob.objects.filter(city=city, state=ImportState.DONE, file_name__in=FILES)
    names = set(done.values_list("file_name", flat=True))
    return [name for name in FILES if name not in names]
