"""What follows from how a message ended: decided by its state and the facts of what went wrong, never by words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from paminn.failure import Cause, Failure, NextStep
from paminn.reminders.message import ARRIVED, Channel, Message, Sent, State
from paminn.reports.ending import dry_ending, ending, ending_of
from tests.support.failing import BROKE, NO_ANSWER, REFUSED, REFUSED_FOR_NOW
from tests.support.houses import outgoing

BY_EVA = Failure(Cause.TOLD_BY_PERSON, "Eva")
NOBODY = Failure(Cause.NOBODY_IN_THE_ROLE)
UNREACHABLE = replace(outgoing(), unreachable=True)


def remembered(message: Message, state: State, failure: Failure | None = None) -> Sent:
    """As the ledger gives it back."""
    shared = {name: getattr(message, name) for name in Message.__dataclass_fields__}
    return Sent(**shared, number=7, state=state, failure=failure)


@pytest.mark.parametrize(
    ("state", "failure", "step"),
    [
        (None, Failure(Cause.TAKEN_BY_ANOTHER_RUN), None),
        (State.SEEN, None, None),
        (State.ACCEPTED, None, None),
        (State.ACCEPTED, REFUSED, NextStep.REFUSED),
        (State.ACCEPTED, REFUSED_FOR_NOW, NextStep.AGAIN),
        (State.SEEN, REFUSED, NextStep.REFUSED),
        (State.SEEN, BY_EVA, None),
        (State.FAILED, REFUSED, NextStep.ADDRESS),
        (State.FAILED, REFUSED_FOR_NOW, NextStep.AGAIN),
        (State.FAILED, NO_ANSWER, NextStep.AGAIN),
        (State.FAILED, BY_EVA, NextStep.JOINS),
        (State.FAILED, None, NextStep.AGAIN),
        (State.UNKNOWN, BROKE, NextStep.LOOK),
        (State.CLAIMED, None, NextStep.LOOK),
        (State.DRAFTED, None, NextStep.LOOK),
        (State.ALERT, Failure(Cause.MAILBOX_DOES_NOT_TELL), NextStep.ASK),
        (State.BOUNCED, None, NextStep.BOUNCED),
        (State.MOVED, None, None),
    ],
)
def test_a_mail_of_this_run(state, failure, step):
    told = ending(outgoing(), state, failure)
    assert (told.next_step, told.failure) == (step, failure)
    some_got_it = state in (State.ACCEPTED, State.SEEN) and failure in (REFUSED, REFUSED_FOR_NOW)
    assert told.missed_some is some_got_it


@pytest.mark.parametrize(
    ("state", "failure", "step"),
    [
        (State.SEEN, None, None),
        (State.ACCEPTED, NO_ANSWER, NextStep.LOOK),
        (State.FAILED, Failure(Cause.CUT_OFF), NextStep.JOINS),
        (State.FAILED, REFUSED, NextStep.JOINS),
        (State.UNKNOWN, NO_ANSWER, NextStep.LOOK),
        (State.ALERT, Failure(Cause.COPY_NEVER_CAME), NextStep.ASK_BY_NUMBER),
    ],
)
def test_a_mail_that_an_earlier_run_began(state, failure, step):
    told = ending_of(remembered(outgoing(), state, failure), earlier=True)
    assert (told.next_step, told.failure, told.earlier) == (step, failure, True)


@pytest.mark.parametrize("state", set(State) - ARRIVED)
def test_a_card_that_was_not_taken_is_only_ever_a_copy(state):
    card = outgoing(channel=Channel.TEAMS)
    assert ending(card, state, BROKE).next_step is NextStep.COPY
    assert ending(replace(card, unreachable=True), State.SEEN, None).next_step is None


@pytest.mark.parametrize("state", [State.UNKNOWN, State.ALERT])
def test_nobody_is_asked_how_a_trial_ended(state):
    assert ending(replace(outgoing(), redirected=True), state, BROKE).next_step is NextStep.TRIAL


def test_a_mail_that_nobody_in_the_role_can_get_waits_for_a_person_whether_it_went_or_not():
    gone = ending(UNREACHABLE, State.SEEN, None)
    assert (gone.next_step, gone.failure, gone.rank) == (NextStep.UNREACHABLE, NOBODY, 0)
    assert ending(UNREACHABLE, State.FAILED, NO_ANSWER).next_step is NextStep.NOBODY
    would_go = dry_ending(UNREACHABLE)
    assert (would_go.next_step, would_go.failure, would_go.rank) == (NextStep.MISSING, NOBODY, 0)


def test_a_dry_run_has_nothing_to_tell_of_a_mail_that_will_reach_somebody():
    would_go = dry_ending(outgoing())
    assert (would_go.next_step, would_go.failure, would_go.rank, would_go.dry_run) == (None, None, 2, True)


def test_what_somebody_has_to_do_something_about_comes_before_what_only_did_not_arrive():
    assert ending(outgoing(), State.FAILED, REFUSED).rank == 0
    assert ending(outgoing(), State.FAILED, NO_ANSWER).rank == 1
    assert ending(outgoing(), State.SEEN, None).rank == 2
