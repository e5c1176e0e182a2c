"""Answers read from the mailbox: matched, left to a person, held; and nothing of them seen before it is released."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from fakes import FakeInbox, FakeLedger, FakeOutbox
from houses import (
    FIRST_STEP,
    NOW,
    PEOPLE,
    SECOND_STEP,
    TEAM,
    at,
    fake_house,
    opened,
    plan_files,
    real_house,
    reply,
    tree,
    write_plan,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paminn.cli import main
from paminn.ports import Decision
from paminn.replies.codes import show_code
from paminn.replies.model import Release, Status
from paminn.texts.artifacts import missing_rows, received_rows, sent_rows, silent_rows, waiting_rows
from paminn.usecases.collect import collect
from paminn.usecases.remind import remind
from paminn.usecases.status import status
from paminn.usecases.summarise import summarise

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
        return {name: count for name, count in self.report.as_json().items() if count}

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
            assert sum(collect(house, LATER).as_json().values()) == 2
            assert sum(collect(house, LATER).as_json().values()) == 0
        assert sorted(tree(tmp_path / "inbox").values()) == sorted([raw, reply("Hej")])

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.binary(max_size=120), max_size=4))
    def test_any_bytes_are_read_counted_and_moved(self, raws):
        inbox = FakeInbox(*raws)
        counts = collect(fake_house(inbox=inbox), LATER).as_json()
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


CANARY = "KANARIEFÅGEL7391"


def everything(folder) -> dict[str, bytes]:
    """Each file below `folder`, Word files taken apart; neither the ledger nor the mailbox itself, which hold answers."""
    found = {}
    for name, content in tree(folder).items():
        if name.startswith(("hem/inbox", "hem/ledger.db")):
            continue
        if name.endswith(".docx"):
            parts = ZipFile(BytesIO(content))
            found |= {f"{name}/{part}": parts.read(part) for part in parts.namelist()}
        elif name.endswith(".eml"):
            found[name] = content + b"".join(p.get_payload(decode=True) or b"" for p in opened(content).walk())
        else:
            found[name] = content
    return found


class TestNothingLeaksBeforeItIsReleased:
    @pytest.fixture
    def paminn(self, tmp_path, monkeypatch, capfd, caplog):
        """The command line on a small plan; gives its exit code and all that it wrote to the terminal and the log."""
        plan = write_plan(tmp_path / "plan")
        monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
        caplog.set_level("DEBUG")

        def run(*arguments: str) -> tuple[int, str]:
            code = main([*arguments, "--plan", str(plan)])
            out, err = capfd.readouterr()
            return code, out + err + caplog.text

        return run

    @pytest.fixture
    def answered(self, paminn, tmp_path):
        """A year so far: reminded, and answered in words that nobody may see yet."""
        paminn("remind", "--on", FIRST_STEP.isoformat())
        sent = [p.read_bytes() for p in (tmp_path / "hem" / "outbox" / "new").iterdir()]
        (vices,) = [raw for raw in sent if b"vice@" in raw]
        mail = vice(f"Pågår. {CANARY} är inte klar.", subject=f"SV: {CANARY} {opened(vices)['Subject']}",
                    sender=f"{CANARY} <{CANARY.replace('Å', 'A')}@prov.example>")  # fmt: skip
        unmatched = reply(f"Hej {CANARY}", f"Om {CANARY}")
        for number, raw in enumerate((mail, unmatched, b"\xff" + CANARY.encode())):
            (tmp_path / "hem" / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
        return paminn("collect", "--on", "2026-06-02")

    def the_rest_of_the_year(self, paminn, tmp_path):
        """Every command that writes for somebody else than the one who reviews."""
        said = ""
        for arguments in (
            ("status", "--on", "2026-06-03"), ("status", "--json", "--on", "2026-06-03"),
            ("remind", "--on", SECOND_STEP.isoformat()), ("remind", "--json", "--on", "2026-07-01"),
            ("publish", "--on", "2026-07-01", "--out", str(tmp_path / "sida")),
            ("summarise", "2026", "--on", "2026-12-30", "--out", str(tmp_path / "konto")),
            ("collect", "--json", "--on", "2026-07-01"), ("forecast", "--from", "2026-07-01", "--until", "2026-12-31"),
        ):  # fmt: skip
            code, words = paminn(*arguments)
            assert code == 0, words
            said += words
        return said

    def test_neither_files_nor_terminal_nor_log_hold_a_word_of_it(self, answered, paminn, tmp_path):
        code, said = answered
        assert code == 0
        said += self.the_rest_of_the_year(paminn, tmp_path)
        needles = [CANARY, CANARY.encode("unicode_escape").decode(), CANARY.replace("Å", "A")]
        assert [needle for needle in needles if needle in said] == []
        files = everything(tmp_path)
        assert {name.rpartition(".")[2] for name in files} >= {"eml", "json", "ics", "html", "xml"}
        assert [name for name, content in files.items() if any(needle.encode() in content for needle in needles)] == []

    def test_the_list_of_what_waits_names_no_word_of_the_answers(self, answered, paminn):
        for more in ((), ("--json",)):
            _, said = paminn("replies", "list", "--on", "2026-06-03", *more)
            assert "är inte klar" not in said
            assert f"Hej {CANARY}" not in said

    def test_once_released_it_is_quoted_in_the_account(self, answered, paminn, tmp_path):
        """The same search finds it then: the test above looks where it should."""
        _, listed = paminn("replies", "list", "--json", "--on", "2026-06-03")
        number = next(row["id"] for row in json.loads(listed)["replies"] if row["id"])
        code, _ = paminn("replies", "release", str(number), "--by", "Eva", "--on", "2026-06-03")
        assert code == 0
        paminn("summarise", "2026", "--on", "2026-12-30", "--out", str(tmp_path / "konto"))
        holding = [name for name, content in everything(tmp_path).items() if CANARY.encode() in content]
        assert holding
        assert all("redovisning" in name for name in holding)

    def test_what_is_withheld_stays_out(self, answered, paminn, tmp_path):
        _, listed = paminn("replies", "list", "--json", "--on", "2026-06-03")
        number = next(row["id"] for row in json.loads(listed)["replies"] if row["id"])
        paminn("replies", "withhold", str(number), "--by", "Eva", "--why", "känsligt", "--on", "2026-06-03")
        said = self.the_rest_of_the_year(paminn, tmp_path)
        assert CANARY not in said
        assert not [name for name, content in everything(tmp_path).items() if CANARY.encode() in content]

    @pytest.mark.pain(25)
    def test_the_done_mark_too_waits_for_the_release(self, town):
        from pathlib import Path

        from paminn.usecases.publish import publish

        alone = plan_files({"1.1": ("Vice",)}, {"Vice": PEOPLE["Vice"], TEAM: PEOPLE[TEAM]})
        ledger, box, inbox = FakeLedger(), FakeOutbox(), FakeInbox()
        house = fake_house(alone, box=box, ledger=ledger, inbox=inbox)
        silent = publish(house, Path("ut"), SECOND_STEP).files
        remind(house, NOW)
        inbox.put(vice("Klar.", subject=show_code(box.messages[0].code)))
        collect(house, LATER)
        assert publish(house, Path("ut"), SECOND_STEP).files == silent
        ledger.decide(1, Decision("release", "Eva", LATER))
        marked = publish(house, Path("ut"), SECOND_STEP).files
        assert "✓ 1.1 Klart".encode() in marked["plan.ics"]

    def test_the_tables_of_the_prefect_pages_hold_none_of_it(self, town):
        from pathlib import Path

        town.collect(vice(f"Pågår. {CANARY}", subject=f"{CANARY} {town.code('Vice')}"), reply(f"Hej {CANARY}"))
        report = remind(town.house, LATER)
        account = summarise(town.house, 2026, Path("ut"), SECOND_STEP)
        rows = [received_rows(town.report), waiting_rows(town.ledger.waiting(PLAN)), sent_rows(report),
                silent_rows(status(town.house, SECOND_STEP)), missing_rows(account.missing)]  # fmt: skip
        assert all(rows)
        told = json.dumps(rows, ensure_ascii=False)
        assert CANARY not in told
        assert "@" not in told
