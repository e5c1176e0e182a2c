"""What has been said so far."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from paminn.reminders.model import Concern, History
from paminn.standing.answer import Answer


class Memory(Protocol):
    """What has been said so far."""

    def history(self, plan: str, concern: Concern | None = None, *, redirected: bool = False) -> History:
        """What reminders need to know; with `concern`, no more than that of what was sent and answered."""

    def answers(self, plan: str) -> tuple[Answer, ...]:
        """Every answer in the order received, whatever its release."""

    def exclusive(self, what: str) -> AbstractContextManager[None]:
        """Hold `what` for this run alone; a killed run lets go. Raises Busy."""
