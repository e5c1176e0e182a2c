"""Who cannot be reached in a role, as machines have told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Instead(StrEnum):
    """Who a role's reminders go to while one of its people does not read."""

    HOLDER = "holder"  # another one
    DEPUTY = "deputy"
    TEAM = "team"
    SAME = "same"  # read when back


@dataclass(frozen=True, slots=True)
class Away:
    """One person of a role who does not read, without an address.

    `number` is what the quality team calls it by, `is_deputy` of who stands in for somebody in the role. `back` is the
    day from which they are written to again; None of somebody who has left: the role needs somebody new.
    `since`: when it was first told; `by_report`: by a mail that was refused there or came back, not by an own one.
    """

    owner: str
    back: date | None
    instead: Instead
    since: date
    by_report: bool = False
    number: str = ""
    name: str = field(default="", repr=False)
    is_deputy: bool = False

    @property
    def gone(self) -> bool:
        return self.back is None
