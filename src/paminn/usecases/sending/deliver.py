"""Carry messages out: what an earlier run left is settled first, then claim – send – record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import TypeGuard

from paminn.errors import DeliveryError, NotCarriedOut, Taken, UnknownOutcome, our_fault
from paminn.failure import Cause, Failure
from paminn.reminders.outbox import (
    OPEN_QUESTION,
    UNSETTLED,
    Channel,
    Found,
    Message,
    Outgoing,
    Sent,
    State,
    Trace,
    judged,
)
from paminn.reports.sending import Outcome
from paminn.usecases.house import House

CUT_OFF = Failure(Cause.CUT_OFF)
# Why a look in the mailbox took a message from one state to another.
WHY = {
    (State.CLAIMED, State.FAILED): CUT_OFF,
    (State.DRAFTED, State.FAILED): CUT_OFF,
    (State.UNKNOWN, State.ALERT): Failure(Cause.MAILBOX_DOES_NOT_TELL),
    (State.ACCEPTED, State.ALERT): Failure(Cause.COPY_NEVER_CAME),
}


def recover(
    house: House, known: Iterable[Sent], now: datetime, is_right: Callable[[Sent], bool] = lambda _: True
) -> tuple[Sent, ...]:
    """Settle what earlier runs left: first the mailbox is asked, then a person.

    What comes back as SENDING was begun today, has not left, and `is_right` still: it is to be sent once more, byte
    for byte. Any other that has not left gives its steps to today's digest instead: one mail an owner a day.
    """
    settled = []
    for one in known:
        if _is_open(one, now.date()):
            # A trial never sends what was meant for an owner, nor the reverse.
            of_this_run = one.day == now.date() and one.redirected == bool(house.options.redirect_all_to)
            try:
                after = _settle(house, one, now, again=of_this_run and is_right(one))
            except Taken:
                continue  # another run is at it
            if after.state is not one.state or after.state in UNSETTLED or after.failure != one.failure:
                settled.append(after)
    return tuple(settled)


def _is_open(one: Sent, today: date) -> bool:
    if one.is_copy:  # once it may have left, nobody is asked
        return one.state in UNSETTLED - OPEN_QUESTION
    return one.state in UNSETTLED or (one.state is State.ACCEPTED and one.day < today)


def _settle(house: House, one: Sent, now: datetime, *, again: bool) -> Sent:
    """`again`: it is to be sent once more if it has not left; else it is taken back."""

    def advance(state: State, failure: Failure | None = None) -> Sent:
        if not house.dispatch.advance(one.key, state, now, failure, was=one.state):
            raise Taken
        return replace(one, state=state, failure=failure)

    if one.state is State.SENDING:
        one = advance(State.UNKNOWN, CUT_OFF)
    try:
        found = _look(house, one, withdraw=not again)
    except DeliveryError as error:
        # What a person has been asked stays the question.
        return one if one.state is State.ALERT else replace(one, failure=error.failure)
    state = judged(one.state, found, copy=one.is_copy)
    if state is State.SENDING:
        return replace(one, state=State.SENDING) if again else advance(State.FAILED, CUT_OFF)
    if state is one.state:
        return one
    # Whom of the role's people an accepted mail did not reach is still so when its copy is seen.
    refused = one.failure if one.state is State.ACCEPTED else None
    return advance(state, WHY.get((one.state, state), refused))


def _look(house: House, message: Message, *, withdraw: bool = False) -> Found:
    door = house.outboxes.get(message.channel)
    found = door.look(message, withdraw=withdraw) if door else Found.BLIND
    # What was begun at another door, or before doors were noted, can be seen here but not missed here.
    at_home = message.is_copy or message.door == house.options.door
    return found if at_home or found is Found.SENT else Found.BLIND


def deliver(house: House, messages: Sequence[Message], now: datetime) -> list[Outcome]:
    """Send each message that nobody has claimed, as many at once as the door takes. One that fails stops no other."""
    claimed = house.dispatch.claim([one for one in messages if _is_new(one)], now)

    def carry(message: Message) -> Outcome:
        if _is_new(message) and message.key not in claimed:
            return Outcome(message, None, Failure(Cause.SENT_TODAY_ALREADY))
        return _deliver(house, message, now)

    outcomes = list[Outcome]()
    for channel, some in groupby(messages, attrgetter("channel")):
        with ThreadPoolExecutor(house.options.at_once if channel is Channel.EMAIL else 1) as pool:
            outcomes += pool.map(carry, some)
    return outcomes


def _is_new(message: Message) -> TypeGuard[Outgoing]:
    """What was decided today and can be sent, as against what an earlier run began."""
    return isinstance(message, Outgoing) and _has_recipient(message)


def look_again(house: House, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Ask the mailbox about what broke off in this run, and send once more what has certainly not left."""
    return [_look_again(house, one, now) if one.state is State.UNKNOWN else one for one in outcomes]


def _look_again(house: House, outcome: Outcome, now: datetime) -> Outcome:
    try:
        state = judged(State.UNKNOWN, _look(house, outcome.message), copy=outcome.message.is_copy)
    except DeliveryError:
        return outcome
    if state is State.SENDING:
        return _deliver(house, outcome.message, now)
    if state is State.UNKNOWN:
        return outcome
    failure = WHY.get((State.UNKNOWN, state))
    house.dispatch.advance(outcome.message.key, state, now, failure)
    return replace(outcome, state=state, failure=failure)


def _deliver(house: House, message: Message, now: datetime) -> Outcome:
    if not _has_recipient(message):
        return Outcome(message, State.FAILED, Failure(Cause.NOBODY_TO_WRITE_TO))

    begun = set()

    def note(state: State, trace: Trace | None = None) -> None:
        if not house.dispatch.advance(message.key, state, now, trace=trace):
            raise Taken
        begun.add(state)

    failure: Failure | None = None
    try:
        state = house.outboxes[message.channel].send(message, note)
    except Taken:
        return Outcome(message, None, Failure(Cause.TAKEN_BY_ANOTHER_RUN))
    except DeliveryError as error:
        # Some of the role's people got it: sending again would give them two.
        state = State.ACCEPTED if error.partial else State.FAILED
        failure = error.failure
    except UnknownOutcome as error:
        state = State.UNKNOWN
        failure = error.failure
    except NotCarriedOut as error:
        state = State.FAILED
        failure = Failure(Cause.STOPPED, str(error))
        if message.channel is Channel.EMAIL:  # a copy never stops the mail
            house.dispatch.advance(message.key, state, now, failure)
            raise
    except Exception as error:
        # A fault of ours with one message is told, and stops nobody else's.
        state = State.UNKNOWN if State.SENDING in begun else State.FAILED
        failure = Failure(Cause.OUR_FAULT, our_fault(error))
    house.dispatch.advance(message.key, state, now, failure)
    return Outcome(message, state, failure)


def _has_recipient(message: Message) -> bool:
    return bool(message.recipients) or message.channel is not Channel.EMAIL
