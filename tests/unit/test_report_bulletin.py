"""One definition, three languages, three forms; what is hidden is in none of them; the same input, the same bytes."""

from __future__ import annotations

import base64
import datetime as dt
import html.parser
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import polars as pl
import pypdf
import pytest

from atalaya.errors import RefusalError
from atalaya.i18n import compile_catalogues
from atalaya.reports.bulletin import compose
from atalaya.reports.datatable import DataTable, Head
from atalaya.reports.document import Document, Figure, Heading, Paragraph
from atalaya.reports.html import to_fragment, to_html
from atalaya.reports.pdf import to_pdf, to_pictures
from atalaya.reports.xlsx import sheet_name, to_xlsx
from sample_results import Comparison, bulletin_input, series, summary

LOCALES = ["es", "pt", "en"]


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    compile_catalogues()


@pytest.fixture(scope="module", params=LOCALES)
def document(request: pytest.FixtureRequest) -> Document:
    compile_catalogues()
    return compose(bulletin_input(), request.param)


def visible(page: str) -> str:
    """What a reader of the page reads, alt texts included."""
    found: list[str] = []

    class Reader(html.parser.HTMLParser):
        def handle_data(self, data: str) -> None:
            found.append(data)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if name == "aria-label")

    Reader().feed(re.sub(r"<style>.*?</style>", "", page, flags=re.S))
    return " ".join(found)


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_the_title_is_the_finding() -> None:
    assert compose(bulletin_input(), "es").title == (
        "Puerto Claro, septiembre de 2026: sin cambio que se pueda distinguir del azar"
    )


def test_noise_is_not_told_as_change_at_the_head() -> None:
    assert compose(bulletin_input(), "es").facts[2] == ("Variación", "no se distingue del azar")
    rise = bulletin_input(summary=replace(summary(), total=Comparison(900, 640, 1.41, 1.27, 1.56, 1e-9, "rise")))
    assert compose(rise, "es").facts == (
        ("Hechos registrados", "900"),
        ("Mismos días del año anterior", "640"),
        ("Variación", "+41\u202f%"),
    )


def test_a_small_total_is_hidden_at_the_head() -> None:
    few = bulletin_input(summary=replace(summary(), total=Comparison(3, 2, 1.5, 0.2, 20, 1.0, "too-few")))
    assert [figure for _label, figure in compose(few, "es").facts[:2]] == ["oculto", "oculto"]


def test_what_is_drawn_is_listed_and_numbered(document: Document) -> None:
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    assert [figure.number for figure in figures] == [1, 2, 3, 4, 5]
    titles = [table.title for table in document.tables()]
    assert {figure.chart.table.title for figure in figures} <= set(titles)


def test_pdf_is_accessible_and_in_its_language(document: Document) -> None:
    data = to_pdf(document)
    reader = pypdf.PdfReader(io.BytesIO(data))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].lower().startswith(document.locale)
    assert b"pdfuaid" in data
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert document.title.split(":")[0] in pdf_text(data)


def tags(data: bytes) -> list[tuple[str, str]]:
    """Every element of the structure of a PDF, in reading order: its kind and its alt text."""
    found: list[tuple[str, str]] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict) and "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))
        elif isinstance(node, dict) and "/K" in node:
            walk(node["/K"])

    walk(pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"])
    return found


def test_pdf_is_tagged_as_it_is_read(document: Document) -> None:
    structure = tags(to_pdf(document))
    kinds = [kind for kind, _alt in structure]
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(headings)
    assert kinds.index("/H1") < kinds.index("/H2")
    tables = [block for block in document.blocks if isinstance(block, DataTable)]
    assert kinds.count("/Table") == len(tables)
    assert kinds.count("/TH") == sum(len(table.heads) for table in tables)
    alts = [alt for kind, alt in structure if kind == "/Figure" and alt]
    told = [block.chart.alt for block in document.blocks if isinstance(block, Figure)]
    assert {" ".join(alt.split()) for alt in told} <= {" ".join(alt.split()) for alt in alts}
    assert all(alt for kind, alt in structure if kind == "/Figure")


def test_every_form_says_the_same_figures(document: Document) -> None:
    page, paper = visible(to_html(document)), re.sub(r"\s+", " ", pdf_text(to_pdf(document)))
    workbook = openpyxl.load_workbook(io.BytesIO(to_xlsx(document)))
    for table, sheet in zip(
        dict.fromkeys(table.title for table in document.tables()), workbook.worksheets[1:], strict=True
    ):
        twin = next(one for one in document.tables() if one.title == table)
        for number, (row, cells) in enumerate(zip(twin.rows, twin.cells(), strict=True), start=2):
            for column, (value, cell) in enumerate(zip(row, cells, strict=True), start=1):
                assert cell in page
                if isinstance(value, int):
                    assert sheet.cell(number, column).value == value
            assert cells[1] in paper


def test_hidden_counts_are_in_no_form() -> None:
    """Homicides were 3, the sum of the shown rows of the table and the total leave several rows and many events."""
    document = compose(bulletin_input(), "es")
    table = next(table for table in document.tables() if table.title == "Variación por tipo de hecho")
    cells = {row[0]: row[1:] for row in table.cells()}
    assert set(cells["Homicidio doloso"]) == {"oculto"}
    assert set(cells["Amenazas"]) == {"oculto"}
    assert "Homicidio doloso (" not in visible(to_html(document))


def test_the_same_input_gives_the_same_bytes(document: Document) -> None:
    again = compose(bulletin_input(), document.locale)
    assert to_pdf(again) == to_pdf(document)
    assert to_html(again) == to_html(document)
    assert to_xlsx(again) == to_xlsx(document)


def test_text_that_looks_like_code_stays_text() -> None:
    nasty = '<script>alert(1)</script> #panic("x") =1+1 $x$ @import {told} "quoted" \\'
    document = compose(bulletin_input(sentences=(nasty,), area_names={"C1": nasty}, sources=(nasty,)), "es")
    page = to_html(document)
    assert "<script" not in page
    assert nasty in visible(page)
    assert '#panic("x")' in pdf_text(to_pdf(document))
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(document)))
    assert not [cell for one in sheet.worksheets for row in one for cell in row if cell.data_type == "f"]


