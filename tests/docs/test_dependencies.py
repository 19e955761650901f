"""Every dependency has its reason on the page, and none brings a licence that would bind the cities."""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path

import pytest

GPL = re.compile(r"(?<![a-z])(?:a?gpl|gnu (?:affero )?general public)", re.IGNORECASE)


def bare(requirement: str) -> str:
    return re.split(r"[\[><=~!; ]", requirement)[0].lower()


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "dependencies.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, object]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def listed(page: str, heading: str) -> set[str]:
    section = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("|")][2:]
    return {name.strip().lower() for cell in cells for name in cell.split(",")}


def test_every_python_package_has_its_reason(page: str, project: dict[str, list[str]]) -> None:
    assert listed(page, "The product") == {bare(name) for name in project["dependencies"]}


def test_every_extra_has_its_reason(page: str, project: dict[str, dict[str, list[str]]]) -> None:
    extras = {bare(name) for names in project["optional-dependencies"].values() for name in names}
    assert listed(page, "Extras") == extras


def test_every_browser_package_has_its_reason(root: Path, page: str) -> None:
    packages = json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert listed(page, "In the browser") == set(packages)


def locked(path: Path) -> list[str]:
    return re.findall(r"^([A-Za-z0-9_.-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_nothing_the_product_needs_is_gpl(root: Path) -> None:
    refused = []
    for name in locked(root / "locks" / "run.txt"):
        try:
            meta = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system than this one
        told = [meta.get("License-Expression") or "", *(c for c in meta.get_all("Classifier") or [] if "License" in c)]
        if any(GPL.search(text) for text in told):
            refused.append(name)
    assert not refused


@pytest.mark.parametrize("name", ["run", "test", "bench", "bootstrap", "node"])
def test_lock_files_hold_hashes_and_no_address(root: Path, name: str) -> None:
    text = (root / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)


def test_the_browser_lock_holds_no_address(root: Path) -> None:
    text = (root / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved": "http' not in text
    assert '"integrity"' in text
