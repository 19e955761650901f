"""One function for every key: the part that is the same in this process, in another one and on a cluster.

A failure travels as data, in a column of its own, so that one bad city hides neither the others nor its own name.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from atalaya.engines.base import Function, Schema, conform
from atalaya.errors import AtalayaError

FAILED = "_failed"
TRACE = "_trace"


class MapError(AtalayaError):
    """A function failed for some keys.

    The message names the keys and the kinds of the errors; it quotes the message of our own errors alone, because
    another may carry the values of a row. `traces` has the whole story by key, for whoever mends the function.
    """

    def __init__(self, reasons: Mapping[str, str], traces: Mapping[str, str]) -> None:
        told = "; ".join(f"{key}: {reason}" for key, reason in reasons.items())
        super().__init__(f"failed for {len(reasons)} of the keys: {told}")
        self.reasons = dict(reasons)
        self.traces = dict(traces)


@dataclass(frozen=True)
class PerKey:
    """The work of one key, in a form that can cross to another process."""

    key: str
    kind: pl.DataType
    function: Function
    schema: Schema

    @property
    def answer(self) -> dict[str, pl.DataType]:
        """Columns that come back: the key, those of the schema, and what failed."""
        return {self.key: self.kind, **self.schema, FAILED: pl.String(), TRACE: pl.String()}

    def __call__(self, table: pl.DataFrame) -> pl.DataFrame:
        """Apply the function to the rows of one key; what it raises becomes a row that says so."""
        value = table[self.key][0]
        try:
            found = self.function(table)
            answer = conform(found.drop(self.key, strict=False), self.schema)
        except Exception as error:  # noqa: BLE001  (told with its key, never passed over)
            return self.failure(value, _reason(error), traceback.format_exc())
        told = {self.key: pl.lit(value, self.kind), FAILED: pl.lit(None, pl.String), TRACE: pl.lit(None, pl.String)}
        return answer.with_columns(**told).select(*self.answer)

    def failure(self, value: object, reason: str, trace: str = "") -> pl.DataFrame:
        """The row that stands for a key whose function failed."""
        return pl.DataFrame([{self.key: value, FAILED: reason, TRACE: trace}], schema=self.answer)

    def joined(self, answers: pl.DataFrame) -> pl.DataFrame:
        """The answers of all keys in their order.

        Raises
        ------
        MapError
            When one of them is a failure.
        """
        failed = answers.filter(pl.col(FAILED).is_not_null()).sort(self.key)
        if failed.height:
            names = [str(value) for value in failed[self.key]]
            reasons, traces = (dict(zip(names, failed[column], strict=True)) for column in (FAILED, TRACE))
            raise MapError(reasons, traces)
        return answers.drop(FAILED, TRACE).sort(self.key, maintain_order=True)


def _reason(error: Exception) -> str:
    kind = type(error).__name__
    return f"{kind}: {error}" if isinstance(error, AtalayaError) else kind
