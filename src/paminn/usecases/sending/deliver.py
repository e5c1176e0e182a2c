"""Carry messages out: what an earlier run left is settled first, then claim – send – record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TypeGuard

from paminn.errors import DeliveryError, NotCarriedOut, Taken, UnknownOutcome, our_fault
from paminn.failure import ONE_OF_THE_ADDRESSES, Cause, Failure
from paminn.patience import ENDLESS, RUN_IS_OVER, Patience
from paminn.ports.dispatch import Dispatch
from paminn.ports.outbox import Outbox
from paminn.reminders.message import (
    ARRIVED,
    LETS_GO,
    NOT_LEFT,
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
    proven,
)
from paminn.reports.sending import Outcome
from paminn.today import Today
from paminn.usecases.sending.proof import Proof
from paminn.usecases.sending.unremembered import Unremembered

CUT_OFF = Failure(Cause.CUT_OFF)
# Copies are looked for this long; what is unsettled is never forgotten.
REMEMBERED = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What carries messages out: the ledger's side of sending, and a door for each channel that is open.

    `door` is what mail leaves by, `at_once` how many mails it takes at the same time, `sender` the address of our own
    mailbox. A trial never sends what was meant for an owner, nor the reverse. What `patience` does not suffice for is
    left to the next run.
    """

    dispatch: Dispatch
    outboxes: Mapping[Channel, Outbox]
    door: Door
    at_once: int
    is_trial: bool
    sender: str
    patience: Patience = ENDLESS

    def rehearsing(self) -> Delivery:
        """The same, for mails that no real day is to know of: nothing is remembered, and no card is laid in Teams."""
        doors = dict(self.outboxes)
        doors.pop(Channel.TEAMS, None)
        return replace(self, dispatch=Unremembered(), outboxes=doors)

    def recover(
        self, known: Iterable[Sent], today: Today, is_right: Callable[[Sent], bool] = lambda _: True
    ) -> tuple[Sent, ...]:
        """Settle what earlier runs left: first the mailbox is asked, then a person.

        What comes back as UNSENT was begun today, has not left, and `is_right` still: it is to be sent once more, byte
        for byte. Any other that has not left gives its steps to today's digest instead: one mail an owner a day.
        """
        known = tuple(known)
        proof = self._proof(known)
        news = []
        for sent in known:
            if not _is_open(sent, today.day):
                continue
            if self.patience.is_over:
                break
            if sent.waits_for_a_person:
                news.append(sent)
                continue
            of_this_run = sent.day == today.day and sent.redirected == self.is_trial
            try:
                after = self._settle(sent, proof, today.now, again=of_this_run and is_right(sent))
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
            if self.patience.is_over and _has_recipient(message):
                return self._left_for_the_next_run(message, now)
            with self.patience.with_a_mail():
                return self._send(message, now)

        outcomes: list[Outcome] = []
        for channel, of_channel in groupby(messages, attrgetter("channel")):
            at_once = self.at_once if channel is Channel.EMAIL else 1
            with ThreadPoolExecutor(at_once) as pool:
                outcomes += pool.map(carry, of_channel)
        return outcomes

    def look_again(self, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
        """Ask the mailbox about what broke off in this run, and send once more what has certainly not left."""
        if not any(outcome.state in OPEN_QUESTION for outcome in outcomes):
            return list(outcomes)
        known: dict[str, Sent] = {}
        for plan in {outcome.message.plan for outcome in outcomes}:
            for sent in self.dispatch.sent(plan, since=now.date() - REMEMBERED):
                known[sent.key] = sent
        proof = self._proof(tuple(known.values()))
        settled = []
        for outcome in outcomes:
            begun = known.get(outcome.message.key)
            if begun is not None and outcome.state in OPEN_QUESTION and not self.patience.is_over:
                settled.append(self._look_again(outcome, begun, proof, now))
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

    def take_back(self, sent: Sent) -> None:
        """Take back what is left of a mail that a person has said did not arrive: its draft, where there is one."""
        door = self.outboxes.get(sent.channel)
        if door is not None:
            with suppress(DeliveryError):
                door.look(sent, withdraw=True)

    def is_in_the_mailbox(self, sent: Sent) -> bool:
        """Whether a mail can be seen to have left. False when nobody can tell."""
        door = self.outboxes.get(sent.channel)
        if door is None:
            return False
        try:
            return door.look(sent) is Found.SENT
        except DeliveryError:
            return False

    def _proof(self, known: Sequence[Sent]) -> Proof:
        """What an absence is to be judged by, of all that was in doubt before now."""
        return Proof(known, self.outboxes[Channel.EMAIL], self.sender)

    def _settle(self, sent: Sent, proof: Proof, now: datetime, *, again: bool) -> Sent:
        """`again`: it is to be sent once more if it has not left; else it is taken back. Raises Taken."""

        def advance(state: State, failure: Failure | None = None) -> Sent:
            if not self.dispatch.advance(sent.key, state, now, failure, was=sent.state):
                raise Taken
            return replace(sent, state=state, failure=failure)

        if sent.state is State.SENDING:
            sent = advance(State.UNKNOWN, CUT_OFF)
        try:
            found = self._found(sent, proof, withdraw=not again)
        except DeliveryError as error:
            if sent.state is State.ALERT:  # what a person has been asked stays the question
                return sent
            return replace(sent, failure=error.failure)
        state = judged(sent.state, found, copy=sent.is_copy)
        if state is State.UNSENT:
            if sent.state is not State.UNSENT:
                sent = advance(State.UNSENT, CUT_OFF)
            return sent if again else advance(State.FAILED, CUT_OFF)
        if state is sent.state:
            return sent
        failure = why_judged(sent.state, state, found, times=proof.times(sent))
        if failure is None and sent.state is State.ACCEPTED:
            # Whom of the role's people an accepted mail did not reach is still so when its copy is seen.
            failure = sent.failure
        return advance(state, failure)

    def _left_for_the_next_run(self, message: Message, now: datetime) -> Outcome:
        """One that has not been begun gives its steps back; what may have left is asked about again."""
        if isinstance(message, Sent):
            return Outcome(message, message.state, RUN_IS_OVER)
        self.dispatch.advance(message.key, State.FAILED, now, RUN_IS_OVER)
        return Outcome(message, State.FAILED, RUN_IS_OVER)

    def _found(self, sent: Sent, proof: Proof, *, withdraw: bool) -> Found:
        """What the mailbox says, and whether that it does not show the message proves anything.

        Half the waiting is over before the mailbox is tried, so that the probe has the other half.
        """
        if sent.state in NOT_LEFT:
            return self._look(sent, withdraw=withdraw)
        if sent.state not in (State.UNKNOWN, State.UNSENT) or not proof.can_be_had(sent):
            return self._look(sent)
        found = self._look(sent, half_way=True)
        is_tested = found is Found.NOT_SEEN and proof.mailbox_shows_our_mails(sent)
        if found in (Found.NOT_SEEN, Found.NOWHERE):
            found = self._look(sent, withdraw=withdraw and is_tested)
        return proven(found, is_tested=is_tested, times=proof.times(sent))

    def _look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        door = self.outboxes.get(message.channel)
        if door is None:
            return Found.BLIND
        found = door.look(message, withdraw=withdraw, half_way=half_way)
        if found is Found.SENT or message.door == self.door:
            return found
        if message.is_copy and message.channel is not Channel.NOTICE:
            return found
        # What was begun at another door, or before doors were noted, can be seen here but not missed here.
        return Found.BLIND

    def _look_again(self, outcome: Outcome, begun: Sent, proof: Proof, now: datetime) -> Outcome:
        """`begun`: the message as the ledger has it."""
        try:
            after = self._settle(begun, proof, now, again=True)
        except Taken:
            return outcome
        if after.state is State.UNSENT:
            return replace(self._send(after, now), message=outcome.message)
        if after.state is begun.state:
            return outcome
        return replace(outcome, state=after.state, failure=after.failure)

    def _send(self, message: Message, now: datetime) -> Outcome:
        """One message through its door, and how it went into the ledger."""
        if not _has_recipient(message):
            return Outcome(message, State.FAILED, Failure(Cause.NOBODY_TO_WRITE_TO))

        is_again = isinstance(message, Sent) and message.state is State.UNSENT
        begun = set()

        def note(state: State, trace: Trace | None = None) -> None:
            if is_again and state is State.SENDING:
                state = State.RESENDING
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
            state = State.UNKNOWN if begun & LETS_GO else State.FAILED
            failure = Failure(Cause.OUR_FAULT, our_fault(error))
        if is_again and state not in ARRIVED:
            # A no to the second time is no proof of the first, and what was not let go again is as it was.
            if State.RESENDING in begun:
                return Outcome(message, State.RESENDING, failure)
            if state is State.UNKNOWN:
                return Outcome(message, State.UNSENT, failure)
        self.dispatch.advance(message.key, state, now, failure, dead=dead, missed=later)
        return Outcome(message, state, failure)


def _dead(message: Message, refused: DeliveryError) -> frozenset[str]:
    """The addresses of the role's people that there is nobody at. Of whom a trial goes to nothing is remembered."""
    if message.redirected:
        return frozenset()
    if refused.failure.cause in ONE_OF_THE_ADDRESSES and len(message.mailboxes) == 1:
        return message.mailboxes
    return refused.dead


def why_judged(before: State, after: State, found: Found, *, times: int) -> Failure | None:
    """Why a look in the mailbox took a message, let go `times` times, from one state to another; None: all is well."""
    if before in (State.CLAIMED, State.DRAFTED) and after is State.FAILED:
        return CUT_OFF
    if after is not State.ALERT:
        return None
    if before is State.ACCEPTED:
        return Failure(Cause.COPY_NEVER_CAME)
    if found is Found.BLIND:
        return Failure(Cause.MAILBOX_DOES_NOT_TELL)
    if times > 1:
        return Failure(Cause.BROKE_OFF_TWICE)
    if found is Found.NOWHERE:
        return Failure(Cause.NOTHING_IN_MAILBOX)
    return Failure(Cause.MAILBOX_SHOWS_NO_PROBE)


def _is_open(sent: Sent, today: date) -> bool:
    if sent.is_copy:  # once it is in doubt, nobody is asked
        return sent.state in UNSETTLED - {State.UNKNOWN, State.ALERT}
    if sent.state is State.ACCEPTED:
        return sent.day < today
    return sent.state in UNSETTLED


def _is_new(message: Message) -> TypeGuard[Outgoing]:
    """What was decided today and can be sent, as against what an earlier run began."""
    return isinstance(message, Outgoing) and _has_recipient(message)


def _has_recipient(message: Message) -> bool:
    return bool(message.recipients) or message.channel is not Channel.EMAIL
