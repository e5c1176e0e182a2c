"""What a person tells of a message that nobody can know the end of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from paminn.errors import DeliveryError, UsageError
from paminn.failure import Cause, Failure
from paminn.reminders.outbox import OPEN_QUESTION, Found, Sent, State
from paminn.usecases.house import House, decided

_TOLD = {"sent": State.SEEN, "unsent": State.FAILED}
_LIST = "Se listan med: paminn outcomes list"


def open_outcomes(house: House, now: datetime) -> Sequence[Sent]:
    """Mails with an unknown outcome, oldest first. A copy in Teams, or a trial, is nobody's question."""
    plan = decided(house.plan, now.date()).plan.identity
    known = house.dispatch.sent(plan, since=now.date())
    return [one for one in known if one.state in OPEN_QUESTION and not (one.is_copy or one.redirected)]


def _seen(house: House, one: Sent) -> bool:
    """The mailbox is asked before a person is believed."""
    door = house.outboxes.get(one.channel)
    try:
        return door is not None and door.look(one) is Found.SENT
    except DeliveryError:
        return False


def tell(house: House, number: str, told: str, who: str, now: datetime) -> Sent:
    """Settle one message by a named person's word: "sent" ends it, "unsent" makes its steps due again.

    Raises UsageError for a number that is not open, or a missing name.
    """
    if not who.strip():
        raise UsageError("Vem svarar? Skriv ditt namn: --by NAMN")
    with house.memory.exclusive("remind"):
        found = [one for one in open_outcomes(house, now) if str(one.number) == number]
        if not found:
            raise UsageError(f"Inget mejl {number} har okänt utfall. {_LIST}")
        (one,) = found
        if _seen(house, one):
            house.dispatch.advance(one.key, State.SEEN, now)
            raise UsageError("Mejlet finns i brevlådan: det har gått, och står nu som bekräftat. Inget skickas igen.")
        house.dispatch.advance(one.key, _TOLD[told], now, Failure(Cause.TOLD_BY_PERSON, who.strip()))
    return one
