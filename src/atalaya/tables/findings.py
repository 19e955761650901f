"""Findings: what was noticed about a file or a table, as data that can be counted, translated, kept and compared.

A finding never quotes the content of a row. It says what, how grave, in which column, in how many rows, and gives a few
row numbers so that the analyst can look at the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Literal

from atalaya.i18n import translate, whole

Severity = Literal["error", "warning", "note"]
"""error: rows were set aside; warning: rows are stored, and something limits their use; note: good to know."""

MAX_EXAMPLES = 5


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding, registered once, documented and translated.

    `title` is a short English source string, `message` a sentence with the places ``{count}`` and ``{column}``,
    `advice` what the analyst can do.
    """

    id: str
    severity: Severity
    title: str
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Finding:
    """One kind of finding met in a file: how often, in which column, and where first."""

    kind: FindingKind
    count: int
    column: str = ""
    rows: tuple[int, ...] = ()
    """Numbers of the first rows concerned, counted from 1 after the header, at most `MAX_EXAMPLES`."""
    params: dict[str, object] = field(default_factory=dict)

    def told(self, locale: str) -> str:
        """The sentence for a person."""
        told = {"count": self.count, "column": self.column, **self.params}
        written = {
            name: whole(value, locale) if isinstance(value, int) and name != "year" else value
            for name, value in told.items()
        }
        return translate(self.kind.message, locale, **written)

    def as_dict(self, locale: str = "en") -> dict[str, object]:
        """A stable, documented shape for JSON: id, severity, count, column, rows, message, params."""
        return {
            "id": self.kind.id,
            "severity": self.kind.severity,
            "count": self.count,
            "column": self.column,
            "rows": list(self.rows),
            "message": self.told(locale),
            "params": self.params,
        }


@dataclass(frozen=True)
class Reconciliation:
    """Rows in = rows stored + rows set aside, always.

    Examples
    --------
    >>> Reconciliation(read=10, stored=9, set_aside={"date-unreadable": 1}).balances
    True
    """

    read: int
    stored: int
    set_aside: dict[str, int]

    @property
    def balances(self) -> bool:
        return self.read == self.stored + sum(self.set_aside.values())

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def merge_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of the same kind and column added up, gravest first; example rows stay the earliest."""
    merged: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = (finding.kind.id, finding.column)
        known = merged.get(key)
        if known is None:
            merged[key] = finding
        else:
            rows = tuple(sorted({*known.rows, *finding.rows})[:MAX_EXAMPLES])
            merged[key] = Finding(known.kind, known.count + finding.count, known.column, rows, known.params)
    grave = {"error": 0, "warning": 1, "note": 2}
    return sorted(merged.values(), key=lambda f: (grave[f.kind.severity], -f.count, f.kind.id, f.column))
