"""One calendar to subscribe to, and its bytes."""

from __future__ import annotations

from dataclasses import dataclass

from paminn.calendar.ics import CalendarEntry, write_feed
from paminn.plan.model import AreaNumber


@dataclass(frozen=True, slots=True)
class Feed:
    """One calendar to subscribe to: its file, what it is called, what it says of itself, and its entries.

    At most one of `role` and `area` is set, for those that hold a part of the plan. `is_past`: of a role or an area
    that the plan no longer has; it is for those who subscribe to it already.
    """

    path: str
    name: str
    about: str
    entries: tuple[CalendarEntry, ...]
    role: str = ""
    area: AreaNumber | None = None
    alarms: bool = False
    is_past: bool = False

    @property
    def is_whole_plan(self) -> bool:
        """Whether it holds every entry, and rings for none of them."""
        return not self.role and self.area is None and not self.alarms


def to_bytes(feed: Feed, source: str = "") -> bytes:
    """The file itself. `source` is the address it will be fetched from, where that is known."""
    return write_feed(feed.name, feed.about, feed.entries, source=source, alarms=feed.alarms)
