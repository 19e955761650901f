"""P3 by HTTP: the map's numbers within 100 ms and 10 kB, pages within 300 ms, at the 95th percentile, over 8M rows.

The product itself serves a city whose snapshot has the columns of `synthetic_columns`; one signed-in person asks, one
question after the other, each with filters that were not asked before, so that no cache answers. Wall time, as a person
waits.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from p3_filters import filters
from synthetic_columns import FOLDER, ROWS, columns_and_cube

MAP_BAR_MS, PAGE_BAR_MS, BAR_BYTES, FIRST_PAGE_BYTES = 100.0, 300.0, 10_000, 150_000
RESULT = Path(__file__).resolve().parent / "results" / f"p3h_http_{ROWS}.json"
CITY, EMAIL, PASSWORD = "bench", "bench@example.org", "a lamp in a tower by the sea"
PAGES = {"indicators": "indicadores", "map": "mapa", "calendar": "calendario"}
PAGE_ROUNDS = 12


def furnish(home: Path) -> None:
    """A data folder with the city, its snapshot and an account."""
    os.environ |= {"ATALAYA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "atalaya.web.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    from atalaya.i18n import compile_catalogues
    from atalaya.web.accounts.operations import create_account
    from atalaya.web.observatory.operations.cities import create_city

    compile_catalogues()
    call_command("migrate", verbosity=0)
    create_account(None, email=EMAIL, name="", role="analyst", password=PASSWORD)
    city = create_city(None, code=CITY, name="Bench", synthetic=True)
    columns_and_cube()
    snapshot = "b" * 32
    folder = city.store.folder / "snapshots" / snapshot
    folder.mkdir(parents=True)
    shutil.copytree(FOLDER, folder / "columns", copy_function=os.link)
    manifest = {"version": 1, "city": CITY, "rows": ROWS, "years": {}, "first_day": "2010-01-01"}
    (folder / "manifest.json").write_text(json.dumps(manifest | {"last_day": "2019-12-31"}), encoding="utf-8")
    entry = {"snapshot": snapshot, "recorded_at": "2020-01-01T00:00:00+00:00", "source": "bench", "added": ROWS}
    (city.store.folder / "history.json").write_text(json.dumps([entry]), encoding="utf-8")


class Person:
    """Signed in, with one connection that stays open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.ask("/cuentas/login/")
        told = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "login": EMAIL, "password": PASSWORD}
        self.ask("/cuentas/login/", urlencode(told))

    def ask(self, address: str, body: str | None = None) -> tuple[float, bytes]:
        """Milliseconds and the body as it was sent."""
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        start = time.perf_counter()
        self.connection.request("POST" if body else "GET", address, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        spent = (time.perf_counter() - start) * 1000
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        assert answer.status < 400, (answer.status, address)
        return spent, content


def main() -> int:
    """Measure, keep the figures, and return 1 when a bar does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = [sys.executable, "-m", "atalaya.cli", "run", "--home", folder, "--port", str(port)]
        server = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            figures = measure(Person(port))
        finally:
            server.terminate()
            server.wait(timeout=30)
    RESULT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for name, told in figures.items():
        print(f"P3 by HTTP, {name}: {told}")
    held = figures["numbers"]["p95_ms"] <= MAP_BAR_MS and figures["numbers"]["most_bytes"] <= BAR_BYTES
    pages = all(figures[name]["p95_ms"] <= PAGE_BAR_MS and figures[name]["bytes"] <= FIRST_PAGE_BYTES for name in PAGES)
    return 0 if held and pages else 1


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(port)


def measure(person: Person) -> dict[str, dict[str, float]]:
    """Times and sizes of the map's numbers and of each page."""
    asked = [one for one in filters(columns_and_cube()[0]) if one.start and one.end]
    numbers, sizes = [], []
    person.ask(f"/api/v1/cities/{CITY}/hexagons?form=packed&hour=1")
    for one in asked:
        spent, content = person.ask(f"/api/v1/cities/{CITY}/hexagons?form=packed&{one.as_query()}")
        numbers.append(spent)
        sizes.append(len(content))
    figures = {"numbers": {"p95_ms": p95(numbers), "median_ms": median(numbers), "most_bytes": max(sizes)}}
    for name, word in PAGES.items():
        person.ask(f"/ciudad/{CITY}/{word}/?hour=2")
        each = [person.ask(f"/ciudad/{CITY}/{word}/?{one.as_query()}&weekday={len(name) % 7}") for one in asked]
        times = [spent for spent, _content in each[:PAGE_ROUNDS]]
        size = max(len(content) for _spent, content in each)
        figures[name] = {"p95_ms": p95(times), "median_ms": median(times), "bytes": size}
    figures["whole page"] = {"bytes": sum(len(gzip.compress(path.read_bytes())) for path in of_first_page())}
    return figures


def of_first_page() -> list[Path]:
    """What a first visit to the indicators fetches beside the page."""
    web = Path(__file__).resolve().parents[1] / "src" / "atalaya" / "web"
    common, vendor = web / "common" / "static" / "common", web / "static" / "vendor"
    own = web / "observatory" / "static" / "observatory"
    return [
        *(common / name for name in ("tokens.css", "atalaya.css", "shell.js", "tower.svg")),
        *(own / name for name in ("answers.css", "filters.js")),
        vendor / "htmx" / "htmx.min.js",
        vendor / "fonts" / "source-sans-3-latin.woff2",
    ]


def p95(values: list[float]) -> float:
    return round(statistics.quantiles(values, n=20, method="inclusive")[-1], 1)


def median(values: list[float]) -> float:
    return round(statistics.median(values), 1)


if __name__ == "__main__":
    sys.exit(main())
