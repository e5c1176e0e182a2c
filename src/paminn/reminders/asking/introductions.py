"""What those are told who have not heard of theirs before: each goal of theirs once, and when they will hear of it."""

from __future__ import annotations

from datetime import date, timedelta

from paminn.plan.model import Kind
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.plan_days import PlanDays
from paminn.reminders.asking.whom import Whom
from paminn.reminders.mailboxes import mailbox
from paminn.reminders.model import Claim, DaysToCome, History, Occurrence, Purpose, Reminder, Step, StepKind
from paminn.reminders.weekly import span

_A_YEAR = timedelta(days=365)
_MOST_DAYS = 6  # of mails that are named: of what comes back every month there are many


def introduction(whom: Whom, days: PlanDays, history: History, first_day: date, today: date) -> Reminder | None:
    """The goal as those of the role are told of it who have not been; None where all have.

    Nobody is told of what was done before the decision, or of what another goal has replaced.
    """
    if whom.goal.timeframe.kind is Kind.DONE or whom.goal.replaced_by or whom.part.is_outside:
        return None
    had = {box for role, box in history.introduced if role == whom.role}
    holders = {whom.person} if whom.person else {mailbox(person) for person in whom.owners.holders(whom.role, today)}
    new = holders - had
    if not new and (holders or had):
        return None
    is_first = not had or bool(whom.person)
    occurrence = _next(whom, days, today)
    due = whom.due(occurrence)
    step = Step(StepKind.INTRODUCTION, 0, first_day if is_first else today)
    return Reminder(
        goal=whom.goal,
        part=whom.part,
        occurrence=occurrence,
        step=step,
        due=due,
        number=1,
        covers=(Claim(occurrence.id, due, step),),
        only=frozenset() if is_first else frozenset(new),
        person=whom.person,
        introduces=_to_come(whom, days, today),
    )


def _next(whom: Whom, days: PlanDays, today: date) -> Occurrence:
    """The instance that an answer to the introduction is about.

    The next day to come, else the last that was where it happens once, else the year's account.
    """
    dated = days.dated[whom.goal.id]
    for occurrence in dated:
        if whom.due(occurrence) >= today:
            return occurrence
    if dated and dated[-1].purpose is not Purpose.RECURRING:
        return dated[-1]
    for account in days.accounts[whom.goal.id]:
        if account.due >= today:
            return account
    return days.instance(whom.goal, OccurrenceId.account(whom.goal.id, today.year))


def _to_come(whom: Whom, days: PlanDays, today: date) -> DaysToCome:
    mails: set[date] = set()
    for occurrence in days.dated[whom.goal.id]:
        mails |= _before_the_day(whom, occurrence, days, today)
    in_order = sorted(mails)
    near = [day for day in in_order if day <= today + _A_YEAR] or in_order[:1]
    named = tuple(near[:_MOST_DAYS])
    return DaysToCome(named, _next_account(whom, days, today), more=len(in_order) > len(named))


def _next_account(whom: Whom, days: PlanDays, today: date) -> tuple[date, ...]:
    for account in days.accounts[whom.goal.id]:
        to_come = _before_the_day(whom, account, days, today)
        if to_come:
            return tuple(sorted(to_come))
    return ()


def _before_the_day(whom: Whom, occurrence: Occurrence, days: PlanDays, today: date) -> set[date]:
    """The days to come of its steps: those after its day only where it comes back, and is asked about then.

    Who hears once a week does so in the letter before.
    """
    due = whom.due(occurrence)
    weekday = whom.owners.weekly.get(whom.role)
    to_come = set()
    for step in days.steps.fixed(occurrence, due):
        is_asked = step.day <= due or occurrence.purpose is Purpose.RECURRING
        day = span(weekday, step.day, days.workdays).behind
        if day > today and is_asked:
            to_come.add(day)
    return to_come
