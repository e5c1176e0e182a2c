"""The steps around one day: which, and on what day each may be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import assert_never

from paminn.plan.identities import GoalId
from paminn.plan.rules import Preparation, Rules, StepRule
from paminn.reminders.model import Occurrence, Purpose, Step, StepKind
from paminn.reminders.weekly import Span
from paminn.reminders.workdays import Workdays

_ASKED_ON_THE_FIRST_DAY = (Purpose.DEADLINE, Purpose.START)
_A_WHILE = timedelta(days=20)


def _has_come(step: Step, heard: Span) -> bool:
    if step.kind in (StepKind.PREPARATION, StepKind.BEFORE, StepKind.SITUATION):
        return step.day <= heard.ahead
    return step.day <= heard.behind


class Steps:
    """Finds the latest step that has come, for any occurrence and due day. Cached: many goals share a day.

    No step is from before the day `not_before`, nor from before the day `since` which a goal holds. Where the rules
    name a day to begin on, none is from before that either, and what lies before `first_day` is asked about then.
    """

    def __init__(
        self, rules: Rules, workdays: Workdays, not_before: date, since: Mapping[GoalId, date] | None = None
    ) -> None:
        self._rules = rules
        self._workdays = workdays
        self.first_day: date | None = None
        if rules.begins is not None:
            self.first_day = workdays.later(rules.begins)
            not_before = max(not_before, rules.begins)
        self._not_before = not_before
        self._since = since or {}
        self._fixed: dict[tuple[Preparation | Purpose, date, date, date | None], tuple[Step, ...]] = {}

    def latest(self, occurrence: Occurrence, due: date, heard: Span) -> Step | None:
        """The last step that has come by what is `heard`; None before the first."""
        fixed = self.fixed(occurrence, due)
        come = [step for step in fixed if _has_come(step, heard)]
        all_have_come = len(come) == len(fixed)
        if all_have_come and self._rule(occurrence).monthly:
            last_fixed = fixed[-1].day if fixed else due
            if fixed and fixed[-1].kind is StepKind.SITUATION:
                last_fixed += _A_WHILE  # it is not asked again as soon as a new month begins
            monthly = self._monthly(heard.behind, after=last_fixed)
            if monthly and monthly.day >= self._first(occurrence):
                return monthly
        if not come:
            return None
        return come[-1]

    def fixed(self, occurrence: Occurrence, due: date) -> tuple[Step, ...]:
        """Every step but the monthly ones, in order. Two that fall on one day are one: the more urgent."""
        first = self._first(occurrence)
        key = (self._preparation(occurrence) or occurrence.purpose, due, first, occurrence.begins)
        if key not in self._fixed:
            by_day: dict[date, Step] = {}
            for step in self._all(occurrence, due):
                if step.day >= first:
                    by_day[step.day] = step
            self._fixed[key] = tuple(sorted(by_day.values(), key=lambda step: step.day))
        return self._fixed[key]

    def _first(self, occurrence: Occurrence) -> date:
        """The first day on which it may be asked about."""
        first = max(self._not_before, self._since.get(occurrence.goal, self._not_before))
        if occurrence.not_before is None:
            return first
        return max(first, occurrence.not_before)

    def _all(self, occurrence: Occurrence, due: date) -> list[Step]:
        """The steps from the first to the last, each on a day when it may be sent."""
        if self.first_day is not None and due < self.first_day:
            return self._of_what_lies_before(occurrence, self.first_day)
        preparation = self._preparation(occurrence)
        rule = self._rule(occurrence)
        workdays = self._workdays
        begins = due
        if occurrence.begins is not None and due == occurrence.due:
            begins = occurrence.begins
        steps: list[Step] = []
        if preparation:
            for weeks, text in sorted(preparation.steps, reverse=True):
                planned = begins - timedelta(weeks=weeks)
                day = workdays.earlier(planned)
                moved = day != planned
                steps.append(Step(StepKind.PREPARATION, weeks, day, text, moved))
        for count in sorted(rule.before, reverse=True):
            planned = workdays.before(begins, count)
            day = workdays.earlier(planned)
            moved = day != planned
            steps.append(Step(StepKind.BEFORE, count, day, moved=moved))
        for count in sorted(rule.after):
            planned = workdays.after(due, count)
            day = workdays.later(planned)
            moved = day != planned
            steps.append(Step(StepKind.AFTER, count, day, moved=moved))
        return steps

    def lies_before(self, occurrence: Occurrence, due: date) -> bool:
        """Whether it is asked about on the first day, since its day had been then."""
        is_past = self.first_day is not None and due < self.first_day
        return is_past and occurrence.purpose in _ASKED_ON_THE_FIRST_DAY

    def _of_what_lies_before(self, occurrence: Occurrence, first_day: date) -> list[Step]:
        """One question about what should have been done; what comes back, comes back."""
        if occurrence.purpose not in _ASKED_ON_THE_FIRST_DAY:
            return []
        return [Step(StepKind.SITUATION, 0, first_day)]

    def _monthly(self, today: date, after: date) -> Step | None:
        """This month's first day for sending if it has come, else the month's before it (July may have none)."""
        month = today
        for _ in range(13):
            day = self._workdays.first_of_month(month)
            if day and day <= after:
                return None
            if day and day <= today:
                return Step(StepKind.MONTHLY, 0, day)
            month = month.replace(day=1) - timedelta(days=1)
        return None

    def _preparation(self, occurrence: Occurrence) -> Preparation | None:
        if occurrence.purpose is not Purpose.RECURRING:
            return None
        return self._rules.preparations.get(occurrence.goal)

    def _rule(self, occurrence: Occurrence) -> StepRule:
        preparation = self._preparation(occurrence)
        if preparation:
            return StepRule((), preparation.after)
        match occurrence.purpose:
            case Purpose.DEADLINE:
                return self._rules.deadline
            case Purpose.START:
                return self._rules.start
            case Purpose.RECURRING:
                return self._rules.recurring
            case Purpose.ACCOUNT:
                return self._rules.account
            case _:
                assert_never(occurrence.purpose)
