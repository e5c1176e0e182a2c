"""What time it is: asked here and nowhere else, once for each run, and handed down from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from paminn.today import Today

SWEDEN = ZoneInfo("Europe/Stockholm")

_stopped_at: ContextVar[datetime | None] = ContextVar("_stopped_at", default=None)


def today_in_sweden(on: date | None = None, *, leaves: bool = False) -> Today:
    """Today, or the day that somebody asked for; `leaves`: what is done then goes by a door that leaves the machine."""
    moment = _stopped_at.get() or datetime.now(SWEDEN)
    return Today(on or moment.date(), moment, leaves)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Within this it is that moment, for the whole house: so that a day by a door that leaves can be tried."""
    before = _stopped_at.set(moment.astimezone(SWEDEN))
    try:
        yield
    finally:
        _stopped_at.reset(before)
