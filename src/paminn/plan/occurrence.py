"""What one instance of a goal is called: the only place that writes or reads such a name.

"3.3@2026-11-25" is what goal 3.3 asks for by that day, "3.3@2026-11-25-12w" what is to be prepared twelve weeks before
it, and "3.3@2026" is the account of it for that year. The names stand in ledgers and in JSON, so that they never
change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from paminn.plan.identities import GoalId

_PREPARATION = re.compile(r"(?P<day>.+)-(?P<weeks>[0-9]+)w")


@dataclass(frozen=True, slots=True)
class OccurrenceId:
    """An instance of the goal whose identity is `goal`: by a `day`, which lies in `year`, or the account of the year.

    With `weeks` it is no more than what is to be prepared so long before the day: a step of it, which says nothing of
    the day itself.

    Raises ValueError for what could not be written and read again.
    """

    goal: GoalId
    year: int
    day: date | None = None
    weeks: int | None = None

    def __post_init__(self) -> None:
        if not self.goal or "@" in self.goal:
            raise ValueError(f"{self.goal!r} is not the identity of a goal")
        if not date.min.year <= self.year <= date.max.year:
            raise ValueError(f"{self.year} is not a year")
        if self.day is not None and self.day.year != self.year:
            raise ValueError(f"{self.day} is not in {self.year}")
        if self.weeks is not None and (self.day is None or self.weeks < 0):
            raise ValueError(f"nothing is prepared {self.weeks} weeks before {self.day}")

    @classmethod
    def on(cls, goal: GoalId, day: date) -> OccurrenceId:
        """What the goal asks for by a day."""
        return cls(goal, day.year, day)

    @classmethod
    def account(cls, goal: GoalId, year: int) -> OccurrenceId:
        """The account of the goal for a year."""
        return cls(goal, year)

    def prepared(self, weeks: int) -> OccurrenceId:
        """What is to be prepared so many weeks before its day."""
        return replace(self, weeks=weeks)

    @classmethod
    def parse(cls, text: str) -> OccurrenceId:
        """The inverse of `str()`. Raises ValueError for everything that `str()` never gives."""
        called, _, when = text.partition("@")
        goal = GoalId(called)
        preparation = _PREPARATION.fullmatch(when)
        if preparation is not None:
            day = date.fromisoformat(preparation["day"])
            parsed = cls.on(goal, day).prepared(int(preparation["weeks"]))
        elif len(when) == len("2026"):
            parsed = cls.account(goal, int(when))
        else:
            parsed = cls.on(goal, date.fromisoformat(when))
        # Python reads more than it writes: "20261125" is a date to it, and "+026" a number.
        if str(parsed) != text:
            raise ValueError(f"{text!r} names no instance of a goal")
        return parsed

    @property
    def is_account(self) -> bool:
        """Whether it is the account of a year."""
        return self.day is None

    @property
    def is_step(self) -> bool:
        """Whether it is no more than a preparation for a day."""
        return self.weeks is not None

    @property
    def whole(self) -> OccurrenceId:
        """The day that it prepares; itself where it is no step."""
        return replace(self, weeks=None)

    @property
    def last_day(self) -> date:
        """The day it is about; a year is accounted for on its last."""
        if self.day is not None:
            return self.day
        return date(self.year, 12, 31)

    def __str__(self) -> str:
        if self.day is not None and self.weeks is not None:
            return f"{self.goal}@{self.day.isoformat()}-{self.weeks}w"
        if self.day is not None:
            return f"{self.goal}@{self.day.isoformat()}"
        return f"{self.goal}@{self.year:04d}"
