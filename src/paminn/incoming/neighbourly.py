"""A mail that seems to be for another home on the same mailbox: which, and how long it is left to that home.

A code of our shape that no message of ours has is another home's, or nobody's: it looks the same. So the mail stays
where it lies, for whoever it is for to read. Who has made up a code, and an answer to a home that is no more, come to
the team after a week: by then every home that is alive has read its mail.
"""

from __future__ import annotations

from datetime import date, timedelta

from paminn.incoming.finding import Finding
from paminn.incoming.model import Received
from paminn.reminders.mark import NOBODYS, read_stamp
from paminn.reminders.message import PLAN_HEADER

LEFT_FOR = timedelta(days=7)


def lineage_of(received: Received) -> str:
    """The lineage in the head of a mail in our name that is none of ours; "" where it says none."""
    if received.conclusion is None or received.conclusion.finding is not Finding.NOT_OURS:
        return ""
    said = read_stamp("", received.reply.letter.header(PLAN_HEADER.casefold())).lineage
    return "" if said == NOBODYS else said


def is_left(since: date, today: date) -> bool:
    """Whether a mail that was first seen on `since` still waits for its own home."""
    return today - since < LEFT_FOR
