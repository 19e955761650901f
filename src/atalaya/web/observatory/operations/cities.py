"""The only place that writes cities."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from atalaya.errors import ConflictError, NotFoundError, UsageError
from atalaya.home import find_home
from atalaya.i18n import N_
from atalaya.web.accounts.operations import require
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models import City

CHANGEABLE = ("name", "country", "language", "time_zone", "small_count_threshold", "accent")
RESERVED = ("nueva",)
"""Codes that are words of the addresses."""
FIRST_CITY = "ciudad"
"""Code of the city that is made for a file when nobody has made one."""


@transaction.atomic
def create_city(actor: Any, *, code: str, name: str, synthetic: bool = False, **facts: Any) -> City:
    """A new city of this installation.

    Raises
    ------
    ConflictError
        ``city-exists``.
    UsageError
        ``city-facts-unusable``: names the first fact that cannot be.
    """
    require(actor, "observatory.manage_city")
    if City.objects.filter(code=code).exists():
        raise ConflictError("city-exists", N_("There is already a city with this code."), code=code)
    city = City(code=code, name=name, synthetic=synthetic, **_known(facts))
    if code in RESERVED:
        raise _unusable("code")
    _check(city)
    city.save()
    record(actor, "city.created", f"city:{city.code}", {"name": name, "synthetic": synthetic})
    return city


@transaction.atomic
def change_city(actor: Any, city: City, **facts: Any) -> City:
    """Other facts of a city; those not named stay as they are.

    Raises
    ------
    UsageError
        ``city-facts-unusable``.
    """
    require(actor, "observatory.manage_city")
    before = {name: getattr(city, name) for name in _known(facts)}
    for name, value in _known(facts).items():
        setattr(city, name, value)
    _check(city)
    city.save()
    changed = {name: [old, facts[name]] for name, old in before.items() if old != facts[name]}
    if changed:
        record(actor, "city.changed", f"city:{city.code}", changed)
    return city


def find_city(code: str) -> City:
    """The city of a code.

    Raises
    ------
    NotFoundError
        ``city-unknown``.
    """
    found = City.objects.filter(code=code).first()
    if found is None:
        raise NotFoundError(
            "city-unknown",
            N_("There is no city with the code {code}."),
            hint=N_("atalaya city list tells those there are."),
            code=code,
        )
    return found


def city_for(actor: Any, code: str | None, *, language: str = "es") -> City:
    """The city that files from the command line belong to: the one named, else the only one, else a first one.

    One that is not there yet is made, with its code for a name. The synthetic city is only meant when it is named.

    Raises
    ------
    UsageError
        ``city-not-said`` when there are several; ``city-facts-unusable`` when the code cannot be one.
    """
    if code is None:
        synthetic = set(City.objects.filter(synthetic=True).values_list("code", flat=True))
        folders = {path.name for path in find_home().store.glob("*") if path.is_dir()}
        own = sorted((folders | set(City.objects.values_list("code", flat=True))) - synthetic)
        if len(own) > 1:
            raise UsageError(
                "city-not-said",
                N_("There are several cities: {cities}."),
                hint=N_("Say which with --city."),
                cities=", ".join(own),
            )
        code = own[0] if own else FIRST_CITY
    found = City.objects.filter(code=code).first()
    return found or create_city(actor, code=code, name=code.replace("-", " ").title(), language=language)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not facts of a city: {sorted(unknown)}")
    return facts


def _check(city: City) -> None:
    wrong = None
    if city.time_zone and city.time_zone not in available_timezones():
        wrong = "time_zone"
    try:
        city.full_clean(exclude=["logo"])
    except ValidationError as error:
        wrong = wrong or next(iter(error.message_dict))
    if wrong:
        raise _unusable(wrong)


def _unusable(fact: str) -> UsageError:
    return UsageError(
        "city-facts-unusable",
        N_("This cannot be kept of a city: {fact}."),
        hint=N_("Look at the settings of the city and write it in the form shown there."),
        fact=fact,
    )
