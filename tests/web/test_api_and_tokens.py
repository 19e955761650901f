"""The API: who may ask what, that a token opens one city alone, and that nothing asked wrongly breaks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atalaya.errors import ConflictError, PermissionRefusedError, UsageError
from atalaya.i18n import LOCALES, translate
from atalaya.web.accounts.models import Account, Role
from atalaya.web.audit.models import Entry
from atalaya.web.observatory.api.describe import page
from atalaya.web.observatory.api.main import api
from atalaya.web.observatory.models import City, ImportJob, Token
from atalaya.web.observatory.models.token import SCOPES
from atalaya.web.observatory.operations.tokens import create_token, revoke_token

Browsers = Callable[[str], Client]
People = Callable[[str], Account]
API = "/api/v1/cities/here"
PAGE = "/ciudad/here/ajustes/tokens/"
EN = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def _no_limit_kept() -> None:
    cache.clear()


@pytest.fixture
def bearer(observed: City, person: People) -> Callable[..., dict[str, str]]:
    """Headers with a token that has these scopes."""

    def make(*scopes: str) -> dict[str, str]:
        _token, secret = create_token(person("administrator"), observed, name="probe", scopes=scopes, days=30)
        return {"authorization": f"Bearer {secret}", **EN}

    return make


def test_without_a_session_or_a_token_nothing_is_told(observed: City) -> None:
    for path in ("", "/indicators", "/hexagons", "/areas", "/imports"):
        assert Client().get(f"{API}{path}").status_code == 401
    assert Client().get(API, headers={"authorization": "Bearer ata_wrong"}).status_code == 401


def test_a_session_reads_by_role(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    assert [one["code"] for one in client.get("/api/v1/cities").json()] == ["here"]
    assert client.get(API).json()["name"] == "Ciudad de Aquí"
    snapshot = client.get(f"{API}/snapshot").json()
    assert (snapshot["rows"], snapshot["last_day"], snapshot["sources"]) == (1460, "2019-12-31", ["police"])
    assert client.get("/api/v1/cities/nowhere").status_code == 404


def test_a_token_reads_its_city_and_its_scopes_alone(observed: City, bearer: Callable[..., dict[str, str]]) -> None:
    City.objects.create(code="other", name="Otra")
    headers = bearer("indicators:read")
    assert Client().get(f"{API}/indicators", headers=headers).status_code == 200
    refused = Client().get(f"{API}/hexagons", headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (403, "scope-missing")
    assert "map:read" in refused.json()["message"]
    assert Client().get("/api/v1/cities/other/indicators", headers=headers).status_code == 404
    assert [one["code"] for one in Client().get("/api/v1/cities", headers=headers).json()] == ["here"]
    assert Client().get(f"{API}/hexagons", headers=bearer("map:read")).status_code == 200


def test_a_token_ends(observed: City, person: People, bearer: Callable[..., dict[str, str]]) -> None:
    headers = bearer("indicators:read")
    token = Token.objects.get()
    assert Client().get(f"{API}/snapshot", headers=headers).status_code == 200
    token.refresh_from_db()
    assert token.used_at
    Token.objects.update(expires=timezone.now() - dt.timedelta(seconds=1))
    assert Client().get(f"{API}/snapshot", headers=headers).status_code == 401
    Token.objects.update(expires=timezone.now() + dt.timedelta(days=1))
    revoke_token(person("administrator"), token)
    assert Client().get(f"{API}/snapshot", headers=headers).status_code == 401
    with pytest.raises(ConflictError):
        revoke_token(person("administrator"), token)


def test_making_a_token_is_for_administrators_and_is_written_down(observed: City, person: People) -> None:
    with pytest.raises(PermissionRefusedError):
        create_token(person("analyst"), observed, name="x", scopes=["map:read"], days=30)
    token, secret = create_token(person("administrator"), observed, name="x", scopes=["map:read"], days=30)
    entry = Entry.objects.get(action="token.created")
    assert secret not in str(entry.detail)
    assert secret not in str(vars(token))
    for wrong in ({"name": " "}, {"scopes": []}, {"scopes": ["all:write"]}, {"days": 0}, {"days": 900}):
        with pytest.raises(UsageError):
            create_token(person("administrator"), observed, **{"name": "x", "scopes": ["map:read"], "days": 1} | wrong)


def test_the_secret_is_shown_once(observed: City, signed_in: Browsers) -> None:
    client = signed_in("administrator")
    made = client.post(PAGE, {"name": "Tablero", "scopes": ["map:read"], "days": "90"}, headers=EN).content.decode()
    assert "ata_" in made.split("</code>")[0]
    token = Token.objects.get()
    again = client.get(PAGE, headers=EN).content.decode()
    assert "shown this once" not in again
    assert "in force" in again
    assert client.post(PAGE, {"name": "", "days": "90"}, headers=EN).status_code == 200
    ended = client.post(f"{PAGE}{token.pk}/anular/", headers=EN, follow=True).content.decode()
    assert "revoked" in ended
    for role in set(Role.values) - {"administrator"}:
        assert signed_in(role).get(PAGE).status_code == 403


def test_figures_by_the_api_are_those_of_the_screens(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    asked = "from=2019-01-01&to=2019-12-31"
    totals = client.get(f"{API}/indicators?{asked}").json()
    assert (totals["events"], totals["total"]["before"], totals["rate"]["population"]) == (730, 730, 20_000)
    counted = client.get(f"{API}/indicators/counts?{asked}&by=category&by=area").json()["rows"]
    assert sum(row["events"] for row in counted) == 730
    assert sum(row["events"] for row in client.get(f"{API}/indicators/rates?{asked}").json()["rows"]) == 657
    assert len(client.get(f"{API}/indicators/series?{asked}").json()["rows"]) == 24
    by_area = client.get(f"{API}/indicators/change?{asked}&by=area").json()["rows"]
    assert {row["key"] for row in by_area} == set("ABCD")
    assert client.get(f"{API}/indicators/change?{asked}").json()["rows"]
    week = client.get(f"{API}/indicators/calendar?{asked}").json()
    assert sum(row["events"] for row in week["rows"]) + week["unknown_hour"] == 730


def test_files_imported_are_told_with_their_rows(observed: City, bearer: Callable[..., dict[str, str]]) -> None:
    result = {"read": 3, "stored": 2, "set_aside": {"date-unreadable": 1}, "snapshot": "a"}
    ImportJob.objects.create(city=observed, file_name="a.csv", file_sha256="0" * 64, file_bytes=1, result=result)
    told = Client().get(f"{API}/imports", headers=bearer("imports:read")).json()
    assert told[0]["set_aside"] == {"date-unreadable": 1}


def test_a_city_without_data_answers_that_there_is_nothing(db: None, signed_in: Browsers) -> None:
    City.objects.create(code="empty", name="Vacía")
    for path in ("snapshot", "indicators", "hexagons", "areas"):
        assert signed_in("viewer").get(f"/api/v1/cities/empty/{path}").status_code == 404


def test_a_program_in_a_loop_is_told_to_wait(observed: City, signed_in: Browsers) -> None:
    client = signed_in("viewer")
    codes = [client.get("/api/v1/cities").status_code for _ in range(605)]
    assert codes[-1] == 429
    assert codes[0] == 200


def test_published_bulletins_need_no_account(observed: City) -> None:
    assert Client().get(f"{API}/bulletins").json() == []


def test_every_operation_is_described_and_every_scope_told_in_each_language(db: None) -> None:
    schema = api.get_openapi_schema()
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert method == "get", "tokens read; nothing is written by the API yet"
            assert operation.get("description"), path
            assert operation["summary"], path
    for scope in SCOPES:
        assert scope in page()
    for sentence in SCOPES.values():
        assert len({translate(sentence, locale) for locale in LOCALES}) == 3
    assert Client().get("/api/v1/openapi.json").json()["info"]["title"] == "Atalaya"


paths = st.sampled_from(
    ["", "/snapshot", "/indicators", "/indicators/counts", "/indicators/change", "/hexagons", "/hot-spots", "/areas"]
)
names = st.sampled_from(
    ["from", "to", "hour", "weekday", "area", "category", "by", "resolution", "form", "period", "h1"]
)
values = st.one_of(
    st.sampled_from(["2019-13-01", "0001-01-01", "9999-12-31", "-1", "99", "\x00", "area"]), st.text(max_size=6)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=paths, query=st.lists(st.tuples(names, values), max_size=4))
def test_no_question_breaks_it(observed: City, signed_in: Browsers, path: str, query: list[tuple[str, str]]) -> None:
    asked: dict[str, list[str]] = {}
    for name, value in query:
        asked.setdefault(name, []).append(value)
    assert signed_in("viewer").get(f"{API}{path}", asked).status_code in {200, 400, 422}
