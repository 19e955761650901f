"""The only place that writes cities."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from atalaya.errors import ConflictError, UsageError
from atalaya.i18n import N_
from atalaya.web.accounts.operations import require
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models import City

CHANGEABLE = ("name", "country", "language", "time_zone", "small_count_threshold", "accent")


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
        raise UsageError(
            "city-facts-unusable",
            N_("This cannot be kept of a city: {fact}."),
            hint=N_("Look at the settings of the city and write it in the form shown there."),
            fact=wrong,
        )
