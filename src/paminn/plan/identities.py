"""What a goal and a role are, whatever they are called today: given once, at their first adoption, and never again."""

from __future__ import annotations

from collections.abc import Collection
from typing import NewType

# What it was called when it was first adopted, "2.1v3" where that was taken: "first called 2.1 in version 3".
GoalId = NewType("GoalId", str)
RoleId = NewType("RoleId", str)

# The identity of its goal and the first free place in it: "2.1/3".
ActivityId = NewType("ActivityId", str)

NOBODY = RoleId("")  # where no role is known


def new_activities(goal: GoalId, count: int, given: Collection[ActivityId] = ()) -> tuple[ActivityId, ...]:
    """The identities of `count` activities that come to a goal; `given` are all that its activities ever had."""
    taken = max((int(activity.rpartition("/")[2]) for activity in given), default=0)
    return tuple(ActivityId(f"{goal}/{taken + place}") for place in range(1, count + 1))


def new_identity(called: str, version: int, given: Collection[str]) -> str:
    """The identity of what is called so for the first time in a version; `given` are all that were ever given."""
    identity = called
    if identity in given:
        identity = f"{called}v{version}"
    if identity in given:
        raise ValueError(f"{identity!r} has been given")
    return identity
