"""Kinds of finding are registered once, and a finding keeps its first rows."""

from __future__ import annotations

import pytest

from atalaya.intake.findings import FINDING_KINDS, SET_ASIDE, finding


def test_every_kind_is_registered_under_its_id() -> None:
    assert all(kind.id == key for key, kind in FINDING_KINDS.items())


def test_reasons_to_set_a_row_aside_are_the_errors() -> None:
    assert {FINDING_KINDS[reason].severity for reason in SET_ASIDE} == {"error"}
    assert "date-unreadable" in SET_ASIDE
    assert "coordinates-missing" not in SET_ASIDE


def test_a_finding_counts_all_rows_and_shows_the_first_five() -> None:
    found = finding("row-broken", [9, 8, 7, 6, 5, 4])
    assert (found.count, found.rows) == (6, (4, 5, 6, 7, 8))
    assert found.told("es") == "6 filas tienen más o menos celdas que el encabezado y quedaron apartadas."


def test_a_kind_that_is_not_registered_is_a_fault() -> None:
    with pytest.raises(KeyError):
        finding("no-such-kind", [1])
