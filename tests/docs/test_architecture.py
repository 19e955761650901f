"""The plan of the house is what stands: rooms, apps, module sizes, first lines."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def plan(root: Path) -> str:
    return (root / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def modules(root: Path) -> dict[Path, str]:
    package = root / "src" / "atalaya"
    return {
        path.relative_to(package): path.read_text(encoding="utf-8")
        for path in sorted(package.rglob("*.py"))
        if "migrations" not in path.parts
    }


def rows(plan: str) -> list[tuple[int, str]]:
    return [(int(floor), room) for floor, room in re.findall(r"^\| (\d) \| `([a-z_]+)` \|", plan, re.MULTILINE)]


def test_every_room_is_on_the_plan(root: Path, plan: str) -> None:
    package = root / "src" / "atalaya"
    standing = {path.name for path in package.iterdir() if (path / "__init__.py").exists()}
    assert {room for _floor, room in rows(plan)} == standing


def test_every_app_is_on_the_plan(root: Path, plan: str) -> None:
    web = root / "src" / "atalaya" / "web"
    standing = {path.name for path in web.iterdir() if (path / "apps.py").exists()}
    assert set(re.findall(r"^\| `web/([a-z_]+)` \|", plan, re.MULTILINE)) == standing


def test_floors_are_those_of_the_import_contracts(root: Path, plan: str) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = contracts[0]["layers"]
    height = {name.strip().removeprefix("atalaya."): -i for i, layer in enumerate(layers) for name in layer.split("|")}
    for floor_a, room_a in rows(plan):
        for floor_b, room_b in rows(plan):
            if floor_a > floor_b:
                assert height[room_a] > height[room_b], f"{room_a} stands above {room_b} on the plan alone"


def test_modules_stay_small(modules: dict[Path, str]) -> None:
    sizes = {path: text.count("\n") for path, text in modules.items() if text.strip() and path.name != "__init__.py"}
    too_long = {str(path): size for path, size in sizes.items() if size > 700}
    assert not too_long
    assert statistics.median(sizes.values()) <= 120
    over = sorted(str(path) for path, size in sizes.items() if size > 350)
    assert len(over) <= len(sizes) / 10, over


def test_every_module_says_what_it_is_for(modules: dict[Path, str]) -> None:
    silent = [str(path) for path, text in modules.items() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert not silent


def test_public_functions_of_the_lower_floors_have_docstrings(modules: dict[Path, str], plan: str) -> None:
    lower = {room for floor, room in rows(plan) if floor < 2}
    silent = []
    for path, text in modules.items():
        if path.parts[0] not in lower:
            continue
        for node in ast.parse(text).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{path}: {node.name}")
    assert not silent, "\n".join(silent)


WRITES = re.compile(r"\.save\(|\.objects\b.*\.(?:create|update|delete|bulk_create|get_or_create|update_or_create)\(")


def test_what_is_kept_is_changed_by_operations_alone(root: Path) -> None:
    web = root / "src" / "atalaya" / "web"
    found = [
        f"{path.relative_to(web)}: {line.strip()}"
        for path in sorted(web.rglob("*.py"))
        if not {"operations", "operations.py", "models", "models.py", "migrations"} & set(path.relative_to(web).parts)
        for line in path.read_text(encoding="utf-8").splitlines()
        if WRITES.search(line)
    ]
    assert not found


def test_every_room_of_the_observatory_is_on_the_plan(root: Path, plan: str) -> None:
    app = root / "src" / "atalaya" / "web" / "observatory"
    table = plan.split("## Rooms of the observatory\n")[1].split("\n## ")[0]
    named = {
        name.rstrip("/")
        for row in re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
        for name in row[1:-1].split("`, `")
    }
    usual = {"__init__.py", "apps.py", "urls.py", "locale", "migrations", "static", "templates", "templatetags"}
    standing = {path.name for path in app.iterdir() if path.name != "__pycache__"} - usual
    assert named - {"place in `web/observatory"} == standing


def test_every_place_of_the_data_folder_is_on_the_plan(root: Path, plan: str) -> None:
    from atalaya.home import Home

    places = [name for name, kind in vars(Home).items() if isinstance(kind, property)]
    section = plan.split("## The data folder\n")[1]
    assert not [place for place in places if f"| `{getattr(Home(Path('/h')), place).name}" not in section]
