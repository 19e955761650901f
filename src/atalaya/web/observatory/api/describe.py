"""The API told on one page, made from its own description; `docs/api.md` is this page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from atalaya.i18n import translate
from atalaya.web.observatory.api.main import MOST_REQUESTS, api
from atalaya.web.observatory.models.token import SCOPES


def page() -> str:
    """Scopes in three languages, then every operation with its parameters and what it answers."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    lines = ["# API\n", *_introduction(), "## Scopes\n", "| scope | es | pt | en |", "|---|---|---|---|"]
    for scope, sentence in SCOPES.items():
        told = " | ".join(translate(sentence, locale) for locale in ("es", "pt", "en"))
        lines.append(f"| `{scope}` | {told} |")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            lines += ["", *_operation(path, method, operation)]
    lines += ["", "## Answers"]
    for name, parts in schema["components"]["schemas"].items():
        if name != "Question" and parts.get("properties"):
            lines += ["", *_shape(name, parts)]
    return "\n".join(lines)


def _introduction() -> list[str]:
    return [
        "A program asks with `Authorization: Bearer ata_…`. An administrator of the city makes the token (Settings,",
        "Tokens of the API): it reads one city, what its scopes say, until its end; another city answers 404. A person",
        "who is signed in in the browser may ask the same addresses. The description for programs is at",
        "`/api/v1/openapi.json`.\n",
        "Counts are whole, for internal use: what is published goes through the bulletins, which hide small counts.",
        "Every answer of figures names the version of the data (`snapshot`), the period, and how many incidents it",
        "rests on. The same filters mean the same as in the address of a screen. What went wrong is told as",
        '`{"error": id, "message": sentence}`, or `{"detail": …}` where a parameter cannot be read;',
        f"more than {MOST_REQUESTS.split('/')[0]} requests a minute answer 429. Answers of the map have an `ETag`.\n",
    ]


def _operation(path: str, method: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"## `{method.upper()} {path}`\n"
    yield f"**{operation['summary']}.** {' '.join(operation['description'].split())}\n"
    parameters = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    if parameters:
        yield "| parameter | type | what it is |"
        yield "|---|---|---|"
    for one in parameters:
        yield f"| `{one['name']}` | {_kind(one['schema'])} | {one['schema'].get('description', '')} |"


def _shape(name: str, parts: dict[str, Any]) -> Iterator[str]:
    yield f"### {name}\n"
    yield " ".join(str(parts.get("description", "")).split()) + "\n"
    for field, kind in parts["properties"].items():
        yield f"- `{field}`: {_kind(kind)}"


def _kind(schema: dict[str, Any]) -> str:
    """A type in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "any"))
