"""What one run of reminders came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from paminn.failure import Failure, NextStep
from paminn.plan.model import Names
from paminn.reminders.message import ARRIVED, UNSETTLED, Channel, Message, Outgoing, Sent, State
from paminn.reports.ending import Ending, dry_ending, ending, ending_of


class Counted(StrEnum):
    """What a mail is counted as. The values stand in `remind --json`."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one message ended in this run, and why. `state` None: it was not this run's to send."""

    message: Message
    state: State | None
    failure: Failure | None = None

    @property
    def arrived(self) -> bool:
        return self.state in ARRIVED

    @property
    def is_of_the_address(self) -> bool:
        """Whether it is a mail that was refused for an address."""
        if self.state is not State.FAILED or self.failure is None or self.message.is_copy:
            return False
        return self.failure.cause.next_step is NextStep.ADDRESS

    @property
    def counted(self) -> Counted:
        if self.state is None:
            return Counted.SKIPPED
        if self.state in ARRIVED:
            return Counted.SENT
        if self.state in UNSETTLED:
            return Counted.UNKNOWN
        return Counted.FAILED


@dataclass(frozen=True, slots=True)
class Batch:
    """What today asks for, decided and worded but not yet sent."""

    plan: str
    messages: tuple[Outgoing, ...]
    again: tuple[Sent, ...] = ()  # begun today by a run that was cut off, and not gone: the very same once more
    recovered: tuple[Sent, ...] = ()  # what earlier runs left open, as it stands now
    questions: tuple[str, ...] = ()
    earlier: tuple[Sent, ...] = ()  # what an earlier run sent today, so that the day's table stays whole
    unapproved: date | None = None  # the day on which reminders were to begin, and nobody has said yes to it
    edited: bool = False  # plan.yaml says something else than what was adopted, which nobody is reminded of yet
    names: Names = field(default_factory=Names)  # of the goals and roles that its messages are about

    @property
    def to_send(self) -> tuple[Message, ...]:
        """All of it, in the order it is to be sent."""
        return (*self.again, *self.messages)

    def with_more(self, messages: Sequence[Outgoing]) -> Batch:
        """The same, with what was decided when some of it had been refused."""
        return replace(self, messages=(*self.messages, *messages))


@dataclass(frozen=True, slots=True)
class Reminded:
    """A run's account of itself, without an address in it. `notices`: how the quality team's own mails ended."""

    batch: Batch
    outcomes: tuple[Outcome, ...] = ()
    notices: tuple[Outcome, ...] = ()
    dry_run: bool = False

    @property
    def counts(self) -> Mapping[str, int]:
        """How many reminders of each, those of which there were none too; neither cards nor the team's notice."""
        counts = {counted.value: 0 for counted in Counted}
        for outcome in self.outcomes:
            if outcome.message.channel is Channel.EMAIL:
                counts[outcome.counted.value] += 1
        for sent in self.batch.recovered:
            still_open = sent.state in UNSETTLED and not sent.redirected
            if sent.channel is Channel.EMAIL and still_open:
                counts[Counted.UNKNOWN.value] += 1
        if self.dry_run:
            mails = [message for message in self.batch.messages if message.channel is Channel.EMAIL]
            counts[Counted.SKIPPED.value] = len(mails)
        return counts

    @property
    def endings(self) -> list[Ending]:
        """Today's messages: those an earlier run began first, then as they were sent, the team's notice last."""
        if self.dry_run:
            return [dry_ending(message) for message in self.batch.to_send]
        outcomes = {outcome.message.key: outcome for outcome in self.outcomes}
        endings = []
        for message in self.batch.to_send:
            outcome = outcomes.get(message.key, Outcome(message, None))
            # A copy that was tried earlier today has been told then, and is not tried twice.
            if outcome.state is None and message.is_copy:
                continue
            endings.append(ending(message, outcome.state, outcome.failure))
        for notice in self.notices:
            endings.append(ending(notice.message, notice.state, notice.failure))
        return endings

    @property
    def endings_of_earlier_runs(self) -> list[Ending]:
        """What earlier runs left open, as it stands now.

        Not what never left, when a message in its place goes today.
        """
        in_its_place = set()
        for message in self.batch.to_send:
            for role in message.roles:
                in_its_place.add((message.channel, role))
        endings = []
        for sent in self.batch.recovered:
            never_left = sent.state is State.FAILED
            has_one = all((sent.channel, role) in in_its_place for role in sent.roles)
            if never_left and has_one:
                continue
            endings.append(ending_of(sent, earlier=True))
        return endings

    @property
    def endings_earlier_today(self) -> list[Ending]:
        """What an earlier run sent today."""
        return [ending_of(sent) for sent in self.batch.earlier]

    @property
    def complete(self) -> bool:
        """Whether all that was to be done was, as far as anybody can know: it reached the one it was meant for."""
        if self.dry_run:
            return True
        if self.batch.unapproved is not None:
            return False
        counts = self.counts
        if counts[Counted.FAILED.value] or counts[Counted.UNKNOWN.value]:
            return False
        for message in self.batch.messages:
            if message.unreachable:
                return False
        for outcome in (*self.outcomes, *self.notices):
            is_ours = outcome.state is not None
            if is_ours and not outcome.arrived:  # a copy, which is not counted
                return False
            if outcome.arrived and outcome.failure is not None:  # some of the role's people got it
                return False
        for sent in self.batch.recovered:
            # It was sent before and cannot be confirmed now, since the mailbox does not answer.
            if sent.state is State.ACCEPTED and sent.failure is not None:
                return False
        return True
