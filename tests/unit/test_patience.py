"""Waiting has a limit: for a mail, and for a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from paminn.errors import DeliveryError, NotCarriedOut, UnknownOutcome
from paminn.failure import Cause
from paminn.incoming.model import Incoming
from paminn.patience import ENDLESS, RUN_IS_OVER, Patience
from paminn.reminders.message import Channel, Found, Message, State
from paminn.usecases.reading.collect import PROCESSED
from tests.support.failing import BROKE
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, at, fake_house, reply
from tests.support.mailroom import PLAN
from tests.support.reading import collect
from tests.support.sending import remind


class Clock:
    """Goes when somebody sleeps, and only then."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_mail_has_its_own_and_never_more_than_the_runs(clock):
    patience = Patience(mail=10, run=25, now=clock)
    assert patience.left() == 25
    with patience.with_a_mail():
        assert patience.left() == 10
        clock.sleep(4)
        assert patience.left() == 6
    clock.sleep(14)
    with patience.with_a_mail():
        assert patience.left() == 7
    assert not patience.is_over
    clock.sleep(7)
    assert patience.is_over


def test_what_would_take_too_long_is_not_waited_for(clock):
    wait = Patience(run=5, now=clock).waiting(clock.sleep)
    wait(5)
    with pytest.raises(DeliveryError, match=Cause.RUN_TOO_LONG):
        wait(0.5)
    assert clock.now == 105


def test_without_limits_there_are_none():
    assert not ENDLESS.is_over
    assert ENDLESS.left() > 10**9


class Slow(FakeOutbox):
    """Each mail takes four minutes."""

    def __init__(self, clock: Clock, **how: object) -> None:
        super().__init__(**how)
        self.clock = clock

    def send(self, message: Message, note) -> State:
        self.clock.sleep(240)
        return super().send(message, note)


def run(ledger: FakeLedger, box: FakeOutbox, clock: Clock, minutes: float, hour: int = 8):
    patience = Patience(run=60 * minutes, now=clock)
    return remind(replace(fake_house(box=box, ledger=ledger), patience=patience), at(FIRST_STEP, hour))


def test_a_run_that_has_waited_enough_says_so_and_the_next_one_goes_on(clock):
    ledger, box = FakeLedger(), Slow(clock)
    report = run(ledger, box, clock, minutes=5)
    assert len(box.messages) == 2
    assert report.counts["failed"] == 1
    assert not report.complete
    (left,) = [sent for sent in ledger.sent(PLAN) if sent.state is State.FAILED]
    assert left.failure.cause is Cause.RUN_TOO_LONG
    with ledger.exclusive("remind"):
        pass  # it has let go of its lock
    report = run(ledger, box, clock, minutes=5, hour=10)
    assert report.complete
    assert len(box.messages) == len({message.key for message in box.messages}) == 3


def test_every_run_gets_a_little_done_and_none_is_sent_twice(clock):
    ledger, box = FakeLedger(), Slow(clock)
    for hour in range(8, 14):
        run(ledger, box, clock, minutes=1, hour=hour)
    mailboxes = [box for message in box.messages for box in message.mailboxes]
    assert len(mailboxes) == len(set(mailboxes)) == 4


def test_what_may_have_left_is_asked_about_by_the_next_run(clock):
    class Late(Slow):
        def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
            return Found.SENT

    ledger, box = FakeLedger(), Late(clock, fails={"Chef": UnknownOutcome(BROKE)})
    run(ledger, box, clock, minutes=1)
    (doubtful,) = [sent for sent in ledger.sent(PLAN) if sent.owner == "Chef"]
    assert doubtful.state is State.UNKNOWN
    box.fails = {}
    run(ledger, box, clock, minutes=60, hour=10)
    (settled,) = [sent for sent in ledger.sent(PLAN) if sent.owner == "Chef"]
    assert settled.state is State.SEEN
    assert "Chef" not in [message.owner for message in box.messages]


def test_what_an_earlier_run_left_is_not_looked_for_when_the_time_is_out(clock):
    class Blind(FakeOutbox):
        def look(self, message: Message, *, withdraw: bool = False, half_way: bool = False) -> Found:
            raise AssertionError("nobody should wait for this")

    ledger = FakeLedger()
    remind(fake_house(box=FakeOutbox(fails={"Chef": UnknownOutcome(BROKE)}, blind=True), ledger=ledger), NOW)
    house = replace(fake_house(box=Blind(), ledger=ledger), patience=Patience(run=0, now=clock))
    remind(house, NOW + timedelta(hours=2))
    assert Channel.EMAIL in house.outboxes


def test_what_was_to_go_once_more_waits_for_the_next_run_as_it_is(clock):
    ledger, box = FakeLedger(), Slow(clock)
    remind(fake_house(box=FakeOutbox(fails={"Chef": UnknownOutcome(BROKE)}, blind=True), ledger=ledger), NOW)
    (doubtful,) = [sent for sent in ledger.sent(PLAN) if sent.owner == "Chef"]
    begun = replace(doubtful, state=State.UNSENT)
    patience = Patience(run=0, now=clock)
    (outcome,) = replace(fake_house(box=box, ledger=ledger), patience=patience).delivery.deliver([begun], NOW)
    assert (outcome.message, outcome.state, outcome.failure) == (begun, State.UNSENT, RUN_IS_OVER)
    assert box.messages == []
    assert [sent for sent in ledger.sent(PLAN) if sent.owner == "Chef"] == [doubtful]


class SlowInbox(FakeInbox):
    """Each mail takes four minutes to fetch."""

    def __init__(self, clock: Clock, *mails: bytes) -> None:
        super().__init__(*mails)
        self.clock = clock

    def unread(self) -> Iterator[Incoming]:
        for incoming in super().unread():
            self.clock.sleep(240)
            yield incoming


def test_a_mailbox_that_is_slow_is_read_to_its_end_by_several_runs(clock):
    mails = [reply("Hej", f"Fråga {number}", message_id=f"<{number}@prov.example>") for number in range(5)]
    inbox = SlowInbox(clock, *mails)
    house = replace(fake_house(), inbox=inbox)
    with pytest.raises(NotCarriedOut, match="2 mejl är lästa och sparade"):
        collect(replace(house, patience=Patience(run=12 * 60, now=clock)), NOW)
    assert len(inbox.folders[PROCESSED]) == 2
    with house.memory.exclusive("collect"):
        pass  # it has let go of its lock
    collect(replace(house, patience=Patience(run=60 * 60, now=clock)), NOW)
    assert len(inbox.folders[PROCESSED]) == 5
    assert len(house.post.mails) == 5
