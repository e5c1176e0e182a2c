"""Answers read from the mailbox: matched, left to a person, held; and nothing of them seen before it is released."""

from __future__ import annotations

import json
import time
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from paminn.ledger.tables import reply as reply_table
from paminn.reminders.outbox import Channel
from paminn.replies.codes import make_code, show_code
from paminn.standing.answer import Release, Status
from paminn.texts.artifacts import received_rows, waiting_rows
from paminn.usecases.reading.capped import CappedReader
from paminn.usecases.reading.collect import collect
from paminn.usecases.sending.remind import remind
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import (
    FIRST_STEP,
    NOW,
    SECOND_STEP,
    SENDER,
    at,
    fake_house,
    opened,
    real_house,
    reply,
    tree,
)

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

    @property
    def whys(self):
        return [row["why"] for row in self.ledger.waiting(PLAN)]


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
         ({"List-Id": "<x.prov.example>"}, "automatic"), ({"X-Spam-Flag": "YES"}, "automatic"),
         ({"X-Paminn": "annan-plan"}, "automatic")],
    )  # fmt: skip
    def test_a_machines_mail_is_no_answer_even_with_the_code(self, town, headers, counted):
        assert town.collect(vice("Klar.", subject=town.code("Vice"), headers=headers)) == {counted: 1}
        assert (town.answers, town.whys) == ((), [])

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


_HEAD = "From: Vice <vice@prov.example>\r\nSubject: SUBJECT\r\n"
ATTACKS = {
    name: (_HEAD + more + "\r\n\r\n" + body).encode("utf-8", "surrogatepass")
    for name, more, body in (
        ("nesting", "", "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(1_000))),
        ("parts", "Content-Type: multipart/mixed; boundary=g", "--g\n\nKlart.\n" * 50_000),
        ("recipients", "To: " + ", ".join(f"a{n}@x.example" for n in range(20_000)), "Klar."),
        ("fields", "\r\n".join(f"X-{n}: y" for n in range(20_000)), "Klar."),
        ("references", "References: " + " ".join(f"<{n}@x.example>" for n in range(20_000)), "Klar."),
        ("codes", "", " ".join(show_code(make_code(b"x", str(n))) for n in range(2_500))),
        ("charset", "Content-Type: text/plain; charset=unicode_escape", "Klar. \\u003cscript\\u003e"),
        ("newlines", "", "\n" * 500_000 + "Klar."),
        ("blanks", "", " " * 500_000 + "Klar."),
        ("attributions", "", "Den 1 juni skrev vi\n" * 30_000),
        ("goals", "", "1.1 klar 1.1 inte klar " * 20_000),
        ("two senders", "From: x@prov.example", "Klar."),
        ("invisible", "", "Klar.\x00\x08\x1b[2J\u202e\u200b\ufffe\ud800"),
        ("names", f"Message-ID: <{'a' * 5_000}>\r\nIn-Reply-To: {'<' * 5_000}", "Klar."),
        ("encoded words", f"X-A: y\r\nSubject: {'=?utf-8?q?a?= ' * 20_000}", "Klar."),
    )
}


class TestStoring:
    def test_mail_is_moved_and_none_is_deleted(self, town):
        mails = [vice("Klar.", subject=town.code("Vice")), vice("Hej"), b"\x00\xff", b""]
        town.collect(*mails)
        assert sorted(town.inbox.folders["klart"].values()) == sorted(mails)
        assert town.inbox.folders[""] == {}

    @pytest.mark.parametrize(
        "raw",
        [b"", b"\x00" * 50, b"\xff\xfe\xfd", b"From: a@b.example\r\n\r\n" + b"\xed\xa0\x80 klar", b"Subject: =?utf-8?b?////?=\n\nx",
         b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n--x--", b"From: \xc3\x28\nSubject: \xa0\xa1\n\n\x00klar\x00",
         b"Content-Type: text/plain; charset=rot13\n\nklar", b"a" * 200_000, b"\n".join(b"X: y" for _ in range(5_000))],
        ids=lambda raw: repr(raw[:12]),
    )  # fmt: skip
    def test_hostile_bytes_are_one_stored_record(self, tmp_path, raw):
        with real_house(tmp_path) as house:
            (tmp_path / "inbox" / "new" / "x.eml").write_bytes(raw)
            (tmp_path / "inbox" / "new" / "y.eml").write_bytes(reply("Hej"))
            assert sum(collect(house, LATER).counts.values()) == 2
            assert sum(collect(house, LATER).counts.values()) == 0
        assert sorted(tree(tmp_path / "inbox").values()) == sorted([raw, reply("Hej")])

    def test_every_attack_is_one_stored_record_in_time_and_the_run_goes_on(self, tmp_path):
        """In the process that really reads them, into the memory that really keeps them."""
        with real_house(tmp_path) as house, closing(CappedReader([SENDER])) as reader:
            remind(house, NOW)
            code = {one.owner: one.raw for one in house.dispatch.sent(PLAN) if one.channel == Channel.EMAIL}["Vice"]
            subject = str(opened(code)["Subject"])
            mails = [
                *(raw.replace(b"SUBJECT", subject.encode()) for raw in ATTACKS.values()),
                vice("Klar.", subject=subject),
            ]
            taken = {}
            for number, (name, raw) in enumerate(zip([*ATTACKS, "honest"], mails, strict=True)):
                (tmp_path / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
                began = time.perf_counter()
                assert sum(collect(replace(house, reader=reader), LATER).counts.values()) == 1, name
                taken[name] = time.perf_counter() - began
            with house.dispatch._db.begin() as connection:
                kept = connection.execute(select(reply_table.c.raw, reply_table.c.reason, reply_table.c.sha256)).all()
            answers = house.memory.answers(PLAN)
        assert {name: seconds for name, seconds in taken.items() if seconds > 10} == {}
        assert [row.raw for row in kept] == mails
        assert all(row.reason and row.sha256 == sha256(row.raw).hexdigest() for row in kept)
        assert answers[-1].text == "Klar."

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        remind(town.house, at(SECOND_STEP))
        assert [m.digest.owner for m in town.box.messages].count("Chef") == 2

    @pytest.mark.pain(25)
    def test_an_answer_is_held_until_a_person_lets_go(self, town):
        town.collect(vice("Klar.", subject=town.code("Vice")))
        assert [a.release for a in town.answers] == [Release.HELD]
        assert town.whys == ["väntar på granskning"]

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
        told = json.dumps([received_rows(town.report), waiting_rows(town.ledger.waiting(PLAN))], ensure_ascii=False)
        for word in ("@", "070", "hemligt", "hopp"):
            assert word not in told
        assert "Vice" in told
