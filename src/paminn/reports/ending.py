"""How one message ended, as far as anybody knows, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from paminn.failure import Cause, Failure, NextStep
from paminn.reminders.message import ARRIVED, NOT_LEFT, OPEN_QUESTION, Channel, Envelope, Sent, SentEnvelope, State

_OF_SOME_RECIPIENTS = (Cause.RECIPIENT_REFUSED, Cause.RECIPIENT_REFUSED_FOR_NOW)
_NOBODY_IN_THE_ROLE = Failure(Cause.NOBODY_IN_THE_ROLE)


@dataclass(frozen=True, slots=True)
class Ending:
    """`state` is None where it was not this run's to send, and in a `dry_run`, where nothing is sent.

    `failure` and `next_step` are None when it went as it should. `earlier`: an earlier run began it, and this one asked
    its mailbox.
    """

    message: Envelope
    state: State | None
    failure: Failure | None = None
    next_step: NextStep | None = None
    earlier: bool = False
    dry_run: bool = False

    @property
    def missed_some(self) -> bool:
        """Whether some of the role got it and others were refused."""
        arrived = self.state in ARRIVED
        return arrived and self.failure is not None and self.failure.cause in _OF_SOME_RECIPIENTS

    @property
    def rank(self) -> int:
        """0: somebody has something to do; 1: did not arrive, and nothing to do; 2: as it should be."""
        if self.next_step is None:
            return 2
        if self.next_step.waits_for_somebody:
            return 0
        return 1


def dry_ending(message: Envelope) -> Ending:
    """Of a message that would be sent, had this not been a dry run."""
    if _is_unmet(message):
        return Ending(message, None, _NOBODY_IN_THE_ROLE, NextStep.MISSING, dry_run=True)
    return Ending(message, None, dry_run=True)


def ending_of(sent: Sent | SentEnvelope, *, earlier: bool = False) -> Ending:
    """Of a message as the ledger remembers it."""
    return ending(sent, sent.state, sent.failure, earlier=earlier)


def ending(message: Envelope, state: State | None, failure: Failure | None, *, earlier: bool = False) -> Ending:
    """Of a message that came to stand in `state` because of `failure`."""
    if state is None:
        return Ending(message, None, failure, earlier=earlier)
    if state not in ARRIVED:
        step = _step_of_what_did_not_arrive(message, state, failure, earlier=earlier)
        return Ending(message, state, failure, step, earlier)
    if earlier and state is State.ACCEPTED and failure is not None:
        # Its mailbox could not be asked.
        return Ending(message, state, failure, NextStep.LOOK, earlier)
    if failure is not None and failure.cause is Cause.RECIPIENT_REFUSED_FOR_NOW:
        return Ending(message, state, failure, NextStep.AGAIN, earlier)
    if failure is not None and failure.cause is Cause.RECIPIENT_REFUSED:
        return Ending(message, state, failure, NextStep.REFUSED, earlier)
    if _is_unmet(message):
        return Ending(message, state, _NOBODY_IN_THE_ROLE, _NOBODY_IN_THE_ROLE.cause.next_step, earlier)
    return Ending(message, state, failure, None, earlier)


def _is_unmet(message: Envelope) -> bool:
    """Whether nobody in the role can get it, so that it goes to the quality team; a card is only ever a copy."""
    return message.unreachable and not message.is_copy


def _step_of_what_did_not_arrive(
    message: Envelope, state: State, failure: Failure | None, *, earlier: bool
) -> NextStep | None:
    if message.channel is Channel.NOTICE:
        return _step_of_a_notice(state, failure)
    if message.is_copy:
        return NextStep.COPY
    if message.redirected and state in OPEN_QUESTION:
        return NextStep.TRIAL
    if state is State.ALERT:
        if isinstance(message, Sent | SentEnvelope):
            return NextStep.ASK_BY_NUMBER
        return NextStep.ASK
    if state in OPEN_QUESTION or state in NOT_LEFT or state is State.UNSENT:
        return NextStep.LOOK
    if state is State.BOUNCED:
        return NextStep.BOUNCED
    if state is State.MOVED:
        return None
    told_by_person = failure is not None and failure.cause is Cause.TOLD_BY_PERSON
    if earlier or told_by_person:
        return NextStep.JOINS
    if message.unreachable:
        return NextStep.NOBODY
    if failure is None:
        return NextStep.AGAIN
    return failure.cause.next_step


def _step_of_a_notice(state: State, failure: Failure | None) -> NextStep:
    """One that has certainly not left is tried again by the day's next run; two would be one too many."""
    if state is not State.FAILED or failure is None:
        return NextStep.TOMORROW
    return failure.cause.next_step
