"""Everything decided that differs between two plans, once it is known who is who."""

from __future__ import annotations

from paminn.plan.comparing.matching.model import WhoIsWho
from paminn.plan.comparing.model import Change
from paminn.plan.comparing.telling.goal_changes import goal_changes
from paminn.plan.comparing.telling.plan_texts import above_changes, area_changes, plan_changes, same_areas
from paminn.plan.comparing.telling.role_changes import role_changes
from paminn.plan.numbers import number_order


def changes_of(who: WhoIsWho) -> tuple[Change, ...]:
    """In the plan's order: its own words, then areas and goals by number, then roles.

    What is open, and what may yet be the same as it, is not here.
    """
    areas = same_areas(who.old, who.new)
    in_areas = [
        *area_changes(who.old, who.new, areas),
        *above_changes(who.old, who.new),
        *goal_changes(who, areas),
    ]
    in_areas.sort(key=_place)
    return (*plan_changes(who.old, who.new), *in_areas, *role_changes(who))


def _place(change: Change) -> tuple[int, ...]:
    """(area, goal within it) of the first goal that it is about; an area comes before its goals."""
    called = (*change.new, *change.old)[0]
    return number_order(called.name)
