"""The mails of ours that lie in the mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from paminn.reminders.mark import NEWEST, OwnMail


class OwnMails(Protocol):
    """The mails of ours that lie in the mailbox: a mail door fills it, beside the port Outbox."""

    def own_mails(self, since: date, most: int = NEWEST) -> Sequence[OwnMail]:
        """The newest that were sent on `since` or later, the newest first; at least `most`, where there are as many.

        None where there is no mailbox that can be read. Raises DeliveryError when it cannot be asked now.
        """
