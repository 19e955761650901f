"""What a spec is, how it is asked of an engine, and how all of them are told as a page of the documentation.

A spec is a title, a sentence, tables in, a question and the table that answers it. `tests/spec/test_engines_answer.py`
asks it of every engine; `docs/make.py` prints it as `docs/counting.md`.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import polars as pl

from atalaya.engines.base import Engine
from atalaya.indicators.relational import counts, days_held, rates, rates_by_year
from atalaya.tables.selection import Selection
from spec.functions import longest_quiet
from spec.tables import incident_table, population_table, straight

CHAPTERS = ("counting", "unknown", "periods", "choosing", "residents", "cities")


@dataclass(frozen=True)
class Spec:
    """One thing that is promised. `question` is Python; it may name what `ask` gives it."""

    title: str
    text: str
    incidents: str
    question: str
    answer: str
    population: str = ""
    function: Callable[[pl.DataFrame], pl.DataFrame] | None = None


@dataclass(frozen=True)
class Chapter:
    """Specs about one matter."""

    title: str
    text: str
    specs: tuple[Spec, ...]


def chapters() -> list[Chapter]:
    """Every chapter, in the order of the page."""
    return [import_module(f"spec.chapters.{name}").CHAPTER for name in CHAPTERS]


def ask(spec: Spec, engine: Engine, folder: Path) -> pl.DataFrame:
    """The engine's answer; it reads the incidents from a Parquet file, as those of a snapshot."""
    path = folder / "part-0.parquet"
    incident_table(spec.incidents).write_parquet(path)
    known = {
        "incidents": engine.scan([path]),
        "engine": engine,
        "counts": counts,
        "days_held": days_held,
        "rates": rates,
        "rates_by_year": rates_by_year,
        "longest_quiet": longest_quiet,
        "Selection": Selection,
        "date": dt.date,
        "pl": pl,
    }
    if spec.population:
        known["population"] = engine.load(population_table(spec.population))
    answer = eval(spec.question, known)
    return answer if isinstance(answer, pl.DataFrame) else engine.collect(answer)


def page() -> str:
    """The page of the documentation."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# How Atalaya counts\n"
    yield (
        "Each section is a promise: a few incidents, a question, and the answer. The tests ask every question of"
        "\nPolars, of DuckDB and of a Spark Connect server (Sail), and compare each answer with the table printed here."
        "\nColumns of the incident table that are not drawn are as usual: one event per record, the category Robo, no"
        '\nvictims told. An empty cell is what is not known; `""` is an empty text. `incidents` is what an engine has'
        "\nopened (`engine.scan(paths)`); the questions stand in `atalaya.indicators.relational`.\n"
    )
    for chapter in chapters():
        yield f"## {chapter.title}\n\n{chapter.text}\n"
        for spec in chapter.specs:
            yield f"### {spec.title}\n\n{spec.text}\n\n```\n{straight(spec.incidents)}\n```\n"
            if spec.population:
                yield f"Residents:\n\n```\n{straight(spec.population)}\n```\n"
            if spec.function:
                yield f"```python\n{inspect.getsource(spec.function).strip()}\n```\n"
            yield f"```python\n{spec.question.strip()}\n```\n\n```\n{straight(spec.answer)}\n```\n"
