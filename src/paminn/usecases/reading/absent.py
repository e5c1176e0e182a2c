"""The roles in which somebody cannot be reached now, as machines have told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from paminn.plan.identities import RoleId
from paminn.plan.model import Owners
from paminn.ports.memory import Memory
from paminn.reminders.away import Absence, reachable
from paminn.reminders.model import Concern
from paminn.reports.absences import Away, Instead
from paminn.usecases.plans import Decided, KeptPlan, decided


def absent(folder: KeptPlan, memory: Memory, today: date) -> Sequence[Away]:
    """One row for each person of a role who does not read."""
    work = decided(folder, today)
    return absent_in(work, memory.history(work.plan.identity, Concern()).away, today)


def absent_in(work: Decided, absences: Sequence[Absence], today: date) -> Sequence[Away]:
    """The same, of what is known already."""
    rows = []
    for role in work.owners.people:
        for person in work.owners.holders(role, today):
            theirs = [absence for absence in absences if absence.covers(person, today)]
            if theirs:
                last = max(theirs, key=_gravity)
                back = None if last.gone else last.until + timedelta(days=1)
                instead = _instead(work.owners, role, today, absences)
                alike = [absence for absence in theirs if absence.gone is last.gone]
                since = min(absence.since for absence in alike)
                by_report = all(absence.about for absence in alike)
                rows.append(Away(work.plan.name_of(role), back, instead, since, by_report))
    return rows


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
