"""Every instance of the plan's goals and the steps around it, worked out once and asked for as many days as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from paminn.plan.identities import GoalId
from paminn.plan.model import ActionPlan, Goal
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.rules import Rules
from paminn.reminders.model import Occurrence, Purpose
from paminn.reminders.occurrences import accounts, occurrences
from paminn.reminders.steps import Steps
from paminn.reminders.workdays import Workdays


class PlanDays:
    """`dated` are the days of each goal, `accounts` the yearly requests about it, in order."""

    def __init__(self, plan: ActionPlan, rules: Rules) -> None:
        self.workdays = Workdays(rules)
        self.dated: dict[GoalId, tuple[Occurrence, ...]] = {}
        self.accounts: dict[GoalId, tuple[Occurrence, ...]] = {}
        self._valid_until = plan.valid_until
        since: dict[GoalId, date] = {}
        for goal in plan.goals():
            if goal.since is not None:
                since[goal.id] = goal.since
            self.dated[goal.id] = occurrences(plan, goal, rules)
            self.accounts[goal.id] = accounts(plan, goal, rules)
        self.steps = Steps(rules, self.workdays, plan.decided, since)

    def live(self, goal: Goal, today: date) -> Iterator[Occurrence]:
        """What may still be asked about: of what comes back every year, only the latest that has begun."""
        for group in (self.dated[goal.id], self.accounts[goal.id]):
            latest = None
            for occurrence in group:
                if occurrence.purpose in (Purpose.DEADLINE, Purpose.START):
                    yield occurrence
                elif self._has_begun(occurrence, today):
                    latest = occurrence
            if latest:
                yield latest

    def may_ask(self, occurrence: Occurrence, today: date) -> bool:
        """Whether the plan still holds. What its last year came to may be wanted when that year is over."""
        if self._valid_until is None or today <= self._valid_until:
            return True
        return occurrence.purpose is Purpose.ACCOUNT and occurrence.due.year > occurrence.id.year

    def asked_from(self, account: Occurrence) -> date:
        """The day on which a year's request that is live went out first."""
        first, *_ = self.steps.fixed(account, account.due)
        return first.day

    def of_year(self, goal: Goal, year: int) -> list[OccurrenceId]:
        """The days that the goal has in a year."""
        return [dated.id for dated in self.dated[goal.id] if dated.id.year == year]

    def instance(self, goal: Goal, id: OccurrenceId) -> Occurrence:
        """An instance of the goal, also one that the plan does not have any longer."""
        for occurrence in (*self.dated[goal.id], *self.accounts[goal.id]):
            if occurrence.id == id:
                return occurrence
        purpose = Purpose.ACCOUNT if id.is_account else Purpose.DEADLINE
        return Occurrence(id, purpose, id.day or date(id.year, 12, 31))

    def _has_begun(self, occurrence: Occurrence, today: date) -> bool:
        steps = self.steps.fixed(occurrence, occurrence.due)
        return bool(steps) and steps[0].day <= today
