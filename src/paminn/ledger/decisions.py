"""What has been decided, as the ledger keeps it: what a decision changed is JSON, the facts by their names.

Beside the facts after it stands, under a name of its own, where words were placed.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from paminn.incoming.answer_states import AnswerState, Fact, KeptDecision
from paminn.incoming.decision import Action
from paminn.plan.identities import GoalId

_PLACED = "placed"


def decision_of(row: Row[Any]) -> KeptDecision:
    """A decision as it is kept."""
    placed = None
    if row.state_after is not None:
        placed = json.loads(row.state_after).get(_PLACED)
    return KeptDecision(
        answer=row.answer,
        what=Action(row.what),
        who=row.who,
        at=row.at,
        played=row.played,
        why=row.why,
        private_why=row.private_why,
        stranger_why=row.stranger_why,
        before=_state_of(row.state_before),
        after=_state_of(row.state_after),
        placed=None if placed is None else tuple(placed),
    )


def state_columns(changes: tuple[AnswerState, AnswerState], placed: tuple[GoalId, ...] | None) -> tuple[str, str]:
    """(before, after) as the ledger keeps what a decision changed and where it placed words."""
    before, after = changes
    kept: dict[str, object] = {str(fact): value for fact, value in after.items()}
    if placed is not None:
        kept[_PLACED] = placed
    return json.dumps(before), json.dumps(kept)


def _state_of(column: str | None) -> AnswerState | None:
    if column is None:
        return None
    kept = json.loads(column)
    return {Fact(name): value for name, value in kept.items() if name != _PLACED}
