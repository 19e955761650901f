"""One family of errors: what a person is told, what they can do about it, and the exit code of the command line.

A bad *row* is never an exception: it is a finding (see `atalaya.tables.findings`). An exception is for what stops the
work as a whole: a file that cannot be read, a limit that was passed, a person without permission.

Messages are English source strings with `{named}` places; `atalaya.i18n` translates them. They never carry the values
of a row, so that logs and screens can show them.
"""

from __future__ import annotations

from typing import ClassVar


class AtalayaError(Exception):
    """Root of every error this product raises on purpose."""


class UserError(AtalayaError):
    """An error a person can understand and act on; shown without a traceback.

    Parameters
    ----------
    id
        Stable identifier in kebab-case, for example ``"file-empty"``. Tests, documentation and support refer to it.
    message
        English source string, marked with `atalaya.i18n.N_`, with `{named}` places filled from `params`.
    hint
        What to do next, marked and filled the same way.
    **params
        Values for the places in `message` and `hint`. Never the content of a record.

    Examples
    --------
    >>> error = InputFileError("file-empty", "The file {name} is empty.", hint="Choose another file.", name="a.csv")
    >>> str(error), error.exit_code
    ('The file a.csv is empty. Choose another file.', 3)
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, id: str, message: str, *, hint: str = "", **params: object) -> None:  # noqa: A002
        super().__init__(message)
        self.id = id
        self.message = message
        self.hint = hint
        self.params = params

    def __str__(self) -> str:
        return self.told("en")

    def told(self, locale: str) -> str:
        """The message and its hint in a language: ``"es"``, ``"pt"`` or ``"en"``."""
        from atalaya.i18n import translate

        parts = (translate(text, locale, **self.params) for text in (self.message, self.hint) if text)
        return " ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        """Cross a process boundary whole: uploads are parsed in a child process."""
        return _rebuild, (type(self), self.id, self.message, self.hint, self.params)


def _rebuild(cls: type[UserError], id: str, message: str, hint: str, params: dict[str, object]) -> UserError:  # noqa: A002
    return cls(id, message, hint=hint, **params)


class UsageError(UserError):
    """The words of a command or a form do not fit together."""

    exit_code = 2


class InputFileError(UserError):
    """A file cannot be read as what it should be."""

    exit_code = 3


class LimitError(UserError):
    """Reading or computing this would pass a stated limit of memory, time or size."""

    exit_code = 4


class NotFoundError(UserError):
    """The city, snapshot, person or document that was named does not exist."""

    exit_code = 5


class PermissionRefusedError(UserError):
    """The person may not do this; the message says who may."""

    exit_code = 6


class ConflictError(UserError):
    """Someone else is doing this now, or what was read has changed since."""

    exit_code = 7


class RefusalError(UserError):
    """A method refuses to answer because the answer would be noise; the hint says what would make it possible."""

    exit_code = 8


class StorageError(UserError):
    """The data folder is full, read-only, damaged or of a newer version."""

    exit_code = 9


EXIT_CODES: dict[int, type[UserError]] = {
    family.exit_code: family
    for family in (
        UsageError,
        InputFileError,
        LimitError,
        NotFoundError,
        PermissionRefusedError,
        ConflictError,
        RefusalError,
        StorageError,
    )
}
