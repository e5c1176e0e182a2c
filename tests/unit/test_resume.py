"""A memory that was put back and taken into use again, over fakes: what the mailbox has, day by day."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta

import pytest

from paminn.errors import DeliveryError, Implausible
from paminn.ports.outbox import Note
from paminn.reminders.mark import Mark, Standing
from paminn.reminders.message import Message, State
from paminn.reports.resumed import Resumed
from paminn.usecases.house import House
from paminn.usecases.reading.collect import PROCESSED
from paminn.usecases.sending.resume import Resuming, how_it_stands, resume
from tests.support.failing import DEAF
from tests.support.fakes import FakeInbox, FakeLedger, FakeLineage, FakeOutbox
from tests.support.houses import FIRST_STEP, NOW, SECOND_STEP, SENDER, at, fake_house, on, opened, plan_files, reply
from tests.support.sending import remind

PLAN = "prov-plan"
OTHERS = Mark("b" * 16, 7)
MORNING_AFTER = at(SECOND_STEP + timedelta(1))


class Town:
    """A house that has reminded twice, and whose ledger is then what it was after the first time."""

    def __init__(self) -> None:
        self.box, self.inbox = FakeOutbox(), FakeInbox()
        before = FakeLedger()
        house = fake_house(box=self.box, ledger=before)
        remind(house, NOW)
        self.ledger = deepcopy(before)
        remind(house, at(SECOND_STEP))
        self.lineage = FakeLineage(self.ledger, told_home=before.mark)

    @property
    def house(self) -> House:
        return fake_house(box=self.box, ledger=self.ledger, lineage=self.lineage, inbox=self.inbox)

    def answered(self, written: str) -> None:
        """The chief answered the first mail, and it was read by the memory that is gone."""
        mail = opened(self.box.messages[0].raw)
        raw = reply("1.1: Klart. Allt är gjort.\n\n1.2: Klart. Allt är gjort.", f"SV: {mail['Subject']}")
        self.inbox.folders[PROCESSED]["1"] = raw.replace(b"Tue, 02 Jun 2026 09:00:00 +0200", written.encode())

    def resume(self, house: House | None = None) -> Resumed:
        house = house or self.house
        asked = Resuming(house.reminding, house.inbox, house.reader, house.post, house.past)
        return resume(asked, "Eva", on(MORNING_AFTER))


class Full(FakeOutbox):
    """A mailbox that shows what it had, and takes no more."""

    def __init__(self, before: list[Message]) -> None:
        super().__init__()
        self.messages = before

    def send(self, message: Message, note: Note) -> State:
        return State.ACCEPTED


@pytest.fixture
def town() -> Town:
    return Town()


def owners(messages) -> list[str]:
    return [message.owner for message in messages]


@pytest.mark.pain(1)
def test_what_the_mailbox_has_is_taken_as_sent_and_nothing_goes_twice(town):
    with pytest.raises(Implausible, match="Minnet är äldre"):
        remind(town.house, MORNING_AFTER)
    report = town.resume()
    assert owners(report.as_sent) == ["Chef", "Vice", "Teamet"]
    assert {message.day for message in report.as_sent} == {SECOND_STEP}
    assert (report.otherwise, report.unsure, report.answers) == ((), (), 0)
    assert {sent.state for sent in town.ledger.sent(PLAN)} == {State.SEEN}
    assert remind(town.house, MORNING_AFTER).batch.messages == ()
    assert len(town.box.messages) == 6


def test_each_mail_says_what_the_memory_is_once_it_is_claimed(town):
    mark = town.ledger.mark
    told = [(mail.lineage, mail.serial) for mail in town.box.own_mails(FIRST_STEP)]
    assert told == [(mark.lineage, 2)] * 3 + [(mark.lineage, 1)] * 3


def test_the_mailbox_alone_tells_that_a_memory_is_old(town):
    town.lineage.told_home = None
    with pytest.raises(Implausible, match="Minnet är äldre"):
        remind(town.house, MORNING_AFTER)


def test_a_trial_is_stopped_by_nothing_and_moves_no_mark(town):
    before = town.ledger.mark, town.lineage.told_home
    trial = fake_house(ledger=town.ledger, box=town.box, lineage=town.lineage, redirect_all_to="prov@prov.example")
    assert remind(trial, MORNING_AFTER).counts["sent"] == 3
    assert remind(town.house, MORNING_AFTER, dry_run=True).batch.messages
    assert (town.ledger.mark.lineage, town.lineage.told_home) == (before[0].lineage, before[1])


def test_how_it_stands_is_told_before_and_after(town):
    today = on(MORNING_AFTER)
    assert how_it_stands(town.house.reminding, today).verdict.standing is Standing.OLDER
    town.resume()
    assert how_it_stands(town.house.reminding, today).verdict.standing is Standing.FINE


def test_rules_about_a_goal_do_as_well_where_nothing_has_been_adopted(town):
    """As in an empty ledger: what the files say holds."""
    files = plan_files()
    rules = json.loads(files["rules.yaml"])
    rules["förberedelser"] = [{"delmål": "1.1", "steg": [{"veckor_före": 52, "text": "Boka lokal."}]}]
    files["rules.yaml"] = json.dumps(rules).encode()
    house = fake_house(files, box=town.box, ledger=town.ledger, lineage=town.lineage)
    assert house.plan.versions.adopted(PLAN) == []
    assert town.resume(house).mark is not None


class TestAnswers:
    """Each is read before the mails of the morning after it, as it was then; a mail it came too late for has gone."""

    @pytest.mark.parametrize(
        ("written", "mails"),
        [
            ("Tue, 02 Jun 2026 09:00:00 +0200", ["Vice", "Teamet"]),
            ("Tue, 23 Jun 2026 07:59:00 +0200", ["Vice", "Teamet"]),
            ("Tue, 23 Jun 2026 09:00:00 +0200", ["Chef", "Vice", "Teamet"]),
            # A day without a zone is taken as UTC; one that cannot be read comes after all the others.
            ("Tue, 23 Jun 2026 04:00:00 -0000", ["Vice", "Teamet"]),
            ("Tue, 23 Jun 2026 09:00:00 -0000", ["Chef", "Vice", "Teamet"]),
            ("i dag", ["Chef", "Vice", "Teamet"]),
        ],
    )
    def test_they_count_from_when_they_were_written(self, town, written, mails):
        town.answered(written)
        report = town.resume()
        assert owners(report.as_sent) == mails
        assert report.answers == 2
        assert [answer.goal for answer in town.ledger.answers(PLAN)] == ["1.1", "1.2"]

    def test_one_that_the_ledger_has_is_no_news(self, town):
        town.answered("Tue, 02 Jun 2026 09:00:00 +0200")
        town.resume()
        town.lineage.told_home = Mark("c" * 16, 99)
        assert town.resume().answers == 0
        assert len(town.ledger.answers(PLAN)) == 2


class TestMarks:
    def test_each_that_spoke_against_the_ledger_is_known_from_now_on(self, town):
        told = town.lineage.told_home
        mark = town.resume().mark
        assert mark == town.lineage.told_home == town.ledger.mark
        assert town.ledger.known_marks == {told.lineage: told.serial}

    def test_another_plans_is_none_of_ours(self, town):
        """Two plans may be sent from one mailbox, each with a memory of its own."""
        ledger = FakeLedger()
        ledger.mark = OTHERS
        files = plan_files(identity="annan-plan")
        remind(fake_house(files, box=town.box, ledger=ledger, lineage=FakeLineage(ledger, OTHERS)), at(SECOND_STEP))
        assert len(town.box.messages) == 9
        town.resume()
        assert OTHERS.lineage not in town.ledger.known_marks

    def test_nor_is_a_trials_which_counts_no_steps(self, town):
        ledger = FakeLedger()
        ledger.mark = OTHERS
        lineage = FakeLineage(ledger, OTHERS)
        remind(fake_house(box=town.box, ledger=ledger, lineage=lineage, redirect_all_to="prov@prov.example"), NOW)
        assert len(town.box.messages) == 9
        town.resume()
        assert OTHERS.lineage not in town.ledger.known_marks


class TestNobodyCanTell:
    def test_a_mailbox_that_lists_nothing_and_shows_nothing_is_a_persons_question(self, town):
        town.box.blind = True
        report = town.resume()
        assert owners(report.unsure) == ["Chef", "Vice", "Teamet"]
        assert report.as_sent == ()
        assert remind(town.house, MORNING_AFTER).batch.messages == ()

    def test_so_is_what_a_mailbox_misses_that_shows_nothing_of_late(self, town):
        town.box = Full(town.box.messages[:3])
        report = town.resume()
        assert owners(report.unsure) == ["Chef", "Vice", "Teamet"]
        assert remind(town.house, MORNING_AFTER).batch.messages == ()

    def test_but_not_when_it_shows_a_probe(self, town):
        del town.box.messages[3:]
        report = town.resume()
        assert (report.as_sent, report.unsure) == ((), ())
        (probe,) = town.box.messages[3:]
        assert probe.mailboxes == {SENDER}
        assert owners(remind(town.house, MORNING_AFTER).batch.messages)[:3] == ["Chef", "Vice", "Teamet"]

    def test_nor_is_one_that_does_not_answer_taken_for_empty(self, town):
        class Deaf(FakeOutbox):
            def look(self, message, *, withdraw=False, half_way=False):
                raise DeliveryError(DEAF)

        deaf = Deaf()
        deaf.messages = [message for message in town.box.messages if message.owner != "Vice"]
        house = fake_house(box=deaf, ledger=town.ledger, lineage=town.lineage)
        report = town.resume(house)
        assert owners(report.as_sent) == ["Chef", "Teamet"]
        assert owners(report.unsure) == ["Vice"]
