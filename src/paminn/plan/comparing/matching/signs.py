"""What is compared of a goal, and the signs that speak for two being the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from paminn.plan.comparing.matching.folding import fold, is_placeholder
from paminn.plan.comparing.model import Sign
from paminn.plan.decided import DecidedGoal, DecidedPlan
from paminn.plan.model import Part

_FIVE_SIGNS = frozenset({Sign.NUMBER, Sign.AREA, Sign.ACTIVITY, Sign.OWNERS, Sign.TIMEFRAME})


@dataclass(frozen=True, slots=True)
class RoleKey:
    """A role of either plan; one that goes on has one key, its name in the old plan."""

    is_old: bool
    name: str


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal with everything as it is compared; `activities` without placeholders."""

    goal: DecidedGoal
    wording: str
    area: str
    activities: frozenset[str]
    owners: frozenset[tuple[RoleKey, Part]]
    timeframe: str

    @property
    def number(self) -> str:
        return self.goal.number


def facts_of(plan: DecidedPlan, keys: Mapping[str, RoleKey]) -> dict[str, GoalFacts]:
    """By number, in the plan's order. `keys`: of each role of the plan, by name."""
    facts = {}
    for area in plan.areas:
        for goal in area.goals:
            facts[goal.number] = goal_facts(goal, area.title, keys.__getitem__)
    return facts


def goal_facts(goal: DecidedGoal, area_title: str, key_of: Callable[[str], RoleKey]) -> GoalFacts:
    return GoalFacts(
        goal=goal,
        wording=fold(goal.wording),
        area=fold(area_title),
        activities=real_activities(goal),
        owners=frozenset((key_of(part.role), part.part) for part in goal.parts),
        timeframe=fold(goal.timeframe),
    )


def real_activities(goal: DecidedGoal) -> frozenset[str]:
    """The folded words of each activity that says something."""
    return frozenset(fold(activity) for activity in goal.activities if not is_placeholder(activity))


def signs_between(old: GoalFacts, new: GoalFacts) -> frozenset[Sign]:
    """Which of the five signs agree."""
    return frozenset(_agreeing(old, new))


def agree_in_all(old: GoalFacts, new: GoalFacts) -> bool:
    """Do all five signs agree, and all the activities? Two cells that are left empty alike agree too."""
    signs = signs_between(old, new) | {Sign.ACTIVITY}
    return signs == _FIVE_SIGNS and old.activities == new.activities


def _agreeing(old: GoalFacts, new: GoalFacts) -> Iterator[Sign]:
    if old.number == new.number:
        yield Sign.NUMBER
    if old.area == new.area:
        yield Sign.AREA
    if old.activities & new.activities:
        yield Sign.ACTIVITY
    if old.owners == new.owners:
        yield Sign.OWNERS
    if old.timeframe == new.timeframe:
        yield Sign.TIMEFRAME
