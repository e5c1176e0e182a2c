"""The steps around one day: which, and on what day each may be sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from paminn.plan.rules import Preparation, Rules, StepRule
from paminn.reminders.model import Occurrence, Purpose, Step
from paminn.reminders.workdays import Workdays


class Steps:
    """Finds the latest step that has come, for any occurrence and due day. Cached: many goals share a day."""

    def __init__(self, rules: Rules, workdays: Workdays, not_before: date) -> None:
        self._rules = rules
        self._workdays = workdays
        self._not_before = not_before
        self._fixed: dict[tuple[object, date], tuple[Step, ...]] = {}

    def latest(self, occurrence: Occurrence, due: date, today: date) -> Step | None:
        """The last step whose day is `today` or earlier; None before the first."""
        fixed = self.fixed(occurrence, due)
        come = [step for step in fixed if step.day <= today]
        if len(come) == len(fixed) and self._rule(occurrence).monthly:
            monthly = self._monthly(today, after=fixed[-1].day if fixed else due)
            if monthly:
                return monthly
        return come[-1] if come else None

    def fixed(self, occurrence: Occurrence, due: date) -> tuple[Step, ...]:
        """Every step but the monthly ones, in order. Two that fall on one day are one: the more urgent."""
        preparation = self._preparation(occurrence)
        key = (preparation.steps if preparation else occurrence.purpose, due)
        if key not in self._fixed:
            by_day = {step.day: step for step in self._all(occurrence, due) if step.day >= self._not_before}
            self._fixed[key] = tuple(sorted(by_day.values(), key=lambda step: step.day))
        return self._fixed[key]

    def _all(self, occurrence: Occurrence, due: date) -> Iterator[Step]:
        days = self._workdays
        preparation, rule = self._preparation(occurrence), self._rule(occurrence)
        if preparation:
            for weeks, text in sorted(preparation.steps, reverse=True):
                plain = due - timedelta(weeks=weeks)
                yield Step(f"-{weeks}w", days.earlier(plain), text, days.earlier(plain) != plain)
        for count in sorted(rule.before, reverse=True):
            plain = days.before(due, count)
            yield Step(f"-{count}", days.earlier(plain), moved=days.earlier(plain) != plain)
        for count in sorted(rule.after):
            plain = days.after(due, count)
            yield Step(f"+{count}", days.later(plain), moved=days.later(plain) != plain)

    def _monthly(self, today: date, after: date) -> Step | None:
        """This month's first day for sending if it has come, else the month's before it (July may have none)."""
        month = today
        for _ in range(13):
            day = self._workdays.first_of_month(month)
            if day and day <= after:
                return None
            if day and day <= today:
                return Step(f"{day:%Y-%m}", day)
            month = month.replace(day=1) - timedelta(days=1)
        return None

    def _preparation(self, occurrence: Occurrence) -> Preparation | None:
        return self._rules.preparations.get(occurrence.goal) if occurrence.purpose is Purpose.RECURRING else None

    def _rule(self, occurrence: Occurrence) -> StepRule:
        preparation = self._preparation(occurrence)
        if preparation:
            return StepRule((), preparation.after)
        rules = self._rules
        return {
            Purpose.DEADLINE: rules.deadline,
            Purpose.START: rules.start,
            Purpose.RECURRING: rules.recurring,
            Purpose.ACCOUNT: rules.account,
        }[occurrence.purpose]
