"""What has been decided, as the ledger keeps it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from paminn.incoming.answer_states import AnswerState, Fact, KeptDecision
from paminn.incoming.decision import Action


def decision_of(row: Row[Any]) -> KeptDecision:
    """A decision as it is kept."""
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
    )


def _state_of(column: str | None) -> AnswerState | None:
    if column is None:
        return None
    return {Fact(name): value for name, value in json.loads(column).items()}
