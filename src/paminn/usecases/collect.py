"""Read the mailbox: each mail becomes exactly one stored record, and only then is it moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from paminn.ports import Incoming, Received, Reference
from paminn.replies.codes import hide_codes
from paminn.replies.meaning.split import GoalAnswer, split
from paminn.replies.model import Answer, Status
from paminn.replies.read import Reply, read_mail
from paminn.usecases.house import House, decided

PROCESSED = "klart"
_HUMAN = ("reply", "forward")
_NEEDS_READING = "läget går inte att läsa säkert: läs och välj"


@dataclass
class Report:
    """How many of each, and one row per mail for the quality team, without text or address."""

    plan: str
    counts: Counter[str] = field(default_factory=Counter)
    rows: list[dict[str, object]] = field(default_factory=list)

    def as_json(self) -> dict[str, int]:
        names = ("replies", "automatic", "unmatched", "quarantined", "duplicates")
        return {name: self.counts[name] for name in names}


def collect(house: House, now: datetime) -> Report:
    """One run over the mailbox. A run that dies half-way reads the rest next time, and nothing twice."""
    plan = decided(house.plan, now.date()).plan.identity
    report = Report(plan)
    with house.memory.exclusive("collect"):
        for incoming in house.inbox.unread():
            received = read(house, plan, incoming, now)
            new = house.post.keep(received)
            house.inbox.file(incoming, PROCESSED)
            counted = _counted(received) if new else "duplicates"
            report.counts[counted] += 1
            report.rows.append(
                {
                    "kind": received.kind if new else "duplicate",
                    "why": received.reason,
                    "goals": [answer.goal for answer in received.answers],
                    "owner": received.answers[0].owner if received.answers else None,
                    "counted": counted,
                }
            )
    return report


def read(house: House, plan: str, incoming: Incoming, now: datetime) -> Received:
    """One mail, classed, matched by its code and read; what cannot be told is left to a person."""
    own = (house.options.sender,)
    reply = read_mail(incoming.raw, own_addresses=own)
    references = list(_references(house, reply))
    reason = reply.reason
    answers: tuple[Answer, ...] = ()
    if reply.kind in _HUMAN:
        if len(references) == 1:
            # Read again with what we sent at hand: then our words can be told from the owner's.
            reply = read_mail(incoming.raw, own_addresses=own, sent=references[0].sent)
            answers = _answers(reply, references[0], now)
            reason = _NEEDS_READING if any(answer.status is None for answer in answers) else reply.reason
            plan = references[0].plan
        else:
            reason = "svaret saknar kod" if not references else "svaret har koder från flera utskick"
    return Received(plan, incoming.raw, now, reply, str(reply.kind), reason, answers)


def _references(house: House, reply: Reply) -> Iterator[Reference]:
    """The messages that the mail's codes point at, each once."""
    seen = set()
    for code in reply.codes:
        reference = house.post.reference(code)
        if reference and (reference.plan, reference.owner, reference.day) not in seen:
            seen.add((reference.plan, reference.owner, reference.day))
            yield reference


def _answers(reply: Reply, reference: Reference, now: datetime) -> tuple[Answer, ...]:
    goals = list(reference.occurrences)
    sender = reply.letter.from_address.casefold()
    known = {address.casefold(): name for address, name in reference.people.items()}
    # Some programs give the address as the name; an answer carries a name, never an address.
    given = reply.letter.from_name if "@" not in reply.letter.from_name else ""
    name = known.get(sender) or f"{given or 'okänd avsändare'} (annan adress än den som påmindes)"
    day = _day_of(reply, reference, now)
    parts = {answer.goal: answer for answer in split(reply.whole, goals, day) if answer.goal in goals}
    if not parts:
        # Something was said about what we asked: the step is answered, but what was said is not guessed.
        parts = {goal: GoalAnswer(goal, None, reply.text) for goal in goals if reply.text}
    return tuple(
        Answer(
            id=0,
            goal=goal,
            occurrence=reference.occurrences[goal],
            owner=reference.owner,
            status=_status(reply, part, alone=len(parts) == 1, preparing=goal in reference.preparing),
            text=hide_codes(part.text),
            received=day,
            answered_by=name,
            new_date=part.new_date,
            known_sender=sender in known,
        )
        for goal, part in parts.items()
    )


def _status(reply: Reply, part: GoalAnswer, *, alone: bool, preparing: bool) -> Status | None:
    """What the mail as a whole leaves in doubt, its only part does not settle; and "Klar" about a preparation does
    not say that the day it prepares has been."""
    if preparing:
        return None
    return reply.status if alone else part.status


def _day_of(reply: Reply, reference: Reference, now: datetime) -> date:
    """The day the mail was written, where it can be: an owner is not late because this machine stood still."""
    try:
        written = parsedate_to_datetime(reply.letter.date).astimezone(now.tzinfo).date()
    except (ValueError, TypeError, OverflowError):
        return now.date()
    return written if reference.day <= written <= now.date() else now.date()


def _counted(received: Received) -> str:
    if received.kind in _HUMAN:
        return "replies" if received.answers else "unmatched"
    return "quarantined" if received.kind == "suspect" else "automatic"
