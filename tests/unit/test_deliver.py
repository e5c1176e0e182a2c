"""Messages carried out: claimed, sent, recorded; and what an earlier run left, settled first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier

import pytest

from paminn.errors import DeliveryError, StorageError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.reminders.message import TRANSITIONS, Channel, Found, Message, Sent, State, Trace
from paminn.reports.sending import Outcome
from tests.support.failing import BROKE, DEAF, FLOW_BROKE, REFUSED, REFUSED_FOR_NOW
from tests.support.fakes import FakeLedger, FakeOutbox, Tapped
from tests.support.houses import FIRST_STEP, NOW, at, fake_house, outgoing
from tests.support.sending import deliver, look_again, recover

PLAN = "prov-plan"
LATER = at(FIRST_STEP + timedelta(1))
SILENT = DeliveryError(DEAF)
WAYS = {
    State.CLAIMED: (),
    State.DRAFTED: (State.DRAFTED,),
    State.SENDING: (State.SENDING,),
    State.ACCEPTED: (State.SENDING, State.ACCEPTED),
    State.SEEN: (State.SENDING, State.SEEN),
    State.BOUNCED: (State.SENDING, State.SEEN, State.BOUNCED),
    State.MOVED: (State.SENDING, State.SEEN, State.MOVED),
    State.FAILED: (State.FAILED,),
    State.UNKNOWN: (State.SENDING, State.UNKNOWN),
    State.ALERT: (State.SENDING, State.UNKNOWN, State.ALERT),
}


class Mailbox(FakeOutbox):
    """A door whose mailbox says what it is told to, one answer a look and the last one for ever."""

    def __init__(self, *answers: Found | DeliveryError, fails: Mapping[str, Exception] | None = None) -> None:
        super().__init__(fails=fails)
        self.answers = list(answers)
        self.asked: list[tuple[str, bool]] = []

    def look(self, message: Message, *, withdraw: bool = False) -> Found:
        self.asked.append((message.key, withdraw))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, DeliveryError):
            raise answer
        return answer


class Full(FakeLedger):
    """A ledger whose disk is full when a message is to be moved to `state`."""

    def __init__(self, state: State, times: int = 1) -> None:
        super().__init__()
        self.state, self.times = state, times

    def advance(self, key, state, at, failure=None, trace=None, was=None, dead=()):
        if state is self.state and self.times:
            self.times -= 1
            raise StorageError("Disken är full.")
        return super().advance(key, state, at, failure, trace, was, dead)


def left(ledger: FakeLedger, state: State, **what) -> Sent:
    """What a run that was cut off left in `state`."""
    message = outgoing(**what)
    assert ledger.claim([message], NOW)
    for step in WAYS[state]:
        assert ledger.advance(message.key, step, NOW, WAS)
    return next(one for one in ledger.sent(PLAN) if one.key == message.key)


def kept(ledger: FakeLedger, message: Message) -> tuple[State, Failure | None]:
    (one,) = [one for one in ledger.sent(PLAN) if one.key == message.key]
    return one.state, one.failure


@dataclass(frozen=True)
class Row:
    """What one look leads to: the state it is kept in, the one it comes back in (None: it does not)."""

    kept: State
    told: State | None
    because: Failure | None = None


CUT = Failure(Cause.CUT_OFF)
NOBODY = Failure(Cause.MAILBOX_DOES_NOT_TELL)
GONE = Failure(Cause.COPY_NEVER_CAME)
WAS = Failure(Cause.RECIPIENT_REFUSED, "som det var")
ANSWERS = (Found.SENT, Found.UNSENT, Found.NOWHERE, Found.BLIND, SILENT)
SEEN, AGAIN = Row(State.SEEN, State.SEEN), Row(State.UNKNOWN, State.SENDING)
BACK, ASK = Row(State.FAILED, State.FAILED, CUT), Row(State.ALERT, State.ALERT, NOBODY)
MISSED = Row(State.ALERT, State.ALERT, GONE)
STAYS = Row(State.ALERT, State.ALERT, WAS)
OPEN = Row(State.UNKNOWN, State.UNKNOWN)
NOT_LEFT = {state: (SEEN, BACK, BACK, BACK, Row(state, state)) for state in (State.CLAIMED, State.DRAFTED)}
TODAY = NOT_LEFT | {
    State.SENDING: (SEEN, AGAIN, ASK, ASK, OPEN),
    State.UNKNOWN: (SEEN, AGAIN, ASK, ASK, OPEN),
    State.ALERT: (SEEN, STAYS, STAYS, STAYS, STAYS),
}
SINCE = Row(State.ACCEPTED, None, WAS)
EARLIER = TODAY | {
    State.SENDING: (SEEN, BACK, ASK, ASK, OPEN),
    State.UNKNOWN: (SEEN, BACK, ASK, ASK, OPEN),
    State.ACCEPTED: (Row(State.SEEN, State.SEEN, WAS), MISSED, MISSED, SINCE, SINCE),
}
ROWS = [
    pytest.param(now, state, answer, row, id=f"{name}-{state}-{getattr(answer, 'value', 'deaf')}")
    for name, now, table in (("today", NOW, TODAY), ("earlier", LATER, EARLIER))
    for state, rows in table.items()
    for answer, row in zip(ANSWERS, rows, strict=True)
]
# What is settled is never asked about; what was accepted today has not had its time.
QUIET = [(NOW, State.ACCEPTED)] + [
    (now, s) for now in (NOW, LATER) for s in (State.SEEN, State.BOUNCED, State.MOVED, State.FAILED)
]


class TestRecover:
    def test_every_state_is_tried_here(self):
        for now, table in ((NOW, TODAY), (LATER, EARLIER)):
            assert set(table) | {state for when, state in QUIET if when is now} == set(State) - {State.PLANNED}

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize(("now", "state", "answer", "row"), ROWS)
    def test_what_was_left_goes_where_the_mailbox_says(self, now, state, answer, row):
        ledger, box = FakeLedger(), Mailbox(answer)
        one = left(ledger, state)
        told = recover(fake_house(box=box, ledger=ledger), ledger.sent(PLAN), now)
        unconfirmed = state is State.ACCEPTED and answer is SILENT and now is LATER
        expected = [State.ACCEPTED] if unconfirmed else [row.told] if row.told else []
        assert [after.state for after in told] == expected
        assert kept(ledger, one)[0] is row.kept
        assert box.asked == [(one.key, now is LATER)]
        assert box.messages == []
        if row.because:
            assert kept(ledger, one)[1] == row.because
            assert unconfirmed or all(after.failure == row.because for after in told)
        if answer is SILENT and state is not State.ALERT and told:
            assert told[0].failure == SILENT.failure

    @pytest.mark.parametrize(("now", "state"), QUIET)
    def test_what_is_settled_is_not_asked_about(self, now, state):
        ledger, box = FakeLedger(), Mailbox(Found.NOWHERE)
        one = left(ledger, state)
        assert recover(fake_house(box=box, ledger=ledger), ledger.sent(PLAN), now) == ()
        assert (kept(ledger, one)[0], box.asked) == (state, [])

    @pytest.mark.pain(1)
    def test_a_run_that_was_cut_off_while_sending_is_a_doubt_before_anybody_is_asked(self):
        """Killed again while it looks, it is still in doubt and not on its way."""
        ledger = FakeLedger()
        one = left(ledger, State.SENDING)
        recover(fake_house(box=Mailbox(SILENT), ledger=ledger), ledger.sent(PLAN), NOW)
        assert kept(ledger, one) == (State.UNKNOWN, CUT)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("now", [NOW, LATER])
    def test_looking_again_and_again_changes_nothing_more(self, now):
        ledger, box = FakeLedger(), Mailbox(Found.NOWHERE)
        one = left(ledger, State.SENDING)
        house = fake_house(box=box, ledger=ledger)
        first = recover(house, ledger.sent(PLAN), now)
        assert recover(house, ledger.sent(PLAN), now) == first
        assert kept(ledger, one)[0] is State.ALERT

    @pytest.mark.pain(4)
    def test_what_a_later_look_finds_answers_the_question(self):
        ledger = FakeLedger()
        one = left(ledger, State.ALERT)
        recover(fake_house(box=Mailbox(Found.SENT), ledger=ledger), ledger.sent(PLAN), LATER)
        assert kept(ledger, one) == (State.SEEN, None)

    @pytest.mark.pain(15)
    @pytest.mark.parametrize(("redirect", "options"), [("prov@prov.example", ""), ("", "prov@prov.example")])
    def test_what_a_trial_began_is_not_sent_by_a_real_run_nor_the_reverse(self, redirect, options):
        ledger, box = FakeLedger(), Mailbox(Found.UNSENT)
        one = left(ledger, State.UNKNOWN, redirect=redirect)
        house = fake_house(box=box, ledger=ledger, redirect_all_to=options)
        assert [after.state for after in recover(house, ledger.sent(PLAN), NOW)] == [State.FAILED]
        assert box.asked == [(one.key, True)]

    @pytest.mark.parametrize(
        ("state", "answer", "expected", "told"),
        [
            (State.CLAIMED, Found.BLIND, State.FAILED, True),
            (State.SENDING, Found.SENT, State.SEEN, True),
            (State.SENDING, Found.UNSENT, State.UNKNOWN, True),
            (State.SENDING, Found.NOWHERE, State.UNKNOWN, True),
            (State.SENDING, Found.BLIND, State.UNKNOWN, True),
            (State.UNKNOWN, Found.BLIND, State.UNKNOWN, False),
            (State.ACCEPTED, Found.NOWHERE, State.ACCEPTED, False),
        ],
    )
    def test_a_copy_in_teams_is_never_a_question_to_a_person(self, state, answer, expected, told):
        ledger = FakeLedger()
        one = left(ledger, state, channel=Channel.TEAMS)
        house = fake_house(box=Mailbox(Found.SENT), cards=Mailbox(answer), ledger=ledger)
        assert bool(recover(house, ledger.sent(PLAN), LATER if state is State.ACCEPTED else NOW)) is told
        assert kept(ledger, one)[0] is expected


class TestDeliver:
    def run(self, box: FakeOutbox, *messages: Message, ledger: FakeLedger | None = None) -> list[Outcome]:
        return deliver(fake_house(box=box, cards=box, ledger=ledger), messages, NOW)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(("sees", "state"), [(True, State.SEEN), (False, State.ACCEPTED)])
    def test_what_the_door_says_is_what_is_kept(self, sees, state):
        ledger = FakeLedger()
        (outcome,) = self.run(FakeOutbox(sees=sees), outgoing(), ledger=ledger)
        assert (outcome.state, outcome.failure) == (state, None)
        assert kept(ledger, outcome.message) == (state, None)

    def test_the_names_of_a_draft_are_kept_before_it_is_sent(self):
        class Drafting(FakeOutbox):
            def send(self, message, note):
                note(State.DRAFTED, Trace("utkast-1", "<annat@brevlada.example>", "samtal-1"))
                return super().send(message, note)

        ledger = FakeLedger()
        (outcome,) = self.run(Drafting(fails={"Chef": UnknownOutcome(BROKE)}), outgoing(), ledger=ledger)
        (one,) = ledger.sent(PLAN)
        assert (one.state, one.remote_id, one.message_id) == (State.UNKNOWN, "utkast-1", "<annat@brevlada.example>")
        assert outcome.state is State.UNKNOWN

    @pytest.mark.parametrize(
        ("raised", "state", "failure"),
        [
            (DeliveryError(REFUSED_FOR_NOW), State.FAILED, REFUSED_FOR_NOW),
            (DeliveryError(REFUSED), State.FAILED, REFUSED),
            (DeliveryError(REFUSED, partial=True), State.ACCEPTED, REFUSED),
            (UnknownOutcome(BROKE), State.UNKNOWN, BROKE),
        ],
    )
    def test_one_that_fails_never_stops_the_next_and_is_kept_with_its_cause(self, raised, state, failure):
        ledger, box = FakeLedger(), FakeOutbox(fails={"Chef": raised})
        first, second = self.run(box, outgoing(), outgoing("Vice"), ledger=ledger)
        assert (first.state, first.failure, second.state) == (state, failure, State.SEEN)
        assert kept(ledger, first.message) == (state, failure)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
    def test_what_another_run_moves_on_while_the_mailbox_is_asked_is_left_to_it(self, state):
        ledger = FakeLedger()
        one = left(ledger, state)
        seen = ledger.sent(PLAN)
        ledger.advance(one.key, State.SENDING if state is State.CLAIMED else State.ACCEPTED, NOW)
        box = Mailbox(Found.UNSENT)
        assert recover(fake_house(box=box, ledger=ledger), seen, NOW) == ()
        assert kept(ledger, one)[0] is (State.SENDING if state is State.CLAIMED else State.ACCEPTED)

    @pytest.mark.pain(1)
    def test_several_at_once_are_each_sent_once_and_told_of_in_order(self):
        together = Barrier(3)

        class Patient(FakeOutbox):
            def send(self, message, note):
                if message.channel == Channel.EMAIL:
                    together.wait(10)  # comes no further unless three are sent at once
                return super().send(message, note)

        ledger, box = FakeLedger(), Patient(fails={"Roll 4": DeliveryError(REFUSED)})
        mails = [outgoing(f"Roll {number}") for number in range(6)]
        copies = [outgoing(f"Roll {number}", channel=Channel.TEAMS) for number in range(3)]
        house = fake_house(box=box, cards=box, ledger=ledger, at_once=3)
        outcomes = deliver(house, [*mails, *copies], NOW)
        assert [outcome.message for outcome in outcomes] == [*mails, *copies]
        assert [outcome.state for outcome in outcomes] == [*[State.SEEN] * 4, State.FAILED, *[State.SEEN] * 4]
        assert sorted(message.key for message in box.messages) == sorted(
            one.key for one in [*mails, *copies] if one.owner != "Roll 4"
        )

    @pytest.mark.pain(1)
    def test_a_full_disk_stops_those_that_have_not_begun(self):
        ledger, box = Full(State.SEEN), FakeOutbox()
        with pytest.raises(StorageError):
            deliver(fake_house(box=box, ledger=ledger), [outgoing(f"Roll {n}") for n in range(50)], NOW)
        states = [one.state for one in ledger.sent(PLAN)]
        assert states.count(State.SENDING) == 1
        assert states.count(State.CLAIMED) > 0

    @pytest.mark.pain(1)
    def test_what_another_run_has_claimed_is_theirs(self):
        ledger, box = FakeLedger(), FakeOutbox()
        ledger.claim([outgoing()], NOW)
        first, second = self.run(box, outgoing(), outgoing("Vice"), ledger=ledger)
        assert (first.state, second.state) == (None, State.SEEN)
        assert [message.owner for message in box.messages] == ["Vice"]

    @pytest.mark.pain(1)
    def test_what_another_run_takes_over_at_the_last_moment_is_theirs(self):
        """Between the claim and the door: the pen in the ledger is what decides."""
        ledger, box = FakeLedger(), FakeOutbox()

        def other(call: str) -> None:
            if call == "send":
                ledger.advance(outgoing().key, State.SENDING, NOW)

        taken = Tapped(box, other, lambda call: None)
        (outcome,) = deliver(fake_house(box=taken, ledger=ledger), [outgoing()], NOW)
        assert (outcome.state, outcome.failure) == (None, Failure(Cause.TAKEN_BY_ANOTHER_RUN))
        assert box.messages == []
        assert kept(ledger, outgoing())[0] is State.SENDING

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    def test_what_cannot_be_written_down_is_not_sent(self):
        ledger, box = Full(State.SENDING), FakeOutbox()
        with pytest.raises(StorageError):
            self.run(box, outgoing(), outgoing("Vice"), ledger=ledger)
        assert box.messages == []
        assert [one.state for one in ledger.sent(PLAN)] == [State.FAILED, State.CLAIMED]

    @pytest.mark.pain(1)
    def test_a_full_disk_after_the_mail_has_left_sends_it_no_second_time(self):
        ledger, box = Full(State.SEEN), FakeOutbox()
        with pytest.raises(StorageError):
            self.run(box, outgoing(), ledger=ledger)
        assert kept(ledger, outgoing())[0] is State.SENDING
        (after,) = recover(fake_house(box=box, ledger=ledger), ledger.sent(PLAN), NOW)
        assert (after.state, len(box.messages)) == (State.SEEN, 1)

    def test_a_fault_in_the_folder_of_copies_stops_no_mail(self):
        ledger, mail = FakeLedger(), FakeOutbox()
        cards = FakeOutbox(fails={"Chef": StorageError("Disken är full.")})
        house = fake_house(box=mail, cards=cards, ledger=ledger)
        card, vice = outgoing(channel=Channel.TEAMS), outgoing("Vice")
        first, second = deliver(house, [card, vice], NOW)
        assert (first.state, second.state) == (State.FAILED, State.SEEN)
        assert kept(ledger, card) == (State.FAILED, Failure(Cause.STOPPED, "Disken är full."))

    def test_a_mail_to_nobody_is_told_and_not_kept(self):
        ledger, box = FakeLedger(), FakeOutbox()
        alone = outgoing(recipients=())
        first, second = self.run(box, alone, outgoing("Vice"), ledger=ledger)
        assert first == Outcome(alone, State.FAILED, Failure(Cause.NOBODY_TO_WRITE_TO))
        assert second.state is State.SEEN
        assert [one.owner for one in ledger.sent(PLAN)] == ["Vice"]

    @pytest.mark.pain(1)
    def test_what_was_begun_before_is_sent_byte_for_byte_beside_what_is_new(self):
        ledger, box = FakeLedger(), FakeOutbox()
        begun = replace(left(ledger, State.UNKNOWN), state=State.SENDING)
        first, second = self.run(box, begun, outgoing("Vice"), ledger=ledger)
        assert (first.state, second.state) == (State.SEEN, State.SEEN)
        assert [message.raw for message in box.messages] == [begun.raw, outgoing("Vice").raw]
        assert kept(ledger, begun) == (State.SEEN, None)

    @pytest.mark.pain(7)
    def test_a_new_mail_to_somebody_whose_begun_one_is_sent_again_waits_for_another_day(self):
        """One mail an owner a day: they have the same key, and the one that was begun has it."""
        ledger, box = FakeLedger(), FakeOutbox()
        begun = replace(left(ledger, State.UNKNOWN), state=State.SENDING)
        first, second = self.run(box, begun, outgoing("Chef", "1.2"), ledger=ledger)
        assert (first.state, second.state) == (State.SEEN, None)
        assert [message.raw for message in box.messages] == [begun.raw]


class TestLookAgain:
    def run(self, *answers, fails: Mapping[str, Exception] | None = None):
        """One mail that broke off, looked for at the end of its run."""
        ledger, box = FakeLedger(), Mailbox(*answers, fails={"Chef": UnknownOutcome(BROKE)})
        house = fake_house(box=box, ledger=ledger)
        broken = deliver(house, [outgoing()], NOW)
        box.fails = dict(fails or {})
        (outcome,) = look_again(house, broken, NOW)
        assert kept(ledger, outgoing()) == (outcome.state, outcome.failure)
        return outcome, box

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    def test_what_has_certainly_not_left_is_sent_exactly_once_more(self):
        outcome, box = self.run(Found.UNSENT)
        assert (outcome.state, outcome.failure) == (State.SEEN, None)
        assert [message.raw for message in box.messages] == [outgoing().raw]
        assert box.asked == [(outgoing().key, False)]

    @pytest.mark.pain(1)
    def test_what_breaks_off_a_second_time_is_left_in_doubt(self):
        outcome, box = self.run(Found.UNSENT, fails={"Chef": UnknownOutcome(FLOW_BROKE)})
        assert (outcome.state, outcome.failure) == (State.UNKNOWN, FLOW_BROKE)
        assert box.messages == []

    def test_what_is_refused_the_second_time_has_failed_and_is_due_again(self):
        outcome, _ = self.run(Found.UNSENT, fails={"Chef": DeliveryError(REFUSED)})
        assert (outcome.state, outcome.failure) == (State.FAILED, REFUSED)

    def test_what_is_found_has_gone(self):
        outcome, box = self.run(Found.SENT)
        assert (outcome.state, outcome.failure, box.messages) == (State.SEEN, None, [])

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("found", [Found.NOWHERE, Found.BLIND])
    def test_what_nobody_can_know_is_a_question_to_a_person(self, found):
        outcome, box = self.run(found)
        assert (outcome.state, outcome.failure, box.messages) == (State.ALERT, NOBODY, [])

    @pytest.mark.pain(1)
    def test_a_mailbox_that_does_not_answer_leaves_it_in_doubt(self):
        outcome, box = self.run(SILENT)
        assert (outcome.state, outcome.failure, box.messages) == (State.UNKNOWN, BROKE, [])

    def test_a_copy_that_nobody_can_know_of_stays_as_it_is(self):
        ledger = FakeLedger()
        cards = Mailbox(Found.BLIND, fails={"Chef": UnknownOutcome(BROKE)})
        house = fake_house(cards=cards, ledger=ledger)
        (outcome,) = look_again(house, deliver(house, [outgoing(channel=Channel.TEAMS)], NOW), NOW)
        assert (outcome.state, outcome.failure) == (State.UNKNOWN, BROKE)

    def test_what_did_not_break_off_is_not_asked_about(self):
        ledger = FakeLedger()
        box = Mailbox(Found.UNSENT, fails={"Vice": DeliveryError(REFUSED)})
        house = fake_house(box=box, ledger=ledger)
        ledger.claim([outgoing("Teamet")], NOW)
        outcomes = deliver(house, [outgoing(), outgoing("Vice"), outgoing("Teamet")], NOW)
        assert [one.state for one in outcomes] == [State.SEEN, State.FAILED, None]
        assert look_again(house, outcomes, NOW) == outcomes
        assert box.asked == []


def test_every_way_here_is_drawn():
    for end, way in WAYS.items():
        for before, after in zip((State.CLAIMED, *way), way, strict=False):
            assert after in TRANSITIONS[before]
        assert (State.CLAIMED, *way)[-1] is end
