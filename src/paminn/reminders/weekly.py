"""A role may hear once a week. What would come until the next letter stands in this one: no last day passes unheard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from paminn.reminders.workdays import Workdays

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_YEAR_OF_WEEKS = 53


@dataclass(frozen=True, slots=True)
class Span:
    """Which steps have come for somebody: what tells of a day to come if its own day is at most `ahead`.

    What asks after a day that has been must have had its own day by `behind`. The two are the same day for who hears
    every day.
    """

    behind: date
    ahead: date


def span(weekday: int | None, today: date, workdays: Workdays) -> Span:
    """As of the last letter, where `weekday` (0 is Monday) is the day of letters; as of `today` where it is None.

    On the days between two letters that is all that the last one held, so what failed, and a day that somebody has
    named since, waits for no other.
    """
    if weekday is None:
        return Span(today, today)
    last = _last_letter(weekday, today, workdays)
    return Span(last, _next_letter(weekday, last, workdays) - _DAY)


def furthest(today: date, workdays: Workdays) -> date:
    """The last day that any letter can speak for today."""
    return max(span(weekday, today, workdays).ahead for weekday in range(5))


def _last_letter(weekday: int, today: date, workdays: Workdays) -> date:
    """The day of the latest letter. In a week when its day is free it goes on the first day after that is not."""
    week = today - timedelta(days=(today.weekday() - weekday) % 7)
    for _ in range(_YEAR_OF_WEEKS):
        letter = workdays.later(week)
        if letter <= today and letter < week + _WEEK:
            return letter
        week -= _WEEK
    return today


def _next_letter(weekday: int, last: date, workdays: Workdays) -> date:
    week = last - timedelta(days=(last.weekday() - weekday) % 7)
    for _ in range(_YEAR_OF_WEEKS):
        week += _WEEK
        letter = workdays.later(week)
        if letter < week + _WEEK:
            return letter
    return week
