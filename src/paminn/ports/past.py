"""What has been sent, for who looks back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from paminn.failure import Failure
from paminn.plan.identities import GoalId
from paminn.reminders.message import Outgoing, SentEnvelope, State


class Past(Protocol):
    """What has been sent, for who looks back; and what went while another memory was in use."""

    def mails_about(self, plan: str, goals: Collection[GoalId]) -> Sequence[SentEnvelope]:
        """Every mail so far that showed any of `goals`, oldest first: no copies and no trials.

        What they asked of other goals is not told.
        """

    def take_as_sent(
        self, messages: Sequence[Outgoing], state: State, at: datetime, failure: Failure | None = None
    ) -> frozenset[str]:
        """Remember these messages with their steps, in this state, and why.

        Returns the keys that were not known. It is part of taking a memory into use again, and no claim.
        """
