"""What somebody has had already: of a goal or a role that a revision made of others, what those had counts as had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from paminn.plan.identities import RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.whom import Whom
from paminn.reminders.model import History


def reminders_had(whom: Whom, occurrence: OccurrenceId, history: History) -> int:
    """How many reminders of an instance of the goal they have had."""
    if whom.person:
        return history.sent_to.get((whom.role, whom.person, occurrence), 0)
    return history.sent.get((whom.role, occurrence), 0)


def last_step_had(whom: Whom, occurrence: OccurrenceId, due: date, history: History) -> date | None:
    """The day of the latest step of an instance that they have had.

    Nothing is asked because of a revision. Each of several goals must have had it, since they were asked about
    different things; one role is enough.
    """
    own = _last_of(whom, occurrence, due, history)
    if own is not None or not whom.goal.origins:
        return own
    earliest = None
    for origin in whom.goal.origins:
        of_origin = _last_of(whom, replace(occurrence, goal=origin), due, history)
        if of_origin is None:
            return None
        if earliest is None or of_origin < earliest:
            earliest = of_origin
    return earliest


def missed_by(whom: Whom, occurrence: OccurrenceId, due: date, history: History) -> frozenset[str]:
    """The mailboxes of the role that the latest step has failed to reach, where others of it have had it."""
    if whom.person:
        return frozenset()
    return history.missed.get((whom.role, occurrence, due), frozenset())


def _last_of(whom: Whom, occurrence: OccurrenceId, due: date, history: History) -> date | None:
    """The same of this very instance, by any of the roles that theirs is or was made of."""
    days = []
    for role in (whom.role, *whom.part.origins):
        day = _had_by(role, whom.person, occurrence, due, history)
        if day is not None:
            days.append(day)
    return max(days, default=None)


def _had_by(role: RoleId, person: str, occurrence: OccurrenceId, due: date, history: History) -> date | None:
    if person:
        return history.had.get((role, person, occurrence, due))
    return history.covered.get((role, occurrence, due))
