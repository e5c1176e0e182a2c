"""What the desk looks back at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from paminn.incoming.answer_states import KeptDecision
from paminn.incoming.waiting import UnplacedMail


class Record(Protocol):
    """What has been decided about answers, and the mails that they were read from."""

    def decisions(self, plan: str, answer_number: int | None = None) -> Sequence[KeptDecision]:
        """All that has been decided about the plan's answers, or about one of them, in the order made."""

    def answered_mail(self, plan: str, mail: int) -> UnplacedMail | None:
        """A person's mail of the plan that answers were read from, as it would wait if none had been."""

    def laid_aside(self, plan: str, since: date) -> Sequence[UnplacedMail]:
        """The machines' mails stored on `since` or later that nobody has placed, the newest first."""
