"""Names that a file, a form or a person brings stay text: on no page do they become markup, in no sheet a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import observed_city
from atalaya.intake.load import propose
from atalaya.reports.datatable import DataTable, Head
from atalaya.reports.spreadsheets import harmless
from atalaya.web.accounts.operations import create_account
from atalaya.web.observatory.answers.pictures import as_csv
from atalaya.web.observatory.models import City, ImportJob
from atalaya.web.observatory.operations import bulletin_documents, bulletins
from atalaya.web.observatory.operations.imports import profiles_of, take_in
from atalaya.web.observatory.operations.tokens import create_token

EVIL = "<img src=x onerror=alert(1)>"
QUOTE = "q\"onfocus='alert(2)'x"
PAGES = ("", "indicadores/", "indicadores/?area=C&category=Hurto", "mapa/", "mapa/?layer=areas", "mapa/?layer=rates",
         "calendario/", "datos/", "ajustes/", "ajustes/tokens/", "boletines/", "boletines/1/", "boletines/1/editar/",
         "boletines/nuevo/")  # fmt: skip


class Reader(HTMLParser):
    """Reads a page as a browser would, and notes what a name could have become."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if known.get("src") == "x" or any(name.startswith("on") for name in known):
            self.wrong.append(f"{tag} {known}")
        if (
            tag == "script"
            and not known.get("src")
            and not known.get("nonce")
            and "json" not in (known.get("type") or "")
        ):
            self.wrong.append(f"a script in the page {known}")

    handle_startendtag = handle_starttag


@pytest.fixture
def evil(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[City, Client]:
    """A city where every name is an attack: city, areas, categories, columns, file, person, token, bulletin."""
    monkeypatch.setattr(observed_city, "NAMES", (EVIL, QUOTE, f"Centro {EVIL}", f"{QUOTE} Dique"))
    monkeypatch.setattr(observed_city, "CATEGORIES", (EVIL, "Hurto", QUOTE))
    observed_city.fill()
    city = City.objects.create(code="here", name=f"A {EVIL} {QUOTE}", language="es", time_zone="America/Montevideo")
    author = create_account(
        None, email="evil@example.org", name=f"{EVIL}{QUOTE}", role="administrator", password="torre farol vento 1"
    )
    file = tmp_path / "evil.csv"
    rows = [f'0{day}/02/2020;"{EVIL}";-34,5;-58,5;{QUOTE!r}' for day in range(1, 9)]
    head = f'fecha;tipo;latitud;longitud;"{EVIL}"'
    file.write_text("\n".join([head, *rows, f'S/D;"{EVIL}";-34,5;-58,5;=1+1', ""]), encoding="utf-8")
    job = ImportJob(city=city, actor=author, file_name=f"{EVIL}{QUOTE}.csv")
    take_in(author, city, file, propose(file, profiles_of("here")).profile, job=job)
    current = city.store.current()
    assert current is not None
    create_token(author, city, name=EVIL, scopes=("map:read",), days=30)
    monkeypatch.setattr(bulletin_documents, "KEPT_IN", ("es",))
    bulletins.draft_bulletin(
        author, city, start=dt.date(2019, 11, 1), end=dt.date(2019, 11, 30), snapshot=current.id,
        sentences=(EVIL, QUOTE), missing_sources=(EVIL,),
    )  # fmt: skip
    client = Client()
    client.force_login(author, backend="allauth.account.auth_backends.AuthenticationBackend")
    cache.clear()
    return city, client


def test_no_page_takes_a_name_for_markup(evil: tuple[City, Client]) -> None:
    _city, client = evil
    job = ImportJob.objects.get()
    assert job.result["set_aside"], "the row without a date is to be shown"
    paths = [f"/ciudad/here/{page}" for page in (*PAGES, f"datos/{job.pk}/")]
    told = 0
    for path in (*paths, "/", "/auditoria/", "/cuentas/personas/", "/cuentas/mia/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        assert not Reader(page).wrong, path
        told += "&lt;img" in page
    assert told > 12
    part = client.get("/ciudad/here/indicadores/", headers={"hx-request": "true"}).content.decode()
    assert not Reader(part).wrong


def test_no_document_and_no_drawing_does(evil: tuple[City, Client]) -> None:
    _city, client = evil
    for path in ("indicadores/areas.svg", "indicadores/categories.svg", "boletines/1/archivo/es.html"):
        answer = client.get(f"/ciudad/here/{path}")
        assert answer.status_code in {200, 404}, path
        assert not Reader(answer.content.decode()).wrong, path
    shown = client.post(
        "/ciudad/here/boletines/vista/",
        {"start": "2019-11-01", "end": "2019-11-30", "sentences": EVIL, "missing_sources": QUOTE},
    )
    assert "&lt;img" in shown.content.decode()
    assert not Reader(shown.content.decode()).wrong


def test_rows_set_aside_bring_no_formula(evil: tuple[City, Client]) -> None:
    _city, client = evil
    answer = client.get(f"/ciudad/here/datos/{ImportJob.objects.get().pk}/aparte.csv")
    cells = [cell for row in csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")),
                                        delimiter=";") for cell in row]  # fmt: skip
    assert "'=1+1" in cells
    assert "-34,5" in cells  # a number stays a number
    assert not [cell for cell in cells if cell != harmless(cell)]


def test_a_table_of_figures_keeps_its_numbers_and_no_formula() -> None:
    rows = ((-3, -0.5, "=cmd|'/c calc'!A1"), (2, 1.25, "-7,5"), (0, 0.0, "-2+3"), (1, 1.0, "@SUM(A1)"))
    table = DataTable("t", (Head("=n", "count"), Head("x", "percent"), Head("name", "text")), rows, "en")
    told = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"))))
    assert told[0] == ["'=n", "x", "name"]
    assert told[1] == ["-3", "-0.5", "'=cmd|'/c calc'!A1"]
    assert [row[2] for row in told[2:]] == ["-7,5", "'-2+3", "'@SUM(A1)"]


LYING = ("ñ" * 255 + ".csv", "../../../etc/passwd", "C:\\x\\y.csv", "\x00")


def test_a_file_of_any_name_stays_in_its_folder(
    observed: City, signed_in: Callable[[str], Client], home_files: Callable[[], set[Path]]
) -> None:
    client, before = signed_in("analyst"), home_files()
    for name in LYING:
        for field, address in (("areas", "ajustes/areas/"), ("residents", "ajustes/habitantes/")):
            file = SimpleUploadedFile("a.csv", b"a;b\n1;2\n")
            file._name = name  # what a browser that lies may send
            answer = client.post(f"/ciudad/here/{address}", {field: file, "year": "", "source": ""})
            assert answer.status_code < 500, name
    assert all(path.parts[0] in {"uploads", "cache", "atalaya.db", "store"} for path in home_files() - before)


@pytest.fixture
def home_files() -> Callable[[], set[Path]]:
    from atalaya.home import find_home

    root = find_home().root
    return lambda: {path.relative_to(root) for path in root.rglob("*")}
