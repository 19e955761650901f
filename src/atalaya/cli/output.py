"""How the verbs speak: results on standard output, as text or one JSON object; progress and notes on the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

Step = Callable[[float, float | None], None]
"""Told how much is done and, where it is known, of how much."""


def print_json(content: Mapping[str, object]) -> None:
    """One object, keys in the order given."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def print_line(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """A line for the person, apart from the result."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Step]:
    """A bar on standard error while something long runs; nothing where nobody is looking.

    Parameters
    ----------
    label
        What is being done, in the person's language.
    quiet
        For callers that were asked for no talk.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    parts = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
