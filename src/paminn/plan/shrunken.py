"""When a plan has lost so many goals at once that it is more likely a bad edit than a decision."""

from __future__ import annotations

from collections.abc import Iterable

from paminn.plan.identities import GoalId
from paminn.plan.model import ActionPlan

_AT_LEAST = 3


def suddenly_lost(plan: ActionPlan, known: Iterable[GoalId]) -> frozenset[GoalId]:
    """Those of `known` goals that the plan no longer has, where they are three or more and half of them or more.

    Fewer than that is what a decision may do, and none are lost.
    """
    before = frozenset(known)
    gone = before - set(plan.by_id)
    if len(gone) < _AT_LEAST or len(gone) * 2 < len(before):
        return frozenset()
    return gone
