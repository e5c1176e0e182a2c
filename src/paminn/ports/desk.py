"""The quality team's decisions about answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from paminn.incoming.decision import Change, Decision
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.standing.answer import Answer


class Desk(Protocol):
    """The quality team's decisions about answers, and what waits for one."""

    def waiting(self, plan: str) -> Sequence[HeldAnswer | UnplacedMail]:
        """The answers that nobody has decided about, then the mails without one; each oldest first."""

    def decide(self, before: Answer, change: Change, decision: Decision) -> Answer:
        """Make an answer what `change` says and keep the decision, with hashes of original and released text.

        Raises UsageError when there is no such answer, Busy when it is no longer what it was `before`.
        """

    def adopt(self, mail: int, answer: Answer | None, decision: Decision) -> Answer | None:
        """Settle a mail that no answer was read from: it becomes `answer`, or without one is laid aside.

        Raises UsageError when there is no such mail, Busy when somebody else has settled it.
        """
