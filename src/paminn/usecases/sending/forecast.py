"""Every digest to come if nobody answers, with the reason for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from paminn.plan.identities import RoleId
from paminn.plan.model import QUALITY_TEAM
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.mailboxes import read_by
from paminn.reminders.model import Digest, History
from paminn.reminders.sharing import readers, share
from paminn.usecases.plans import Decided


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


def forecast(work: Decided, first: date, last: date) -> Iterator[Digest]:
    """The mails from `first` through `last`, in order. The first day also catches up what came before it.

    `work` is the plan that the daily work goes by on the first day.
    """
    schedule = Schedule(work.plan, work.rules)
    covered: dict[tuple[RoleId, OccurrenceId, date], date] = {}
    sent: dict[tuple[RoleId, OccurrenceId], int] = defaultdict(int)
    sent_to: dict[tuple[RoleId, str, OccurrenceId], int] = defaultdict(int)
    had: dict[tuple[RoleId, str, OccurrenceId, date], date] = {}
    day = first
    while day <= last:
        history = History(covered, sent, sent_to=sent_to, had=had)
        of_roles = schedule.digests(history, day, replace(work.owners, today=day))
        team = work.owners.holders(QUALITY_TEAM, day)
        mails = share(of_roles, readers(work.owners, day, (), team), history)
        for mail in mails:
            for reminder in mail.reminders:
                for box in read_by(reminder, mail.people):
                    sent_to[reminder.owner, box, reminder.occurrence.id] += not reminder.is_preparation
                    for claim in reminder.covers:
                        had[reminder.owner, box, claim.occurrence, claim.due] = claim.step.day
        for digest in of_roles:
            for reminder in digest.reminders:
                if not reminder.is_preparation:
                    sent[digest.owner, reminder.occurrence.id] += 1
                for claim in reminder.covers:
                    covered[digest.owner, claim.occurrence, claim.due] = claim.step.day
        yield from mails
        day += timedelta(days=1)
