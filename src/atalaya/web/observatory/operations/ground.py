"""The only place that writes a city's ground: its areas, with the incidents located anew, and its residents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from atalaya.errors import ConflictError, InputFileError, NotFoundError
from atalaya.geo.areas import AreaSet
from atalaya.i18n import N_
from atalaya.intake.area_files import AreaFile
from atalaya.intake.places import relocated
from atalaya.intake.population_files import PopulationFile, read_population
from atalaya.intake.readers import file_sha256
from atalaya.store.snapshot import Snapshot
from atalaya.web.accounts.operations import require
from atalaya.web.audit.operations import record
from atalaya.web.observatory.models import City


@dataclass(frozen=True)
class KeptAreas:
    """What became of a layer: whether incidents are counted by it, and the snapshot that led to, if there is data."""

    layer: str
    counts: bool
    snapshot: Snapshot | None


def areas_of(city: City) -> AreaSet | None:
    """The areas that the city's incidents are counted by; None when it has none."""
    kept = city.store.areas()
    return AreaSet.from_frame(kept) if kept.height else None


def keep_areas(actor: Any, city: City, path: Path, found: AreaFile, *, counts: bool | None = None) -> KeptAreas:
    """Keep a layer in place of what was kept of it; incidents are located anew when they are counted by it.

    Parameters
    ----------
    path
        The file that `found` was read from.
    counts
        Whether incidents are counted by this layer from now on; if nothing is said, when it is the first one.

    Raises
    ------
    ConflictError
        ``import-running``: another process writes to the city. Nothing was changed.
    """
    require(actor, "observatory.manage_city")
    store, digest, layer = city.store, file_sha256(path), found.layer
    main = next(iter(store.layers()), layer)
    decided = layer == main if counts is None else counts or layer == main
    snapshot = None
    with store.begin(f"areas-{layer}", file_sha256=digest, recorded_at=timezone.now()) as batch:
        store.save_areas(found.areas)
        if decided:
            store.choose_layer(layer)
            snapshot = batch.relocate(partial(relocated, areas=areas_of(city)))
    with transaction.atomic():
        detail = {"layer": layer, "areas": found.areas.height, "counts": decided, "file_sha256": digest}
        record(actor, "city.areas", f"city:{city.code}", detail)
    return KeptAreas(layer, decided, snapshot)


def count_by(actor: Any, city: City, layer: str) -> Snapshot | None:
    """Count incidents by a layer that is kept; they are located anew.

    Raises
    ------
    NotFoundError
        ``layer-unknown``.
    ConflictError
        ``import-running``.
    """
    require(actor, "observatory.manage_city")
    store = city.store
    if layer not in store.layers():
        raise NotFoundError("layer-unknown", N_("The city has no layer {layer}."), layer=layer)
    with store.begin(f"areas-{layer}", file_sha256="", recorded_at=timezone.now()) as batch:
        store.choose_layer(layer)
        snapshot = batch.relocate(partial(relocated, areas=areas_of(city)))
    with transaction.atomic():
        record(actor, "city.layer", f"city:{city.code}", {"layer": layer})
    return snapshot


def keep_population(actor: Any, city: City, path: Path, *, year: int | None = None, source: str = "") -> PopulationFile:
    """Read a file of residents and keep it in place of the residents that were kept.

    Raises
    ------
    InputFileError, LimitError
        As `atalaya.intake.population_files.read_population`; what was kept stays.
    ConflictError
        ``population-other-layer``: the figures are of areas that incidents are not counted by.
    """
    require(actor, "observatory.manage_city")
    try:
        found = read_population(path, areas_of(city), year=year, source=source)
    except InputFileError as error:
        if error.id == "population-empty":
            _name_the_layer(city, path, year)
        raise
    with transaction.atomic():
        city.store.save_population(found.population)
        detail = {"years": found.years, "rows": found.population.height, "file_sha256": file_sha256(path)}
        record(actor, "city.population", f"city:{city.code}", detail)
    return found


def _name_the_layer(city: City, path: Path, year: int | None) -> None:
    """Say so when the figures belong to another layer of the city."""
    main, *others = [*city.store.layers(), ""]
    for layer in filter(None, others):
        try:
            read_population(path, AreaSet.from_frame(city.store.areas(layer)), year=year)
        except InputFileError:
            continue
        raise ConflictError(
            "population-other-layer",
            N_("These are residents of the layer {layer}, and incidents are counted by {main}."),
            hint=N_("Count incidents by {layer} first, or choose a file with residents by {main}."),
            layer=layer,
            main=main,
        )
