"""How often something comes back, and when in the year: as much of RFC 5545's rules as a time plan can say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Frequency(StrEnum):
    """The step between two times; the values are RFC 5545's."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Every `interval`th day, week, month or year; `str()` is the rule as RFC 5545 writes it, "FREQ=YEARLY".

    `months` (1 to 12) and `weeks` (ISO 8601, 1 to 53) say when in the year. `month_day` is the day of those months; -1
    is their last.
    """

    frequency: Frequency
    interval: int = 1
    months: tuple[int, ...] = ()
    month_day: int | None = None
    weeks: tuple[int, ...] = ()

    @property
    def names_a_place(self) -> bool:
        """Whether it says when in the year, or in the month, it comes."""
        return bool(self.months or self.weeks) or self.month_day is not None

    @property
    def names_days(self) -> bool:
        """Whether it leads to days that somebody can be reminded of; "every year" alone, or "every week", does not."""
        match self.frequency:
            case Frequency.MONTHLY:
                return True
            case Frequency.YEARLY:
                return self.names_a_place or self.interval > 1
            case Frequency.WEEKLY | Frequency.DAILY:
                return False
            case _:
                assert_never(self.frequency)

    def __str__(self) -> str:
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.months:
            parts.append(f"BYMONTH={_joined(self.months)}")
        if self.month_day is not None:
            parts.append(f"BYMONTHDAY={self.month_day}")
        if self.weeks:
            parts.append(f"BYWEEKNO={_joined(self.weeks)}")
        return ";".join(parts)


def yearly(month: int, day: int) -> Recurrence:
    """Once a year, on a day of its own."""
    return Recurrence(Frequency.YEARLY, months=(month,), month_day=day)


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))
