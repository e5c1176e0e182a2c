"""Which day a mail counts as written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime

# How long back a mail may say it was written, where nothing that we sent tells the earliest day it can have been.
BELIEVED = timedelta(days=60)


def written_on(date_header: str, stored: datetime, earliest: date = date.min) -> date:
    """The day a mail says it was written, where that can be: an owner is not late because this machine stood still.

    `stored` is when we read it, in Swedish time; `earliest` the first day on which it can have been written.
    """
    today = stored.date()
    try:
        written = parsedate_to_datetime(date_header).astimezone(stored.tzinfo).date()
    except (ValueError, TypeError, OverflowError):
        return today
    if earliest <= written <= today:
        return written
    return today
