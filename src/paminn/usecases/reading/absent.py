"""The roles in which somebody cannot be reached now, as machines have told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from paminn.plan.model import Owners
from paminn.reminders.away import Absence, reachable
from paminn.usecases.house import House, decided


def absent(house: House, now: datetime) -> Sequence[Mapping[str, object]]:
    """One row for each person of a role who does not read, without name or address.

    `until`: the ISO day from which they are written to again; `gone`: the role needs somebody new. `instead` is who
    the role's reminders go to: "holder" (another one), "deputy", "team" or "same" (read when back).
    """
    work, today = decided(house.plan, now.date()), now.date()
    away = house.memory.history(work.plan.identity).away
    rows = []
    for role in work.owners.people:
        for person in work.owners.holders(role, today):
            if told := [one for one in away if one.covers(person, today)]:
                last = max(told, key=lambda one: (one.gone, one.until))
                until = (last.until + timedelta(days=1)).isoformat()
                instead = _instead(work.owners, role, now, away)
                rows.append({"owner": role, "gone": last.gone, "until": until, "instead": instead})
    return rows


def _instead(owners: Owners, role: str, now: datetime, away: Sequence[Absence]) -> str:
    today = now.date()
    holders, reached = owners.holders(role, today), reachable(owners, role, today, away)
    if not reached:
        return "team"
    if reached[0] not in holders:
        return "deputy"
    return "same" if any(one.covers(reached[0], today) for one in away) else "holder"
