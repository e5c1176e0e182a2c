"""Messages carried out: claimed, sent, recorded; and what an earlier run left, settled first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest

from paminn.channels.own_mail import own_mails
from paminn.errors import DeliveryError, StorageError, UnknownOutcome
from paminn.failure import Cause, Failure
from paminn.ports.outbox import Note
from paminn.reminders.mark import OwnMail
from paminn.reminders.message import TRANSITIONS, Channel, Door, Found, Message, Sent, State, Trace
from paminn.reports.sending import Outcome
from tests.support.failing import BROKE, DEAF, FLOW_BROKE, REFUSED, REFUSED_FOR_NOW
from tests.support.fakes import FakeLedger, FakeOutbox, Tapped
from tests.support.houses import FIRST_STEP, NOW, SENDER, at, fake_house, opened, outgoing, text_of
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
    State.UNSENT: (State.SENDING, State.UNKNOWN, State.UNSENT),
    State.RESENDING: (State.SENDING, State.UNKNOWN, State.UNSENT, State.RESENDING),
    State.ALERT: (State.SENDING, State.UNKNOWN, State.ALERT),
}


class Mailbox(FakeOutbox):
    """A door whose mailbox says what it is told to, one answer a look and the last one for ever."""

    def __init__(self, *answers: Found | DeliveryError, fails: Mapping[str, Exception] | None = None) -> None:
        super().__init__(fails=fails)
        self.answers = list(answers)
        self.asked: list[tuple[str, bool]] = []

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        self.asked.append((message.key, withdraw))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, DeliveryError):
            raise answer
        return answer


class Shared(FakeOutbox):
    """A server with a mailbox of our own that shows, as sent, the copies and probes that came to it.

    `takes`: whether any come; `loses`: the keys of those that never do. What is sent to `fails` has left nevertheless.
    """

    def __init__(self, *, takes: bool = True, loses: frozenset[str] = frozenset(), fails=None) -> None:
        super().__init__(fails=fails, sees=False)
        self.takes, self.loses = takes, loses
        self.left: list[Message] = []
        self.withdrawn: list[str] = []

    def send(self, message: Message, note: Note) -> State:
        self.left.append(message)
        return super().send(message, note)

    def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
        if withdraw:
            self.withdrawn.append(message.key)
        keys = {one.key for one in self.left} - self.loses
        return Found.SENT if self.takes and message.key in keys else Found.NOT_SEEN

    @property
    def probes(self) -> list[Message]:
        return [one for one in self.left if one.recipients == ((SENDER, ""),)]


class Full(FakeLedger):
    """A ledger whose disk is full when a message is to be moved to `state`."""

    def __init__(self, state: State, times: int = 1) -> None:
        super().__init__()
        self.state, self.times = state, times

    def advance(self, key, state, at, failure=None, trace=None, was=None, dead=(), missed=None):
        if state is self.state and self.times:
            self.times -= 1
            raise StorageError("Disken är full.")
        return super().advance(key, state, at, failure, trace, was, dead, missed)


def left(ledger: FakeLedger, state: State, *, door: Door | None = Door.SMTP, **what) -> Sent:
    """What a run that was cut off left in `state`, begun at `door`."""
    message = replace(outgoing(**what), door=door)
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
UNTRIED = Failure(Cause.MAILBOX_SHOWS_NO_PROBE)
NOTHING = Failure(Cause.NOTHING_IN_MAILBOX)
TWICE = Failure(Cause.BROKE_OFF_TWICE)
GONE = Failure(Cause.COPY_NEVER_CAME)
WAS = Failure(Cause.RECIPIENT_REFUSED, "som det var")
ANSWERS = (Found.SENT, Found.UNSENT, Found.NOT_SEEN, Found.NOWHERE, Found.BLIND, SILENT)
SEEN, AGAIN = Row(State.SEEN, State.SEEN), Row(State.UNSENT, State.UNSENT)
BACK = Row(State.FAILED, State.FAILED, CUT)


def ask(why: Failure) -> Row:
    return Row(State.ALERT, State.ALERT, why)


STAYS = ask(WAS)
DOUBTS = (ask(UNTRIED), ask(NOTHING), ask(NOBODY))
TWICE_DOUBTED = (ask(TWICE), ask(TWICE), ask(NOBODY))


def open_in(state: State) -> Row:
    return Row(state, state)


NOT_LEFT = {state: (SEEN, *[BACK] * 4, Row(state, state)) for state in (State.CLAIMED, State.DRAFTED)}
TODAY = NOT_LEFT | {
    State.SENDING: (SEEN, AGAIN, *DOUBTS, open_in(State.UNKNOWN)),
    State.UNKNOWN: (SEEN, AGAIN, *DOUBTS, open_in(State.UNKNOWN)),
    State.UNSENT: (SEEN, AGAIN, *DOUBTS, open_in(State.UNSENT)),
    State.RESENDING: (SEEN, AGAIN, *TWICE_DOUBTED, open_in(State.RESENDING)),
    State.ALERT: (SEEN, *[STAYS] * 5),
}
SINCE = Row(State.ACCEPTED, None, WAS)
EARLIER = TODAY | {
    State.SENDING: (SEEN, BACK, *DOUBTS, open_in(State.UNKNOWN)),
    State.UNKNOWN: (SEEN, BACK, *DOUBTS, open_in(State.UNKNOWN)),
    State.UNSENT: (SEEN, BACK, *DOUBTS, open_in(State.UNSENT)),
    State.RESENDING: (SEEN, BACK, *TWICE_DOUBTED, open_in(State.RESENDING)),
    State.ACCEPTED: (Row(State.SEEN, State.SEEN, WAS), *[ask(GONE)] * 3, SINCE, SINCE),
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
        assert one.key in dict(box.asked)
        assert [message for message in box.messages if message.key == one.key] == []
        if row is SEEN:
            assert kept(ledger, one)[1] is None
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
        assert kept(ledger, one) == (State.FAILED, CUT)

    @pytest.mark.parametrize(
        ("state", "answer", "expected", "told"),
        [
            (State.CLAIMED, Found.BLIND, State.FAILED, True),
            (State.SENDING, Found.SENT, State.SEEN, True),
            (State.SENDING, Found.UNSENT, State.UNSENT, True),
            (State.SENDING, Found.NOT_SEEN, State.UNKNOWN, True),
            (State.SENDING, Found.NOWHERE, State.UNKNOWN, True),
            (State.SENDING, Found.BLIND, State.UNKNOWN, True),
            (State.UNKNOWN, Found.BLIND, State.UNKNOWN, False),
            (State.ALERT, Found.SENT, State.ALERT, False),
            (State.ACCEPTED, Found.NOWHERE, State.ACCEPTED, False),
        ],
    )
    def test_a_copy_in_teams_is_never_a_question_to_a_person(self, state, answer, expected, told):
        ledger = FakeLedger()
        one = left(ledger, state, channel=Channel.TEAMS)
        house = fake_house(box=Mailbox(Found.SENT), cards=Mailbox(answer), ledger=ledger)
        assert bool(recover(house, ledger.sent(PLAN), LATER if state is State.ACCEPTED else NOW)) is told
        assert kept(ledger, one)[0] is expected

    @pytest.mark.pain(1)
    def test_what_another_run_is_at_keeps_nothing_else_from_being_settled(self):
        ledger = FakeLedger()
        theirs, ours = left(ledger, State.SENDING), left(ledger, State.SENDING, owner="Vice")
        seen = ledger.sent(PLAN)
        ledger.advance(theirs.key, State.ACCEPTED, NOW)
        told = recover(fake_house(box=Mailbox(Found.SENT), ledger=ledger), seen, NOW)
        assert [(after.key, after.state) for after in told] == [(ours.key, State.SEEN)]
        assert kept(ledger, theirs)[0] is State.ACCEPTED


class TestAnotherDoor:
    """What was begun at a door that is not today's can be seen in today's mailbox, and not missed there."""

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("begun_at", [Door.GRAPH, Door.FOLDER, None])
    @pytest.mark.parametrize("answer", [Found.SENT, Found.UNSENT, Found.NOT_SEEN, Found.NOWHERE, Found.BLIND])
    def test_that_it_is_not_there_is_a_question_and_no_second_mail(self, begun_at, answer):
        ledger, box = FakeLedger(), Mailbox(answer)
        one = left(ledger, State.SENDING, door=begun_at)
        recover(fake_house(box=box, ledger=ledger), ledger.sent(PLAN), NOW)
        expected = (State.SEEN, None) if answer is Found.SENT else (State.ALERT, NOBODY)
        assert (kept(ledger, one), box.messages) == (expected, [])

    @pytest.mark.parametrize(
        ("channel", "expected"),
        [(Channel.TEAMS, State.UNSENT), (Channel.RECEIPT, State.UNSENT), (Channel.NOTICE, State.UNKNOWN)],
    )
    def test_of_copies_only_the_notice_goes_by_the_door_of_the_mails(self, channel, expected):
        ledger = FakeLedger()
        one = left(ledger, State.SENDING, channel=channel, door=Door.GRAPH)
        house = fake_house(ledger=ledger)
        house = replace(house, outboxes={**house.outboxes, channel: Mailbox(Found.UNSENT)})
        recover(house, ledger.sent(PLAN), NOW)
        assert kept(ledger, one)[0] is expected


class TestAsked:
    """What others ask the mailbox of a message; one that does not answer tells nothing."""

    @pytest.mark.parametrize("answer", ANSWERS)
    def test_whether_it_can_be_seen_there(self, answer):
        one = left(FakeLedger(), State.ALERT)
        delivery = fake_house(box=Mailbox(answer)).delivery
        assert delivery.is_in_the_mailbox(one) is (answer is Found.SENT)
        assert delivery.seen_in_mailbox(one) is (Found.BLIND if answer is SILENT else answer)

    def test_where_there_is_no_door_nobody_knows(self):
        one = left(FakeLedger(), State.UNKNOWN, channel=Channel.TEAMS)
        delivery = fake_house().delivery
        assert not delivery.is_in_the_mailbox(one)
        assert delivery.seen_in_mailbox(one) is Found.BLIND
        delivery.take_back(one)


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

    def test_cards_are_sent_one_at_a_time(self):
        class Counting(FakeOutbox):
            """How many it was given before it was done with the first of them."""

            inside = most = 0

            def send(self, message, note):
                self.inside += 1
                self.most = max(self.most, self.inside)
                sleep(0.02)
                state = super().send(message, note)
                self.inside -= 1
                return state

        cards = Counting()
        copies = [outgoing(f"Roll {number}", channel=Channel.TEAMS) for number in range(3)]
        deliver(fake_house(cards=cards, at_once=3), copies, NOW)
        assert (len(cards.messages), cards.most) == (3, 1)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(("lets_go", "state"), [(False, State.FAILED), (True, State.UNKNOWN)])
    def test_a_fault_of_ours_is_a_doubt_once_the_mail_was_let_go_and_stops_no_other(self, lets_go, state):
        class Faulty(FakeOutbox):
            def send(self, message, note):
                if message.owner == "Chef":
                    if lets_go:
                        note(State.SENDING)
                    raise ValueError("fel")
                return super().send(message, note)

        ledger = FakeLedger()
        first, second = self.run(Faulty(), outgoing(), outgoing("Vice"), ledger=ledger)
        assert (first.state, second.state) == (state, State.SEEN)
        kept_state, failure = kept(ledger, outgoing())
        assert (kept_state, failure) == (state, first.failure)
        assert failure.cause is Cause.OUR_FAULT

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
        begun = left(ledger, State.UNSENT)
        first, second = self.run(box, begun, outgoing("Vice"), ledger=ledger)
        assert (first.state, second.state) == (State.SEEN, State.SEEN)
        assert [message.raw for message in box.messages] == [begun.raw, outgoing("Vice").raw]
        assert kept(ledger, begun) == (State.SEEN, None)

    @pytest.mark.pain(7)
    def test_a_new_mail_to_somebody_whose_begun_one_is_sent_again_waits_for_another_day(self):
        """One mail an owner a day: they have the same key, and the one that was begun has it."""
        ledger, box = FakeLedger(), FakeOutbox()
        begun = left(ledger, State.UNSENT)
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
        assert kept(ledger, outgoing())[0] is outcome.state
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
        assert (outcome.state, outcome.failure) == (State.RESENDING, FLOW_BROKE)
        assert box.messages == []

    def test_what_is_refused_before_it_is_let_go_again_has_failed_and_is_due_again(self):
        """Nothing of it was handed over, and of the first time it is proven."""
        outcome, _ = self.run(Found.UNSENT, fails={"Chef": DeliveryError(REFUSED)})
        assert (outcome.state, outcome.failure) == (State.FAILED, REFUSED)

    def test_what_is_found_has_gone(self):
        outcome, box = self.run(Found.SENT)
        assert (outcome.state, outcome.failure, box.messages) == (State.SEEN, None, [])

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(("found", "why"), [(Found.NOWHERE, NOTHING), (Found.BLIND, NOBODY)])
    def test_what_nobody_can_know_is_a_question_to_a_person(self, found, why):
        outcome, box = self.run(found)
        assert (outcome.state, outcome.failure, box.messages) == (State.ALERT, why, [])

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

    def test_only_what_broke_off_is_asked_about_among_the_others(self):
        ledger = FakeLedger()
        box = Mailbox(Found.SENT, fails={"Vice": DeliveryError(REFUSED), "Teamet": UnknownOutcome(BROKE)})
        house = fake_house(box=box, ledger=ledger)
        outcomes = deliver(house, [outgoing(), outgoing("Vice"), outgoing("Teamet")], NOW)
        after = look_again(house, outcomes, NOW)
        assert [one.state for one in after] == [State.SEEN, State.FAILED, State.SEEN]
        assert after[:2] == outcomes[:2]
        assert [key for key, _ in box.asked] == [outgoing("Teamet").key]


def lost(ledger: FakeLedger, box: Shared, owner: str = "Chef", day=FIRST_STEP) -> Sent:
    """A mail that left, and whose answer was lost."""
    message = outgoing(owner, day=day)
    box.fails[owner] = UnknownOutcome(BROKE)
    deliver(fake_house(box=box, ledger=ledger), [message], at(day))
    return next(one for one in ledger.sent(PLAN) if one.key == message.key)


class TestProof:
    """An absence proves nothing of a mailbox that has not shown another mail of ours, sent since."""

    def look(self, ledger: FakeLedger, box: Shared, now=NOW) -> tuple[Sent, ...]:
        return recover(fake_house(box=box, ledger=ledger), ledger.sent(PLAN), now)

    @pytest.mark.pain(1)
    def test_a_mailbox_that_shows_neither_copy_nor_probe_makes_a_question(self):
        """A full mailbox, another account, a rule: the owner has one copy however many runs there are."""
        ledger, box = FakeLedger(), Shared(takes=False)
        house = fake_house(box=box, ledger=ledger)
        box.fails["Chef"] = UnknownOutcome(BROKE)
        (outcome,) = look_again(house, deliver(house, [outgoing()], NOW), NOW)
        assert (outcome.state, outcome.failure) == (State.ALERT, UNTRIED)
        for now in (NOW, NOW, LATER):
            self.look(ledger, box, now)
        assert len(box.probes) == 1
        assert [one.key for one in box.left if one not in box.probes] == [outgoing().key]
        assert box.withdrawn == []

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize(("now", "state"), [(NOW, State.UNSENT), (LATER, State.FAILED)])
    def test_a_mailbox_that_shows_the_probe_and_not_the_copy_proves_that_it_has_not_left(self, now, state):
        ledger, box = FakeLedger(), Shared()
        one = left(ledger, State.SENDING)
        (after,) = self.look(ledger, box, now)
        assert (after.state, kept(ledger, one)[0]) == (state, state)
        assert box.withdrawn == ([one.key] if now is LATER else [])

    def test_a_copy_that_comes_while_the_mailbox_is_tried_is_seen(self):
        ledger, box = FakeLedger(), Shared()
        one = left(ledger, State.SENDING)
        tried = Tapped(box, lambda call: None, lambda call: box.left.append(one) if call == "send" else None)
        recover(fake_house(box=tried, ledger=ledger), ledger.sent(PLAN), NOW)
        assert kept(ledger, one) == (State.SEEN, None)

    def test_one_probe_does_for_all_that_is_in_doubt(self):
        ledger, box = FakeLedger(), Shared()
        for owner in ("Chef", "Vice", "Teamet"):
            left(ledger, State.SENDING, owner=owner)
        assert [after.state for after in self.look(ledger, box)] == [State.UNSENT] * 3
        assert len(box.probes) == 1

    def test_a_probe_is_the_mail_itself_by_another_name_to_our_own_mailbox(self):
        ledger, box = FakeLedger(), Shared()
        one = left(ledger, State.SENDING)
        self.look(ledger, box)
        (probe,) = box.probes
        mail, copy = opened(probe.raw), opened(one.raw)
        assert mail["Subject"] == f"Prov av kopian: {copy['Subject']}"
        assert mail["To"] == SENDER
        assert mail["From"] == copy["From"]
        assert mail["Message-ID"] == probe.message_id != one.message_id
        assert mail["X-Paminn-Key"] == probe.key
        assert own_mails([probe.raw]) == [OwnMail(probe.key, "probe")]
        assert text_of(probe.raw) == text_of(one.raw)
        assert len(probe.raw) >= len(one.raw)

    @pytest.mark.parametrize("fails", [DeliveryError(REFUSED), UnknownOutcome(BROKE), StorageError("Disken är full.")])
    def test_a_probe_that_does_not_leave_proves_nothing(self, fails):
        ledger = FakeLedger()
        box = Mailbox(Found.NOT_SEEN, fails={"Chef": fails})
        one = left(ledger, State.SENDING)
        recover(fake_house(box=box, ledger=ledger), ledger.sent(PLAN), NOW)
        assert kept(ledger, one) == (State.ALERT, UNTRIED)

    def test_a_probe_whose_answer_was_lost_does_when_it_is_seen(self):
        ledger, box = FakeLedger(), Shared(fails={"Chef": UnknownOutcome(BROKE)})
        one = left(ledger, State.SENDING)
        assert [after.state for after in self.look(ledger, box)] == [State.UNSENT]
        assert kept(ledger, one)[0] is State.UNSENT

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("kind", [Channel.RECEIPT, Channel.NOTICE])
    def test_for_a_copy_no_probe_is_sent(self, kind):
        ledger, box = FakeLedger(), Shared()
        one = left(ledger, State.SENDING, channel=kind)
        house = fake_house(ledger=ledger)
        house = replace(house, outboxes={**house.outboxes, kind: box})
        recover(house, ledger.sent(PLAN), NOW)
        assert kept(ledger, one)[0] is State.UNKNOWN
        assert box.left == []


class TestOnceMore:
    """What was in doubt is begun again once without a person, also where the mailbox shows all but our copies."""

    def test_the_count_is_of_every_time_it_was_let_go(self):
        ledger, box = FakeLedger(), Shared()
        assert lost(ledger, box).attempts == 1
        box.left.clear()
        house = fake_house(box=box, ledger=ledger)
        (again,) = recover(house, ledger.sent(PLAN), NOW)
        (outcome,) = deliver(house, [again], NOW)
        assert outcome.state is State.RESENDING
        assert [one.attempts for one in ledger.sent(PLAN)] == [2]

    def test_what_is_refused_for_certain_does_not_count(self):
        class Busy(FakeOutbox):
            """Takes the text and says no to it."""

            def send(self, message, note):
                note(State.SENDING)
                raise DeliveryError(REFUSED_FOR_NOW)

        ledger, box = FakeLedger(), Busy()
        for _ in range(5):
            (outcome,) = deliver(fake_house(box=box, ledger=ledger), [outgoing()], NOW)
            assert (outcome.state, [one.attempts for one in ledger.sent(PLAN)]) == (State.FAILED, [0])

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("answer", [UnknownOutcome(BROKE), DeliveryError(REFUSED, partial=False)])
    def test_run_after_run_no_more_than_two_copies_leave_and_a_person_is_asked(self, answer):
        key = outgoing().key
        ledger, box = FakeLedger(), Shared(loses=frozenset({key}), fails={"Chef": UnknownOutcome(BROKE)})
        for _ in range(5):
            house = fake_house(box=box, ledger=ledger)
            again = recover(house, ledger.sent(PLAN), NOW)
            new = [] if ledger.sent(PLAN) else [outgoing()]
            batch = [*(sent for sent in again if sent.state is State.UNSENT), *new]
            look_again(house, deliver(house, batch, NOW), NOW)
        assert [one.key for one in box.left if one not in box.probes] == [key, key]
        assert kept(ledger, outgoing()) == (State.ALERT, TWICE)

    @pytest.mark.pain(1)
    def test_a_new_day_gives_no_new_copy_either(self):
        """The steps of what was taken for unsent are in the next day's mail, which is another and asks the same."""
        days = [FIRST_STEP + timedelta(number) for number in range(4)]
        keys = frozenset(outgoing(day=day).key for day in days)
        ledger, box = FakeLedger(), Shared(loses=keys)
        states = []
        for day in days:
            recover(fake_house(box=box, ledger=ledger), ledger.sent(PLAN), at(day))
            states.append([one.state for one in ledger.sent(PLAN)])
            if all(one.state is State.FAILED for one in ledger.sent(PLAN)):
                lost(ledger, box, day=day)
        assert states[-1] == [State.FAILED, State.ALERT]
        assert len([one for one in box.left if one not in box.probes]) == 2

    def test_a_persons_word_begins_the_count_anew(self):
        ledger = FakeLedger()
        one = left(ledger, State.ALERT)
        ledger.advance(one.key, State.FAILED, NOW)
        assert [sent.attempts for sent in ledger.sent(PLAN)] == [0]


