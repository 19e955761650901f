"""A table of results on the terminal: the cells a reader's language writes, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atalaya.cli.output import print_line

if TYPE_CHECKING:
    from atalaya.reports.datatable import DataTable

WIDEST = 44


def print_table(table: DataTable) -> None:
    """Text to the left, figures to the right, under a line of heads."""
    heads, rows = [head.label for head in table.heads], table.cells()
    widths = [min(max(len(row[place]) for row in [heads, *rows]), WIDEST) for place in range(len(heads))]
    for row in [heads, *rows]:
        cells = [
            cell.rjust(width) if head.numeric else _cut(cell, width).ljust(width)
            for cell, width, head in zip(row, widths, table.heads, strict=True)
        ]
        print_line("  ".join(cells).rstrip())


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else cell[: width - 1] + "…"
