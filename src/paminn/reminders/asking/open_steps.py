"""The steps that wait for somebody: they have come, no mail has covered them, and no answer has spared them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paminn.reminders.asking.had import last_step_had, missed_by
from paminn.reminders.asking.plan_days import PlanDays
from paminn.reminders.asking.whom import Whom
from paminn.reminders.model import Claim, History, Occurrence, Purpose, Step
from paminn.reminders.weekly import Span
from paminn.standing.done import accounts_for_the_year, ends_the_day
from paminn.standing.silence import is_answered, is_being_read

_MOST_URGENT_FIRST = tuple(Purpose)


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that has come for an occurrence, which its owner was to be done with on `due`.

    `only`: the mailboxes that it has failed to reach, where others of the role have had it.
    """

    occurrence: Occurrence
    due: date
    step: Step
    only: frozenset[str] = frozenset()

    @property
    def claim(self) -> Claim:
        return Claim(self.occurrence.id, self.due, self.step)

    @property
    def urgency(self) -> tuple[int, date]:
        return _MOST_URGENT_FIRST.index(self.occurrence.purpose), self.due


def open_steps(whom: Whom, days: PlanDays, history: History, today: date, heard: Span) -> list[OpenStep]:
    """Every one of the goal, of those for the whole role where there are any."""
    steps = list(_each(whom, days, history, today, heard))
    for_all = [step for step in steps if not step.only]
    return for_all or steps


def _each(whom: Whom, days: PlanDays, history: History, today: date, heard: Span) -> Iterator[OpenStep]:
    for occurrence in days.live(whom.goal, heard.ahead):
        if not days.may_ask(occurrence, today) or _is_closed(whom, occurrence, days):
            continue
        due = whom.due(occurrence)
        step = days.steps.latest(occurrence, due, heard)
        if step is None or _is_spared(whom, occurrence, step):
            continue
        only: frozenset[str] = frozenset()
        had = last_step_had(whom, occurrence.id, due, history)
        if had is not None and step.day <= had:
            only = missed_by(whom, occurrence.id, due, history)
            if not only:
                continue
        yield OpenStep(occurrence, due, step, only)


def _is_spared(whom: Whom, occurrence: Occurrence, step: Step) -> bool:
    """An answer spares the step it answers, and those before it; the next one comes in its time.

    One that waits for a person to read it spares every step until then. What is to be prepared is told all the same: it
    asks for nothing.
    """
    if is_answered(step.day, whom.last_answer):
        return True
    return not step.is_preparation and is_being_read(occurrence.id, whom.settled)


def _is_closed(whom: Whom, occurrence: Occurrence, days: PlanDays) -> bool:
    """Whether their answers end all that this occurrence would still ask."""
    if not whom.said:
        return False
    goal = whom.goal
    if occurrence.purpose is not Purpose.ACCOUNT:
        return ends_the_day(goal, occurrence.id, whom.said, whom.owners)
    # An account is live only when its first step has come, so there is one.
    asked_from = days.asked_from(occurrence)
    of_the_year = days.of_year(goal, occurrence.id.year)
    return accounts_for_the_year(goal, occurrence.id, whom.settled, asked_from, of_the_year, whom.owners)
