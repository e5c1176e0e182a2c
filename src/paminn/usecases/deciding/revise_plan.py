"""A decided document over a plan folder that is there: shown first, and written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from paminn.errors import NotCarriedOut, PlanError, UsageError, told_by_disk
from paminn.plan.comparing import Change, Comparison, Said, compare
from paminn.plan.decided import DecidedPlan
from paminn.plan.importing.comparison import differences
from paminn.plan.importing.sketch import Sketch, items_of
from paminn.plan.importing.sketching import plans_in
from paminn.plan.load import OWNERS, PLAN, Reading, read_plan
from paminn.plan.model import Problem
from paminn.plan.placing import coming_as, placed
from paminn.plan.revising.revised import Revised, revised
from paminn.plan.revising.yaml_lines import NotInLines
from paminn.plan.succession import retired_goals, retired_roles
from paminn.plan.version import PlanVersion
from paminn.reports.revising import Revision
from paminn.usecases.deciding.capped_document import read_decided
from paminn.usecases.plans import ReadablePlan, rules_used_under

_NO_PLAN = "{name}: i dokumentet hittades ingen tabell med delmål. Kontrollera att det är den beslutade planen."
_BY_HAND = (
    "{folder}/plan.yaml är skriven så att den inte kan ändras rad för rad utan att något annat också ändras. Ingenting "
    "är skrivet. Se vad som skiljer med paminn compare, och rätta för hand."
)
_GONE = "rules.yaml säger {number}, men inget delmål heter så i dokumentet. Skriv om raden eller ta bort den."
_SAVED_MEANWHILE = "{path} har sparats av någon annan medan planen lästes. Ingenting är skrivet. Kör kommandot igen."
_CANNOT_WRITE = "{path} går inte att skriva ({why}). Planen är som den var. Kontrollera mapp och disk."
_BACKUP = "{name}.tidigare-{day}"


def revise_plan(kept: ReadablePlan, folder: Path, document: Path, said: Said, today: date, *, write: bool) -> Revision:
    """What `document` changes of the plan in `folder`; with `write` its files are changed.

    Raises PlanError where the files cannot be read as a plan, UsageError and NotCarriedOut; then nothing is written.
    """
    files = kept.folder.files()
    reading = read_plan(files, kept.name, today)
    if reading.rules is None or reading.content is None or reading.owners is None:
        raise PlanError(reading.problems)
    sketch = _most_alike(document, reading.content)
    versions = kept.versions.adopted(reading.rules.identity)
    adopted = versions[-1].content if versions else None
    try:
        made = revised(_text(files[PLAN]), _text(files[OWNERS]), tuple(reading.owners.people), sketch, adopted, said)
    except NotInLines:
        raise NotCarriedOut(_BY_HAND.format(folder=folder)) from None
    comparison = _compared(adopted or reading.content, made.content, said, versions)
    if comparison.faults:
        raise UsageError(" ".join(fault.sentence for fault in comparison.faults))
    backup = None
    if write and made.files:
        backup = _written(folder, files, made.files, today)
    return Revision(
        folder=folder,
        document=document.name,
        version=versions[-1].number if versions else None,
        comparison=comparison,
        revised=made,
        lost=_lost(adopted, reading.content, comparison, versions),
        problems=_new_problems(reading, made, files, kept.name, today),
        rules=_rules(kept, reading, made, comparison, versions),
        backup=backup,
    )


def _most_alike(document: Path, content: DecidedPlan) -> Sketch:
    """The document's plan; of several that which is most like the folder's."""
    read = read_decided(document)
    sketches = [sketch for sketch in plans_in(read, content.roles) if any(items_of(sketch.areas))]
    if not sketches:
        raise NotCarriedOut(_NO_PLAN.format(name=document.name))
    return min(sketches, key=lambda sketch: len(differences(sketch, content)))


def _compared(old: DecidedPlan, new: DecidedPlan, said: Said, versions: Sequence[PlanVersion]) -> Comparison:
    if not versions:
        return compare(old, new, said)
    return compare(old, new, said, tuple(retired_goals(versions)), tuple(retired_roles(versions)))


def _lost(
    adopted: DecidedPlan | None, file: DecidedPlan, comparison: Comparison, versions: Sequence[PlanVersion]
) -> tuple[Change, ...]:
    if adopted is None or adopted.fingerprint == file.fingerprint:
        return ()
    edits = _compared(adopted, file, Said(), versions).changes
    return tuple(edit for edit in edits if edit not in comparison.changes)


def _new_problems(
    reading: Reading, made: Revised, files: Mapping[str, bytes], name: str, today: date
) -> tuple[Problem, ...]:
    """What is wrong with the files as they will be, that was not before; what rules.yaml says is told apart."""
    after = read_plan({**files, **_bytes(made.files)}, name, today)
    before = {problem.message for problem in reading.problems}
    numbers = {problem for _, problem in after.numbered}
    return tuple(problem for problem in after.problems if problem.message not in before and problem not in numbers)


def _rules(
    kept: ReadablePlan, reading: Reading, made: Revised, comparison: Comparison, versions: Sequence[PlanVersion]
) -> tuple[str, ...]:
    """What there is to say of the numbers in rules.yaml, which nobody rewrites but a person."""
    if not versions or reading.rules is None:
        gone = [number for number, _ in reading.numbered if number not in made.content.by_number]
        return tuple(_GONE.format(number=number) for number in dict.fromkeys(gone))
    latest = versions[-1]
    becoming = coming_as(latest, made.content, comparison.same_goals)
    told = placed(reading.rules, latest, becoming, rules_used_under(kept, latest)).told
    return tuple(number.sentence for number in told)


# --- Writing ----------------------------------------


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _written(folder: Path, before: Mapping[str, bytes], files: Mapping[str, str], today: date) -> Path:
    """Put the new files in the place of the old ones. The plan.yaml that was there is kept beside.

    owners.yaml first: it only has more places than before, so that a stop in between leaves a plan that holds together.
    """
    contents = _bytes(files)
    unfinished: dict[str, Path] = {}
    path = folder
    try:
        backup = _kept_beside(folder, before[PLAN], today)
        for name, content in contents.items():
            path = (folder / name).resolve()  # a link goes on pointing where it did
            unfinished[name] = _put_beside(path, content)
        for name in contents:
            path = folder / name
            if path.read_bytes() != before[name]:
                raise NotCarriedOut(_SAVED_MEANWHILE.format(path=path))
        for name in (OWNERS, PLAN):
            if name in unfinished:
                path = (folder / name).resolve()
                os.replace(unfinished.pop(name), path)
    except OSError as error:
        raise NotCarriedOut(_CANNOT_WRITE.format(path=path, why=told_by_disk(error))) from error
    finally:
        for left in unfinished.values():
            left.unlink(missing_ok=True)
    return backup


def _kept_beside(folder: Path, content: bytes, today: date) -> Path:
    """A copy that takes no other copy's place."""
    for count in range(1, 1_000):
        name = _BACKUP.format(name=PLAN, day=today.isoformat())
        path = folder / (name if count == 1 else f"{name}-{count}")
        if path.is_file() and path.read_bytes() == content:
            return path
        if not path.exists():
            os.replace(_put_beside(path, content), path)
            return path
    raise NotCarriedOut(_CANNOT_WRITE.format(path=folder, why="för många kopior"))


def _put_beside(path: Path, content: bytes) -> Path:
    """The content in an unfinished file of its own, as it is on the disk."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".halv", delete=False) as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    made = Path(handle.name)
    if path.exists():
        os.chmod(made, path.stat().st_mode & 0o777)
    return made
