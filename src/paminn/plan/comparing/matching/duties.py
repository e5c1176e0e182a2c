"""What each role does for which goal, so that the roles of two plans can be held against each other."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from paminn.plan.comparing.matching.model import Matching
from paminn.plan.decided import DecidedPlan


def duties_of(plan: DecidedPlan, goals: Mapping[str, Hashable]) -> dict[str, frozenset[Hashable]]:
    """(goal, part) of every role, by name. `goals`: what each number of the plan stands for in both plans."""
    duties: dict[str, set[Hashable]] = {role: set() for role in plan.roles}
    for goal in plan.goals():
        stands_for = goals[goal.number]
        for part in goal.parts:
            duties[part.role].add((stands_for, part.part))
    return {role: frozenset(held) for role, held in duties.items()}


def goals_of_old(old: DecidedPlan) -> dict[str, Hashable]:
    """What each number of the old plan stands for in both plans."""
    return {number: ("old", number) for number in old.by_number}


def goals_of_new(new: DecidedPlan, goals: Matching) -> dict[str, Hashable]:
    """What each number of the new plan stands for in both plans."""
    stands_for: dict[str, Hashable] = {}
    for number in new.by_number:
        if number in goals.same:
            stands_for[number] = ("old", goals.same[number])
        else:
            stands_for[number] = ("new", number)
    return stands_for


def likely_goals_of_new(old: DecidedPlan, new: DecidedPlan, goals: Matching) -> dict[str, Hashable]:
    """As `goals_of_new`, but by the number where nothing is certain, and whatever a person has said: so that an answer
    about a goal leads to no new question about a role.
    """
    certain = {number: before for number, before in goals.same.items() if number not in goals.heard.same}
    taken = frozenset(certain.values())
    stands_for: dict[str, Hashable] = {}
    for number in new.by_number:
        before = certain.get(number, number)
        if number in certain or (before in old.by_number and before not in taken):
            stands_for[number] = ("old", before)
        else:
            stands_for[number] = ("new", number)
    return stands_for
