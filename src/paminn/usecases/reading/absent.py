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
from paminn.usecases.plans import KeptPlan, decided


def absent(folder: KeptPlan, memory: Memory, today: date) -> Sequence[Away]:
    """One row for each person of a role who does not read."""
    work = decided(folder, today)
    absences = memory.history(work.plan.identity, Concern()).away
    rows = []
    for role in work.owners.people:
        for person in work.owners.holders(role, today):
            theirs = [absence for absence in absences if absence.covers(person, today)]
            if theirs:
                last = max(theirs, key=_gravity)
                back = None if last.gone else last.until + timedelta(days=1)
                rows.append(Away(work.plan.name_of(role), back, _instead(work.owners, role, today, absences)))
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
