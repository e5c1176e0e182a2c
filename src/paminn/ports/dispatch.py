"""The ledger's side of sending."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from paminn.failure import Failure
from paminn.reminders.message import Outgoing, Sent, State, Trace


class Dispatch(Protocol):
    """The ledger's side of sending."""

    def claim(self, messages: Sequence[Outgoing], at: datetime) -> frozenset[str]:
        """Take messages before they are sent, bytes and steps with them.

        Returns the keys that are now this run's; a message is left out when somebody already has it or any of its
        steps.
        """

    def advance(
        self,
        key: str,
        state: State,
        at: datetime,
        failure: Failure | None = None,
        trace: Trace | None = None,
        was: State | None = None,
        dead: Collection[str] = (),
        missed: Collection[str] | None = None,
    ) -> bool:
        """Record the next state, and why; and the addresses that there is `dead` silence at, as a server has told.

        `missed`: the mailboxes that are owed it, since others got it; None leaves what was known of them.

        False: the message has none such from where it stands, or from where it `was`.
        """

    def sent(self, plan: str, since: date | None = None) -> Sequence[Sent]:
        """Every message so far, trials too, oldest first; with `since`, only later ones and those still unsettled."""
