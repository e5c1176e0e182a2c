"""What an answer means to the reminders."""

from __future__ import annotations

from paminn.reminders.model import Heard
from paminn.standing.answer import Answer, Release, Status


def heard(answer: Answer) -> Heard:
    """An answer as far as reminding cares.

    One with no status yet, one that a person has held back, and one from an address that was not reminded, until a
    person has released it, end nothing: they only spare the step they answer. But one with no status, from the owner,
    is there: it ends the account, which would otherwise be asked for as missing.
    """
    trusted = answer.known_sender or answer.release is Release.RELEASED
    own = trusted and answer.release is not Release.WITHHELD
    read = own and answer.status is not None
    return Heard(
        answer.goal,
        answer.occurrence,
        answer.owner,
        answer.received,
        read=read,
        unstated=own and not read,
        closes=read and answer.status is Status.DONE,
        begun=read and answer.status in (Status.DONE, Status.ONGOING),
        new_date=answer.new_date if read and answer.status is Status.LATE else None,
    )
