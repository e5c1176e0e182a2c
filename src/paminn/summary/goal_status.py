"""How a goal, or one day of it, went: one word for what those who decide have said."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

from paminn.standing.answer import Answer, Status
from paminn.standing.going import gravest


class GoalStatus(StrEnum):
    DONE = "done"
    DONE_IN_PLAN = "done_in_plan"  # the decided tidplan itself says so; nobody is asked
    ONGOING = "ongoing"
    OVERRUN = "overrun"  # ongoing beyond the plan's last day, though nobody has called it late
    LATE = "late"
    NOT_STARTED = "not_started"
    CONTRADICTED = "contradicted"  # those who decide say different things, and nobody has settled it
    UNSTATED = "unstated"  # released without a status
    MISSING = "missing"
    NOT_YET = "not_yet"  # its time has not come, or does not come that year
    REPLACED = "replaced"


def status_of(answers: Iterable[Answer]) -> GoalStatus:
    """What the last words of all who decide come to: the gravest speaks."""
    said = [answer.status for answer in answers]
    worst, _ = gravest(said)
    if worst is None:
        return GoalStatus.UNSTATED
    if None in said and worst is not Status.LATE:
        # An answer without a status may be the gravest of them, so the others cannot speak for it.
        return GoalStatus.UNSTATED
    return _of(worst)


def _of(status: Status) -> GoalStatus:
    """A goal's status where all its deciding answers say this, or something less grave."""
    match status:
        case Status.DONE:
            return GoalStatus.DONE
        case Status.ONGOING:
            return GoalStatus.ONGOING
        case Status.LATE:
            return GoalStatus.LATE
        case Status.NOT_STARTED:
            return GoalStatus.NOT_STARTED
        case _:
            assert_never(status)
