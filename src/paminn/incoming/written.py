"""Which day a mail counts as written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

from paminn.replies.mail.head import read_head

# How long back a mail may say it was written, where nothing that we sent tells the earliest day it can have been.
BELIEVED = timedelta(days=60)


def date_header(raw: bytes) -> str:
    """What a mail says of when it was written, if anything."""
    fields, _ = read_head(raw)
    dates = fields.get("date")
    if not dates:
        return ""
    return dates[0]


def written_on(said: str, stored: datetime, earliest: date = date.min) -> date:
    """The day a mail says it was written, where that can be: an owner is not late because this machine stood still.

    `said` is its Date header, `stored` when we read it, in Swedish time, and `earliest` the first day on which it can
    have been written.
    """
    today = stored.date()
    try:
        written = parsedate_to_datetime(said).astimezone(stored.tzinfo).date()
    except (ValueError, TypeError, OverflowError):
        return today
    if earliest <= written <= today:
        return written
    return today
