"""The audit log can be added to, and any other change of it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from atalaya.web.audit.models import AppendOnlyError, Entry
from atalaya.web.audit.operations import START, check_chain, record


@pytest.fixture
def three(db: None) -> list[Entry]:
    return [record(None, "test.act", f"thing:{n}", {"n": n}) for n in (1, 2, 3)]


def test_each_entry_carries_the_hash_of_the_one_before(three: list[Entry]) -> None:
    assert [entry.previous for entry in three] == [START, three[0].hash, three[1].hash]
    assert check_chain().holds
    assert check_chain().entries == 3


@pytest.mark.parametrize(
    "change", [{"subject": "thing:9"}, {"detail": {"n": 9}}, {"action": "other"}, {"previous": START}, {"number": 7}]
)
def test_a_changed_entry_is_found(three: list[Entry], change: dict[str, object]) -> None:
    Entry.objects.filter(pk=three[1].pk).update(**change)
    assert not check_chain().holds


def test_a_removed_entry_is_found(three: list[Entry]) -> None:
    Entry.objects.filter(pk=three[1].pk).delete()
    assert check_chain().broken_at == 3


def test_code_cannot_change_or_remove_an_entry(three: list[Entry]) -> None:
    with pytest.raises(AppendOnlyError):
        three[0].save()
    with pytest.raises(AppendOnlyError):
        three[0].delete()


def test_the_entry_goes_with_the_act(db: None) -> None:
    def act() -> None:
        with transaction.atomic():
            record(None, "test.act", "thing:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Entry.objects.exists()


def test_the_page_says_whether_the_log_is_whole(signed_in: Callable[[str], Client], three: list[Entry]) -> None:
    browser = signed_in("administrator")
    spanish = {"accept-language": "es-AR"}
    assert "El registro está íntegro" in browser.get("/auditoria/", headers=spanish).content.decode()
    Entry.objects.filter(pk=three[1].pk).update(subject="thing:9")
    told = browser.get("/auditoria/", headers=spanish).content.decode()
    assert "El registro fue alterado en el asiento 2" in told


def test_long_logs_have_pages(signed_in: Callable[[str], Client]) -> None:
    browser = signed_in("administrator")
    for n in range(60):
        record(None, "test.act", f"thing:{n}")
    assert "?page=2" in browser.get("/auditoria/").content.decode()
    assert "?page=1" in browser.get("/auditoria/?page=2").content.decode()
