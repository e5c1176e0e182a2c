"""What one run over the mailbox came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from paminn.incoming.finding import Conclusion, Finding
from paminn.replies.model import MailKind


class Counted(StrEnum):
    """What a mail is counted as. The values stand in `collect --json`."""

    REPLIES = "replies"
    AUTOMATIC = "automatic"
    UNMATCHED = "unmatched"
    QUARANTINED = "quarantined"
    DUPLICATES = "duplicates"


@dataclass(frozen=True, slots=True)
class MailRead:
    """One mail, for the quality team, without text or address.

    `why` is what it was found to be, else by what its kind was told. `goals` are their numbers; `roles` are called so
    who answer in it, or whose message it is about: none where that is unknown. `is_own_copy`: it is what we have sent
    ourselves.
    """

    kind: MailKind
    why: str
    goals: tuple[str, ...]
    roles: tuple[str, ...]
    counted: Counted
    is_own_copy: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """Every mail of a run, in the order read.

    `refused_together`: how many addresses were refused as unknown together with others of their domain.
    `left`: how many that seem to be another home's were seen for the first time, and left where they lie.
    """

    plan: str
    mails: tuple[MailRead, ...]
    left: int = 0
    refused_together: int = 0

    @property
    def news(self) -> tuple[MailRead, ...]:
        """All but our own copies, which are no news to anybody."""
        return tuple(mail for mail in self.mails if not mail.is_own_copy)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each, those of which there were none too."""
        counts = {counted.value: 0 for counted in Counted}
        for mail in self.mails:
            counts[mail.counted.value] += 1
        return counts

    @property
    def refused_us(self) -> int:
        """How many tell that a server refused our own address or server: one matter for IT, however many."""
        return len([mail for mail in self.mails if mail.why == str(Conclusion(Finding.REFUSED_US))])

    @property
    def own_copies(self) -> int:
        """Of those counted as automatic, the copies of what we have sent."""
        return len([mail for mail in self.mails if mail.is_own_copy and mail.counted is Counted.AUTOMATIC])
