"""Profiles as TOML files that a person can read and correct, one for each source."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from atalaya.errors import InputFileError
from atalaya.i18n import N_
from atalaya.intake.profile import FieldReading, Profile, Reading


def dumps(profile: Profile) -> str:
    """The profile as TOML.

    Examples
    --------
    >>> loads(dumps(Profile(source="policia"))) == Profile(source="policia")
    True
    """
    lines = ["# How the files of this source are read. Next month's file is read the same way.", ""]
    plain = ("source", "decimal", "time_zone", "crs", "missing", "duplicates", "displaced", "version")
    lines += [f"{name} = {_value(getattr(profile, name))}" for name in plain]
    lines += ["", "[reading]"]
    lines += [f"{part.name} = {_value(getattr(profile.reading, part.name))}" for part in fields(Reading)]
    for name, read in profile.fields.items():
        lines += ["", f"[fields.{name}]", f"columns = {_value(read.columns)}"]
        if read.layout:
            lines.append(f"layout = {_value(read.layout)}")
        if read.values:
            lines.append(f"values = {_value(read.values)}")
    lines += ["", "[iccs]", *(f"{_value(word)} = {_value(code)}" for word, code in profile.iccs.items()), ""]
    return "\n".join(lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_value(key)} = {_value(told)}" for key, told in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    # a JSON string is a TOML basic string, but for the one sign that TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def loads(text: str, name: str = "") -> Profile:
    """Read a profile back.

    Raises
    ------
    InputFileError
        ``profile-unreadable``: not TOML, or not a profile.
    """
    try:
        told: dict[str, Any] = tomllib.loads(text)
        reading = Reading(**_tupled(told.pop("reading", {})))
        parts = {field: FieldReading(**_tupled(part)) for field, part in told.pop("fields", {}).items()}
        return Profile(reading=reading, fields=parts, **_tupled(told))
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise InputFileError(
            "profile-unreadable",
            N_("The profile {name} cannot be read."),
            hint=N_("Correct it, or delete it and accept the proposal again."),
            name=name,
        ) from error


def _tupled(told: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}


def save(profile: Profile, folder: Path) -> Path:
    """Write the profile into the city's folder of profiles, in place of the source's earlier one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{profile.source}.toml"
    fresh = path.with_suffix(".new")
    fresh.write_text(dumps(profile), encoding="utf-8")
    fresh.replace(path)
    return path


def find(folder: Path, columns: Iterable[str]) -> Profile | None:
    """The kept profile whose columns a file has: the one that uses most of them, the first by name among equals."""
    have, best = set(columns), None
    for path in sorted(folder.glob("*.toml")):
        profile = loads(path.read_text(encoding="utf-8"), path.name)
        if used(profile) and used(profile) <= have and (best is None or len(used(profile)) > len(used(best))):
            best = profile
    return best


def used(profile: Profile) -> set[str]:
    """The file's columns that the profile reads."""
    return {column for part in profile.fields.values() for column in part.columns}
