"""Whether a person has said yes to the first mails (docs/decisions/0028)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from paminn.plan.model import QUALITY_TEAM
from paminn.reminders.asking.schedule import Schedule
from paminn.reminders.model import Digest, History
from paminn.reminders.sharing import readers, share
from paminn.reports.beginning import Approval, FirstMail
from paminn.usecases.plans import Decided, KeptPlan, ReadablePlan

# What was said yes to: kept by day as the plan's files are.
_APPROVED = "godkänd start"


def approval(kept: ReadablePlan, work: Decided) -> Approval | None:
    """The last yes, to whatever day it was."""
    said = kept.sources.kept(work.plan.identity, _APPROVED)
    if not said:
        return None
    begins, who, day = said[-1].content.decode().splitlines()
    return Approval(date.fromisoformat(begins), who, date.fromisoformat(day))


def approve(kept: KeptPlan, work: Decided, given: Approval) -> None:
    """Remember a yes."""
    lines = (given.begins.isoformat(), " ".join(given.who.split()), given.day.isoformat())
    kept.sources.keep(work.plan.identity, _APPROVED, "\n".join(lines).encode(), "", given.day)


def awaits_approval(kept: ReadablePlan, work: Decided, history: History) -> bool:
    """Whether reminders are not to begin before somebody has said yes to the day that they begin on."""
    begins = work.rules.begins
    if begins is None or history.introduced:
        return False
    given = approval(kept, work)
    return given is None or given.begins != begins


def as_begun(kept: ReadablePlan, work: Decided, history: History, day: date) -> Decided:
    """The same with the day that reminders begin on in truth: a yes that is late begins it late.

    As long as nobody has said it, that is `day` at the earliest. Once somebody has been introduced without a yes that
    is known, it is the day of the file.
    """
    begins = work.rules.begins
    if begins is None:
        return work
    given = approval(kept, work)
    if given is not None and given.begins == begins:
        begins = max(begins, given.day)
    elif not history.introduced:
        begins = max(begins, day)
    return replace(work, rules=replace(work.rules, begins=begins))


def first_mails(work: Decided, history: History, day: date) -> tuple[FirstMail, ...]:
    """The mails of a day on which reminders begin, as far as owners.yaml tells who gets them."""
    of_roles = Schedule(work.plan, work.rules).digests(history, day, replace(work.owners, today=day))
    team = work.owners.holders(QUALITY_TEAM, day)
    mails = share(of_roles, readers(work.owners, day, history.away, team), history)
    return tuple(_first_mail(mail) for mail in mails)


def _first_mail(mail: Digest) -> FirstMail:
    goals = set()
    asked = set()
    situations = set()
    for reminder in mail.reminders:
        goals.add(reminder.goal.id)
        if not reminder.is_introduction and not reminder.is_preparation:
            asked.add(reminder.goal.id)
        if reminder.lies_before:
            situations.add(reminder.goal.id)
    return FirstMail(mail.called(mail.roles), len(goals), len(asked), len(situations), bool(mail.people))
