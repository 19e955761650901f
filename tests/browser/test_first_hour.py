"""The main job in a real browser: a file comes in, is looked at, and leaves as a bulletin two people answer for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from looks import PASSWORD, violations

CITY = "/ciudad/puerto-claro"
HEADER = "Nº;Fecha;Hora;Tipo de hecho;Barrio;Latitud;Longitud"
KINDS = ("Robo", "Hurto", "Daños")
WORDS = {
    "es": {"stored": "Se guardaron 60 de 61 filas", "draft": "Borrador", "public": "Publicado", "map": "hexágonos"},
    "pt": {"stored": "Foram guardadas 60 de 61 linhas", "draft": "Rascunho", "public": "Publicado", "map": "hexágonos"},
}


@pytest.fixture
def new_file(tmp_path: Path) -> Callable[[str], Path]:
    """Sixty incidents of July 2025 that the city does not know yet, and one row with no date."""

    def write(language: str) -> Path:
        rows = [HEADER]
        for n in range(60):
            lat, lon = f"-36,0{220 + n}", f"-56,8{180 + n}"
            rows.append(f"{language}{n};{n % 28 + 1:02}/07/2025;{n % 24:02}:30;{KINDS[n % 3]};Mercado;{lat};{lon}")
        rows.append(f"{language}60;;10:00;Robo;Mercado;;")
        path = tmp_path / f"julio_{language}.csv"
        path.write_text("\n".join(rows) + "\n", encoding="cp1252")
        return path

    return write


class Person:
    """Somebody at a browser; every page they come to is held to the rules of access."""

    def __init__(self, context: BrowserContext, served: str) -> None:
        self.page: Page = context.new_page()
        self.served = served
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("request", self._inside)

    def _inside(self, asked: object) -> None:
        url = str(asked.url)  # type: ignore[attr-defined]
        if not url.startswith((self.served, "blob:", "data:")):
            self.complaints.append(url)

    def sign_in(self, role: str) -> None:
        self.page.goto(f"{self.served}/cuentas/login/")
        self.page.locator("#id_login").fill(f"{role}@demo.example")
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("main button.button").click()
        self.page.locator("nav.places").wait_for()

    def come_to(self, address: str) -> None:
        self.page.goto(f"{self.served}{address}")
        self.look()

    def look(self) -> None:
        """No violation, nothing sideways, no complaint of the browser."""
        self.page.wait_for_load_state("networkidle")
        assert violations(self.page) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        assert self.complaints == [], self.page.url


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("es", 1440), ("pt", 360)])
def test_from_the_file_to_the_published_bulletin(
    chromium: Browser, served: str, new_file: Callable[[str], Path], language: str, width: int
) -> None:
    def somebody() -> Person:
        locale = "pt-BR" if language == "pt" else "es-AR"
        context = chromium.new_context(locale=locale, viewport={"width": width, "height": 900}, bypass_csp=True)
        return Person(context, served)

    words = WORDS[language]
    analyst, approver, anyone = somebody(), somebody(), somebody()
    page = analyst.page
    analyst.sign_in("analyst")
    analyst.come_to("/")
    analyst.come_to(f"{CITY}/")

    # upload, confirm, wait, read the report
    analyst.come_to(f"{CITY}/datos/importar/")
    page.locator("#file").set_input_files(new_file(language))
    page.locator("form.upload button.button").click()
    accept = page.locator("button[name=act][value=accept]").first
    accept.wait_for(timeout=60_000)
    analyst.look()
    accept.click()
    page.get_by_role("heading", name=words["stored"]).wait_for(timeout=90_000)
    analyst.look()
    analyst.come_to(f"{CITY}/datos/")

    # the figures, the map and the calendar know the new month
    analyst.come_to(f"{CITY}/indicadores/?from=2025-07-01&to=2025-07-31")
    assert page.locator("dl.figures dd").first.inner_text().split()[0] in {"60", "120"}
    analyst.come_to(f"{CITY}/mapa/?from=2025-07-01&to=2025-07-31")
    page.locator("canvas").wait_for()
    assert words["map"] in page.locator("h1").inner_text()
    analyst.come_to(f"{CITY}/calendario/")

    # a draft, another person's approval, and anybody reads it
    analyst.come_to(f"{CITY}/boletines/nuevo/")
    page.locator("#id_start").fill("2025-06-01")
    page.locator("#id_end").fill("2025-06-30")
    page.locator("#id_sentences").fill({"es": "Julio se está cargando.", "pt": "Julho está sendo carregado."}[language])
    page.locator("button[name=keep]").click()
    page.wait_for_url(re.compile(r"/boletines/\d+/$"))
    analyst.look()
    assert words["draft"] in page.locator("main").inner_text()
    address = page.url.removeprefix(served)
    page.locator("form[action$='/enviar/'] button").click()
    analyst.look()

    approver.sign_in("approver")
    approver.come_to(address)
    for act in ("aprobar", "publicar"):
        approver.page.locator(f"form[action$='/{act}/'] button").click(timeout=60_000)
        approver.page.locator(f"form[action$='/{act}/']").wait_for(state="detached", timeout=60_000)
        approver.look()
    anyone.come_to(address)
    assert anyone.page.locator("h1").count() == 1
    assert "nav.places" not in anyone.page.content()
    for person in (analyst, approver, anyone):
        person.page.context.close()
