"""Which activity of a goal that goes on is which, and which left it for a goal that is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.model import Matching
from paminn.plan.comparing.matching.signs import real_activities
from paminn.plan.decided import DecidedGoal, DecidedPlan


def same_activities(was: DecidedGoal, goal: DecidedGoal) -> dict[int, int]:
    """New place -> old place of each activity of a goal that goes on: the same words, else the only one left."""
    same: dict[int, int] = {}
    for exactly in (True, False):
        waiting = defaultdict(list)
        for place, words in enumerate(was.activities):
            if place not in same.values():
                waiting[words if exactly else fold(words)].append(place)
        for place, words in enumerate(goal.activities):
            places = waiting[words if exactly else fold(words)]
            if place not in same and places:
                same[place] = places.pop(0)
    gone = [place for place in range(len(was.activities)) if place not in same.values()]
    come = [place for place in range(len(goal.activities)) if place not in same]
    if len(gone) == 1 and len(come) == 1:
        same[come[0]] = gone[0]
    return same


def left_for(old: DecidedPlan, new: DecidedPlan, goals: Matching, new_goals: Iterable[str]) -> dict[str, list[str]]:
    """Of new goals, those with an activity that left a goal which goes on: from which, by their old numbers."""
    stood_under: dict[str, list[str]] = defaultdict(list)
    for goal in old.goals():
        for activity in real_activities(goal):
            stood_under[activity].append(goal.number)
    goes_on = {before: after for after, before in goals.same.items()}
    left = {}
    for number in new_goals:
        origins: dict[str, None] = {}
        for activity in real_activities(new.by_number[number]):
            for before in stood_under[activity]:
                after = goes_on.get(before)
                if after is not None and activity not in real_activities(new.by_number[after]):
                    origins[before] = None
        if origins:
            left[number] = list(origins)
    return left


def maybe_carved_out(
    old: DecidedPlan, new: DecidedPlan, goals: Matching, roles: Matching
) -> dict[str, tuple[str, ...]]:
    """Old number -> the open new goals that an activity left it for, where a role of the goal goes on with it.

    Only such a role has been reminded of it before: for any other a new goal is new whatever it came from. Nobody has
    said anything of the old goal, and each new one is asked about once.
    """
    maybe: dict[str, list[str]] = defaultdict(list)
    spoken_of = goals.heard.olds()
    for number, origins in left_for(old, new, goals, goals.open_new).items():
        bearing = {roles.same.get(role) for role in new.by_number[number].roles}
        # One of which it is asked who it is may be any of those that are asked about: both are asked at once.
        if not new.by_number[number].roles.isdisjoint(roles.open_new):
            bearing.update(roles.open_old)
        for before in origins:
            if before not in spoken_of and not bearing.isdisjoint(old.by_number[before].roles):
                maybe[before].append(number)
                break
    return {before: tuple(maybe[before]) for before in old.by_number if before in maybe}
