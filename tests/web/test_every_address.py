"""Every address of the product and who may enter it: a new one must be declared here, with the roles it is for."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atalaya.web.accounts.models import Account, Role
from atalaya.web.observatory.models import City, ImportJob, ImportState, Token
from atalaya.web.observatory.models.bulletin import Bulletin, BulletinStatus
from atalaya.web.observatory.operations import bulletin_documents
from atalaya.web.observatory.operations.tokens import create_token
from atalaya.web.observatory.views import indicators

Browsers = Callable[[str], Client]
People = Callable[[str], Account]
STRANGER = "stranger"
ROLES = frozenset(Role.values)
EVERYBODY = ROLES | {STRANGER}
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR.value})
WORKERS = frozenset({Role.ADMINISTRATOR.value, Role.ANALYST.value})
APPROVERS = frozenset({Role.ADMINISTRATOR.value, Role.APPROVER.value})
STAFF = WORKERS | APPROVERS
NOBODY: frozenset[str] = frozenset()
CITY = {"code": "here"}


@dataclass(frozen=True)
class Address:
    """An address by its name, how it is asked, and who enters; to all others it is closed or does not exist."""

    name: str
    who: frozenset[str]
    words: dict[str, Any] = field(default_factory=dict)
    method: str = "get"
    sent: dict[str, str] = field(default_factory=dict)


def of_city(name: str, who: frozenset[str], method: str = "get", **words: Any) -> Address:
    return Address(name, who, CITY | words, method)


ADDRESSES = [
    Address("home", ROLES),
    Address("health", EVERYBODY),
    Address("set_language", EVERYBODY, method="post"),
    Address("account_home", ROLES),
    Address("accounts", ADMINISTRATORS),
    Address("accounts", ADMINISTRATORS, method="post"),
    Address("account_change", ADMINISTRATORS, {"pk": "VIEWER"}, "post", {"role": "analyst"}),
    Address("first_account", EVERYBODY),
    Address("account_login", EVERYBODY),
    Address("account_logout", NOBODY, method="post"),  # it leads to signing in
    Address("account_inactive", EVERYBODY),
    Address("account_reauthenticate", ROLES),
    Address("account_change_password", ROLES),
    Address("mfa_index", ROLES),
    Address("mfa_authenticate", ROLES),  # sends them home; it is for those who are half-way through signing in
    Address("mfa_reauthenticate", ROLES),
    Address("mfa_activate_totp", ROLES),
    Address("mfa_deactivate_totp", ROLES),
    Address("mfa_view_recovery_codes", ROLES),
    Address("mfa_generate_recovery_codes", ROLES),
    Address("mfa_download_recovery_codes", ROLES),
    Address("audit", ADMINISTRATORS),
    Address("api:openapi-json", EVERYBODY),
    Address("api:list_cities", ROLES),
    *(
        of_city(f"api:{name}", ROLES)
        for name in ("one_city", "snapshot", "imports", "totals", "rates", "series", "change", "calendar", "areas")
    ),
    *(of_city(f"api:{name}", ROLES) for name in ("cells", "hexagons", "hot_spots", "density")),
    Address("api:counts", ROLES, CITY, sent={"by": "area"}),
    of_city("api:list_bulletins", EVERYBODY),
    Address("city_new", WORKERS),
    Address("city_new", WORKERS, method="post"),
    of_city("city_settings", WORKERS),
    of_city("city_settings", WORKERS, "post"),
    of_city("city_logo_keep", WORKERS, "post"),
    of_city("city_logo", EVERYBODY),
    of_city("areas_upload", WORKERS, "post"),
    of_city("areas_confirm", WORKERS, digest="0" * 64),
    of_city("areas_confirm", WORKERS, "post", digest="0" * 64),
    of_city("layer_choose", WORKERS, "post"),
    of_city("residents_upload", WORKERS, "post"),
    of_city("city_home", ROLES),
    of_city("imports", ROLES),
    of_city("import_new", WORKERS),
    of_city("import_new", WORKERS, "post"),
    of_city("import_job", ROLES, number="JOB"),
    of_city("import_look", WORKERS, "post", number="JOB"),
    of_city("import_read", WORKERS, "post", number="JOB"),
    of_city("import_act", WORKERS, "post", number="JOB", act="descartar"),
    of_city("import_act", WORKERS, "post", number="JOB", act="reabrir"),
    of_city("import_act", WORKERS, "post", number="JOB", act="leer-de-nuevo"),
    of_city("import_aside", WORKERS, number="JOB"),
    of_city("import_profile", ROLES, number="JOB"),
    of_city("bulletin_new", WORKERS),
    of_city("bulletin_new", WORKERS, "post"),
    of_city("bulletin_preview", WORKERS, "post"),
    of_city("bulletin_edit", WORKERS, number=1),
    of_city("bulletin_edit", WORKERS, "post", number=1),
    of_city("bulletins", EVERYBODY),
    of_city("bulletin", STAFF, number=1),
    of_city("bulletin", EVERYBODY, number=2),
    of_city("bulletin_file", STAFF, number=1, locale="es", form="html"),
    of_city("bulletin_file", EVERYBODY, number=2, locale="es", form="html"),
    of_city("bulletin_act", WORKERS, "post", number=1, action="enviar"),
    of_city("bulletin_act", APPROVERS, "post", number=1, action="aprobar"),
    of_city("bulletin_act", APPROVERS, "post", number=1, action="publicar"),
    of_city("bulletin_act", STAFF, "post", number=1, action="devolver"),  # the author may take it back
    of_city("bulletin_act", WORKERS, "post", number=2, action="corregir"),
    of_city("indicators", ROLES),
    of_city("indicators_table", ROLES, kind="months"),
    of_city("indicators_drawing", ROLES, kind="months", form="svg"),
    of_city("map", ROLES),
    of_city("calendar", ROLES),
    of_city("calendar_table", ROLES),
    of_city("tokens", ADMINISTRATORS),
    of_city("tokens", ADMINISTRATORS, "post"),
    of_city("token_revoke", ADMINISTRATORS, "post", number="TOKEN"),
]
MAY_BE_ABSENT = {"first_account", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
                 "city_logo", "areas_confirm", "import_aside", "import_profile"}  # fmt: skip
"""What those it is for may find not to be there."""
NOT_ASKED = {"api:api-root"}
"""A name without a page: the API asks it for its own prefix."""


def patterns(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield space + str(one.name)
        else:
            yield from patterns(one, f"{space}{one.namespace}:" if one.namespace else space)


@pytest.fixture
def place(observed: City, person: People) -> City:
    """The city with an import that waits, a draft (1) and a published bulletin (2), and a token."""
    author = person("analyst")
    ImportJob.objects.create(
        city=observed, file_name="a.csv", file_sha256="0" * 64, file_bytes=1, actor=author, state=ImportState.FAILED
    )
    current = observed.store.current()
    assert current is not None
    for number, status in ((1, BulletinStatus.DRAFT), (2, BulletinStatus.PUBLISHED)):
        Bulletin.objects.create(
            city=observed,
            number=number,
            start=dt.date(2019, 11, 1),
            end=dt.date(2019, 11, 30),
            snapshot=current.id,
            author=author,
            status=status,
        )
    create_token(person("administrator"), observed, name="probe", scopes=("map:read",), days=30)
    person("viewer")
    cache.clear()
    return observed


@pytest.fixture
def published(place: City, person: People, monkeypatch: pytest.MonkeyPatch) -> Bulletin:
    """The second bulletin with its files, in Spanish alone."""
    monkeypatch.setattr(bulletin_documents, "KEPT_IN", ("es",))
    monkeypatch.setattr(bulletin_documents, "CONTENT_TYPES", {"html": "text/html"})
    bulletin = Bulletin.objects.get(number=2)
    bulletin.files = bulletin_documents.keep_all(bulletin)
    bulletin.save()
    return bulletin


def asked(client: Client, address: Address) -> HttpResponse:
    known = {
        "VIEWER": lambda: Account.objects.get(role="viewer").pk,
        "JOB": lambda: ImportJob.objects.get().pk,
        "TOKEN": lambda: Token.objects.get(name="probe").pk,
    }
    words = {name: known[word]() if word in known else word for name, word in address.words.items()}
    answer: HttpResponse = getattr(client, address.method)(reverse(address.name, kwargs=words), address.sent)
    return answer


def entered(answer: HttpResponse) -> bool:
    """Whether the asker came in: not refused, and not sent to sign in."""
    to_sign_in = answer.status_code in {301, 302} and answer["Location"].startswith("/cuentas/login/")
    return answer.status_code not in {401, 403} and not to_sign_in


def test_every_address_is_declared() -> None:
    assert set(patterns(get_resolver())) == {one.name for one in ADDRESSES} | NOT_ASKED


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_nobody_enters_but_those_it_is_for(
    place: City, published: Bulletin, signed_in: Browsers, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(indicators, "picture", lambda *_asked: b"<svg/>")
    wrong = []
    for address in ADDRESSES:
        client = Client() if who == STRANGER else signed_in(who)
        answer = asked(client, address)
        assert answer.status_code < 500, (address, answer.status_code)
        if who in address.who:
            there = answer.status_code in {200, 302} or address.method != "get" or address.name in MAY_BE_ABSENT
            good = entered(answer) and there
        else:  # refused, sent to sign in, or hidden
            good = not entered(answer) or answer.status_code == 404
        if not good:
            wrong.append((address.name, address.method, address.words, answer.status_code))
    assert not wrong


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_the_headers_hold_on_every_page(place: City, signed_in: Browsers, who: str) -> None:
    for address in (one for one in ADDRESSES if one.method == "get" and one.name != "indicators_drawing"):
        answer = asked(Client() if who == STRANGER else signed_in(who), address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, address
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        for cookie in answer.cookies.values():
            assert cookie["samesite"] == "Lax", cookie
            assert cookie["httponly"] or cookie.key == "csrftoken", cookie


def test_nothing_of_another_city_is_found_here(place: City, person: People, signed_in: Browsers) -> None:
    other = City.objects.create(code="other", name="Otra")
    job = ImportJob.objects.create(city=other, file_name="b.csv", file_sha256="1" * 64, file_bytes=1)
    token, _secret = create_token(person("administrator"), other, name="theirs", scopes=("map:read",), days=30)
    Bulletin.objects.create(
        city=other, number=7, start=dt.date(2019, 1, 1), end=dt.date(2019, 1, 31), status="published"
    )
    client = signed_in("administrator")
    for path, method in (
        (f"datos/{job.pk}/", "get"),
        (f"datos/{job.pk}/perfil.toml", "get"),
        (f"datos/{job.pk}/aparte.csv", "get"),
        (f"datos/{job.pk}/mirar/", "post"),
        (f"datos/{job.pk}/lectura/", "post"),
        (f"datos/{job.pk}/descartar/", "post"),
        (f"ajustes/tokens/{token.pk}/anular/", "post"),
        ("boletines/7/", "get"),
        ("boletines/7/editar/", "get"),
        ("boletines/7/corregir/", "post"),
        ("boletines/7/archivo/es.pdf", "get"),
    ):
        assert getattr(client, method)(f"/ciudad/here/{path}").status_code == 404, path
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_opens_no_page_and_writes_nothing(place: City, person: People) -> None:
    scopes = ("indicators:read", "map:read", "imports:read")
    _token, secret = create_token(person("administrator"), place, name="all", scopes=scopes, days=30)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    for address in ADDRESSES:
        if address.name == "api:openapi-json":
            continue
        if address.name.startswith("api:"):
            path = reverse(address.name, kwargs=address.words)
            for verb in ("post", "put", "patch", "delete"):
                assert getattr(client, verb)(path).status_code == 405, (path, verb)
        elif STRANGER not in address.who:
            answer = asked(client, address)
            assert not entered(answer) or answer.status_code == 404, address
    assert [one["number"] for one in client.get("/api/v1/cities/here/bulletins").json()] == [2]


NAMES = (
    *("from", "to", "period", "category", "area", "hour", "weekday", "layer", "resolution", "page", "idioma"),
    *("version", "form", "by", "clave", "next", "q", "code", "name", "parent", "crs"),
)
VALUES = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["2019-01-01", "2019-02-30", "0001-01-01", "9999-12-31", "dates", "all", "ñ\x00", "%00", "1e400",
                     "nan", "-1", "٣", "A", "areas", "rates", "hotspots", "packed", "' OR 1=1--", "../../etc/passwd"]),
)  # fmt: skip
READ = [one for one in ADDRESSES if one.method == "get" and one.name not in {"indicators_drawing", "bulletin_file"}]


def test_no_query_breaks_a_page(place: City, signed_in: Browsers) -> None:
    client = signed_in("administrator")
    client.raise_request_exception = False

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(READ), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4), st.booleans())
    def holds(address: Address, query: dict[str, str], part: bool) -> None:
        headers = {"hx-request": "true"} if part else {}
        with_words = functools.partial(client.get, headers=headers)
        client_get = Address(address.name, address.who, address.words, "get", query)
        cache.clear()
        answer = asked(_Asking(with_words), client_get)  # type: ignore[arg-type]
        assert answer.status_code < 500, (address, query)

    holds()


class _Asking:
    """A client of which only `get` is used, with headers of its own."""

    def __init__(self, get: Any) -> None:
        self.get = get


def test_addresses_that_lead_nowhere_say_so(place: City, signed_in: Browsers) -> None:
    client = signed_in("administrator")
    for path in ("/ciudad/nowhere/", "/ciudad/here/indicadores/x.csv", "/ciudad/here/indicadores/months.exe",
                 "/ciudad/here/boletines/2/archivo/xx.pdf", "/ciudad/here/boletines/2/archivo/es.exe",
                 "/ciudad/here/boletines/99/", "/ciudad/here/ajustes/areas/uploads/", "/nada/"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    number = ImportJob.objects.get().pk
    for path in (f"/ciudad/here/datos/{number}/nada/", "/ciudad/here/boletines/2/nada/"):
        assert client.post(path).status_code == 404, path
    with pytest.raises(NoReverseMatch):
        reverse("import_act", args=["here", number, "../x"])
    assert resolve("/ciudad/nueva/").url_name == "city_new"
