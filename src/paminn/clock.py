"""What time it is: asked here and nowhere else, once for each run, and handed down from there."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


def now_in_sweden(on: date | None = None) -> datetime:
    """This moment, or eight in the morning of the day somebody asked for."""
    return datetime.combine(on, time(8), SWEDEN) if on else datetime.now(SWEDEN)
