"""Another day than today: what it may do, by which door, and that no real day knows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paminn.errors import UsageError
from paminn.incoming.decision import Action
from paminn.reminders.message import Channel, Outgoing
from paminn.reports.sending import Reminded
from paminn.settings import Settings
from paminn.standing.answer import Status
from paminn.today import Today
from paminn.usecases.desk import ruling
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.desk.choice import Choice
from paminn.usecases.house import House
from paminn.usecases.played import Sending, reading_on, refuse_played_decision, sending_on
from paminn.usecases.sending import remind as reminding
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, SECOND_STEP, SWEDEN, at, fake_house, on, opened, reply
from tests.support.reading import collect
from tests.support.sending import remind

REAL = datetime(2026, 6, 10, 14, 30, tzinfo=SWEDEN)
BEFORE, SAME, AHEAD = date(2026, 6, 1), REAL.date(), date(2026, 6, 24)
FOLDER, LEAVES = False, True
SHOWN, REMEMBERED, REHEARSED = Sending.SHOWN, Sending.REMEMBERED, Sending.REHEARSED


class TestDoors:
    @pytest.mark.parametrize(
        ("given_settings", "leaves"),
        [
            ({}, False),
            ({"mail": "folder", "inbox": "imap"}, False),
            ({"mail": "smtp", "smtp_url": "smtp://127.0.0.1:25"}, True),
            ({"mail": "graph"}, True),
            ({"teams_webhook": "http://127.0.0.1:1/x"}, True),
            ({"teams_webhook": "http://127.0.0.1:1/x", "redirect_all_to": "prov@prov.example"}, True),
        ],
    )
    def test_a_door_leaves_the_machine_whatever_host_it_leads_to(self, given_settings, leaves):
        assert Settings(**given_settings).leaves is leaves

    @pytest.mark.parametrize(
        ("given_settings", "is_real"),
        [({}, False), ({"inbox": "imap"}, True), ({"inbox": "graph"}, True), ({"mail": "smtp"}, True)],
    )
    def test_what_is_read_is_real_when_it_comes_from_a_mailbox_or_answers_real_mails(self, given_settings, is_real):
        assert Settings(**given_settings).reads_real_mail is is_real


class TestToday:
    @pytest.mark.parametrize(
        ("day", "leaves", "is_played", "is_ahead", "now"),
        [
            (SAME, FOLDER, False, False, REAL),
            (SAME, LEAVES, False, False, REAL),
            (BEFORE, FOLDER, True, False, at(BEFORE)),
            (BEFORE, LEAVES, True, False, REAL),
            (AHEAD, FOLDER, True, False, at(AHEAD)),
            (AHEAD, LEAVES, True, True, REAL),
        ],
    )
    def test_what_leaves_the_machine_bears_the_real_moment(self, day, leaves, is_played, is_ahead, now):
        today = Today(day, REAL, leaves)
        assert (today.is_played, today.is_ahead, today.now) == (is_played, is_ahead, now)
        assert today.played == (day if is_played else None)


class TestSending:
    @pytest.mark.parametrize(
        ("leaves", "day", "send", "redirected", "sending"),
        [
            # Within the machine it is as if it were that day.
            (FOLDER, BEFORE, False, False, REMEMBERED),
            (FOLDER, SAME, False, False, REMEMBERED),
            (FOLDER, AHEAD, False, False, REMEMBERED),
            (FOLDER, AHEAD, True, False, REMEMBERED),
            (FOLDER, AHEAD, False, True, REMEMBERED),
            # By a door that leaves, another day is shown until somebody says otherwise.
            (LEAVES, BEFORE, False, False, SHOWN),
            (LEAVES, SAME, False, False, REMEMBERED),
            (LEAVES, AHEAD, False, False, SHOWN),
            (LEAVES, BEFORE, True, False, REMEMBERED),
            (LEAVES, SAME, True, False, REMEMBERED),
            (LEAVES, AHEAD, True, False, REHEARSED),
            # What goes to one address is a trial, whatever the day, and remembered as one.
            (LEAVES, BEFORE, False, True, REMEMBERED),
            (LEAVES, SAME, False, True, REMEMBERED),
            (LEAVES, AHEAD, False, True, REMEMBERED),
            (LEAVES, AHEAD, True, True, REMEMBERED),
        ],
    )
    def test_what_becomes_of_a_run(self, leaves, day, send, redirected, sending):
        today = Today(day, REAL, leaves)
        assert sending_on(today, dry_run=False, send=send, redirected=redirected) is sending
        assert sending_on(today, dry_run=True, send=False, redirected=redirected) is SHOWN

    def test_both_to_show_and_to_send_is_refused(self):
        with pytest.raises(UsageError, match="--dry-run eller --send"):
            sending_on(Today(SAME, REAL), dry_run=True, send=True, redirected=False)


class TestReading:
    @pytest.mark.parametrize("day", [BEFORE, SAME, AHEAD])
    def test_real_mail_is_read_today(self, day):
        assert reading_on(Today(day, REAL, LEAVES), is_real=True).day == SAME
        assert reading_on(Today(day, REAL), is_real=False).day == day


class TestDeciding:
    @pytest.fixture
    def house(self) -> House:
        """Whose Vice has answered."""
        ledger, box = FakeLedger(), FakeOutbox()
        remind(fake_house(ledger=ledger, box=box), NOW)
        (asked,) = [message.subject for message in box.messages if message.owner == "Vice"]
        house = fake_house(ledger=ledger, inbox=FakeInbox(reply("Klar.", asked, sender="vice@prov.example")))
        collect(house, NOW)
        return house

    @pytest.mark.parametrize("what", Action)
    @pytest.mark.parametrize("day", [BEFORE, AHEAD])
    def test_through_a_door_that_leaves_only_today_is_a_day_to_decide(self, house, what, day):
        doors = DeskDoors(house.plan, house.memory, house.post, house.desk, house.requests, house.record, house.reader)
        choice = Choice(what, "Eva", "skäl", goal="1.1", owner="Vice")
        if what is Action.ASK:
            choice = Choice(what, "Eva", question="Hur då?")
        with pytest.raises(UsageError, match="Ta bort --on"):
            ruling.decide(doors, "1", choice, Today(day, REAL, LEAVES))
        with pytest.raises(UsageError, match="Ta bort --on"):
            tell_on(house, Today(day, REAL, LEAVES))
        ruling.decide(doors, "1", choice, Today(SAME, REAL, LEAVES))

    @pytest.mark.parametrize(("leaves", "day"), [(FOLDER, BEFORE), (FOLDER, SAME), (FOLDER, AHEAD), (LEAVES, SAME)])
    def test_a_release_bears_the_real_clock_and_the_day_played(self, house, leaves, day):
        doors = DeskDoors(house.plan, house.memory, house.post, house.desk, house.requests, house.record, house.reader)
        ruling.decide(doors, "1", Choice(Action.RELEASE, "Eva", "stavning", text="Klart."), Today(day, REAL, leaves))
        (answer,) = house.memory.answers("prov-plan")
        assert (answer.status, answer.released) == (Status.DONE, day)
        made = house.post.origin("1").edited
        assert made is not None
        assert (made.at, made.day) == (REAL, day)

    def test_nothing_is_refused_where_nothing_leaves(self):
        for day in (BEFORE, SAME, AHEAD):
            refuse_played_decision(Today(day, REAL))


def tell_on(house: House, today: Today) -> None:
    from paminn.usecases.sending import outcomes

    outcomes.tell(house.plan, house.memory, house.delivery, "1", "sent", "Eva", today)


def run(house: House, today: Today, sending: Sending) -> Reminded:
    doors = house.reminding
    return reminding.remind(doors, today, sending)


class TestRehearsal:
    """A day that has not come, sent all the same."""

    @pytest.fixture
    def rehearsed(self) -> tuple[FakeLedger, FakeOutbox, FakeOutbox, Reminded]:
        ledger, box, cards = FakeLedger(), FakeOutbox(), FakeOutbox()
        house = fake_house(ledger=ledger, box=box, cards=cards)
        return ledger, box, cards, run(house, Today(FIRST_STEP, NOW - timedelta(30), LEAVES), REHEARSED)

    def test_everybody_gets_a_mail_that_says_that_it_is_a_trial_and_nobody_a_card(self, rehearsed):
        _, box, cards, report = rehearsed
        assert report.counts["sent"] == len(box.messages) == 3
        assert cards.messages == []
        for message in box.messages:
            mail = opened(message.raw)
            assert str(mail["Subject"]).startswith("PROV: ")
            for part in ("plain", "html"):
                said = " ".join(mail.get_body((part,)).get_content().split())
                assert "PROV: så här ser påminnelsen ut som går 1 juni 2026. Svara på den" in said
            assert mail["Date"].datetime == NOW - timedelta(30)
            assert {address for address, _ in message.recipients} & {"prov@prov.example"} == set()

    def test_it_is_remembered_nowhere_and_shares_neither_code_nor_key_with_the_real_mail(self, rehearsed):
        ledger, box, _, _ = rehearsed
        assert ledger.sent("prov-plan") == []
        tried = list(box.messages)
        remind(fake_house(ledger=ledger, box=box), NOW)
        real = box.messages[len(tried) :]
        assert len(real) == 3
        for name in ("key", "code", "message_id"):
            assert {getattr(message, name) for message in tried} & {getattr(message, name) for message in real} == set()


def test_a_redirected_trial_of_a_day_to_come_asks_nothing_about_real_mails():
    """Whether their copies have come is not judged by a clock that runs ahead of them."""
    ledger, box = FakeLedger(), FakeOutbox(sees=False)
    remind(fake_house(ledger=ledger, box=box), NOW)
    before = [(sent.key, sent.state) for sent in ledger.sent("prov-plan")]
    trial = fake_house(ledger=ledger, box=FakeOutbox(), redirect_all_to="prov@prov.example")
    report = run(trial, Today(SECOND_STEP, NOW, LEAVES), REMEMBERED)
    assert report.counts["sent"] == 3
    again = run(trial, Today(SECOND_STEP, NOW, LEAVES), REMEMBERED)
    assert (again.counts["sent"], len(again.batch.earlier)) == (0, 3)
    assert [(sent.key, sent.state) for sent in ledger.sent("prov-plan") if not sent.redirected] == before


def test_what_was_missed_goes_for_real_and_is_not_sent_again():
    ledger, box = FakeLedger(), FakeOutbox()
    report = run(fake_house(ledger=ledger, box=box), Today(FIRST_STEP, at(SECOND_STEP), LEAVES), REMEMBERED)
    assert (report.counts["sent"], {message.day for message in box.messages}) == (3, {FIRST_STEP})
    assert {opened(message.raw)["Date"].datetime for message in box.messages} == {at(SECOND_STEP)}
    again = run(fake_house(ledger=ledger, box=box), Today(FIRST_STEP, at(SECOND_STEP), LEAVES), REMEMBERED)
    assert again.counts["sent"] == 0


def told(messages: list[Outgoing]) -> list[tuple[str, str, date, bytes]]:
    return [(message.key, message.owner, message.day, message.raw) for message in messages]


DAYS = st.integers(0, 40).map(lambda after: FIRST_STEP + timedelta(after))
TRIED = st.tuples(DAYS, st.sampled_from([SHOWN, REHEARSED]))


@given(real=st.lists(DAYS, min_size=1, max_size=5, unique=True).map(sorted), tried=st.lists(TRIED, max_size=6))
def test_no_real_day_reads_anything_of_a_day_that_was_only_tried(real, tried):
    """The same real days, with and without other days tried between them: the same mails and the same memory."""
    alone, among = FakeLedger(), FakeLedger()
    sent_alone, sent_among, elsewhere = FakeOutbox(), FakeOutbox(), FakeOutbox()
    left = list(tried)
    for day in real:
        moment = at(day)
        while left:
            other, sending = left.pop()
            if sending is REHEARSED and other <= day:
                sending = SHOWN
            if other != day:
                run(fake_house(ledger=among, box=elsewhere), Today(other, moment, LEAVES), sending)
            if len(left) % 2:
                break
        run(fake_house(ledger=alone, box=sent_alone), replace(on(moment), leaves=True), REMEMBERED)
        run(fake_house(ledger=among, box=sent_among), replace(on(moment), leaves=True), REMEMBERED)
    assert told(sent_among.messages) == told(sent_alone.messages)
    assert among.sent("prov-plan") == alone.sent("prov-plan")
    assert among.history("prov-plan") == alone.history("prov-plan")
    assert among.history("prov-plan", redirected=True) == alone.history("prov-plan", redirected=True)


def test_the_channels_of_a_rehearsal_are_those_of_mail():
    house = fake_house(cards=FakeOutbox(), receipts=True)
    assert set(house.delivery.rehearsing().outboxes) == {Channel.EMAIL, Channel.RECEIPT, Channel.NOTICE}
    assert set(house.delivery.outboxes) == set(Channel)
