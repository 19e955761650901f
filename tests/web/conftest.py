"""People for the tests of the screens: one by role, and a browser that is signed in as each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import observed_city
from atalaya.web.accounts.models import Account
from atalaya.web.accounts.operations import create_account
from atalaya.web.observatory.models import City
from atalaya.web.observatory.operations.cities import create_city

PASSWORD = "torre farol vento puerto"
People = Callable[[str], Account]


@pytest.fixture
def person(db: None) -> People:
    """Makes (or finds) the account of a role."""

    def make(role: str) -> Account:
        email = f"{role}@example.org"
        found = Account.objects.filter(email=email).first()
        return found or create_account(None, email=email, name=role.title(), role=role, password=PASSWORD)

    return make


@pytest.fixture
def signed_in(person: People) -> Callable[[str], Client]:
    """A client signed in as a role."""

    def make(role: str) -> Client:
        client = Client()
        client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def observed(db: None) -> City:
    """A city with two years of incidents in the store, areas and residents."""
    observed_city.fill()
    return City.objects.create(code="here", name="Ciudad de Aquí", language="es", time_zone="America/Montevideo")


@pytest.fixture
def demo_city(db: None, demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> City:
    """The synthetic city with its data, for screens that read: its store is shared, its row in the database is not."""
    monkeypatch.setenv("ATALAYA_HOME", str(demo_home))
    zone = "America/Argentina/Buenos_Aires"
    return create_city(None, code="puerto-claro", name="Puerto Claro", synthetic=True, time_zone=zone)
