"""Carry messages out: what an earlier run left is settled first, then claim – send – record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TypeGuard

from paminn.errors import DeliveryError, NotCarriedOut, Taken, UnknownOutcome, our_fault
from paminn.failure import ONE_OF_THE_ADDRESSES, Cause, Failure
from paminn.ports.dispatch import Dispatch
from paminn.ports.outbox import Outbox
from paminn.reminders.message import (
    OPEN_QUESTION,
    UNSETTLED,
    Channel,
    Door,
    Found,
    Message,
    Outgoing,
    Sent,
    State,
    Trace,
    judged,
)
from paminn.reports.sending import Outcome
from paminn.today import Today
from paminn.usecases.sending.unremembered import Unremembered

CUT_OFF = Failure(Cause.CUT_OFF)
# Copies are looked for this long; what is unsettled is never forgotten.
REMEMBERED = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What carries messages out: the ledger's side of sending, and a door for each channel that is open.

    `door` is what mail leaves by, `at_once` how many mails it takes at the same time. A trial never sends what was
    meant for an owner, nor the reverse.
    """

    dispatch: Dispatch
    outboxes: Mapping[Channel, Outbox]
    door: Door
    at_once: int
    is_trial: bool

    def rehearsing(self) -> Delivery:
        """The same, for mails that no real day is to know of: nothing is remembered, and no card is laid in Teams."""
        doors = dict(self.outboxes)
        doors.pop(Channel.TEAMS, None)
        return replace(self, dispatch=Unremembered(), outboxes=doors)

    def recover(
        self, known: Iterable[Sent], today: Today, is_right: Callable[[Sent], bool] = lambda _: True
    ) -> tuple[Sent, ...]:
        """Settle what earlier runs left: first the mailbox is asked, then a person.

        What comes back as SENDING was begun today, has not left, and `is_right` still: it is to be sent once more, byte
        for byte. Any other that has not left gives its steps to today's digest instead: one mail an owner a day.
        """
        news = []
        for sent in known:
            if not _is_open(sent, today.day):
                continue
            if sent.waits_for_a_person:
                news.append(sent)
                continue
            of_this_run = sent.day == today.day and sent.redirected == self.is_trial
            try:
                after = self._settle(sent, today.now, again=of_this_run and is_right(sent))
            except Taken:
                continue  # another run is at it
            if after.state in UNSETTLED or after != sent:
                news.append(after)
        return tuple(news)

    def deliver(self, messages: Sequence[Message], now: datetime) -> list[Outcome]:
        """Send each message that nobody has claimed, as many at once as the door takes.

        One that fails stops no other. Raises NotCarriedOut where no mail can go, such as when the disk is full.
        """
        new = [message for message in messages if _is_new(message)]
        claimed = self.dispatch.claim(new, now)

        def carry(message: Message) -> Outcome:
            if _is_new(message) and message.key not in claimed:
                return Outcome(message, None, Failure(Cause.SENT_TODAY_ALREADY))
            return self._send(message, now)

        outcomes: list[Outcome] = []
        for channel, of_channel in groupby(messages, attrgetter("channel")):
            at_once = self.at_once if channel is Channel.EMAIL else 1
            with ThreadPoolExecutor(at_once) as pool:
                outcomes += pool.map(carry, of_channel)
        return outcomes

    def look_again(self, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
        """Ask the mailbox about what broke off in this run, and send once more what has certainly not left."""
        settled = []
        for outcome in outcomes:
            if outcome.state is State.UNKNOWN:
                settled.append(self._look_again(outcome, now))
            else:
                settled.append(outcome)
        return settled

    def seen_in_mailbox(self, message: Message) -> Found:
        """What the mailbox says of a message that another memory may have sent; BLIND where it cannot be asked.

        A card goes by its mail: nobody looks for one.
        """
        try:
            return self._look(message)
        except DeliveryError:
            return Found.BLIND

    def is_in_the_mailbox(self, sent: Sent) -> bool:
        """Whether a mail can be seen to have left. False when nobody can tell."""
        door = self.outboxes.get(sent.channel)
        if door is None:
            return False
        try:
            return door.look(sent) is Found.SENT
        except DeliveryError:
            return False

    def _settle(self, sent: Sent, now: datetime, *, again: bool) -> Sent:
        """`again`: it is to be sent once more if it has not left; else it is taken back. Raises Taken."""

        def advance(state: State, failure: Failure | None = None) -> Sent:
            if not self.dispatch.advance(sent.key, state, now, failure, was=sent.state):
                raise Taken
            return replace(sent, state=state, failure=failure)

        if sent.state is State.SENDING:
            sent = advance(State.UNKNOWN, CUT_OFF)
        try:
            found = self._look(sent, withdraw=not again)
        except DeliveryError as error:
            if sent.state is State.ALERT:  # what a person has been asked stays the question
                return sent
            return replace(sent, failure=error.failure)
        state = judged(sent.state, found, copy=sent.is_copy)
        if state is sent.state:
            return sent
        if state is State.SENDING and again:
            return replace(sent, state=state)
        if state is State.SENDING:
            return advance(State.FAILED, CUT_OFF)
        failure = why_judged(sent.state, state)
        if failure is None and sent.state is State.ACCEPTED:
            # Whom of the role's people an accepted mail did not reach is still so when its copy is seen.
            failure = sent.failure
        return advance(state, failure)

    def _look(self, message: Message, *, withdraw: bool = False) -> Found:
        door = self.outboxes.get(message.channel)
        if door is None:
            return Found.BLIND
        found = door.look(message, withdraw=withdraw)
        if found is Found.SENT or message.door == self.door:
            return found
        if message.is_copy and message.channel is not Channel.NOTICE:
            return found
        # What was begun at another door, or before doors were noted, can be seen here but not missed here.
        return Found.BLIND

    def _look_again(self, outcome: Outcome, now: datetime) -> Outcome:
        message = outcome.message
        try:
            found = self._look(message)
        except DeliveryError:
            return outcome
        state = judged(State.UNKNOWN, found, copy=message.is_copy)
        if state is State.UNKNOWN:
            return outcome
        if state is State.SENDING:
            return self._send(message, now)
        failure = why_judged(State.UNKNOWN, state)
        self.dispatch.advance(message.key, state, now, failure)
        return Outcome(message, state, failure)

    def _send(self, message: Message, now: datetime) -> Outcome:
        """One message through its door, and how it went into the ledger."""
        if not _has_recipient(message):
            return Outcome(message, State.FAILED, Failure(Cause.NOBODY_TO_WRITE_TO))

        begun = set()

        def note(state: State, trace: Trace | None = None) -> None:
            if not self.dispatch.advance(message.key, state, now, trace=trace):
                raise Taken
            begun.add(state)

        failure: Failure | None = None
        dead: frozenset[str] = frozenset()
        later: frozenset[str] = frozenset()
        try:
            state = self.outboxes[message.channel].send(message, note)
        except Taken:
            return Outcome(message, None, Failure(Cause.TAKEN_BY_ANOTHER_RUN))
        except DeliveryError as error:
            # Some of the role's people got it: sending again would give them two.
            state = State.ACCEPTED if error.partial else State.FAILED
            failure = error.failure
            later = error.later
            dead = _dead(message, error)
        except UnknownOutcome as error:
            state = State.UNKNOWN
            failure = error.failure
            later = error.later
        except NotCarriedOut as error:
            state = State.FAILED
            failure = Failure(Cause.STOPPED, str(error))
            if not message.is_copy:  # a copy never stops the mail
                self.dispatch.advance(message.key, state, now, failure)
                raise
        except Exception as error:
            # A fault of ours with one message is told, and stops nobody else's.
            state = State.UNKNOWN if State.SENDING in begun else State.FAILED
            failure = Failure(Cause.OUR_FAULT, our_fault(error))
        self.dispatch.advance(message.key, state, now, failure, dead=dead, missed=later)
        return Outcome(message, state, failure)


def _dead(message: Message, refused: DeliveryError) -> frozenset[str]:
    """The addresses of the role's people that there is nobody at. Of whom a trial goes to nothing is remembered."""
    if message.redirected:
        return frozenset()
    if refused.failure.cause in ONE_OF_THE_ADDRESSES and len(message.mailboxes) == 1:
        return message.mailboxes
    return refused.dead


def why_judged(before: State, after: State) -> Failure | None:
    """Why a look in the mailbox took a message from one state to another; None when it told that all is well."""
    if before in (State.CLAIMED, State.DRAFTED) and after is State.FAILED:
        return CUT_OFF
    if before is State.UNKNOWN and after is State.ALERT:
        return Failure(Cause.MAILBOX_DOES_NOT_TELL)
    if before is State.ACCEPTED and after is State.ALERT:
        return Failure(Cause.COPY_NEVER_CAME)
    return None


def _is_open(sent: Sent, today: date) -> bool:
    if sent.is_copy:  # once it may have left, nobody is asked
        return sent.state in UNSETTLED - OPEN_QUESTION
    if sent.state is State.ACCEPTED:
        return sent.day < today
    return sent.state in UNSETTLED


def _is_new(message: Message) -> TypeGuard[Outgoing]:
    """What was decided today and can be sent, as against what an earlier run began."""
    return isinstance(message, Outgoing) and _has_recipient(message)


def _has_recipient(message: Message) -> bool:
    return bool(message.recipients) or message.channel is not Channel.EMAIL
