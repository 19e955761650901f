"""The engines that every spec is asked of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from atalaya.engines.base import Engine
from atalaya.engines.choosing import open_engine


@pytest.fixture(params=["polars", "duckdb", pytest.param("sail", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine in turn; Sail is started once."""
    if request.param == "sail":
        yield request.getfixturevalue("sail")
    else:
        with open_engine(request.param, workers=1) as opened:
            yield opened
