"""Swedish working days, and the days on which we may send."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

from paminn.plan.rules import MonthDay, Rules

_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def _free_days(year: int) -> frozenset[date]:
    """Public holidays and the three eves on which Swedish offices are closed.

    Every default is spelt out, since the library's have changed between releases.
    """
    swedish = holidays.SE(  # type: ignore[attr-defined]
        years=year,
        include_sundays=False,
        categories=("public", "de_facto"),
        language="sv",
        expand=False,
    )
    return frozenset(swedish)


class Workdays:
    """Answers for one set of rules; every question is cached, so thousands of goals ask cheaply."""

    def __init__(self, rules: Rules) -> None:
        self._quiet = rules.quiet
        self._bridge = rules.bridge_days_off
        self.is_working = lru_cache(maxsize=None)(self._is_working)
        self.may_send = lru_cache(maxsize=None)(self._may_send)
        self.before = lru_cache(maxsize=None)(self._before)
        self.after = lru_cache(maxsize=None)(self._after)

    def _is_working(self, day: date) -> bool:
        """Neither weekend, public holiday nor eve (nor squeezed between two free days, if the rules say so)."""
        if self._is_free(day):
            return False
        if not self._bridge:
            return True
        squeezed = self._is_free(day - _DAY) and self._is_free(day + _DAY)
        return not squeezed

    def _may_send(self, day: date) -> bool:
        """A working day outside the quiet periods."""
        if not self.is_working(day):
            return False
        return not any(_within(day, first, last) for first, last in self._quiet)

    def _before(self, day: date, count: int) -> date:
        """The `count`th working day before `day`."""
        return self._walk(day, count, -_DAY)

    def _after(self, day: date, count: int) -> date:
        """The `count`th working day after `day`."""
        return self._walk(day, count, _DAY)

    def earlier(self, day: date) -> date:
        """The nearest day at or before `day` on which we may send."""
        return self._nearest(day, -_DAY)

    def later(self, day: date) -> date:
        """The nearest day at or after `day` on which we may send."""
        return self._nearest(day, _DAY)

    def first_of_month(self, day: date) -> date | None:
        """The first day we may send in the month of `day`; None when the whole month is quiet."""
        first = self.later(day.replace(day=1))
        if (first.year, first.month) != (day.year, day.month):
            return None
        return first

    @staticmethod
    def _is_free(day: date) -> bool:
        return day.weekday() >= 5 or day in _free_days(day.year)

    def _walk(self, day: date, count: int, step: timedelta) -> date:
        while count > 0:
            day += step
            if self.is_working(day):
                count -= 1
        return day

    def _nearest(self, day: date, step: timedelta) -> date:
        # Rules that make the whole year quiet must not make us walk for ever.
        for _ in range(366):
            if self.may_send(day):
                return day
            day += step
        return day


def _within(day: date, first: MonthDay, last: MonthDay) -> bool:
    """Whether `day` lies in a yearly span, which may reach over New Year."""
    month_day = (day.month, day.day)
    if first <= last:
        return first <= month_day <= last
    return month_day >= first or month_day <= last