class TestANoToTheSecondTime:
    """Graph says no to a draft that has left: it is no proof that the first time came to nothing."""

    def refused(self, error: Exception, *, shows: bool) -> tuple[FakeLedger, list[Outcome]]:
        class Again(Shared):
            def send(self, message, note):
                if message.recipients == ((SENDER, ""),):
                    return super().send(message, note)
                note(State.SENDING)
                if shows:
                    self.left.append(message)
                raise error

        ledger, box = FakeLedger(), Again()
        begun = left(ledger, State.UNSENT)
        house = fake_house(box=box, ledger=ledger)
        return ledger, look_again(house, deliver(house, [begun], NOW), NOW)

    @pytest.mark.pain(1)
    @pytest.mark.parametrize(
        "error", [DeliveryError(REFUSED), DeliveryError(REFUSED_FOR_NOW), UnknownOutcome(BROKE), ValueError()]
    )
    def test_it_is_a_question_or_seen_and_never_failed(self, error):
        for shows, state in ((False, State.ALERT), (True, State.SEEN)):
            ledger, (outcome,) = self.refused(error, shows=shows)
            assert outcome.state is state
            assert [one.state for one in ledger.sent(PLAN)] == [state]


def test_every_way_here_is_drawn():
    for end, way in WAYS.items():
        for before, after in zip((State.CLAIMED, *way), way, strict=False):
            assert after in TRANSITIONS[before]
        assert (State.CLAIMED, *way)[-1] is end
