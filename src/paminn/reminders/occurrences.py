"""The dated instances of every goal. Work without a day has none, and is never late."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import assert_never

from paminn.plan.model import ActionPlan, Goal, Kind, Timeframe
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rrule import Frequency, Recurrence
from paminn.plan.rules import Rules
from paminn.reminders.model import Occurrence, Purpose

_A_MONTH = timedelta(days=31)
_SIX_DAYS = timedelta(days=6)
_EVERY_OTHER = 2  # of months, which make no part of a year that has a name


def occurrences(plan: ActionPlan, goal: Goal, rules: Rules) -> tuple[Occurrence, ...]:
    """What has a day in the plan itself, in order: a deadline, or each recurrence through the horizon year."""
    if goal.replaced_by:
        return ()
    frame = goal.timeframe
    match frame.kind:
        case Kind.DEADLINE | Kind.PERIOD:
            return _on_days(goal, Purpose.DEADLINE, _ends(frame))
        case Kind.START:
            return _on_days(goal, Purpose.START, _ends(frame))
        case Kind.RECURRING | Kind.ONGOING:
            return _recurring(goal, _recurring_days(plan, goal, rules))
        case Kind.DONE | Kind.UNKNOWN:
            return ()
        case _:
            assert_never(frame.kind)


def accounts(plan: ActionPlan, goal: Goal, rules: Rules) -> tuple[Occurrence, ...]:
    """The yearly request for an account of the goal; none of a year before the plan's, or of what was done by then."""
    if goal.replaced_by or goal.timeframe.kind is Kind.DONE:
        return ()
    last_year = rules.horizon
    if plan.valid_until:
        last_year = min(last_year, plan.valid_until.year)
    due_month, due_day = rules.account_due
    wanted = []
    first_day = _first_day(plan, goal)
    # A plan may be decided the year before the first that it is for.
    first_year = max(first_day.year, plan.period_start.year)
    for year in range(first_year, last_year + 1):
        # An answer wanted early in the year is about the year before.
        due_year = year + 1 if due_month <= 6 else year
        due = date(due_year, due_month, due_day)
        if first_day <= due:
            wanted.append(Occurrence(OccurrenceId.account(goal.id, year), Purpose.ACCOUNT, due))
    return tuple(wanted)


def _on_days(goal: Goal, purpose: Purpose, days: Iterable[date]) -> tuple[Occurrence, ...]:
    return tuple(Occurrence(OccurrenceId.on(goal.id, day), purpose, day) for day in days)


def _recurring(goal: Goal, days: Sequence[date]) -> tuple[Occurrence, ...]:
    """What comes back, each time with its own first day to ask on where it comes every month."""
    weeks = goal.timeframe.recurrence.weeks if goal.timeframe.recurrence else ()
    dated = []
    before: date | None = None
    for day in days:
        not_before = None
        if before is not None and day - before <= _A_MONTH:
            not_before = before + (day - before) / 2
        begins = None
        if weeks:
            begins = _first_day_of_weeks(weeks, day)
        dated.append(Occurrence(OccurrenceId.on(goal.id, day), Purpose.RECURRING, day, begins, not_before))
        before = day
    return tuple(dated)


def _first_day_of_weeks(weeks: Sequence[int], last_day: date) -> date:
    """The Monday of the first of the weeks that end, one after the other, on a Sunday."""
    first = last_day - _SIX_DAYS
    week = first.isocalendar().week
    while week - 1 in weeks:
        week -= 1
        first -= timedelta(weeks=1)
    return first


def _ends(frame: Timeframe) -> list[date]:
    """The day of a deadline; every day of several."""
    if frame.end is None:
        return []
    return sorted({frame.end, *frame.more_days})


def _first_day(plan: ActionPlan, goal: Goal) -> date:
    """From when the goal stands in the plan."""
    if goal.since is None:
        return plan.decided
    return max(plan.decided, goal.since)


def _recurring_days(plan: ActionPlan, goal: Goal, rules: Rules) -> list[date]:
    """The days from the decision through the horizon year, as far as the time plan and the plan itself reach."""
    frame = goal.timeframe
    if frame.recurrence is None:
        return []
    first = _first_day(plan, goal)
    if frame.start:
        first = max(first, frame.start)
    last = date(rules.horizon, 12, 31)
    for limit in (frame.end, plan.valid_until):
        if limit:
            last = min(last, limit)
    days = _days_of(frame.recurrence, frame.start, first, last)
    return [day for day in days if first <= day <= last]


def _days_of(recurrence: Recurrence, start: date | None, first: date, last: date) -> list[date]:
    """The last day of each time, in order of years, from the year of `first` at least through that of `last`.

    Every second year, or every eighth month, is counted from `start` where the time plan has one. What names no day,
    month or week and comes every year ("Årligen") has no day.
    """
    match recurrence.frequency:
        case Frequency.YEARLY:
            years = _years_of(recurrence, start, first.year, last.year)
            return [day for year in years for day in _days_in(year, recurrence)]
        case Frequency.MONTHLY:
            return _days_in_months(recurrence, start, first, last)
        case Frequency.WEEKLY | Frequency.DAILY:
            return []  # far too often to be asked about
        case _:
            assert_never(recurrence.frequency)


def _years_of(recurrence: Recurrence, start: date | None, first_year: int, last_year: int) -> range:
    if start is not None:
        first_year = start.year
    return range(first_year, last_year + 1, recurrence.interval)


def _days_in(year: int, recurrence: Recurrence) -> list[date]:
    """The days in one year of what comes back yearly. A day or a week that the year does not have is left out."""
    days: list[date | None] = []
    if recurrence.weeks:
        for week in _last_weeks(recurrence.weeks):
            days.append(_week_end(year, week))
    elif recurrence.month_day is not None:
        for month in recurrence.months:
            days.append(_day(year, month, recurrence.month_day))
    elif recurrence.months:
        for month in _last_months(recurrence.months):
            days.append(_month_end(year, month))
    elif recurrence.interval > 1:
        days.append(date(year, 12, 31))
    return [day for day in days if day is not None]


def _days_in_months(recurrence: Recurrence, start: date | None, first: date, last: date) -> list[date]:
    """The days of what comes back every so many months.

    Every third month is a quarter, which ends with March, June, September, December, whenever it begins.
    """
    interval = recurrence.interval
    is_part_of_year = 12 % interval == 0
    if is_part_of_year and (start is None or interval != _EVERY_OTHER):
        begin = _month_number(first.year, interval)
    elif start is not None:
        begin = _month_number(start.year, start.month)
    else:
        begin = _month_number(first.year, first.month) + interval
    days = []
    for number in range(begin, _month_number(last.year, last.month) + 1, interval):
        year, month = divmod(number, 12)
        day = _day(year, month + 1, recurrence.month_day or -1)
        if day is not None:
            days.append(day)
    return days


def _month_number(year: int, month: int) -> int:
    """The months of all years, counted on."""
    return year * 12 + month - 1


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
        return date.fromisocalendar(year, week, 1) + _SIX_DAYS
    except ValueError:  # most years have no week 53
        return None
