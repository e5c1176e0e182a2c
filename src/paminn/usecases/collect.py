"""Read the mailbox: each mail becomes exactly one stored record, and only then is it moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from paminn.ports import Incoming, Received, Reference
from paminn.replies.model import Answer
from paminn.replies.read import Reply, read_mail
from paminn.replies.split import split
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
    parts = {answer.goal: answer for answer in split(reply.whole, goals) if answer.goal in goals}
    if not parts:
        # Something was said about what we asked: no chaser, but no guess either.
        return tuple(
            Answer(0, goal, reference.occurrences[goal], reference.owner, None, reply.text, now.date(), name)
            for goal in goals
            if reply.text
        )
    return tuple(
        Answer(
            id=0,
            goal=part.goal,
            occurrence=reference.occurrences[part.goal],
            owner=reference.owner,
            # What the mail as a whole leaves in doubt, a part of it does not settle.
            status=part.status if len(parts) > 1 else reply.status,
            text=part.text,
            received=now.date(),
            answered_by=name,
            new_date=part.new_date,
        )
        for part in parts.values()
    )


def _counted(received: Received) -> str:
    if received.kind in _HUMAN:
        return "replies" if received.answers else "unmatched"
    return "quarantined" if received.kind == "suspect" else "automatic"
