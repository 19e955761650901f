"""A GeoJSON file as features and as a table of their properties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from atalaya.errors import InputFileError
from atalaya.i18n import N_
from atalaya.intake.encoding import guess_encoding

SAMPLE_BYTES = 400_000


def load_features(path: Path) -> dict[str, Any]:
    """The file as a FeatureCollection: one object, a list of features, or a feature a line.

    Raises
    ------
    InputFileError
        ``file-missing``, ``areas-not-geojson``, ``areas-empty``.
    """
    if not path.is_file():
        raise InputFileError("file-missing", N_("There is no file {name}."), name=path.name)
    data = path.read_bytes()
    text = data.decode(guess_encoding(data[:SAMPLE_BYTES]).encoding, "replace").lstrip("\ufeff").strip()
    found: object = None
    try:
        found = json.loads(text)
    except ValueError:
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise _not_geojson(path) from None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = [found]
    collection = found if isinstance(found, dict) else {"features": found}
    features = collection.get("features")
    if not isinstance(features, list) or not all(isinstance(one, dict) and "properties" in one for one in features):
        raise _not_geojson(path)
    if not features:
        raise no_area(path)
    return collection


def property_table(features: list[dict[str, Any]]) -> pl.DataFrame:
    """The properties of the features as text, in the order they are first met; whole numbers without a point."""
    rows = [one["properties"] if isinstance(one["properties"], dict) else {} for one in features]
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: pl.Series([_text(row.get(name)) for row in rows], dtype=pl.String) for name in names}
    return pl.DataFrame(columns) if columns else pl.DataFrame({"": [None] * len(rows)}, schema={"": pl.String})


def _text(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None or isinstance(value, (dict, list)) else " ".join(str(value).split())
    return text or None


def _not_geojson(path: Path) -> InputFileError:
    return InputFileError(
        "areas-not-geojson",
        N_("{name} is not a GeoJSON file of areas."),
        hint=N_("In QGIS: right click on the layer, Export, Save Features As, GeoJSON, EPSG:4326."),
        name=path.name,
    )


def no_area(path: Path) -> InputFileError:
    """What to raise for a file that is right and holds nothing."""
    return InputFileError("areas-empty", N_("{name} holds no area that can be used."), name=path.name)
