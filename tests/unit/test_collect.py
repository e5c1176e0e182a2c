"""Answers read from the mailbox: matched, left to a person, held; and nothing of them seen before it is released."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paminn.replies.codes import show_code
from paminn.standing.answer import Release, Status
from paminn.texts.artifacts import received_rows, waiting_rows
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import (
    FIRST_STEP,
    NOW,
    SECOND_STEP,
    at,
    fake_house,
    opened,
    reply,
)
from tests.support.reading import collect, waiting
from tests.support.sending import remind

PLAN = "prov-plan"
LATER = at(SECOND_STEP)


@cache
def _reminded() -> tuple[FakeLedger, FakeOutbox]:
    ledger, box = FakeLedger(), FakeOutbox()
    remind(fake_house(box=box, ledger=ledger), NOW)
    return ledger, box


class Town:
    """A house that has sent its first reminders, and a mailbox to put answers in."""

    def __init__(self) -> None:
        self.ledger, self.box = deepcopy(_reminded())
        self.inbox = FakeInbox()
        self.house = fake_house(box=self.box, ledger=self.ledger, inbox=self.inbox)
        self.sent = {message.digest.owner: message for message in self.box.messages}

    def code(self, owner: str = "Chef") -> str:
        return show_code(self.sent[owner].code)

    def subject(self, owner: str = "Vice") -> str:
        return str(opened(self.sent[owner].raw)["Subject"])

    def collect(self, *mails: bytes) -> dict[str, int]:
        for raw in mails:
            self.inbox.put(raw)
        self.report = collect(self.house, LATER)
        return {name: count for name, count in self.report.counts.items() if count}

    @property
    def answers(self):
        return self.ledger.answers(PLAN)


@pytest.fixture
def town() -> Town:
    return Town()


def vice(text: str, **more) -> bytes:
    return reply(text, **{"sender": "Vice <vice@prov.example>", **more})


class TestMachines:
    @pytest.mark.pain(24)
    @pytest.mark.parametrize(
        ("headers", "counted"),
        [({"Auto-Submitted": "auto-replied"}, "automatic"), ({"X-Autoreply": "yes"}, "automatic"),
         ({"X-Paminn": "annan-plan"}, "automatic")],
    )  # fmt: skip
    def test_a_machines_mail_is_no_answer_even_with_the_code(self, town, headers, counted):
        assert town.collect(vice("Klar.", subject=town.code("Vice"), headers=headers)) == {counted: 1}
        assert (town.answers, list(town.ledger.waiting(PLAN))) == ((), [])

    @pytest.mark.parametrize("headers", [{"List-Id": "<x.prov.example>"}, {"X-Spam-Flag": "YES"}])
    def test_what_others_have_marked_is_the_answer_that_it_is(self, town, headers):
        assert town.collect(vice("Klar.", subject=town.code("Vice"), headers=headers)) == {"replies": 1}

    @pytest.mark.pain(24)
    def test_our_own_mail_come_back_is_no_answer(self, town):
        assert town.collect(town.sent["Vice"].raw) == {"automatic": 1}
        assert town.answers == ()

    @pytest.mark.pain(24)
    def test_reading_never_sends_anything(self, town):
        before = len(town.box.messages)
        town.collect(vice("Jag är borta.", headers={"Auto-Submitted": "auto-replied"}), vice("Hej"))
        assert len(town.box.messages) == before

    @pytest.mark.pain(24)
    def test_an_out_of_office_does_not_stop_the_next_reminder(self, town):
        town.collect(vice("Jag är borta.", subject=town.code("Vice"), headers={"Auto-Submitted": "auto-replied"}))
        remind(town.house, LATER)
        assert [m.digest.owner for m in town.box.messages].count("Vice") == 2


class TestStoring:
    def test_mail_is_moved_and_none_is_deleted(self, town):
        mails = [vice("Klar.", subject=town.code("Vice")), vice("Hej"), b"\x00\xff", b""]
        town.collect(*mails)
        assert sorted(town.inbox.folders["klart"].values()) == sorted(mails)
        assert town.inbox.folders[""] == {}

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.binary(max_size=120), max_size=4))
    def test_any_bytes_are_read_counted_and_moved(self, raws):
        inbox = FakeInbox(*raws)
        counts = collect(fake_house(inbox=inbox), LATER).counts
        assert sum(counts.values()) == len(raws)
        assert counts["duplicates"] == len(raws) - len(set(raws))
        assert sorted(inbox.folders["klart"].values()) == sorted(raws)


class TestAnswers:
    def test_one_word_for_two_goals_is_a_question_about_both(self, town):
        """No chaser to somebody who has answered, and no guess about which goal was meant."""
        town.collect(reply("Klar.", town.code()))
        assert [(a.goal, a.status, a.text) for a in town.answers] == [("1.1", None, "Klar."), ("1.2", None, "Klar.")]
        remind(town.house, at(date(2026, 6, 12)))
        assert [m.digest.owner for m in town.box.messages].count("Chef") == 1
        remind(town.house, at(SECOND_STEP))  # nor at the next step, while nobody has read it
        assert [m.digest.owner for m in town.box.messages].count("Chef") == 1

    @pytest.mark.pain(25)
    def test_an_answer_is_held_until_a_person_lets_go(self, town):
        town.collect(vice("Klar.", subject=town.code("Vice")))
        assert [a.release for a in town.answers] == [Release.HELD]
        assert [row.answer for row in town.ledger.waiting(PLAN)] == list(town.answers)

    @pytest.mark.pain(2)
    def test_klar_ends_the_reminders_of_who_said_it_and_of_nobody_else(self, town):
        town.collect(vice("Klar.", subject=town.code("Vice")))
        for day in (SECOND_STEP, SECOND_STEP.replace(day=29)):
            remind(town.house, at(day))
        later = [m for m in town.box.messages if m.digest.day > FIRST_STEP]
        assert {m.digest.owner for m in later} == {"Chef", "Teamet"}
        assert "1.1" in {r.goal.number for m in later for r in m.digest.reminders}

    def test_a_new_date_moves_the_reminders(self, town):
        town.collect(vice("Försenad. Nytt datum: 2026-09-30", subject=town.code("Vice")))
        (answer,) = town.answers
        assert (answer.status, str(answer.new_date)) == (Status.LATE, "2026-09-30")

    def test_the_table_of_what_was_read_names_neither_words_nor_addresses(self, town):
        town.collect(vice("Klar, fråga 070-123 45 67.", subject=f"hemligt {town.code('Vice')}"), reply("Hej hopp"))
        told = json.dumps([received_rows(town.report), waiting_rows(waiting(town.house, LATER))], ensure_ascii=False)
        for word in ("@", "070", "hemligt", "hopp"):
            assert word not in told
        assert "Vice" in told
