"""Signing in, what each role may do, and that each change of an account is written down."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from atalaya.cli import run
from atalaya.errors import ConflictError, PermissionRefusedError, UsageError
from atalaya.web.accounts.models import Account, Role
from atalaya.web.accounts.operations import create_account, set_role
from atalaya.web.audit.models import Entry

PASSWORD = "torre farol vento puerto"
People = Callable[[str], Account]


def test_nobody_sees_the_board_without_signing_in(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/cuentas/login/")


def test_signing_in_with_the_right_password_alone(client: Client, person: People) -> None:
    account = person("analyst")
    wrong = client.post("/cuentas/login/", {"login": account.email, "password": "wrong wrong wrong"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in client.session
    right = client.post("/cuentas/login/", {"login": account.email.upper(), "password": PASSWORD})
    assert right.status_code == 302
    assert client.session["_auth_user_id"] == str(account.pk)


def test_nobody_makes_an_account_for_themselves(client: Client, db: None) -> None:
    client.post("/cuentas/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.exists()


@pytest.mark.parametrize("role", Role.values)
def test_only_administrators_manage_people_and_read_the_log(signed_in: Callable[[str], Client], role: str) -> None:
    browser = signed_in(role)
    expected = 200 if role == Role.ADMINISTRATOR else 403
    assert browser.get("/cuentas/personas/").status_code == expected
    assert browser.get("/auditoria/").status_code == expected
    assert browser.get("/").status_code == 200
    assert browser.get("/cuentas/mia/").status_code == 200


def test_the_form_makes_an_account_and_tells_what_is_wrong(signed_in: Callable[[str], Client]) -> None:
    browser = signed_in("administrator")
    sent = {"name": "Nueva", "email": "nueva@example.org", "role": "analyst", "password": "corta"}
    refused = browser.post("/cuentas/personas/", sent, headers={"accept-language": "es"})
    assert "La contraseña es demasiado fácil de adivinar." in refused.content.decode()
    made = browser.post("/cuentas/personas/", {**sent, "password": PASSWORD}, follow=True)
    assert "nueva@example.org" in made.content.decode()
    assert Account.objects.get(email="nueva@example.org").role == "analyst"


def test_who_may_not_is_refused_and_nothing_is_written(person: People) -> None:
    analyst = person("analyst")
    before = Entry.objects.count()
    with pytest.raises(PermissionRefusedError):
        create_account(analyst, email="a@example.org", name="", role="viewer", password=PASSWORD)
    with pytest.raises(PermissionRefusedError):
        set_role(analyst, analyst, "administrator")
    assert Entry.objects.count() == before


def test_an_address_is_used_once_and_roles_are_those_of_the_list(person: People) -> None:
    boss = person("administrator")
    with pytest.raises(ConflictError):
        create_account(boss, email="ADMINISTRATOR@example.org", name="", role="viewer", password=PASSWORD)
    with pytest.raises(UsageError, match="no such role"):
        create_account(boss, email="b@example.org", name="", role="king", password=PASSWORD)
    with pytest.raises(UsageError, match="no such role"):
        set_role(boss, boss, "king")


def test_the_last_administrator_stays(person: People) -> None:
    boss = person("administrator")
    with pytest.raises(ConflictError, match="last administrator"):
        set_role(boss, boss, "viewer")
    other = create_account(boss, email="o@example.org", name="", role="administrator", password=PASSWORD)
    set_role(boss, other, "viewer")
    other.refresh_from_db()
    assert other.role == "viewer"
    last = Entry.objects.latest("number")
    assert (last.action, last.actor, last.detail) == (
        "account.role",
        boss,
        {"before": "administrator", "now": "viewer"},
    )


def code_of_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_second_step_is_switched_on_and_then_asked_for(client: Client, person: People) -> None:
    account = person("approver")
    signing = {"login": account.email, "password": PASSWORD}
    client.post("/cuentas/login/", signing)
    asked_again = client.get("/cuentas/2fa/totp/activate/")
    client.post(asked_again["Location"], {"password": PASSWORD})
    assert client.get("/cuentas/2fa/totp/activate/").status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    assert client.post("/cuentas/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=account).exists()
    assert client.post("/cuentas/2fa/totp/activate/", {"code": code_of_now(secret)}).status_code == 302
    client.post("/cuentas/logout/")

    asked = client.post("/cuentas/login/", signing)
    assert asked["Location"].startswith("/cuentas/2fa/authenticate/")
    assert client.get("/cuentas/mia/").status_code == 302
    cache.clear()  # the code that switched it on may be used once more within this half minute
    client.post("/cuentas/2fa/authenticate/", {"code": code_of_now(secret)})
    assert client.get("/cuentas/mia/").status_code == 200


ES = {"accept-language": "es"}
FIRST = {"name": "Primera", "email": "primera@example.org", "password": PASSWORD}


def test_the_first_account_is_made_with_the_printed_link_and_only_once(client: Client, db: None) -> None:
    (line,) = run.first_link("http://127.0.0.1:8000", "es")
    link = line.split()[-1].removeprefix("http://127.0.0.1:8000")
    assert "La primera cuenta" in client.get(link, headers=ES).content.decode()
    weak = client.post(link, {**FIRST, "password": "corta"}, headers=ES)
    assert "La contraseña es demasiado fácil de adivinar." in weak.content.decode()
    assert not Account.objects.exists()
    assert client.post(link, FIRST)["Location"] == "/"
    made = Account.objects.get()
    assert (made.role, client.session["_auth_user_id"]) == ("administrator", str(made.pk))
    assert Entry.objects.get().action == "account.created"
    assert Client().get(link).status_code == 404
    assert run.first_link("http://127.0.0.1:8000", "es") == []


def test_without_the_printed_word_there_is_no_first_account(client: Client, db: None) -> None:
    for link in ("/cuentas/primera/", "/cuentas/primera/?clave=otra"):
        assert client.post(link, FIRST).status_code == 403
    assert not Account.objects.exists()


def test_an_account_is_closed_and_opened_on_screen(signed_in: Callable[[str], Client], person: People) -> None:
    boss, analyst = signed_in("administrator"), person("analyst")
    theirs = signed_in("analyst")
    address = f"/cuentas/personas/{analyst.pk}/"
    assert theirs.post(address, {"active": "no"}).status_code == 403
    boss.post(address, {"active": "no"})
    boss.post(address, {"active": "no"})
    assert theirs.get("/").status_code == 302
    page = boss.post(address, {"active": "yes"}, follow=True, headers=ES).content.decode()
    assert "La cuenta se cambió." in page
    boss.post(address, {"role": "approver"})
    analyst.refresh_from_db()
    assert (analyst.role, analyst.is_active) == ("approver", True)
    acts = list(Entry.objects.exclude(action="account.created").order_by("number").values_list("action", flat=True))
    assert acts == ["account.closed", "account.opened", "account.role"]
    own = person("administrator")
    assert boss.post(f"/cuentas/personas/{own.pk}/", {"active": "no"}).status_code == 409


def test_a_lost_password_is_replaced_by_an_administrator_and_old_sessions_end(
    signed_in: Callable[[str], Client], person: People, client: Client
) -> None:
    boss, analyst, theirs = signed_in("administrator"), person("analyst"), signed_in("analyst")
    address = f"/cuentas/personas/{analyst.pk}/"
    assert theirs.post(address, {"password": "otra torre otro puerto"}).status_code == 403
    assert boss.post(address, {"password": "corta"}).status_code == 400
    assert theirs.get("/").status_code == 200
    boss.post(address, {"password": "otra torre otro puerto"})
    assert theirs.get("/").status_code == 302
    signing = {"login": analyst.email, "password": "otra torre otro puerto"}
    assert client.post("/cuentas/login/", signing)["Location"] == "/"
    assert Entry.objects.latest("number").action == "account.password"
    assert Entry.objects.latest("number").detail == {}
