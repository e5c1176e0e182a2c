"""The ledger's side of sending, for mails that no real day is to know of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from paminn.failure import Failure
from paminn.reminders.message import Outgoing, Sent, State, Trace


class Unremembered:
    """The port Dispatch: lets every mail leave, takes no step and keeps nothing."""

    def claim(self, messages: Sequence[Outgoing], at: datetime) -> frozenset[str]:
        return frozenset(outgoing.key for outgoing in messages)

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
        return True

    def sent(self, plan: str, since: date | None = None) -> Sequence[Sent]:
        return ()
