"""What time it is: asked here and nowhere else, once for each run, and handed down from there."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from paminn.today import Today

SWEDEN = ZoneInfo("Europe/Stockholm")


def today_in_sweden(on: date | None = None, *, leaves: bool = False) -> Today:
    """Today, or the day that somebody asked for; `leaves`: what is done then goes by a door that leaves the machine."""
    moment = datetime.now(SWEDEN)
    return Today(on or moment.date(), moment, leaves)
