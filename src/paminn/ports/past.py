"""What was sent while another memory was in use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from paminn.failure import Failure
from paminn.reminders.message import Outgoing, State


class Past(Protocol):
    """What was sent while another memory was in use."""

    def take_as_sent(
        self, messages: Sequence[Outgoing], state: State, at: datetime, failure: Failure | None = None
    ) -> frozenset[str]:
        """Remember these messages with their steps, in this state, and why.

        Returns the keys that were not known. It is part of taking a memory into use again, and no claim.
        """
