"""The quality team's desk: what waits, and what a named person decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from paminn.errors import UsageError
from paminn.ports import Decision
from paminn.replies.model import Answer, Status
from paminn.usecases.house import House, decided


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision as it is asked for: release, withhold or assign."""

    what: str
    who: str
    why: str = ""
    text: str | None = None
    status: str | None = None
    goal: str | None = None
    owner: str | None = None


def waiting(house: House, now: datetime) -> Sequence[Mapping[str, object]]:
    return house.desk.waiting(decided(house.plan, now.date()).plan.identity)


def show(house: House, number: int, now: datetime) -> dict[str, object]:
    """One answer with its text, for the person who is to decide. Raises UsageError."""
    identity = decided(house.plan, now.date()).plan.identity
    for answer in house.memory.answers(identity):
        if answer.id == number:
            return as_row(answer)
    raise UsageError(f"Det finns inget svar med nummer {number}. Se listan med: paminn replies list")


def decide(house: House, number: int, choice: Choice, now: datetime) -> dict[str, object]:
    """Carry out a choice. A release needs a name and a status; a new goal or role must be the plan's."""
    plan = decided(house.plan, now.date()).plan
    current = show(house, number, now)
    if not choice.who.strip():
        raise UsageError("Vem beslutar? Lägg till --by och ditt namn.")
    if choice.status is not None and choice.status not in set(Status):
        raise UsageError(f"«{choice.status}» är inget läge. Välj done, ongoing, late eller not_started.")
    goal = str(choice.goal or current["goal"])
    if goal not in plan.by_number:
        raise UsageError(f"Delmål {goal} finns inte i planen.")
    roles = [part.role for part in plan.by_number[goal].parts]
    if str(choice.owner or current["owner"]) not in roles:
        raise UsageError(f"Rollen har ingen del i delmål {goal}. Välj en av: {', '.join(roles)}.")
    if choice.what == "release" and not (choice.status or current["status"]):
        raise UsageError(
            "Svaret har inget läge än. Läs det och lägg till --status done, ongoing, late eller not_started."
        )
    decision = Decision(
        choice.what,
        choice.who.strip(),
        now,
        choice.why,
        choice.text,
        choice.status,
        choice.goal,
        choice.owner,
    )
    return as_row(house.desk.decide(number, decision))


def as_row(answer: Answer) -> dict[str, object]:
    return {
        "answer": answer.id,
        "goal": answer.goal,
        "owner": answer.owner,
        "occurrence": answer.occurrence,
        "status": answer.status.value if answer.status else None,
        "new_date": answer.new_date.isoformat() if answer.new_date else None,
        "received": answer.received.isoformat(),
        "answered_by": answer.answered_by,
        "release": answer.release.value,
        "text": answer.text,
    }
