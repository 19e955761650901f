"""The board tells each person what they can do something about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone, translation

from atalaya.web.accounts.models import Account
from atalaya.web.common.attention import Item
from atalaya.web.observatory import attention
from atalaya.web.observatory.models import Bulletin, BulletinStatus, City, ImportJob, ImportState
from atalaya.web.observatory.operations.cities import create_city

People = Callable[[str], Account]


def pressing(account: Account | None) -> list[Item]:
    """What is not merely good to know."""
    with translation.override("es"):
        return [item for item in attention.items(account, "es") if item.tone != "note"]


def titles(account: Account | None) -> list[str]:
    return [item.title for item in pressing(account)]


def job(city: City, state: str, name: str, sha: str) -> ImportJob:
    return ImportJob.objects.create(city=city, state=state, file_name=name, file_sha256=sha, file_bytes=1)


@pytest.mark.usefixtures("db")
def test_imports_that_failed_or_wait_and_nothing_for_readers(observed: City, person: People) -> None:
    job(observed, ImportState.FAILED, "roto.csv", "1")
    job(observed, ImportState.FAILED, "otra.csv", "2")
    job(observed, ImportState.DONE, "otra.csv", "2")
    job(observed, ImportState.PROPOSED, "espera.csv", "3")
    old = job(observed, ImportState.FAILED, "vieja.csv", "4")
    ImportJob.objects.filter(pk=old.pk).update(created=timezone.now() - dt.timedelta(days=30))
    assert titles(person("analyst")) == ["espera.csv espera confirmación", "roto.csv no se importó"]
    assert [item.tone for item in pressing(person("analyst"))] == ["attention", "stop"]
    assert titles(person("viewer")) == []
    assert titles(None) == []


def test_a_city_lacks_one_thing_at_a_time(db: None, person: People, observed: City) -> None:
    empty = create_city(None, code="vacia", name="Vacía")
    assert titles(person("analyst")) == ["Vacía no tiene áreas"]
    empty.store.save_areas(observed.store.areas())
    assert titles(person("analyst")) == ["Vacía no tiene habitantes"]
    empty.store.save_population(observed.store.population())
    assert titles(person("analyst")) == ["Vacía no tiene hechos"]


def test_a_bulletin_waits_for_the_one_who_approves(observed: City, person: People) -> None:
    Bulletin.objects.create(
        city=observed,
        number=4,
        start=dt.date(2024, 1, 1),
        end=dt.date(2024, 1, 31),
        snapshot="0",
        status=BulletinStatus.SUBMITTED,
        author=person("analyst"),
        submitted_at=timezone.now(),
    )
    assert titles(person("approver")) == ["El boletín n.º 4 de Ciudad de Aquí espera aprobación"]
    assert titles(person("viewer")) == []


def test_a_change_beyond_chance_is_good_to_know_and_leads_to_the_figures(observed: City, person: People) -> None:
    with translation.override("es"):
        (item,) = [one for one in attention.items(person("viewer"), "es") if one.tone == "note"]
    assert item.title == "Ciudad de Aquí, diciembre de 2019: un cambio más allá del azar"
    assert "Hurto" in item.detail
    assert item.address == "/ciudad/here/indicadores/?from=2019-12-01&to=2019-12-31"


def test_each_city_is_told_by_its_last_whole_month(observed: City, person: People) -> None:
    create_city(None, code="vacia", name="Vacía", synthetic=True)
    told = attention.places(person("viewer"), "es")
    assert [(place.name, place.synthetic) for place in told] == [("Ciudad de Aquí", False), ("Vacía", True)]
    assert told[0].finding.startswith("Ciudad de Aquí, diciembre de 2019: ")
    assert told[1].finding == ""
    assert attention.places(None, "es") == []
