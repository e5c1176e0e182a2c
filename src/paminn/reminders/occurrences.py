"""The dated instances of every goal. Work without a day has none, and is never late."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from paminn.plan.model import ActionPlan, Goal, Kind
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Rules
from paminn.reminders.model import Occurrence, Purpose

_ONCE = {Kind.DEADLINE: Purpose.DEADLINE, Kind.PERIOD: Purpose.DEADLINE, Kind.START: Purpose.START}


def occurrences(plan: ActionPlan, goal: Goal, rules: Rules) -> tuple[Occurrence, ...]:
    """What has a day in the plan itself, in order: a deadline, or each recurrence through the horizon year."""
    frame = goal.timeframe
    if goal.replaced_by:
        return ()
    if frame.kind in _ONCE and frame.end:
        days = sorted({frame.end, *_more_days(frame.recurrence)})
        return tuple(_occurrence(goal, _ONCE[frame.kind], day) for day in days)
    if frame.kind is not Kind.RECURRING or not frame.recurrence:
        return ()
    first = max(filter(None, (frame.start, plan.decided)))
    last = min(filter(None, (frame.end, plan.valid_until, date(rules.horizon, 12, 31))))
    days = [day for day in _recurring_days(frame.recurrence, first, last) if first <= day <= last]
    return tuple(_occurrence(goal, Purpose.RECURRING, day) for day in days)


def accounts(plan: ActionPlan, goal: Goal, rules: Rules) -> tuple[Occurrence, ...]:
    """The yearly request for an account of the goal; none for what was done before the decision."""
    if goal.replaced_by or goal.timeframe.kind is Kind.DONE:
        return ()
    last = plan.valid_until or date(rules.horizon, 12, 31)
    years = range(plan.decided.year, rules.horizon + 1)
    # An answer wanted early in the year is about the year before.
    late = rules.account_due[0] <= 6
    days = [(year, date(year + late, *rules.account_due)) for year in years]
    return tuple(
        Occurrence(OccurrenceId.account(goal.number, year), Purpose.ACCOUNT, day)
        for year, day in days
        if plan.decided <= day and year <= last.year
    )


def _more_days(recurrence: str | None) -> list[date]:
    """The deadlines beside the first ("RDATE=2027-03-01,…")."""
    if not recurrence or not recurrence.startswith("RDATE="):
        return []
    return [date.fromisoformat(text) for text in recurrence.removeprefix("RDATE=").split(",")]


def _occurrence(goal: Goal, purpose: Purpose, day: date) -> Occurrence:
    return Occurrence(OccurrenceId.on(goal.number, day), purpose, day)


def _recurring_days(rule: str, first: date, last: date) -> Iterator[date]:
    """The last day of each recurrence. A rule that names no day, month or week ("Årligen") has none."""
    parts = dict(piece.split("=", 1) for piece in rule.split(";"))
    interval = int(parts.get("INTERVAL", "1"))
    for year in range(first.year, last.year + 1):
        if parts["FREQ"] == "MONTHLY" and interval > 1:
            for month in range(interval, 13, interval):
                yield _month_end(year, month)
        elif parts["FREQ"] == "YEARLY" and (year - first.year) % interval == 0:
            months = [int(month) for month in parts.get("BYMONTH", "").split(",") if month]
            if "BYWEEKNO" in parts:
                weeks = [int(week) for week in parts["BYWEEKNO"].split(",")]
                for week in _ends_of_runs(weeks):
                    yield from _week_end(year, week)
            elif "BYMONTHDAY" in parts:
                for month in months or range(1, 13):
                    for day in parts["BYMONTHDAY"].split(","):
                        yield from _day(year, month, int(day))
            elif months:
                yield from (_month_end(year, month) for month in _ends_of_runs(months))


def _ends_of_runs(months: list[int]) -> list[int]:
    """A quarter such as 10,11,12 is one instance, at its end; 3,9 are two. A run goes on over New Year."""
    after = {month: month % 12 + 1 for month in months} if max(months) <= 12 else {}
    return [month for month in months if after.get(month, month + 1) not in months]


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> Iterator[date]:
    """The day of the month, counted from its end when it is negative; a month without it has none."""
    length = monthrange(year, month)[1]
    if 1 <= abs(day) <= length:
        yield date(year, month, day if day > 0 else length + 1 + day)


def _week_end(year: int, week: int) -> Iterator[date]:
    try:
        yield date.fromisocalendar(year, week, 1) + timedelta(days=6)
    except ValueError:
        return
