"""What happens on the day when reminders begin, and a named person's yes to it."""

from __future__ import annotations

from paminn.errors import UsageError
from paminn.ports.memory import Memory
from paminn.reminders.asking.schedule import Schedule
from paminn.reports.beginning import Approval, Beginning
from paminn.today import Today
from paminn.usecases.approval import approval, approve, as_begun, awaits_approval, first_mails
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.played import refuse_played_decision

_NO_DAY = (
    "Ingen startdag är satt, så påminnelserna går redan. Vill ni börja en viss dag, skriv påminn_från: ÅÅÅÅ-MM-DD "
    "i rules.yaml."
)


def how_it_begins(kept: KeptPlan, memory: Memory, today: Today) -> Beginning:
    """Nothing is done. Raises UsageError where rules.yaml names no day to begin on."""
    work = decided(kept, today.day)
    schedule = Schedule(work.plan, work.rules)
    first_day = schedule.first_day
    if first_day is None:
        raise UsageError(_NO_DAY)
    history = memory.history(work.plan.identity)
    given = approval(kept, work)
    if given is not None and given.begins != work.rules.begins:
        given = None
    if history.introduced:
        return Beginning(first_day, (), given, has_begun=True)
    day = schedule.workdays.later(max(first_day, today.day))
    begun = as_begun(kept, work, history, day)
    return Beginning(first_day, first_mails(begun, history, day), given, has_begun=False)


def begin(kept: KeptPlan, memory: Memory, today: Today, by: str) -> Beginning:
    """The same, with a yes by the one who is named, unless somebody has said it. Raises UsageError as well."""
    refuse_played_decision(today)
    if not by.strip():
        raise UsageError("Vem säger ja? Skriv ditt namn: --by NAMN")
    work = decided(kept, today.day)
    history = memory.history(work.plan.identity)
    if work.rules.begins is not None and awaits_approval(kept, work, history):
        approve(kept, work, Approval(work.rules.begins, by, today.now.date()))
    return how_it_begins(kept, memory, today)
