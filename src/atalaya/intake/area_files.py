"""A city's areas from GeoJSON: columns proposed, shapes mended and measured, what cannot be used set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import shapely

from atalaya.errors import InputFileError
from atalaya.geo.names import plain
from atalaya.i18n import N_
from atalaya.intake.area_columns import kind_of, propose_columns
from atalaya.intake.area_shapes import in_degrees, mended, read_shape, surface_km2, system_of
from atalaya.intake.findings import finding
from atalaya.intake.geojson_file import load_features, no_area, property_table
from atalaya.intake.inspection import Decision, source_of
from atalaya.intake.limits import Limits, run_limited
from atalaya.tables.area import AREA
from atalaya.tables.findings import Finding, Reconciliation, merge_findings

LIMITS = Limits(seconds=120)


@dataclass(frozen=True)
class AreaReading:
    """What is said about a file of areas; what is empty is proposed."""

    layer: str = ""
    code: str = ""
    name: str = ""
    parent: str = ""
    crs: str = ""


@dataclass(frozen=True)
class AreaFile:
    """What a file of areas holds: the `AREA` table of one layer, what was decided, noticed and set aside."""

    areas: pl.DataFrame
    reconciliation: Reconciliation
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    properties: tuple[str, ...]
    """Names of the file's properties, to choose among."""

    @property
    def layer(self) -> str:
        """Which division of the city it is."""
        return str(self.areas["layer"][0])

    def as_dict(self, locale: str = "en") -> dict[str, object]:
        """Stable shape: layer, read, stored, set_aside, findings, decisions, properties, area_km2."""
        told = [
            {"name": one.name, "value": one.value, "confidence": one.confidence, "column": one.column}
            for one in self.decisions
        ]
        return {
            "layer": self.layer,
            **self.reconciliation.as_dict(),
            "findings": [found.as_dict(locale) for found in self.findings],
            "decisions": told,
            "properties": list(self.properties),
            "area_km2": round(float(self.areas["area_km2"].sum()), 3),
        }


def read_areas(path: Path, reading: AreaReading | None = None, *, limits: Limits | None = None) -> AreaFile:
    """Read a file of areas in a child process.

    Raises
    ------
    InputFileError
        ``file-missing``, ``areas-not-geojson``, ``areas-empty``, ``areas-not-degrees``, ``crs-unknown``,
        ``property-unknown``.
    LimitError
        As `atalaya.intake.limits.run_limited`.
    """
    return run_limited(areas_of, path, reading or AreaReading(), limits=limits or LIMITS)


@dataclass(frozen=True)
class _Row:
    number: int
    code: str
    name: str
    parent: str | None
    shape: shapely.Geometry


def areas_of(path: Path, reading: AreaReading) -> AreaFile:
    """The same in this process."""
    collection = load_features(path)
    features = collection["features"]
    properties = property_table(features)
    chosen, decisions = _choose(path, properties, reading)
    shapes: list[tuple[int, shapely.Geometry]] = []
    findings: list[Finding] = []
    for number, feature in enumerate(features, start=1):
        shape, reason = read_shape(feature.get("geometry"))
        if shape is None:
            findings.append(finding(reason, [number]))
        else:
            shapes.append((number, shape))
    crs = reading.crs or system_of(collection)
    placed = in_degrees([shape for _number, shape in shapes], crs)
    if crs:
        findings.append(finding("areas-converted", [], crs=crs))
    rows: list[_Row] = []
    for (number, _), shape in zip(shapes, placed, strict=True):
        whole, was_mended = mended(shape)
        code = _cell(properties, chosen.code, number) if chosen.code else str(number)
        if whole is None or code is None:
            findings.append(finding("shape-unreadable" if whole is None else "area-code-missing", [number]))
            continue
        if was_mended:
            findings.append(finding("shape-mended", [number]))
        name, parent = _cell(properties, chosen.name, number), _cell(properties, chosen.parent, number)
        rows.append(_Row(number, code, _name(code, name, chosen), parent, whole))
    table, joined = _joined(rows, chosen.layer)
    merged = merge_findings([*findings, *joined])
    aside = Counter({one.kind.id: one.count for one in merged if one.kind.severity == "error"})
    if table.is_empty():
        raise no_area(path)
    reconciliation = Reconciliation(len(features), len(rows), dict(sorted(aside.items())))
    return AreaFile(table, reconciliation, tuple(merged), decisions, tuple(properties.columns))


def _choose(path: Path, table: pl.DataFrame, reading: AreaReading) -> tuple[AreaReading, tuple[Decision, ...]]:
    """What was said, and proposals for the rest."""
    proposed = propose_columns(table)
    said = {"code": reading.code, "name": reading.name, "parent": reading.parent}
    for column in said.values():
        if column and column not in table.columns:
            raise InputFileError(
                "property-unknown",
                N_("The file has no property {property}."),
                hint=N_("It has these: {properties}."),
                property=column,
                properties=", ".join(table.columns),
            )
    decided = {name: Decision(name, column, 1.0, column) if column else proposed[name] for name, column in said.items()}
    kind = kind_of(decided["name"].column) or kind_of(decided["code"].column)
    layer = reading.layer or kind or source_of(path)
    sure = 1.0 if reading.layer else 0.9 if kind else 0.6
    slug = "-".join(plain(layer).split()) or "areas"
    code, name, parent = (decided[part].column for part in ("code", "name", "parent"))
    chosen = AreaReading(slug, code, name, parent, reading.crs)
    return chosen, (Decision("layer", slug, sure), *decided.values())


def _cell(table: pl.DataFrame, column: str, number: int) -> str | None:
    return table[column][number - 1] if column else None


def _name(code: str, name: str | None, chosen: AreaReading) -> str:
    """The name, or, where there is none but a number, what such an area is called: "Comuna 1"."""
    if name and name != code:
        return name
    kind = kind_of(chosen.code)
    return f"{kind.capitalize()} {code}" if kind and not any(letter.isalpha() for letter in code) else code


def _joined(rows: list[_Row], layer: str) -> tuple[pl.DataFrame, list[Finding]]:
    """One area a code, in order of the codes; shapes that share one are its parts."""
    by_code: dict[str, list[_Row]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    joined = [row.number for parts in by_code.values() for row in parts[1:]]
    made = []
    for code, parts in sorted(by_code.items()):
        first = parts[0]
        shape = first.shape if len(parts) == 1 else shapely.union_all([part.shape for part in parts])
        told = {"layer": layer, "code": code, "name": first.name, "parent": first.parent}
        made.append(told | {"area_km2": surface_km2(shape), "shape": shapely.to_wkb(shape)})
    findings = [finding("area-parts-joined", joined)] if joined else []
    return pl.DataFrame(made, schema=AREA.schema), findings
