"""A document as HTML: a fragment for a screen of the product, or a whole page that needs no other file."""

from __future__ import annotations

import base64
from functools import cache
from html import escape
from importlib.resources import files

from atalaya.reports.datatable import Absent, DataTable
from atalaya.reports.document import Block, Document, Figure, Heading, Notes, Paragraph

LONGEST_FIGURE = 12
LANGUAGE = {"es": "es", "pt": "pt-BR", "en": "en"}


@cache
def stylesheet() -> str:
    """The style of documents, for a ``<style>`` element or a file."""
    return (files("atalaya.reports") / "bulletin.css").read_text(encoding="utf-8")


def accent_rule(document: Document) -> str:
    """The rule that colours a document; a style sheet of its own, because the screens forbid inline styles."""
    return f".bulletin{{--accent-doc:{document.accent}}}"


def to_html(document: Document) -> str:
    """A whole page: style and pictures inside, no script, nothing fetched from anywhere."""
    return (
        f'<!doctype html>\n<html lang="{LANGUAGE[document.locale]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>{stylesheet()}{accent_rule(document)}</style>\n</head>\n"
        f'<body>\n<main class="bulletin">\n{to_fragment(document)}</main>\n</body>\n</html>\n'
    )


def to_fragment(document: Document) -> str:
    """The document without a page around it; stands inside an element of class ``bulletin``."""
    parts = [f'<p class="notice">{escape(notice)}</p>' for notice in document.notices]
    parts.append(
        f'<header class="doc">{_logo(document)}'
        f'<p class="kind">{escape(document.city)} · {escape(document.subtitle)}</p>'
        f'<h1>{escape(document.title)}</h1><p class="state">{escape(document.status_line)}</p></header>'
    )
    parts.append(_facts(document))
    parts.append(_outline(document))
    section = 0
    for block in document.blocks:
        section += isinstance(block, Heading) and block.level == 2
        parts.append(_block(block, document, section))
    return "\n".join(part for part in parts if part) + "\n"


def _logo(document: Document) -> str:
    """The picture inside the page: nothing is fetched from anywhere. The name of the city stands beside it."""
    if not document.logo:
        return ""
    data = base64.b64encode(document.logo).decode()
    return f'<img class="logo" alt="" src="data:image/{document.logo_kind};base64,{data}">'


def _facts(document: Document) -> str:
    if not document.facts:
        return ""
    rows = "".join(
        f"<div><dt>{escape(label)}</dt><dd{_words(figure)}>{escape(figure)}</dd></div>"
        for label, figure in document.facts
    )
    return f'<dl class="facts">{rows}</dl>'


def _words(figure: str) -> str:
    """Words in place of a figure are written smaller than one."""
    return ' class="words"' if len(figure) > LONGEST_FIGURE else ""


def _outline(document: Document) -> str:
    label = escape(document.labels.get("outline", document.title), quote=True)
    links = "".join(f'<li><a href="#{anchor}">{escape(text)}</a></li>' for anchor, text in document.outline())
    return f'<nav class="outline" aria-label="{label}"><ul>{links}</ul></nav>' if links else ""


def _block(block: Block, document: Document, section: int) -> str:
    if isinstance(block, Heading):
        anchor = f' id="s{section}"' if block.level == 2 else ""
        return f"<h{block.level}{anchor}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        foreign = block.language not in ("", document.locale)
        lang = f' lang="{LANGUAGE.get(block.language, block.language)}"' if foreign else ""
        kind = ' class="own"' if block.own_words else ""
        return f"<p{kind}{lang}>{escape(block.text)}</p>"
    if isinstance(block, Figure):
        label = document.labels.get("figure", "")
        caption = escape(f"{label} {block.number}. {block.chart.caption}".strip())
        alt = escape(block.chart.alt, quote=True)
        picture = f'<div role="img" aria-label="{alt}">{block.chart.svg()}</div>'
        return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"
    if isinstance(block, Notes):
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + "</ul>"
    return table_html(block)


def table_html(table: DataTable) -> str:
    """A table with its caption; the first column names the row; it scrolls by itself where the screen is narrow."""
    heads = "".join(f'<th scope="col"{_class(head.numeric)}>{escape(head.label)}</th>' for head in table.heads)
    body = []
    for raw, cells in zip(table.rows, table.cells(), strict=True):
        first = f'<th scope="row">{escape(cells[0])}</th>'
        rest = "".join(
            f"<td{_class(head.numeric, isinstance(value, Absent))}>{escape(cell)}</td>"
            for head, value, cell in zip(table.heads[1:], raw[1:], cells[1:], strict=True)
        )
        body.append(f"<tr>{first}{rest}</tr>")
    title = escape(table.title, quote=True)
    note = f'<p class="state">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}"><table><caption>{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{note}"
    )


def _class(numeric: bool, absent: bool = False) -> str:
    names = [name for name, has in (("n", numeric), ("absent", absent)) if has]
    return f' class="{" ".join(names)}"' if names else ""
