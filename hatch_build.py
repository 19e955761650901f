"""Wheel build hook: compiles the translation catalogues so that an installed Atalaya speaks es and pt."""

from __future__ import annotations

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles every `.po` to `.mo` before files are collected."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        source = Path(self.root) / "src"
        sys.path.insert(0, str(source))
        from atalaya.i18n import compile_catalogues

        compile_catalogues(source / "atalaya")
