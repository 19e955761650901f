"""The proposal of a file as the page shows it: rows before and after, a small map, the decisions in their order."""

from __future__ import annotations

import hashlib
import math
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from atalaya.errors import LimitError
from atalaya.i18n import N_
from atalaya.intake.findings import FINDING_KINDS
from atalaya.intake.limits import run_limited
from atalaya.intake.preview import Preview, preview
from atalaya.intake.profile import Profile
from atalaya.intake.profile_toml import dumps, loads
from atalaya.web.common.language import current_locale
from atalaya.web.observatory.import_report import told_error
from atalaya.web.observatory.models import ImportJob
from atalaya.web.observatory.operations.import_jobs import LOOKING
from atalaya.web.observatory.reading_form import COLUMNS, ReadingForm
from atalaya.web.observatory.reading_words import CRS_KNOWN, SURE_FROM, iccs_titles, sure_words
from atalaya.web.observatory.uploads import upload_path

REMEMBERED_SECONDS = 900
MAP_WIDTH = 320.0
MAP_TALLEST = 360.0
MARGIN = 8.0
GOOD_SHARE = 0.8
"""With fewer of the first rows stored than this, something is read wrong, and the page says so first."""
CONTROL = {"header": "header_row"}
"""The control of a decision, where it is not called like it."""


def preview_of(job: ImportJob, profile: Profile) -> Preview:
    """The first rows as a profile reads them; remembered for a while in this process, and never on disk.

    Raises
    ------
    LimitError, UserError
        As `atalaya.intake.preview.preview`; ``upload-gone`` where the file is not there any more.
    """
    path = upload_path(job.file_sha256)
    if not path.exists():
        raise LimitError("upload-gone", N_("The file is no longer among the uploads."), hint=N_("Choose it once more."))
    areas = job.city.store.areas()
    said = f"{job.city.code}|{job.city.time_zone}|{areas.height}|{dumps(profile)}"
    key = f"preview:{job.file_sha256}:{hashlib.sha256(said.encode()).hexdigest()}"
    known: Preview | None = cache.get(key)
    if known is None:
        known = run_limited(preview, path, profile, job.city.facts, areas, limits=LOOKING)
        cache.set(key, known, REMEMBERED_SECONDS)
    return known


def proposal_context(job: ImportJob, data: Any = None) -> dict[str, Any]:
    """What the page of a proposal needs: the form, its sections, the rows before and after, the map."""
    profile = loads(job.profile)
    shown = preview_of(job, profile)
    form = ReadingForm(data, profile=profile, proposal=job.proposal, preview=shown)
    rows = _rows(form, job.proposal)
    sections = _sections(form, rows)
    unsure = [row for section in sections for row in section.pop("unsure")]
    return {
        "form": form,
        "profile": profile,
        "preview": shown,
        "unsure": unsure,
        "problem": told_error(job.proposal["problem"]) if job.proposal.get("problem") else None,
        "poor": shown.rows > 0 and shown.stored < GOOD_SHARE * shown.rows,
        "doubts": sum(row["confidence"] is not None for row in unsure),
        "sections": sections,
        "categories": [(form[f"iccs_{place}"], count) for place, (_name, count) in enumerate(shown.categories)],
        "uncoded": sum(not profile.iccs.get(name) for name, _rows in shown.categories),
        "reasons": [(FINDING_KINDS[reason].title, rows) for reason, rows in shown.reasons.items()],
        "reason_titles": {reason: FINDING_KINDS[reason].title for reason in shown.reasons},
        "dots": dots(shown),
        "iccs_codes": iccs_titles(current_locale()),
        "crs_known": {code: told() for code, told in CRS_KNOWN.items()},
    }


def _rows(form: ReadingForm, proposal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By control: the field, how sure, some cells of its column."""
    chosen = set(proposal.get("chosen", ()))
    sure = {one["name"]: one["confidence"] for one in proposal.get("decisions", ())}
    rows = {}
    for name in form.fields:
        if name.startswith("iccs_"):
            continue
        decision = name.removeprefix("col_").removeprefix("layout_")
        decision = next((told for told, control in CONTROL.items() if control == decision), decision)
        confidence = None if name.startswith("layout_") or name == "category_constant" else sure.get(decision)
        column = form.initial.get(name, "") if name.startswith("col_") else ""
        rows[name] = {
            "field": form[name],
            "confidence": confidence,
            "words": sure_words(confidence) if confidence is not None else "",
            "unsure": confidence is not None and confidence < SURE_FROM and decision not in chosen,
            "chosen": decision in chosen and not name.startswith("layout_"),
            "examples": form.preview.examples.get(column, []),
            "wide": name.startswith("layout_"),
        }
    if "category_constant" in rows and rows["col_category_local"]["unsure"]:
        rows["category_constant"]["unsure"] = True
    if "layout_occurred_from" in rows and rows["col_occurred_from"]["unsure"]:
        rows["layout_occurred_from"]["unsure"] = True
    return rows


def _sections(form: ReadingForm, rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The decisions by what they are about; those to be looked at stand apart, above."""
    what = COLUMNS[4:10]
    about = (
        (
            "when",
            _("When it happened"),
            ["col_occurred_from", "layout_occurred_from", "col_hour", "col_reported", "layout_reported", "time_zone"],
        ),
        (
            "what",
            _("What happened"),
            ["col_category_local", "category_constant", *(f"col_{name}" for name in what)],
        ),
        ("where", _("Where it happened"), ["col_lon", "col_lat", "decimal", "crs", "col_area_reported", "displaced"]),
        (
            "file",
            _("The file itself"),
            ["source", "col_incident_id", "duplicates", "encoding", "delimiter", "sheet", "header_row", "missing"],
        ),
    )
    found = []
    for key, title, names in about:
        every = [rows[name] for name in names if name in rows]
        here, unsure = ([row for row in every if row["unsure"] == doubt] for doubt in (False, True))
        wrong = any(row["field"].errors for row in here)
        if key == "what":
            wrong = wrong or any(form[name].errors for name in form.fields if name.startswith("iccs_"))
        used = [
            str(row["field"].initial) for row in here if row["field"].name.startswith("col_") and row["field"].initial
        ]
        found.append({"key": key, "title": title, "rows": here, "open": wrong, "used": used, "unsure": unsure})
    return found


def dots(shown: Preview) -> dict[str, Any] | None:
    """The points and the outlines of the areas on a sheet of `MAP_WIDTH`; None without points."""
    if not shown.points:
        return None
    every = [*shown.points, *(point for ring in shown.outlines for point in ring)]
    west, east = min(x for x, _y in every), max(x for x, _y in every)
    south, north = min(y for _x, y in every), max(y for _x, y in every)
    narrower = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * narrower, 1e-6), max(north - south, 1e-6)
    scale = min((MAP_WIDTH - 2 * MARGIN) / wide, (MAP_TALLEST - 2 * MARGIN) / tall)
    left = (MAP_WIDTH - wide * scale) / 2

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return (
            round(left + (point[0] - west) * narrower * scale, 1),
            round(MARGIN + (north - point[1]) * scale, 1),
        )

    paths = ["M" + "L".join("{},{}".format(*place(point)) for point in ring) + "Z" for ring in shown.outlines]
    return {
        "width": MAP_WIDTH,
        "height": round(tall * scale + 2 * MARGIN, 1),
        "points": [place(point) for point in shown.points],
        "outlines": " ".join(paths),
        "bounds": (west, south, east, north),
    }
