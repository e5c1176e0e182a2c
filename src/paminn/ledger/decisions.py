"""What has been decided, as the ledger keeps it: what a decision changed is JSON, the facts by their names.

Beside the facts after it stands, under a name of its own, where words were placed. What this version does not know, or
damage, is told as a decision of which it is not known what it was, or what it changed: the answer's own row says what
the answer is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from paminn.incoming.answer_states import AnswerState, Fact, KeptDecision
from paminn.incoming.decision import Action
from paminn.plan.identities import GoalId

_PLACED = "placed"
_ACTIONS = {str(action): action for action in Action}
_FACTS = {str(fact): fact for fact in Fact}


def decision_of(row: Row[Any]) -> KeptDecision:
    """A decision as it is kept."""
    before = _read(row.state_before)
    after = _read(row.state_after)
    return KeptDecision(
        answer=row.answer,
        what=_ACTIONS.get(row.what),
        who=row.who,
        at=row.at,
        played=row.played,
        why=row.why,
        private_why=row.private_why,
        stranger_why=row.stranger_why,
        before=_facts(before),
        after=_facts(after),
        placed=_placed(after),
    )


def state_columns(changes: tuple[AnswerState, AnswerState], placed: tuple[GoalId, ...] | None) -> tuple[str, str]:
    """(before, after) as the ledger keeps what a decision changed and where it placed words."""
    before, after = changes
    kept: dict[str, object] = {str(fact): value for fact, value in after.items()}
    if placed is not None:
        kept[_PLACED] = placed
    return json.dumps(before), json.dumps(kept)


def _read(column: str | None) -> Mapping[str, Any] | None:
    if column is None:
        return None
    try:
        kept = json.loads(column)
    except ValueError:
        return None
    return kept if isinstance(kept, dict) else None


def _facts(kept: Mapping[str, Any] | None) -> AnswerState | None:
    if kept is None:
        return None
    return {_FACTS[name]: value for name, value in kept.items() if name in _FACTS}


def _placed(kept: Mapping[str, Any] | None) -> tuple[GoalId, ...] | None:
    goals = (kept or {}).get(_PLACED)
    return tuple(goals) if isinstance(goals, list) else None
