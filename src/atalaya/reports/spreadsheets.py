"""Texts on their way into a CSV that a spreadsheet will open: none may be run as a formula."""

from __future__ import annotations

import re

STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""A text that begins so would be run as a formula; the last four are wide forms, which some programs take too."""
NUMBER = re.compile(r"[-+]\d+(?:[.,]\d+)*$", re.ASCII)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before it. Numbers with a sign stay numbers.

    Examples
    --------
    >>> [harmless(cell) for cell in ("=1+1", "-34,61", "+54", "-1+2", "@x", "Robo", "")]
    ["'=1+1", '-34,61', '+54', "'-1+2", "'@x", 'Robo', '']
    """
    return f"'{cell}" if cell[:1] in STARTS and not NUMBER.fullmatch(cell) else cell
