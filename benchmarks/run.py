"""Runs the bars of speed: `python3 dev.py bench [P1 P4 ...]`; each against its peer in one run, figures kept as JSON.

A bar is a module `pN_name.py` with `main() -> int`; it prints what it measured and returns 1 when the bar does not
hold. Each runs in a process of its own, so that one's imports and memory are not another's.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def bars() -> dict[str, Path]:
    """Every bar by its name, in order."""
    found = {}
    for path in sorted(HERE.glob("p[0-9]*_*.py")):
        if "def main(" not in path.read_text(encoding="utf-8"):
            continue  # what a bar stands on, not a bar
        found[path.stem.split("_")[0].upper()] = path
    return dict(sorted(found.items(), key=lambda item: int(re.sub(r"\D", "", item[0]))))


def main(arguments: list[str]) -> int:
    """Run the bars that were named, or all; returns 1 when one does not hold."""
    known = bars()
    wanted = [name.upper() for name in arguments] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"There is no bar {', '.join(unknown)}; there are {', '.join(known)}.")
        return 2
    failed = [name for name in wanted if subprocess.call([sys.executable, str(known[name])], cwd=HERE.parent) != 0]
    print(f"{len(wanted) - len(failed)} of {len(wanted)} bars hold" + (f"; not: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
