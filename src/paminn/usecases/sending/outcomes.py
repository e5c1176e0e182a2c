"""What a person tells of a message that nobody can know the end of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from paminn.errors import DeliveryError, UsageError
from paminn.failure import Cause, Failure
from paminn.reminders.message import OPEN_QUESTION, Found, Sent, State
from paminn.usecases.house import House, decided

_LIST = "Se listan med: paminn outcomes list"


def open_outcomes(house: House, now: datetime) -> Sequence[Sent]:
    """Mails with an unknown outcome, oldest first. A copy in Teams, or a trial, is nobody's question."""
    plan = decided(house.plan, now.date()).plan.identity
    questions = []
    for sent in house.dispatch.sent(plan, since=now.date()):
        is_for_an_owner = not sent.is_copy and not sent.redirected
        if sent.state in OPEN_QUESTION and is_for_an_owner:
            questions.append(sent)
    return questions


def tell(house: House, number: str, how_it_went: str, who: str, now: datetime) -> Sent:
    """Settle one message by a named person's word: "sent" ends it, "unsent" makes its steps due again.

    Raises UsageError for a number that is not open, or a missing name.
    """
    name = who.strip()
    if not name:
        raise UsageError("Vem svarar? Skriv ditt namn: --by NAMN")
    with house.memory.exclusive("remind"):
        sent = _asked_about(house, number, now)
        if _is_in_the_mailbox(house, sent):
            house.dispatch.advance(sent.key, State.SEEN, now)
            raise UsageError("Mejlet finns i brevlådan: det har gått, och står nu som bekräftat. Inget skickas igen.")
        state = State.SEEN if how_it_went == "sent" else State.FAILED
        house.dispatch.advance(sent.key, state, now, Failure(Cause.TOLD_BY_PERSON, name))
    return sent


def _asked_about(house: House, number: str, now: datetime) -> Sent:
    for sent in open_outcomes(house, now):
        if str(sent.number) == number:
            return sent
    raise UsageError(f"Inget mejl {number} har okänt utfall. {_LIST}")


def _is_in_the_mailbox(house: House, sent: Sent) -> bool:
    """The mailbox is asked before a person is believed."""
    door = house.outboxes.get(sent.channel)
    if door is None:
        return False
    try:
        return door.look(sent) is Found.SENT
    except DeliveryError:
        return False
