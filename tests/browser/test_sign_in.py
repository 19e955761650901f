"""Signing in and looking around, in Spanish and in Portuguese, wide and narrow, without an accessibility violation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from looks import PASSWORD, violations

WORDS = {
    "es": ("Ingresar", "Nada pendiente", "Personas y roles", "El registro está íntegro"),
    "pt": ("Entrar", "Nada pendente", "Pessoas e papéis", "O registro está íntegro"),
}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("language", ["es", "pt"])
def test_from_the_door_to_the_log(chromium: Browser, served: str, language: str, width: int) -> None:
    sign_in, quiet, people, whole = WORDS[language]
    context = chromium.new_context(
        locale="pt-BR" if language == "pt" else "es-AR", viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(served) else None)

    page.goto(served)
    page.get_by_role("heading", name=sign_in).wait_for()
    assert violations(page) == []
    page.locator("#id_login").fill("administrator@demo.example")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name=sign_in).click()
    page.get_by_role("heading", name=quiet).wait_for()
    assert violations(page) == []

    page.locator("details.who summary").click()
    page.get_by_role("link", name=people).click()
    page.get_by_role("table").wait_for()
    assert violations(page) == []
    page.goto(f"{served}/auditoria/")
    page.get_by_role("heading", name=whole).wait_for()
    assert violations(page) == []
    for address in ("/cuentas/mia/", "/cuentas/2fa/"):
        page.goto(f"{served}{address}")
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []
    context.close()
