"""Every digest to come if nobody answers, with the reason for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paminn.plan.identities import RoleId
from paminn.plan.model import QUALITY_TEAM, Person
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.mailboxes import read_by
from paminn.reminders.model import Digest, History, Reminder
from paminn.reminders.sharing import PlansDay, readers, share_plans
from paminn.usecases.plans import Decided

_A_MAIL_TO_COME = 0  # no mail has this number


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role that nobody holds from a day on, by what owners.yaml says now. `is_known`: it says that it is vacant."""

    role: str
    since: date
    is_known: bool = False


def vacancies(work: Decided, first: date, last: date) -> list[Vacancy]:
    """The roles whose holder's time ends before `last` with nobody after them, the first to come first."""
    vacant = []
    for role, name in work.plan.roles_in_use.items():
        if work.owners.awaits_somebody(role, first):
            vacant.append(Vacancy(name, first, is_known=True))
            continue
        since = work.owners.vacant_from(role, first)
        if since is not None and since <= last:
            vacant.append(Vacancy(name, since))
    return sorted(vacant, key=lambda vacancy: vacancy.since)


def forecast(
    work: Decided,
    first: date,
    last: date,
    so_far: History | None = None,
    team_on: Callable[[date], Sequence[Person]] | None = None,
) -> Iterator[Digest]:
    """The mails from `first` through `last`, in order. The first day also catches up what came before it.

    `work` is the plan that the daily work goes by on the first day. `so_far` is what has been sent and said before it,
    nothing unless it is told; `team_on` tells whom the team's mails go to on a day, else those that owners.yaml names.
    """
    schedule = Schedule(work.plan, work.rules)
    so_far = so_far or History()
    covered: dict[tuple[RoleId, OccurrenceId, date], date] = dict(so_far.covered)
    sent: dict[tuple[RoleId, OccurrenceId], int] = defaultdict(int, so_far.sent)
    sent_to: dict[tuple[RoleId, str, OccurrenceId], int] = defaultdict(int, so_far.sent_to)
    had: dict[tuple[RoleId, str, OccurrenceId, date], date] = dict(so_far.had)
    missed = dict(so_far.missed)
    introduced = set(so_far.introduced)
    questions = {question.number: question for question in so_far.questions}
    day = first
    while day <= last:
        history = replace(
            so_far,
            covered=covered,
            sent=sent,
            sent_to=sent_to,
            had=had,
            missed=missed,
            introduced=frozenset(introduced),
            questions=tuple(questions.values()),
        )
        of_roles = schedule.digests(history, day, replace(work.owners, today=day))
        team = team_on(day) if team_on else work.owners.holders(QUALITY_TEAM, day)
        who = readers(work.owners, day, so_far.away, team)
        mails = share_plans([PlansDay(work.plan.identity, of_roles, who, history, work.plan.by_number)])
        for mail in mails:
            for reminder in mail.reminders:
                for box in read_by(reminder, mail.people):
                    if _asks(reminder):
                        sent_to[reminder.owner, box, reminder.occurrence.id] += 1
                    for claim in reminder.covers:
                        if claim.step.is_introduction:
                            introduced.add((reminder.owner, box))
                            continue
                        its = (reminder.owner, box, claim.occurrence, claim.due)
                        had[its] = max(claim.step.day, had.get(its, claim.step.day))
        for digest in of_roles:
            for reminder in digest.reminders:
                if _asks(reminder):
                    sent[digest.owner, reminder.occurrence.id] += 1
                for claim in reminder.covers:
                    if claim.step.is_introduction:
                        continue
                    key = (digest.owner, claim.occurrence, claim.due)
                    covered[key] = max(claim.step.day, covered.get(key, claim.step.day))
                    missed.pop((digest.owner, claim.occurrence, claim.due), None)
                for asked_back in reminder.asked_back:
                    question = asked_back.question
                    questions[question.number] = replace(question, mail=_A_MAIL_TO_COME)
        yield from mails
        day += timedelta(days=1)


def _asks(reminder: Reminder) -> bool:
    """Whether it counts as a reminder of the goal."""
    return not reminder.is_preparation and not reminder.is_introduction
