"""What happens on the day when reminders begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Approval:
    """That `who` has said yes, on `day`, to begin on the day `begins`."""

    begins: date
    who: str
    day: date


@dataclass(frozen=True, slots=True)
class FirstMail:
    """The first mail to somebody: what its roles are called, how many goals it tells of, and of how many it asks.

    `situations`: those of them whose day lies before the first.
    """

    roles: tuple[str, ...]
    goals: int
    asked: int
    situations: int
    can_be_sent: bool = True


@dataclass(frozen=True, slots=True)
class Beginning:
    """`first_day` as it stands on a day. `has_begun`: somebody has been introduced already.

    `mails` are the first to be sent, none once it has begun.
    """

    first_day: date
    mails: tuple[FirstMail, ...]
    approval: Approval | None
    has_begun: bool
