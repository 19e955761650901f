"""Pictures and tables to take away: drawn once by the slow engine of the reports, kept in the folder of the cache."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from atalaya.home import find_home
from atalaya.reports.charts.chart import Chart
from atalaya.reports.datatable import Absent, DataTable, Value
from atalaya.reports.spreadsheets import harmless

FORMS = {"svg": "image/svg+xml", "png": "image/png"}


def picture(name: str, form: str, chart: Callable[[], Chart]) -> bytes:
    """The bytes of a chart; drawn only when they are not kept yet. `name` tells everything the chart depends on."""
    path = find_home().cache / "pictures" / f"{hashlib.sha256(name.encode()).hexdigest()}.{form}"
    if path.exists():
        return path.read_bytes()
    drawn = chart()
    content = drawn.svg().encode() if form == "svg" else drawn.png()
    _keep(path, content)
    return content


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(fresh).replace(path)


def as_csv(table: DataTable) -> bytes:
    """The table for programs and spreadsheets: UTF-8 with a mark, comma, point, ISO dates; a reason where no figure is.

    >>> from atalaya.reports.datatable import Head
    >>> as_csv(DataTable("t", (Head("n", "count"),), ((1,), ("=1+1",)), "en"))[3:].decode().splitlines()
    ['n', '1', "'=1+1"]
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([harmless(head.label) for head in table.heads])
    for row in table.rows:
        writer.writerow([_plain(value, table) for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _plain(value: Value, table: DataTable) -> object:
    if isinstance(value, Absent):
        return table.told(value, "text")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None else value
