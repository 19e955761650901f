"""P14: `atalaya --help` in at most 400 ms (stretch 150 ms), median of seven starts of a fresh process."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

BAR_S = 0.4
RESULT = Path(__file__).resolve().parent / "results" / "p14_start.json"


def main() -> int:
    """Measure, keep the figures, and return 1 when the bar does not hold."""
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "atalaya.cli", "--help"], check=True, capture_output=True)
        spent.append(time.perf_counter() - start)
    median = statistics.median(spent)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"help_s": round(median, 3), "bar_s": BAR_S}, indent=1) + "\n", encoding="utf-8")
    print(f"P14 --help: {median * 1000:.0f} ms (bar {BAR_S * 1000:.0f} ms)")
    return 0 if median <= BAR_S else 1


if __name__ == "__main__":
    sys.exit(main())
