"""The gate after the tests: branch coverage by room, against what each floor promises.

Floors 0 and 1 stand at 100 %; what a test cannot reach is excluded in the code with its reason. A room that is not
there yet stands in `tests/coverage.toml` with the figure that may only rise.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("src") / "atalaya"


def by_room(files: dict[str, dict[str, dict[str, float]]]) -> dict[str, float]:
    """Percent of statements and branches reached, by room (a module beside the rooms is a room of its own)."""
    reached: dict[str, float] = defaultdict(float)
    there: dict[str, float] = defaultdict(float)
    for name, figures in files.items():
        parts = Path(name).parts
        room = parts[parts.index("atalaya") + 1].removesuffix(".py")
        summary = figures["summary"]
        reached[room] += summary["covered_lines"] + summary["covered_branches"]
        there[room] += summary["num_statements"] + summary["num_branches"]
    return {room: 100 * reached[room] / there[room] for room in sorted(there) if there[room]}


def main() -> int:
    """Print the rooms and return 1 when one stands below its promise."""
    rules = tomllib.loads((ROOT / "tests" / "coverage.toml").read_text(encoding="utf-8"))["least"]
    found = by_room(json.loads((ROOT / ".coverage.json").read_text(encoding="utf-8"))["files"])
    below = []
    for room, percent in found.items():
        least = float(rules.get(room, 100))
        mark = "" if percent >= least else f"  below the promised {least:g} %"
        print(f"coverage  {room:<12} {percent:6.2f} %{mark}")
        if mark:
            below.append(room)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
