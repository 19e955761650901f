"""Errors tell a person what happened and what to do, in their language, and cross a process boundary whole."""

from __future__ import annotations

import pickle

import pytest

from atalaya import errors
from atalaya.errors import EXIT_CODES, InputFileError, LimitError, UserError


def families() -> list[type[UserError]]:
    return [
        cls
        for cls in vars(errors).values()
        if isinstance(cls, type) and issubclass(cls, UserError) and cls is not UserError
    ]


def test_every_family_has_its_own_exit_code() -> None:
    codes = [family.exit_code for family in families()]
    assert len(set(codes)) == len(codes)
    assert 0 not in codes
    assert 1 not in codes
    assert {EXIT_CODES[code] for code in codes} == set(families())


def test_message_and_hint_are_filled_from_the_same_params() -> None:
    error = LimitError("too-big", "{name} has {rows} rows.", hint="Cut {name} in two.", name="a.csv", rows=9)
    assert str(error) == "a.csv has 9 rows. Cut a.csv in two."


def test_an_error_without_hint_says_its_message_alone() -> None:
    assert str(InputFileError("x", "Nothing there.")) == "Nothing there."


def test_told_in_the_language_asked_for() -> None:
    from atalaya.errors import UsageError
    from atalaya.tables.selection import Selection

    with pytest.raises(UsageError) as caught:
        Selection.from_query({"hour": ["25"]})
    told = {locale: caught.value.told(locale) for locale in ("es", "pt", "en")}
    assert len(set(told.values())) == 3
    assert told["en"] == str(caught.value)


@pytest.mark.parametrize("family", families(), ids=lambda cls: cls.__name__)
def test_errors_cross_a_process_boundary(family: type[UserError]) -> None:
    error = family("some-id", "At {place}.", hint="Go to {place}.", place="Centro")
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is family
    assert (back.id, str(back), back.params, back.exit_code) == (error.id, str(error), error.params, family.exit_code)
