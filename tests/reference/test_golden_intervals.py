"""The 46 published intervals of England's public health indicators, to one part in a thousand million."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from atalaya.indicators.intervals import poisson_byar, poisson_exact, rate_interval, wilson


@pytest.mark.data
def test_golden_intervals(shared_data: Path) -> None:
    with (shared_data / "standards" / "golden_intervals.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 46
    for row in rows:
        count, level = float(row["count"]), float(row["confidence"].rstrip("%")) / 100
        people = float(row["population_or_n"] or 1)
        published = (float(row["lower"]), float(row["upper"]))
        per = 100_000 if published[0] * published[1] > (3_000 * count / people) ** 2 else 100  # the file does not say
        found = {
            "Byars": lambda k=count, c=level: poisson_byar(k, c),
            "Wilson": lambda k=count, n=people, c=level: wilson(k, n, c),
            "rate-Exact": lambda k=count, n=people, c=level, s=per: rate_interval(k, n, per=s, level=c),
            "rate-Byars": lambda k=count, n=people, c=level, s=per: rate_interval(k, n, per=s, level=c),
        }[row["method"]]()
        assert [float(limit) for limit in found] == pytest.approx(published, rel=1e-9), row


def test_printed_values_of_the_exact_interval() -> None:
    low, high = poisson_exact([0, 1, 5, 10])
    assert low.tolist() == pytest.approx([0, 0.0253, 1.6235, 4.7954], abs=5e-5)
    assert high.tolist() == pytest.approx([3.6889, 5.5716, 11.6683, 18.3904], abs=5e-5)
