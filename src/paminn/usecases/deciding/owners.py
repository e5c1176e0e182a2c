"""Who has each role, filled in owners.yaml from a list that is kept elsewhere."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from paminn.disk import read_file
from paminn.errors import NotCarriedOut, PlanError, UsageError, told_by_disk
from paminn.plan.identities import RoleId
from paminn.plan.importing.original import Doubt, Table
from paminn.plan.load import OWNERS, Reading, read_plan
from paminn.plan.model import QUALITY_TEAM, Person
from paminn.plan.outside import with_outside
from paminn.plan.staffing.list_rows import ListRow, row_of, rows_of_text, text_of_list
from paminn.plan.staffing.listed_people import ListedPerson, people_in
from paminn.plan.staffing.role_matching import Uncertain, role_meant
from paminn.plan.staffing.written_people import has_left, with_people
from paminn.ports.plan_folder import PlanFolder
from paminn.usecases.deciding.capped_document import read_decided

_DOCUMENTS = (".xlsx", ".docx")
_NOBODY_IN_IT = "{name}: i listan hittades ingen e-postadress. Den behöver kolumnerna Roll, Namn och E-post."
_CANNOT_READ = "{path} går inte att läsa ({why}). Kontrollera var listan ligger."
_CANNOT_WRITE = "{path} går inte att skriva ({why}). Inget är ändrat."
WAITS = "Rollen «{role}» väntar, eftersom en annan rad om den är oklar."
IS_FILLED = "Rollen «{role}» har redan {names}. Ska listan gälla i stället: kör igen med --replace."


@dataclass(frozen=True)
class Filled:
    """What became of a list: the people written in by role, the roles where they stood already, and the rest.

    `missing` are the roles in use that nobody has and that are not said to be vacant; `unread` the list's columns that
    say nothing of this.
    """

    written: Mapping[str, tuple[str, ...]]
    unchanged: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    missing: tuple[str, ...]
    unread: tuple[str, ...]


def fill_owners(folder: PlanFolder, path: Path, listed: Path, today: date, *, replace: bool) -> Filled:
    """Write those of the list whose role is certain into owners.yaml, all of them or none.

    `path` is where the folder's files lie. A place that somebody has is left as it is unless they are to `replace`
    whoever has it. Raises UsageError and NotCarriedOut where the list or the folder cannot be used, PlanError where the
    plan's files have faults that hide what they say; then nothing has been written.
    """
    files = folder.files()
    reading = read_plan(files, folder.name, today)
    if reading.plan is None or reading.owners is None:
        raise PlanError(reading.problems)
    people = people_in(_rows(listed))
    if not people.people and not people.doubts:
        raise NotCarriedOut(_NOBODY_IN_IT.format(name=listed.name))
    known = _known_roles(reading)
    wanted, doubts = _by_role(people.people, known)
    doubtful = [role_meant(role, known) for role in people.doubtful_roles]
    unchanged = []
    to_write: dict[str, Sequence[ListedPerson]] = {}
    for role, rows in wanted.items():
        present = [person for person in reading.owners.people.get(role, ()) if not has_left(person.until, today)]
        if _says_the_same(rows, present):
            unchanged.append(str(role))
        elif role in doubtful:
            doubts.append(Doubt(rows[0].where, WAITS.format(role=role)))
        elif present and not replace:
            names = ", ".join(person.name for person in present)
            doubts.append(Doubt(rows[0].where, IS_FILLED.format(role=role, names=names)))
        else:
            to_write[str(role)] = rows
    if to_write:
        content = _with_people(files[OWNERS], to_write, today)
        after = read_plan({**files, OWNERS: content}, folder.name, today)
        _refuse_new_faults(reading, after)
        _put_in_place(path / OWNERS, content)
        reading = after
    written = {role: tuple(row.person.name for row in rows) for role, rows in to_write.items()}
    return Filled(written, tuple(unchanged), (*people.doubts, *doubts), _missing(reading, today), people.unread)


def _rows(listed: Path) -> list[ListRow]:
    if listed.suffix.casefold() in _DOCUMENTS:
        return _rows_of_tables(listed)
    try:
        content = read_file(listed)
    except OSError as error:
        raise UsageError(_CANNOT_READ.format(path=listed, why=told_by_disk(error))) from error
    return rows_of_text(text_of_list(content))


def _rows_of_tables(listed: Path) -> list[ListRow]:
    rows = []
    for block in read_decided(listed).blocks:
        if not isinstance(block, Table):
            continue
        for number, cells in enumerate(block.rows, 1):
            row = row_of(f"{block.place}, rad {number}", [cell.text for cell in cells])
            if row is not None:
                rows.append(row)
    return rows


def _known_roles(reading: Reading) -> tuple[str, ...]:
    """The roles of owners.yaml and of the plan, and the one that looks after the plan."""
    known = {str(QUALITY_TEAM)}
    if reading.owners is not None:
        known.update(reading.owners.people)
    if reading.plan is not None:
        known.update(reading.plan.role_names.values())
    return tuple(sorted(known))


def _by_role(
    people: Sequence[ListedPerson], known: Sequence[str]
) -> tuple[Mapping[RoleId, list[ListedPerson]], list[Doubt]]:
    """Those of each role that is certain, each mailbox once, and a doubt for each that is not."""
    wanted: dict[RoleId, list[ListedPerson]] = defaultdict(list)
    doubts = []
    for row in people:
        role = role_meant(row.role, known)
        if isinstance(role, Uncertain):
            doubts.append(Doubt(row.where, role.sentence))
            continue
        others = wanted[RoleId(role)]
        if row.person.email.casefold() not in [other.person.email.casefold() for other in others]:
            others.append(row)
    return wanted, doubts


def _says_the_same(rows: Sequence[ListedPerson], present: Sequence[Person]) -> bool:
    """Whether all that is listed stands in the file already."""
    deputies = {person.email.casefold(): person.deputy_email.casefold() for person in present}
    for row in rows:
        mailbox = row.person.email.casefold()
        if mailbox not in deputies:
            return False
        if row.deputy is not None and row.deputy.email.casefold() != deputies[mailbox]:
            return False
    return True


def _with_people(content: bytes, to_write: Mapping[str, Sequence[ListedPerson]], today: date) -> bytes:
    text = content.decode("utf-8-sig")
    written = with_people(text.replace("\r\n", "\n"), to_write, today)
    if "\r\n" in text:
        written = written.replace("\n", "\r\n")
    return written.encode()


def _refuse_new_faults(before: Reading, after: Reading) -> None:
    had = {problem.message for problem in before.problems}
    new = tuple(problem for problem in after.problems if problem.message not in had)
    if new:
        raise PlanError(new)


def _put_in_place(path: Path, content: bytes) -> None:
    """In one step: whatever happens the file is the old one or the new one."""
    beside = path.with_name(f".{path.name}.ny")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise NotCarriedOut(_CANNOT_WRITE.format(path=path, why=told_by_disk(error))) from error


def _missing(reading: Reading, today: date) -> tuple[str, ...]:
    owners = reading.owners
    if reading.plan is None or owners is None:
        return ()
    in_use = with_outside(reading.plan, owners).roles_in_use
    return tuple(name for role, name in in_use.items() if not owners.holders(role, today) and role not in owners.vacant)
