"""A document as a workbook: one sheet a table, figures as numbers, nothing a spreadsheet could take for a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

from atalaya.i18n import N_, translate
from atalaya.reports.datatable import Absent, DataTable, Kind
from atalaya.reports.document import Document, Notes, Paragraph

FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "rate": "#,##0.0",
    "ratio": "0.00",
    "percent": "0%",
    "month": "mmm yyyy",
    "date": "dd/mm/yyyy",
}
LONGEST_NAME = 31


def to_xlsx(document: Document) -> bytes:
    """The workbook; the same document gives the same bytes.

    The first sheet says what the figures are, who approved them and how they are known.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        created = dt.datetime.combine(document.issued, dt.time(), tzinfo=None)
        book.set_properties({"title": document.title, "author": document.city, "created": created})
        styles = _styles(book, document)
        taken: set[str] = set()
        _cover(book.add_worksheet(sheet_name(translate(N_("Read first"), document.locale), taken)), document, styles)
        for table in document.tables():
            _sheet(book.add_worksheet(sheet_name(table.title, taken)), table, styles)
    return stream.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """A name the spreadsheet accepts, not yet in `taken`, to which it is added.

    >>> sheet_name("Rates: a/b", set()), sheet_name("x", {"x"})
    ('Rates ab', 'x 2')
    """
    clean = re.sub(r"[\[\]:*?/\\]", "", title).strip("' ")[:LONGEST_NAME] or "1"
    name, number = clean, 1
    while name.lower() in {other.lower() for other in taken}:
        number += 1
        name = f"{clean[: LONGEST_NAME - 1 - len(str(number))]} {number}"
    taken.add(name)
    return name


def _styles(book: Any, document: Document) -> dict[str, Any]:
    styles: dict[str, Any] = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    styles["text"] = book.add_format({})
    styles["wrap"] = book.add_format({"text_wrap": True, "valign": "top"})
    styles["title"] = book.add_format({"bold": True, "font_size": 16, "text_wrap": True})
    styles["head"] = book.add_format(
        {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "font_color": document.accent}
    )
    styles["absent"] = book.add_format({"italic": True, "align": "right", "font_color": "#4a5a66"})
    return styles


def _cover(sheet: Any, document: Document, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 100)
    lines = [document.subtitle, document.city, document.status_line, *document.notices]
    lines += [f"{label}: {figure}" for label, figure in document.facts]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Notes):
            lines += block.items
    sheet.write_string(0, 0, document.title, styles["title"])
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, styles["wrap"])


def _sheet(sheet: Any, table: DataTable, styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    for column, head in enumerate(table.heads):
        longest = max((len(str(cells[column])) for cells in table.cells()), default=0)
        sheet.set_column(column, column, min(max(longest, 10) + 2, 48))
        sheet.write_string(0, column, head.label, styles["head"])
    for number, row in enumerate(table.rows, start=1):
        for column, (value, head) in enumerate(zip(row, table.heads, strict=True)):
            if isinstance(value, Absent):
                sheet.write_string(number, column, table.told(value, head.kind), styles["absent"])
            elif isinstance(value, str):
                sheet.write_string(number, column, value, styles["text"])
            elif isinstance(value, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), styles[head.kind])
            elif value is not None:
                sheet.write_number(number, column, value, styles[head.kind])
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.heads) - 1)
