"""Whether the plan still says what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.errors import NotCarriedOut, PlanError
from paminn.plan.importing.comparison import Difference, differences
from paminn.plan.importing.sketch import items_of
from paminn.plan.importing.sketching import plans_in
from paminn.plan.load import read_plan
from paminn.usecases.deciding.capped_document import read_decided
from paminn.usecases.plans import ReadablePlan

_NO_PLAN = "{name}: i dokumentet hittades ingen tabell med delmål. Kontrollera att det är den beslutade planen."


@dataclass(frozen=True)
class Compared:
    """`version` is the number of the adopted version that was held against the document, None for the files.

    `goals` is how many goals the plan has. `is_written`: where they differ, plan.yaml says what the document does
    and only waits to be adopted.
    """

    differences: tuple[Difference, ...]
    version: int | None
    goals: int
    is_written: bool = False


def compare(kept: ReadablePlan, document: Path, today: date) -> Compared:
    """Hold the adopted plan, or else the files, against the decided document.

    Of several plans in one document that which is most like it. Raises PlanError, UsageError and NotCarriedOut.
    """
    reading = read_plan(kept.folder.files(), kept.name, today)
    if reading.rules is None or reading.content is None:
        raise PlanError(reading.problems)
    content = reading.content
    version = None
    adopted = kept.versions.adopted(reading.rules.identity)
    if adopted:
        content = adopted[-1].content
        version = adopted[-1].number
    sketches = [sketch for sketch in plans_in(read_decided(document)) if any(items_of(sketch.areas))]
    if not sketches:
        raise NotCarriedOut(_NO_PLAN.format(name=document.name))
    found = min((differences(sketch, content) for sketch in sketches), key=len)
    is_written = bool(found) and any(not differences(sketch, reading.content) for sketch in sketches)
    return Compared(found, version, len(content.by_number), is_written)
