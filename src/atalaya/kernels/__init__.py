"""The numeric loops that make the product fast: numba, compiled once and kept; a slow exact oracle each in the tests.

Compiled code is kept beside the modules. Where an installation cannot be written to, it goes to the data folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from atalaya.home import find_home


def keep_compiled(package: Path = Path(__file__).parent) -> None:
    """Tell numba where to keep what it compiles, before it is imported; what the environment says goes first."""
    if "NUMBA_CACHE_DIR" not in os.environ and not os.access(package, os.W_OK):
        os.environ["NUMBA_CACHE_DIR"] = str(find_home().cache / "kernels")


keep_compiled()
