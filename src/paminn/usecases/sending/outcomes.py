"""What a person tells of a message that nobody can know the end of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from paminn.errors import UsageError
from paminn.failure import Cause, Failure
from paminn.ports.dispatch import Dispatch
from paminn.ports.memory import Memory
from paminn.reminders.message import OPEN_QUESTION, Sent, State
from paminn.today import Today
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.played import refuse_played_decision
from paminn.usecases.sending.deliver import REMEMBERED, Delivery

_LIST = "Se listan med: paminn outcomes list"


def open_outcomes(kept: KeptPlan, dispatch: Dispatch, day: date) -> Sequence[Sent]:
    """Mails with an unknown outcome, oldest first. A copy in Teams, or a trial, is nobody's question."""
    plan = decided(kept, day).plan.identity
    questions = []
    for sent in dispatch.sent(plan, since=day - REMEMBERED):
        is_for_an_owner = not sent.is_copy and not sent.redirected
        if sent.state in OPEN_QUESTION and is_for_an_owner:
            questions.append(sent)
    return questions


def tell(
    kept: KeptPlan,
    memory: Memory,
    delivery: Delivery,
    number: str,
    how_it_went: str,
    who: str,
    today: Today,
) -> Sent:
    """Settle one message by a named person's word: "sent" ends it, "unsent" makes its steps due again.

    Raises UsageError for a number that is not open, or a missing name.
    """
    refuse_played_decision(today)
    dispatch = delivery.dispatch
    name = who.strip()
    if not name:
        raise UsageError("Vem svarar? Skriv ditt namn: --by NAMN")
    with memory.exclusive("remind"):
        sent = _called(number, open_outcomes(kept, dispatch, today.day))
        # The mailbox is asked before a person is believed.
        if not sent.waits_for_a_person and delivery.is_in_the_mailbox(sent):
            dispatch.advance(sent.key, State.SEEN, today.moment)
            raise UsageError("Mejlet finns i brevlådan: det har gått, och står nu som bekräftat. Inget skickas igen.")
        state = State.SEEN if how_it_went == "sent" else State.FAILED
        if sent.state is not State.ALERT:  # from doubt to failed there is no other way than a person's
            dispatch.advance(sent.key, State.ALERT, today.moment, sent.failure)
        if not dispatch.advance(sent.key, state, today.moment, Failure(Cause.TOLD_BY_PERSON, name)):
            raise UsageError(
                f"Svaret gick inte att skriva: raden för mejl {number} är skadad, eller skriven av en nyare version av "
                "påminn. Uppgradera påminn, eller lägg tillbaka säkerhetskopian av databasen."
            )
        if state is State.FAILED:
            delivery.take_back(replace(sent, state=State.ALERT))
    return sent


def _called(number: str, questions: Sequence[Sent]) -> Sent:
    for sent in questions:
        if str(sent.number) == number:
            return sent
    raise UsageError(f"Inget mejl {number} har okänt utfall. {_LIST}")
