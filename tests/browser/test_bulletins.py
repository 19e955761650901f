"""A bulletin from the draft to a stranger's screen, in Spanish and Portuguese, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from accessibility import violations
from atalaya.cli.run import DEMO_PASSWORD

WORDS = {
    "es": ("Preparar un boletín", "Hacer el borrador", "Enviar a aprobación", "Aprobar este boletín", "Publicar"),
    "pt": ("Preparar um boletim", "Fazer o rascunho", "Enviar para aprovação", "Aprovar este boletim", "Publicar"),
}


@contextmanager
def visit(chromium: Browser, language: str, width: int, *, script: bool = True) -> Iterator[Page]:
    """A page of a browser of its own."""
    context = chromium.new_context(
        locale="pt-BR" if language == "pt" else "es-AR",
        viewport={"width": width, "height": 900},
        bypass_csp=script,
        java_script_enabled=script,
    )
    yield context.new_page()
    context.close()


def sign_in(page: Page, served: str, role: str) -> None:
    page.goto(served)
    page.locator("#id_login").fill(f"{role}@demo.example")
    page.locator("#id_password").fill(DEMO_PASSWORD)
    page.locator("form.panel button").click()
    page.locator("details.who").wait_for()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("es", 1440), ("pt", 360)])
def test_from_the_draft_to_a_stranger(chromium: Browser, served: str, language: str, width: int) -> None:
    prepare, make, send, approve, publish = WORDS[language]
    sentence = "Las luminarias nuevas se encendieron el 12 de mayo."
    with visit(chromium, language, width) as page:
        sign_in(page, served, "analyst")
        page.goto(f"{served}/ciudad/puerto-claro/boletines/")
        assert violations(page) == []
        page.get_by_role("link", name=prepare).click()
        page.locator("#preview article").wait_for()
        page.locator("#id_sentences").fill(sentence)
        expect(page.locator("#preview .own")).to_have_text(sentence)
        assert violations(page) == []
        assert fits(page)
        page.get_by_role("button", name=make).click()
        page.get_by_role("button", name=send).click()
        page.wait_for_url(re.compile(r"/boletines/\d+/$"))
        address = page.url
        assert violations(page) == []
        assert fits(page)
    with visit(chromium, language, width) as page:
        sign_in(page, served, "approver")
        page.goto(address)
        page.get_by_role("button", name=approve).click()
        page.get_by_role("button", name=publish).click(timeout=30_000)
        page.locator(".tag.done").wait_for()
        assert violations(page) == []
    with visit(chromium, language, width) as page:
        page.goto(address)
        assert violations(page) == []
        assert fits(page)
    with visit(chromium, language, width, script=False) as page:
        answer = page.goto(address)
        assert answer is not None
        assert len(answer.body()) < 150_000
        assert page.locator("main h1").count() == 1
        assert page.locator("main svg").count() >= 3
        with page.expect_download() as download:
            page.get_by_role("link", name="PDF").click()
        assert download.value.suggested_filename.endswith(f"-{language}.pdf")
