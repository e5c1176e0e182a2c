"""From a decided document to a plan folder, or a folder for each of its plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.errors import NotCarriedOut, UsageError
from paminn.plan.importing.original import Doubt
from paminn.plan.importing.plan_folder_files import plan_files, roles_of
from paminn.plan.importing.sketch import Sketch, items_of
from paminn.plan.importing.sketching import plans_in
from paminn.texts.new_plan import DOUBTS, owners_heading, plan_heading, rules_to_begin_with
from paminn.usecases.deciding.capped_document import read_decided
from paminn.usecases.deciding.new_plan_folder import has_a_plan, horizon, with_schemas, write_folder

_NO_PLAN = (
    "{name}: i dokumentet hittades ingen tabell med delmål. Den behöver rubriker som Mål, Aktivitet, Ansvarig och "
    "Tidplan."
)
_IS_THERE = (
    "I {folder} ligger redan en plan. Se vad dokumentet ändrar i den med: paminn import {document} --plan {folder}. "
    "Ska det bli en ny plan, ange en ny mapp med --out."
)


@dataclass(frozen=True)
class Imported:
    """One plan as it was written: its folder, the goals and roles in it, and what to look at."""

    folder: Path
    goals: int
    roles: int
    doubts: tuple[Doubt, ...]


def import_plan(document: Path, out: Path, today: date) -> Sequence[Imported]:
    """Write a folder for each plan in the document; a folder that has a plan is never written over.

    Raises UsageError and NotCarriedOut; then nothing has been written.
    """
    sketches = [sketch for sketch in plans_in(read_decided(document)) if any(items_of(sketch.areas))]
    if not sketches:
        raise NotCarriedOut(_NO_PLAN.format(name=document.name))
    folders = _folders(sketches, out)
    for folder in folders:
        if has_a_plan(folder):
            raise UsageError(_IS_THERE.format(folder=folder, document=document))
    imported = []
    for sketch, folder in zip(sketches, folders, strict=True):
        heading = plan_heading(document.name, folder.as_posix())
        files = plan_files(sketch, heading, owners_heading(), rules_to_begin_with(horizon(sketch.facts.period, today)))
        listed = "".join(f"{doubt.where}: {doubt.message}\n" for doubt in files.doubts)
        write_folder(folder, {**with_schemas(files.files), DOUBTS: listed})
        items = list(items_of(sketch.areas))
        roles = roles_of(items)
        imported.append(Imported(folder, len(items), len(roles), files.doubts))
    return imported


def _folders(sketches: Sequence[Sketch], out: Path) -> list[Path]:
    """`out` for the only plan; a folder in it for each of several."""
    if len(sketches) == 1:
        return [out]
    return [out / f"plan-{number}" for number in range(1, len(sketches) + 1)]
