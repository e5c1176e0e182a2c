"""What differs in the goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from paminn.plan.comparing.matching.activities import left_for, same_activities
from paminn.plan.comparing.matching.model import Matching, WhoIsWho
from paminn.plan.comparing.model import Called, Change, Thing, What
from paminn.plan.comparing.telling.ends import ended_and_begun
from paminn.plan.decided import DecidedGoal, DecidedPlan
from paminn.plan.model import AreaNumber


def goal_changes(who: WhoIsWho, areas: Mapping[AreaNumber, AreaNumber]) -> Iterator[Change]:
    """`areas`: new number -> old number."""
    old, new, goals = who.old, who.new, who.goals
    yield from ended_and_begun(goals, _wordings(old), _wordings(new), Thing.GOAL)
    for number, retired in who.returns.items():
        gone = Called(retired.name, retired.goal.wording)
        yield Change(Thing.GOAL, What.RETURNED, (gone,), (_called(new.by_number[number]),))
    carved: dict[str, Sequence[str]] = {**left_for(old, new, goals, who.new_goals)}
    carved.update({number: (origin,) for number, origin in goals.heard.carved.items()})
    for number in (*who.new_goals, *goals.heard.carved):
        after = (_called(new.by_number[number]),)
        if number in carved:
            origins = tuple(_called(old.by_number[origin]) for origin in carved[number])
            yield Change(Thing.GOAL, What.CARVED, origins, after)
        else:
            yield Change(Thing.GOAL, What.NEW, (), after)
    back = {before: after for after, before in goals.same.items()}
    for number, before in goals.same.items():
        was = old.by_number[before]
        goal = new.by_number[number]
        # The new number comes first: what else is told of the goal is told under it.
        if was.number != goal.number:
            yield _goal_change(What.RENUMBERED, was, goal, was.wording, goal.wording)
        old_area = old.area_of[before]
        new_area = new.area_of[number]
        if areas.get(new_area.number) != old_area.number:
            yield _goal_change(What.MOVED, was, goal, old_area.title, new_area.title)
        elif _stands_under_another(was, goal):
            yield _goal_change(What.PUT_UNDER, was, goal, _above(was), _above(goal))
        yield from _differences(was, goal, who.roles)
        if back.get(was.replaced_by, "") != goal.replaced_by:
            yield _goal_change(What.REPLACED, was, goal, was.replaced_by, goal.replaced_by)


def _stands_under_another(was: DecidedGoal, goal: DecidedGoal) -> bool:
    """Whether its goal has another number and other words; one of them alone is told of the goal above."""
    if was.above is None or goal.above is None:
        return was.above is not goal.above
    return was.above.number != goal.above.number and was.above.wording != goal.above.wording


def _above(goal: DecidedGoal) -> str:
    if goal.above is None:
        return ""
    return f"{goal.above.number} {goal.above.wording}"


def _wordings(plan: DecidedPlan) -> dict[str, str]:
    return {goal.number: goal.wording for goal in plan.goals()}


def _called(goal: DecidedGoal) -> Called:
    return Called(goal.number, goal.wording)


def _goal_change(what: What, was: DecidedGoal, goal: DecidedGoal, before: str, after: str) -> Change:
    return Change(Thing.GOAL, what, (Called(was.number, before),), (Called(goal.number, after),))


def _differences(was: DecidedGoal, goal: DecidedGoal, roles: Matching) -> Iterator[Change]:
    if was.wording != goal.wording:
        yield _goal_change(What.REWORDED, was, goal, was.wording, goal.wording)
    yield from _activity_changes(was, goal)
    yield from _owner_changes(was, goal, roles)
    if was.timeframe != goal.timeframe:
        yield _goal_change(What.RETIMED, was, goal, was.timeframe, goal.timeframe)


def _activity_changes(was: DecidedGoal, goal: DecidedGoal) -> Iterator[Change]:
    same = same_activities(was, goal)
    for place, words in enumerate(goal.activities):
        after = (Called(goal.number, words),)
        if place not in same:
            yield Change(Thing.GOAL, What.ACTIVITIES, (), after)
        elif was.activities[same[place]] != words:
            before = (Called(was.number, was.activities[same[place]]),)
            yield Change(Thing.GOAL, What.ACTIVITIES, before, after)
    for place, words in enumerate(was.activities):
        if place not in same.values():
            yield Change(Thing.GOAL, What.ACTIVITIES, (Called(was.number, words),))


def _owner_changes(was: DecidedGoal, goal: DecidedGoal, roles: Matching) -> Iterator[Change]:
    """Other roles or parts, whatever the roles are called; and other words about them.

    As long as it is asked what became of a role, its goals may have the owners that they had.
    """
    before = {(part.role, part.part) for part in was.parts}
    after = {(roles.same.get(part.role), part.part) for part in goal.parts}
    if before != after and was.roles.isdisjoint(roles.open_old):
        yield _goal_change(What.OWNERS, was, goal, _parts(was), _parts(goal))
    if was.responsible != goal.responsible:
        yield _goal_change(What.OWNERS, was, goal, was.responsible, goal.responsible)


def _parts(goal: DecidedGoal) -> str:
    return ", ".join(f"{part.role} ({part.part})" for part in goal.parts)
