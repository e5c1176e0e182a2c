"""The quality team's decisions about answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from paminn.incoming.answer_states import KeptDecision
from paminn.incoming.decision import PlacedMail, RuledAnswer
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.standing.answer import Answer


class Desk(Protocol):
    """The quality team's decisions about answers, and what waits for one."""

    def waiting(self, plan: str) -> Sequence[HeldAnswer | UnplacedMail]:
        """The answers that nobody has decided about, then the mails without one; each oldest first."""

    def answered_mail(self, plan: str, mail: int) -> UnplacedMail | None:
        """A person's mail of the plan that answers were read from, as it would wait if none had been."""

    def decisions(self, plan: str, answer_number: int | None = None) -> Sequence[KeptDecision]:
        """All that has been decided about the plan's answers, or about one of them, in the order made."""

    def decide(self, rulings: Sequence[RuledAnswer | PlacedMail]) -> Sequence[Answer | None]:
        """Make each answer or mail what was decided and keep the decisions: all of them, or none.

        The answers as they are now, in that order; None for a mail that was laid aside. Raises UsageError when there
        is no such answer or mail, Busy when somebody else has changed or settled it meanwhile.
        """
