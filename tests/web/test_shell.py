"""The shell of every page: languages, content security policy, errors told as pages, figures in the reader's form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from atalaya.errors import LimitError, NotFoundError, UsageError
from atalaya.web.common.middleware import UserErrorMiddleware
from atalaya.web.common.templatetags import atalaya as tags
from atalaya.web.common.views import attention_items, broken, refused


@pytest.mark.parametrize(
    ("asked", "told", "lang"),
    [("es-UY", "Ingresar", "es"), ("pt", "Entrar", "pt-br"), ("en", "Sign in", "en"), ("qu", "Ingresar", "es")],
)
def test_the_browser_is_answered_in_its_language(client: Client, db: None, asked: str, told: str, lang: str) -> None:
    answer = client.get("/cuentas/login/", headers={"accept-language": asked})
    page = answer.content.decode()
    assert f"<h1>{told}</h1>" in page
    assert f'<html lang="{lang}">' in page
    assert answer["Content-Language"] == lang


def test_a_chosen_language_stays(client: Client, db: None) -> None:
    answer = client.post("/idioma/", {"language": "pt-br", "next": "/cuentas/login/"})
    assert answer["Location"] == "/cuentas/login/"
    assert "<h1>Entrar</h1>" in client.get("/cuentas/login/", headers={"accept-language": "es"}).content.decode()


def test_choosing_a_language_leads_nowhere_else(client: Client, db: None) -> None:
    answer = client.post("/idioma/", {"language": "xx", "next": "https://example.org/"})
    assert answer["Location"] == "/"
    assert "language" not in answer.cookies


def test_pages_run_no_script_but_their_own(client: Client, db: None) -> None:
    answer = client.get("/cuentas/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    page = answer.content.decode()
    assert not re.search(r'\son[a-z]+="', page)
    assert not re.search(r'\sstyle="', page)
    assert "://" not in re.sub(r"<!doctype.*?>", "", page)


def test_the_board_is_quiet_when_nothing_is_pending(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("viewer").get("/", headers={"accept-language": "es"}).content.decode()
    assert "<h1>Nada pendiente</h1>" in page
    assert attention_items(None, "es") == []


def test_health_needs_no_account(client: Client, db: None) -> None:
    assert client.get("/salud/").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotFoundError("a", "Gone."), 404), (LimitError("b", "Too big."), 413), (UsageError("c", "Refused."), 400)],
)
def test_errors_raised_on_purpose_are_told(rf: RequestFactory, error: Exception, status: int) -> None:
    middleware = UserErrorMiddleware(lambda request: HttpResponse())
    page, api = anonymous(rf.get("/x/")), anonymous(rf.get("/api/x/"))
    told = middleware.process_exception(page, error)
    assert told is not None
    assert told.status_code == status
    assert str(error) in told.content.decode()
    as_json = middleware.process_exception(api, error)
    assert as_json is not None
    assert as_json.status_code == status
    assert middleware.process_exception(page, ValueError()) is None


def anonymous(request: HttpRequest) -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.messages.storage.fallback import FallbackStorage

    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_pages_for_what_is_missing_refused_and_broken(client: Client, rf: RequestFactory, db: None) -> None:
    with translation.override("pt-br"):
        assert "Não há nada neste endereço" in client.get("/nada/", headers={"accept-language": "pt"}).content.decode()
        assert "Esta conta não pode" in refused(anonymous(rf.get("/"))).content.decode()
        assert broken(anonymous(rf.get("/"))).status_code == 500


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", ["1.234", "1.234,5", "12\u202f%", "12 de marzo de 2019", "marzo de 2019", "0,1\u202f%"]),
        ("pt-br", ["1.234", "1.234,5", "12\u202f%", "12 de março de 2019", "março de 2019", "0,1\u202f%"]),
        ("en", ["1,234", "1,234.5", "12%", "12 March 2019", "March 2019", "0.1%"]),
    ],
)
def test_figures_take_the_form_of_the_language(language: str, told: list[str]) -> None:
    date = dt.date(2019, 3, 12)
    with translation.override(language):
        found = [tags.count(1234.4), tags.decimal(1234.5), tags.percent(0.12), tags.day(date)]
        assert [*found, tags.month(date), tags.percent(0.001, 1)] == told
        nothing = [tags.count(None), tags.decimal(None), tags.percent(None), tags.day(None), tags.month(None)]
        assert {*nothing, tags.moment(None)} == {"–"}
        assert tags.decimal(3.2, 0) == "3"


def test_marks_are_hidden_from_readers_unless_they_have_a_label() -> None:
    assert 'aria-hidden="true"' in tags.icon("map")
    assert 'aria-label="&lt;Map&gt;"' in tags.icon("map", "<Map>")
    assert tags.get({"a": 1}, "a") == 1
    with translation.override("es"):
        assert tags.told("Longitude") == "Longitud"
        assert tags.told(UsageError("x", "Longitude")) == "Longitud"
