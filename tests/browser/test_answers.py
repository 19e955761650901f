"""The answers as a person meets them: filters change the sentence, the map is drawn, its table is one key away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

AXE = Path(__file__).resolve().parents[2] / "src" / "atalaya" / "web" / "static" / "vendor" / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "torre de puerto claro"
CITY = "/ciudad/puerto-claro"
WORDS = {
    "es": ("hechos", "la mitad de los hechos", "hay más de lo que explica el azar"),
    "pt": ("ocorrências", "metade das ocorrências", "há mais do que o acaso explica"),
}


def violations(page: Page) -> list[str]:
    """What axe finds, as rule and place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    return [f"{found['id']}: {node['target']}" for found in result["violations"] for node in found["nodes"]]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("language", ["es", "pt"])
def test_indicators_map_and_calendar(chromium: Browser, served: str, language: str, width: int) -> None:
    incidents, half, hot = WORDS[language]
    locale = "pt-BR" if language == "pt" else "es-AR"
    scheme = "dark" if language == "pt" else "light"
    context = chromium.new_context(
        locale=locale, viewport={"width": width, "height": 900}, bypass_csp=True, color_scheme=scheme
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request", lambda asked: complaints.append(asked.url) if not asked.url.startswith((served, "blob:")) else None
    )
    page.goto(served)
    page.locator("#id_login").fill("analyst@demo.example")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.locator("details.who").wait_for()

    page.goto(f"{served}{CITY}/indicadores/")
    headline = page.locator("h1")
    first = headline.inner_text()
    assert violations(page) == []
    assert fits(page)
    page.locator("details.choice summary").first.click()
    page.get_by_label("Robo", exact=True).check()
    expect(headline).to_contain_text("Robo", timeout=15_000)
    assert headline.inner_text() != first
    expect(page).to_have_url(re.compile("category=Robo"))

    page.goto(f"{served}{CITY}/mapa/")
    page.locator("[data-ready]").wait_for(timeout=30_000)
    expect(headline).to_contain_text(half)
    assert page.locator(".drawn-by-map").count() == 1, "the map was drawn"
    assert violations(page) == []
    assert fits(page)
    if width < 700:
        page.locator("[data-handle]").click()
    page.locator("input[name=layer][value=hotspots]").check()
    expect(headline).to_contain_text(hot, timeout=30_000)
    expect(page).to_have_url(re.compile("layer=hotspots"))
    if width < 700:
        page.locator("[data-handle]").click()
    page.keyboard.press("t")
    expect(page.locator("#map-twin tbody tr").first).to_be_visible()
    assert violations(page) == []

    page.goto(f"{served}{CITY}/calendario/")
    expect(page.locator("table.week tbody td").first).to_be_attached()
    assert page.locator("table.week tbody td").count() == 7 * 25
    expect(page.locator("main")).to_contain_text(incidents)
    assert violations(page) == []
    assert fits(page)
    assert complaints == []
    context.close()
