"""The quality team's decisions about answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from paminn.incoming.decision import PlacedMail, RuledAnswer, SeenTo
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.standing.answer import Answer


class Desk(Protocol):
    """The quality team's decisions about answers, and what waits for one."""

    def waiting(self, plan: str) -> Sequence[HeldAnswer | UnplacedMail]:
        """The answers that nobody has decided about, then the mails without one; each oldest first."""

    def decide(self, rulings: Sequence[RuledAnswer | PlacedMail]) -> Sequence[Answer | None]:
        """Make each answer or mail what was decided and keep the decisions: all of them, or none.

        The answers as they are now, in that order; None for a mail that was laid aside. Raises UsageError when there
        is no such answer or mail, Busy when somebody else has changed or settled it meanwhile.
        """

    def see_to(self, plan: str, seen: SeenTo) -> None:
        """Remember that somebody reads at an address again: what machines have told of it ends the day before."""