def test_a_name_that_begins_like_a_formula_is_text_in_the_workbook() -> None:
    document = compose(bulletin_input(area_names={"C1": "=Hyperlink(1)"}), "es")
    with zipfile.ZipFile(io.BytesIO(to_xlsx(document))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "=Hyperlink(1)" in texts
    assert not any("<f>" in sheet for sheet in sheets)


def test_the_fragment_has_one_title_an_outline_and_no_inline_style(document: Document) -> None:
    page = to_fragment(document)
    assert page.count("<h1>") == 1
    anchors = re.findall(r'href="#(s\d+)"', page)
    assert anchors == [anchor for anchor, _text in document.outline()]
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert "style=" not in page
    assert page.count('role="img" aria-label="') == 5


def test_own_words_keep_their_language() -> None:
    page = to_fragment(compose(bulletin_input(), "pt"))
    assert '<p class="own" lang="es">El robo se concentró en Ituzaingó.</p>' in page
    assert '<p class="own">El robo' in to_fragment(compose(bulletin_input(), "es"))


def test_empty_sentences_are_left_out() -> None:
    document = compose(bulletin_input(sentences=("", "  ")), "es")
    assert not [block for block in document.blocks if isinstance(block, Paragraph) and block.own_words]


def test_who_approved_stands_on_the_document() -> None:
    done = bulletin_input(status="published", approver="Luis Paz", approved_on=dt.date(2026, 10, 6), replaces=6)
    document = compose(done, "es")
    assert document.status_line == "Preparado por Ana Suárez, aprobado por Luis Paz el 6 de octubre de 2026"
    assert "Este número corrige y reemplaza al n.º 6." in document.notices
    assert not any("Borrador" in notice for notice in document.notices)
    assert "Borrador" not in pdf_text(to_pdf(document))


def test_draft_and_superseded_and_synthetic_say_so() -> None:
    assert len(compose(bulletin_input(), "es").notices) == 2
    assert any("Reemplazado" in notice for notice in compose(bulletin_input(status="superseded"), "es").notices)
    real = replace(bulletin_input().city, synthetic=False)
    assert compose(bulletin_input(city=real, status="published"), "es").notices == ()


def test_the_method_names_what_is_missing() -> None:
    page = visible(to_html(compose(bulletin_input(), "es")))
    assert "Fuentes cuyos datos no llegaron para el período: Guardia urbana." in page
    assert "agregaron 41 registros y cambiaron 7" in page
    bare = bulletin_input(missing_sources=(), revisions=None, summary=replace(summary(), unlocated=0))
    plain = visible(to_html(compose(bare, "es")))
    assert "no llegaron" not in plain
    assert "agregaron" not in plain
    assert "sin lugar conocido" not in plain


def test_no_population_leaves_rates_out_and_no_areas_the_changes() -> None:
    whole = summary()
    without = replace(
        whole,
        areas=replace(whole.areas, table=whole.areas.table.clear()),
        area_changes=replace(whole.area_changes, table=whole.area_changes.table.clear()),
    )
    headings = [b.text for b in compose(bulletin_input(summary=without), "es").blocks if isinstance(b, Heading)]
    assert "Por área" not in headings
    assert "Variación por área" not in headings


def test_rows_too_few_to_draw_leave_the_table() -> None:
    whole = summary()
    table = whole.categories.table.filter(whole.categories.table["verdict"] == "too-few")
    document = compose(bulletin_input(summary=replace(whole, categories=replace(whole.categories, table=table))), "es")
    assert len([block for block in document.blocks if isinstance(block, Figure)]) == 4
    assert "Variación por tipo de hecho" in [one.title for one in document.tables()]
    assert to_pdf(document).startswith(b"%PDF")


def test_one_type_alone_says_nothing_that_the_total_did_not() -> None:
    whole = summary()
    table = whole.categories.table.head(1).with_columns(pl.lit(640, pl.Int64).alias("now"))
    one = replace(whole, categories=replace(whole.categories, table=table))
    texts = [block.text for block in compose(bulletin_input(summary=one), "es").blocks if isinstance(block, Heading)]
    assert "Por tipo de hecho" not in texts


def test_areas_of_which_none_changed_are_told_and_listed_but_not_drawn() -> None:
    whole = summary()
    quiet = whole.area_changes.table.with_columns(
        pl.when(pl.col("verdict") == "too-few")
        .then("verdict")
        .otherwise(pl.lit("no-distinguishable-change"))
        .alias("verdict")
    )
    document = compose(
        bulletin_input(summary=replace(whole, area_changes=replace(whole.area_changes, table=quiet))), "es"
    )
    assert "Variación por área" in [block.text for block in document.blocks if isinstance(block, Heading)]
    assert "Variación por área" in [table.title for table in document.tables()]
    assert [block.number for block in document.blocks if isinstance(block, Figure)] == [1, 2, 3, 4]


def test_incidents_outside_the_areas_are_told_where_they_are_others_than_those_without_place() -> None:
    whole = summary()
    placed = replace(whole, areas=replace(whole.areas, unplaced=90))
    page = visible(to_html(compose(bulletin_input(summary=placed), "es")))
    assert "fuera de las áreas" in page
    assert "fuera de las áreas" not in visible(to_html(compose(bulletin_input(), "es")))


def test_a_hidden_total_is_said_to_be_hidden_under_the_pictures() -> None:
    few = bulletin_input(summary=replace(summary(), total=Comparison(3, 2, 1.5, 0.2, 20, 1.0, "too-few")))
    figures = [block for block in compose(few, "es").blocks if isinstance(block, Figure)]
    assert "Hechos: oculto." in figures[1].chart.caption


def test_names_in_capitals_are_written_as_people_write_them() -> None:
    shown = visible(to_html(compose(bulletin_input(area_names={"C1": "VILLA DEL PARQUE", "N1": "VILLA REAL"}), "es")))
    assert "Villa del Parque" in shown
    assert "VILLA" not in shown


def test_nothing_recorded_is_refused() -> None:
    with pytest.raises(RefusalError) as caught:
        compose(bulletin_input(summary=replace(summary(), series=series([]))), "es")
    assert caught.value.id == "bulletin-period-empty"


def test_a_month_of_zero_is_a_bulletin() -> None:
    none = replace(summary(), total=Comparison(0, 0, None, None, None, None, "too-few"), series=series([5, 0]))
    assert to_pdf(compose(bulletin_input(summary=none), "es")).startswith(b"%PDF")


def test_an_unreadable_city_colour_gives_way() -> None:
    assert compose(bulletin_input(accent="#ffee00"), "es").accent == "#0b5a7a"
    assert "#7a1f5c" in to_html(compose(bulletin_input(), "es"))


def test_pages_as_pictures() -> None:
    document = compose(bulletin_input(), "es")
    pages = to_pictures(document, 20)
    assert len(pages) == len(pypdf.PdfReader(io.BytesIO(to_pdf(document))).pages)
    short = replace(document, blocks=(), facts=(), notices=())
    assert len(to_pictures(short, 20)) == 1
    assert "<dl" not in to_fragment(short)
    assert "<nav" not in to_fragment(short)


def test_a_table_without_rows_or_without_a_figure_is_a_sheet() -> None:
    heads = (Head("Area"), Head("Residents", "count"))
    blocks = (DataTable("Empty", heads, (), "en"), DataTable("Unknown", heads, (("N", None),), "en", note="Why."))
    document = replace(compose(bulletin_input(), "en"), blocks=blocks)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(document)))
    assert book.sheetnames[1:] == ["Empty", "Unknown"]
    assert [cell.value for cell in book["Unknown"][2]] == ["N", None]
    assert "Why." in visible(to_html(document))


def test_sheet_names_are_what_a_spreadsheet_takes() -> None:
    taken: set[str] = set()
    long = "Un título muy largo de tabla: [con] todo/lo prohibido*?"
    names = [sheet_name(long, taken) for _ in range(12)]
    assert len(set(names)) == 12
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert sheet_name("", taken)


DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def test_the_logo_of_the_city_stands_at_the_head_of_page_and_paper() -> None:
    plain, with_logo = compose(bulletin_input(), "es"), compose(bulletin_input(logo=DOT), "es")
    assert (with_logo.logo_kind, replace(with_logo, logo=b"\xff\xd8\xff").logo_kind) == ("png", "jpeg")
    assert "<img" not in to_fragment(plain)
    assert '<img class="logo" alt="" src="data:image/png;base64,iVBOR' in to_fragment(with_logo)
    paper = pypdf.PdfReader(io.BytesIO(to_pdf(with_logo)))
    assert len(paper.pages[0].images) == 1
    assert not pypdf.PdfReader(io.BytesIO(to_pdf(plain))).pages[0].images
