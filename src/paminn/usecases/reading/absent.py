"""The roles in which somebody cannot be reached now, as machines have told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from paminn.plan.identities import RoleId
from paminn.plan.model import Owners, Person
from paminn.ports.memory import Memory
from paminn.reminders.away import Absence, reachable
from paminn.reminders.model import Concern
from paminn.reports.absences import Away, Instead
from paminn.usecases.plans import Decided, KeptPlan, decided


def absent(kept: KeptPlan, memory: Memory, today: date) -> Sequence[Away]:
    """One row for each person of a role who does not read."""
    work = decided(kept, today)
    return absent_in(work, memory.history(work.plan.identity, Concern()).away, today)


def absent_in(work: Decided, absences: Sequence[Absence], today: date) -> Sequence[Away]:
    """The same, of what is known already."""
    return [away for _, away in _rows(work, absences, today)]


def with_number(work: Decided, absences: Sequence[Absence], number: str, today: date) -> tuple[str, Sequence[Away]]:
    """The address, casefolded, of the one whose row has this number, and all rows of theirs; nothing if none has it."""
    rows = list(_rows(work, absences, today))
    for person, away in rows:
        if away.number == number:
            address = person.email.casefold()
            return address, [other for whose, other in rows if whose.email.casefold() == address]
    return "", ()


def _rows(work: Decided, absences: Sequence[Absence], today: date) -> Iterator[tuple[Person, Away]]:
    for role in work.owners.people:
        holders = work.owners.holders(role, today)
        for person in holders:
            away = _away(work, role, person, absences, today)
            if away is not None:
                yield person, away
        for person in holders:
            deputy = person.deputy()
            if deputy is None or deputy in holders:
                continue
            away = _away(work, role, deputy, absences, today)
            # Who stands in and is away for a while is nobody's trouble before they are needed.
            if away is not None and away.gone:
                yield deputy, replace(away, is_deputy=True)


def _away(work: Decided, role: RoleId, person: Person, absences: Sequence[Absence], today: date) -> Away | None:
    """What machines have told of one person, as it is today."""
    theirs = [absence for absence in absences if absence.covers(person, today)]
    if not theirs:
        return None
    last = max(theirs, key=_gravity)
    back = None if last.gone else last.until + timedelta(days=1)
    instead = _instead(work.owners, role, today, absences)
    alike = [absence for absence in theirs if absence.gone is last.gone]
    since = min(absence.since for absence in alike)
    by_report = all(absence.about for absence in alike)
    return Away(work.plan.name_of(role), back, instead, since, by_report, last.number, person.name)


def _gravity(absence: Absence) -> tuple[bool, date]:
    """Of several, somebody who has left outweighs somebody who is away, and the longer the shorter."""
    return absence.gone, absence.until


def _instead(owners: Owners, role: RoleId, today: date, absences: Sequence[Absence]) -> Instead:
    reached = reachable(owners, role, today, absences)
    if not reached:
        return Instead.TEAM
    first = reached[0]
    if first not in owners.holders(role, today):
        return Instead.DEPUTY
    for absence in absences:
        if absence.covers(first, today):
            return Instead.SAME
    return Instead.HOLDER
