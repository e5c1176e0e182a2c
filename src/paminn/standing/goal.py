"""What a goal asks: whether it happens once, and who says that it is done."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.plan.identities import RoleId
from paminn.plan.model import Goal, Kind, OwnerPart, Part


def happens_once(goal: Goal) -> bool:
    """Whether it is one thing, with at most one day: a Klar about it ends it, whatever it was an answer to.

    Of several days each is answered by itself, and what is ongoing or recurring has no end.
    """
    if goal.timeframe.kind in (Kind.ONGOING, Kind.RECURRING):
        return False
    return not goal.timeframe.more_days


def is_over_when_done(goal: Goal) -> bool:
    """Whether it happens once and a Klar holds for all years to come.

    What should have begun by a day goes on after it, and what nobody could read a day in is asked about anew.
    """
    return happens_once(goal) and goal.timeframe.kind in (Kind.DEADLINE, Kind.PERIOD)


def responsible(goal: Goal) -> tuple[RoleId, ...]:
    """The roles of type ansvar, in the plan's order: they say together that the goal is done. May be empty."""
    return _roles(part for part in reminded(goal) if part.part is Part.RESPONSIBLE)


def deciding(goal: Goal) -> tuple[RoleId, ...]:
    """The roles that say how the goal goes: the responsible ones, else all that have a part in it."""
    return responsible(goal) or _roles(reminded(goal))


def reminded(goal: Goal) -> tuple[OwnerPart, ...]:
    """The parts of those who are asked about it: a partner outside is only named."""
    return tuple(part for part in goal.parts if not part.is_outside)


def _roles(parts: Iterable[OwnerPart]) -> tuple[RoleId, ...]:
    """Each role once, in the order of its first part."""
    return tuple(dict.fromkeys(part.role_id for part in parts))
