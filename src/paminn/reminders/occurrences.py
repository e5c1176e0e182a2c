"""The dated instances of every goal. Work without a day has none, and is never late."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import assert_never

from paminn.plan.model import ActionPlan, Goal, Kind
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rrule import Frequency, Recurrence
from paminn.plan.rules import Rules
from paminn.reminders.model import Occurrence, Purpose

_ONCE = {Kind.DEADLINE: Purpose.DEADLINE, Kind.PERIOD: Purpose.DEADLINE, Kind.START: Purpose.START}


def occurrences(plan: ActionPlan, goal: Goal, rules: Rules) -> tuple[Occurrence, ...]:
    """What has a day in the plan itself, in order: a deadline, or each recurrence through the horizon year."""
    frame = goal.timeframe
    if goal.replaced_by:
        return ()
    if frame.kind in _ONCE and frame.end:
        purpose = _ONCE[frame.kind]
        days = sorted({frame.end, *frame.more_days})
    elif frame.kind is Kind.RECURRING and frame.recurrence:
        purpose = Purpose.RECURRING
        first = plan.decided
        if frame.start:
            first = max(first, frame.start)
        last = date(rules.horizon, 12, 31)
        for limit in (frame.end, plan.valid_until):
            if limit:
                last = min(last, limit)
        days = [day for day in _recurring_days(frame.recurrence, first.year, last.year) if first <= day <= last]
    else:
        return ()
    return tuple(Occurrence(OccurrenceId.on(goal.number, day), purpose, day) for day in days)


def accounts(plan: ActionPlan, goal: Goal, rules: Rules) -> tuple[Occurrence, ...]:
    """The yearly request for an account of the goal; none for what was done before the decision."""
    if goal.replaced_by or goal.timeframe.kind is Kind.DONE:
        return ()
    last_year = rules.horizon
    if plan.valid_until:
        last_year = min(last_year, plan.valid_until.year)
    due_month, due_day = rules.account_due
    wanted = []
    for year in range(plan.decided.year, last_year + 1):
        # An answer wanted early in the year is about the year before.
        due_year = year + 1 if due_month <= 6 else year
        due = date(due_year, due_month, due_day)
        if plan.decided <= due:
            wanted.append(Occurrence(OccurrenceId.account(goal.number, year), Purpose.ACCOUNT, due))
    return tuple(wanted)


def _recurring_days(recurrence: Recurrence, first_year: int, last_year: int) -> list[date]:
    """The last day of each time, in order of years. What names no day, month or week ("Årligen") has none."""
    interval = recurrence.interval
    days: list[date] = []
    match recurrence.frequency:
        case Frequency.YEARLY:
            for year in range(first_year, last_year + 1, interval):
                days.extend(_days_in(year, recurrence))
        case Frequency.MONTHLY:
            if interval > 1:
                for year in range(first_year, last_year + 1):
                    days.extend(_month_end(year, month) for month in range(interval, 13, interval))
        case Frequency.WEEKLY | Frequency.DAILY:
            pass  # far too often to be asked about
        case _:
            assert_never(recurrence.frequency)
    return days


def _days_in(year: int, recurrence: Recurrence) -> list[date]:
    """The days in one year of what comes back yearly. A day or a week that the year does not have is left out."""
    days: list[date | None]
    if recurrence.weeks:
        days = [_week_end(year, week) for week in _last_weeks(recurrence.weeks)]
    elif recurrence.month_day is not None:
        months = recurrence.months or range(1, 13)
        days = [_day(year, month, recurrence.month_day) for month in months]
    else:
        days = [_month_end(year, month) for month in _last_months(recurrence.months)]
    return [day for day in days if day is not None]


def _last_months(months: Sequence[int]) -> list[int]:
    """A quarter such as 10,11,12 is one instance, at its end; 3,9 are two. A run goes on over New Year."""
    return [month for month in months if month % 12 + 1 not in months]


def _last_weeks(weeks: Sequence[int]) -> list[int]:
    """Weeks that follow on each other are one instance, at its end."""
    return [week for week in weeks if week + 1 not in weeks]


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    """The day of the month, counted from its end when it is negative; None in a month without it."""
    length = monthrange(year, month)[1]
    if day < 0:
        day = length + 1 + day
    if not 1 <= day <= length:
        return None
    return date(year, month, day)


def _week_end(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1) + timedelta(days=6)
    except ValueError:  # most years have no week 53
        return None
