"""The day a run works with, beside the moment it really is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Today:
    """The day that is worked with, and the real moment, in Swedish time.

    `leaves`: what is done reaches people by a door that leaves this machine.
    """

    day: date
    moment: datetime
    leaves: bool = False

    @property
    def is_played(self) -> bool:
        """Whether somebody has asked for another day than the real one."""
        return self.day != self.moment.date()

    @property
    def is_ahead(self) -> bool:
        """Whether the people outside, whom it would reach, have not come to this day yet."""
        return self.leaves and self.day > self.moment.date()

    @property
    def now(self) -> datetime:
        """What mails and the memory are stamped with.

        Eight in the morning of a day that is played within the machine; what leaves it bears the real moment.
        """
        if self.is_played and not self.leaves:
            return datetime.combine(self.day, time(8), self.moment.tzinfo)
        return self.moment

    @property
    def played(self) -> date | None:
        """The day, where it is not the real one."""
        if self.is_played:
            return self.day
        return None
