"""The roles that the plan names and owners.yaml says are not to be reminded: partners outside the organisation."""

from __future__ import annotations

from dataclasses import replace

from paminn.plan.model import ActionPlan, Goal, Owners


def with_outside(plan: ActionPlan, owners: Owners) -> ActionPlan:
    """The plan with their parts marked. Both are by name, or both by what the roles are."""
    if not owners.outside and not any(part.is_outside for goal in plan.goals() for part in goal.parts):
        return plan
    areas = []
    for area in plan.areas:
        goals = tuple(_marked(goal, owners) for goal in area.goals)
        areas.append(replace(area, goals=goals))
    return replace(plan, areas=tuple(areas))


def _marked(goal: Goal, owners: Owners) -> Goal:
    parts = tuple(replace(part, is_outside=part.role_id in owners.outside) for part in goal.parts)
    return replace(goal, parts=parts)
