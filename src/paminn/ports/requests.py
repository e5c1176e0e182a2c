"""What we have asked of whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from paminn.incoming.asked import Request
from paminn.plan.identities import GoalId, RoleId


class Requests(Protocol):
    """What we have asked of whom."""

    def requests(self, plan: str, owner: RoleId, goal: GoalId, until: date) -> Sequence[Request]:
        """What a role has been asked about a goal until a day, that day too, in the order asked; trials too."""
