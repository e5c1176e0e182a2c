"""Somebody of the quality team says that a person reads their mail, whatever a machine has told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paminn.errors import UsageError
from paminn.incoming.decision import SeenTo
from paminn.ports.desk import Desk
from paminn.ports.memory import Memory
from paminn.reminders.model import Concern
from paminn.reports.absences import Away
from paminn.today import Today
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.played import refuse_played_decision
from paminn.usecases.reading.absent import with_number


@dataclass(frozen=True, slots=True)
class Back:
    """That the person with this number in the list is there: as it is asked for."""

    number: str
    who: str
    why: str


def who_is_away(kept: KeptPlan, memory: Memory, number: str, today: Today) -> tuple[str, Sequence[Away]]:
    """The address of the one with this number in the list, and what is told of them in each role. Raises UsageError."""
    work = decided(kept, today.day)
    absences = memory.history(work.plan.identity, Concern()).away
    address, rows = with_number(work, absences, number, today.day)
    if not address:
        raise UsageError(f"Ingen i listan har nummer {number}. Se listan med: paminn replies list")
    return address, rows


def see_to(kept: KeptPlan, memory: Memory, desk: Desk, back: Back, today: Today) -> Sequence[Away]:
    """End the absence of the one with this number, and say of which roles it was.

    From today the person is written to as if nothing had been told. Raises UsageError.
    """
    refuse_played_decision(today)
    address, rows = who_is_away(kept, memory, back.number, today)
    who = back.who.strip()
    why = back.why.strip()
    if not who:
        raise UsageError("Vem beslutar? Lägg till --by och ditt namn.")
    if not why:
        raise UsageError("Hur vet du att personen läser sin e-post? Lägg till --why och ett skäl.")
    plan = decided(kept, today.day).plan.identity
    desk.see_to(plan, SeenTo(address, who, today.moment, why, today.played))
    return rows
