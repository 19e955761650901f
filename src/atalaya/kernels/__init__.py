"""The numeric loops that make the product fast: numba, compiled once and kept; a slow exact oracle each in the tests.

Compiled code is kept beside the modules. Where an installation cannot be written to, it goes to the data folder.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from atalaya.home import find_home


def keep_compiled(package: Path = Path(__file__).parent) -> None:
    """Tell numba where to keep what it compiles, before it is imported; what the environment says goes first."""
    if "NUMBA_CACHE_DIR" not in os.environ and not os.access(package, os.W_OK):
        os.environ["NUMBA_CACHE_DIR"] = str(find_home().cache / "kernels")


def load_lightly() -> None:
    """Load numba without the library of linear algebra, which costs a third of a second and no kernel calls.

    For a process with one thread: the library cannot be found meanwhile. Where it is loaded already nothing is done.
    """
    if "scipy.linalg" not in sys.modules:
        sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
        try:
            importlib.import_module("numba.np.arraymath")
        finally:
            del sys.modules["scipy.linalg"]


keep_compiled()
