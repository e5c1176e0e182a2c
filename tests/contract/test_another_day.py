"""`--on` on the command line, by every door: what leaves, what is written, and what a person is told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from paminn.cli import main
from paminn.clock import stopped_at
from tests.support.fakegraph.door import process
from tests.support.houses import FIRST_STEP, SECOND_STEP, SWEDEN, mails, opened, reply, write_plan
from tests.support.smtpserver import Script, serving
from tests.support.webhook import Flow, serving_flow

pytestmark = pytest.mark.slow

DAY = FIRST_STEP.isoformat()
BEFORE = datetime(2026, 5, 4, 10, 30, tzinfo=SWEDEN)
ON_THE_DAY = datetime(2026, 6, 1, 10, 30, tzinfo=SWEDEN)
AFTER = datetime(2026, 6, 9, 10, 30, tzinfo=SWEDEN)


@pytest.fixture
def paminn(tmp_path, monkeypatch, capsys) -> Callable[..., SimpleNamespace]:
    """Runs a command on a small plan in a home of its own, at the moment that is set."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("PAMINN_PLAN", str(write_plan(tmp_path / "plan")))
    monkeypatch.setenv("PAMINN_SENDER", "paminn@prov.example")

    def run(*arguments: str, at: datetime = BEFORE) -> SimpleNamespace:
        with stopped_at(at):
            code = main(list(arguments))
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err, told=json.loads(out) if "--json" in arguments else None)

    return run


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "hem"


@pytest.fixture
def post(monkeypatch) -> Iterator[Script]:
    """Mail leaves by SMTP."""
    script = Script()
    with serving(script) as port:
        monkeypatch.setenv("PAMINN_MAIL", "smtp")
        monkeypatch.setenv("PAMINN_SMTP_URL", f"smtp://127.0.0.1:{port}")
        yield script


def kept(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the memory holds."""
    with closing(sqlite3.connect(home / "ledger.db")) as ledger:
        names = [name for (name,) in ledger.execute("select name from sqlite_master where type = 'table' order by 1")]
        return {name: ledger.execute(f'select * from "{name}"').fetchall() for name in names}


def asked(home: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "ledger.db")) as ledger:
        return ledger.execute(question).fetchall()


def subjects(script: Script) -> list[str]:
    return [str(opened(raw)["Subject"]) for _, raw in script.got]


class TestRemind:
    @pytest.mark.parametrize("at", [BEFORE, AFTER])
    def test_another_day_is_only_shown_and_the_memory_is_as_it_was(self, paminn, post, home, at):
        paminn("status", at=at)
        before = kept(home)
        result = paminn("remind", "--on", DAY, "--json", at=at)
        assert result.code == 0
        assert {name: result.told[name] for name in ("sent", "failed", "unknown")} == dict.fromkeys(
            ("sent", "failed", "unknown"), 0
        )
        assert {(row["date"], row["owner"]) for row in result.told["digests"]} == {
            (DAY, "Chef"), (DAY, "Teamet"), (DAY, "Vice"),
        }  # fmt: skip
        assert post.got == []
        assert kept(home) == before

    def test_it_is_said_that_nothing_was_sent_and_how_it_is(self, paminn, post):
        shown = paminn("remind", "--on", DAY).out
        assert "Bara visat: 3 mejl skulle ha skickats 1 juni 2026. Inget har skickats." in shown
        assert "Dagen har inte kommit än. Lägg till --send för att skicka mejlen som ett prov, märkta PROV." in shown
        shown = paminn("remind", "--on", DAY, at=AFTER).out
        assert "Dagen är inte i dag. Lägg till --send för att skicka mejlen på riktigt." in shown
        assert "--send" not in paminn("remind", "--on", DAY, "--dry-run").out
        assert post.got == []

    def test_december_is_not_silenced_by_a_june_that_was_tried(self, paminn, post):
        """What went wrong when it was tried for real."""
        paminn("remind", "--on", SECOND_STEP.isoformat())
        paminn("remind", "--on", SECOND_STEP.isoformat(), "--send")
        tried = len(post.got)
        assert paminn("remind", "--json", at=ON_THE_DAY).told["sent"] == 3
        assert len(post.got) == tried + 3

    def test_a_day_to_come_is_sent_as_a_trial_when_that_is_said(self, paminn, post, home):
        paminn("status")
        before = kept(home)
        result = paminn("remind", "--on", DAY, "--send", "--json")
        assert (result.code, result.told["sent"]) == (0, 3)
        assert len(post.got) == 3
        assert all(subject.startswith("PROV: ") for subject in subjects(post))
        assert kept(home) == before
        shown = paminn("remind", "--on", DAY, "--send").out
        assert "PROV: dagen har inte kommit än. Mejlen gick på riktigt, märkta PROV, och räknas inte" in shown

    def test_a_day_that_has_been_is_caught_up_when_that_is_said(self, paminn, post):
        result = paminn("remind", "--on", DAY, "--send", "--json", at=AFTER)
        assert (result.code, result.told["sent"]) == (0, 3)
        assert not [subject for subject in subjects(post) if subject.startswith("PROV")]
        assert {opened(raw)["Date"].datetime.date() for _, raw in post.got} == {AFTER.date()}
        assert paminn("remind", "--json", at=AFTER).told["digests"] == []
        assert len(post.got) == 3

    def test_today_by_name_is_today(self, paminn, post):
        assert paminn("remind", "--on", DAY, "--json", at=ON_THE_DAY).told["sent"] == 3
        assert len(post.got) == 3

    @pytest.mark.parametrize("at", [BEFORE, AFTER])
    def test_to_send_all_to_one_address_is_to_say_it(self, paminn, post, monkeypatch, at):
        monkeypatch.setenv("PAMINN_REDIRECT_ALL_TO", "prov@prov.example")
        assert paminn("remind", "--on", DAY, "--json", at=at).told["sent"] == 3
        assert {recipients for recipients, _ in post.got} == {("prov@prov.example", "paminn@prov.example")}
        monkeypatch.delenv("PAMINN_REDIRECT_ALL_TO")
        assert paminn("remind", "--json", at=ON_THE_DAY).told["sent"] == 3

    def test_a_flow_in_teams_is_a_door_that_leaves_too(self, paminn, home, monkeypatch):
        with serving_flow(Flow()) as flow:
            monkeypatch.setenv("PAMINN_TEAMS_WEBHOOK", flow.key())
            result = paminn("remind", "--on", DAY, "--json")
            assert (result.code, result.told["sent"], len(result.told["digests"])) == (0, 0, 3)
            assert (flow.posted, mails(home)) == ([], [])
            paminn("remind", "--on", DAY, "--send")
            assert (flow.posted, len(mails(home))) == ([], 3)
            paminn("remind", "--json", at=ON_THE_DAY)
            assert len(flow.posted) == 3

    def test_microsoft_365_is_one(self, paminn, tmp_path, monkeypatch):
        with process(tmp_path) as remote:
            for name, value in remote.settings().items():
                monkeypatch.setenv(name, value)
            assert paminn("remind", "--on", DAY, "--json").told["sent"] == 0
            assert remote.state()["delivered"] == []
            assert paminn("remind", "--on", DAY, "--send", "--json").told["sent"] == 3
            assert len(remote.state()["delivered"]) == 3

    def test_in_a_folder_it_is_that_day(self, paminn, home):
        assert paminn("remind", "--on", DAY, "--json").told["sent"] == 3
        assert {opened(raw)["Date"].datetime for raw in mails(home)} == {datetime(2026, 6, 1, 8, tzinfo=SWEDEN)}
        assert paminn("remind", "--on", DAY, "--json").told["sent"] == 0

    def test_both_to_show_and_to_send_is_refused(self, paminn, post):
        result = paminn("remind", "--dry-run", "--send")
        assert (result.code, result.err) == (
            2, "Mejlen kan inte både visas och skickas. Välj antingen --dry-run eller --send.\n",
        )  # fmt: skip


def answered(home: Path, raws: list[bytes]) -> None:
    """Vice's answer to one of these lies in the mailbox."""
    (raw,) = [raw for raw in raws if str(opened(raw)["To"]).endswith("<vice@prov.example>")]
    new = home / "inbox" / "new"
    new.mkdir(parents=True, exist_ok=True)
    letter = reply("Klar.", str(opened(raw)["Subject"]), sender="vice@prov.example")
    (new / "1").write_bytes(letter)


class TestDecisions:
    def test_what_is_decided_about_real_answers_is_decided_today(self, paminn, post, home):
        paminn("remind", at=ON_THE_DAY)
        answered(home, [raw for _, raw in post.got])
        assert paminn("collect", "--json", at=AFTER).told["replies"] == 1
        before = kept(home)
        for words in (("release",), ("withhold", "--why", "känsligt"), ("assign", "--goal", "1.1", "--owner", "Vice")):
            result = paminn("replies", words[0], "1", *words[1:], "--by", "Eva", "--on", "2026-06-30", at=AFTER)
            assert (result.code, result.out) == (2, "")
            assert result.err == (
                "Ett beslut bär alltid dagens datum när mejlen lämnar datorn. Ta bort --on och kör igen.\n"
            )
        assert paminn("outcomes", "sent", "1", "--by", "Eva", "--on", DAY, at=AFTER).code == 2
        assert kept(home) == before
        assert paminn("replies", "list", "--on", "2026-06-30", "--json", at=AFTER).told["replies"]
        assert paminn("replies", "release", "1", "--by", "Eva", "--on", AFTER.date().isoformat(), at=AFTER).code == 0

    def test_in_a_folder_it_bears_the_real_clock_and_the_day_played(self, paminn, home):
        paminn("remind", "--on", DAY)
        answered(home, mails(home))
        paminn("collect", "--on", "2026-06-02")
        assert paminn("replies", "release", "1", "--by", "Eva", "--on", "2026-06-03").code == 0
        assert asked(home, "select at, played from decision") == [("2026-05-04 08:30:00.000000", "2026-06-03")]
        assert asked(home, "select released from answer") == [("2026-06-03",)]


class TestCollect:
    def test_an_answer_to_a_real_mail_came_on_a_real_day(self, paminn, post, home):
        paminn("remind", at=ON_THE_DAY)
        answered(home, [raw for _, raw in post.got])
        result = paminn("collect", "--on", "2026-07-30", "--json", at=AFTER)
        assert (result.code, result.told["replies"]) == (0, 1)
        assert (
            result.err
            == "Svaren är riktiga och läses med dagens datum, 9 juni 2026. Den valda dagen gäller inte här.\n"
        )
        assert asked(home, "select at from reply") == [("2026-06-09 08:30:00.000000",)]
        (waiting,) = paminn("replies", "list", "--json", at=AFTER).told["replies"]
        assert waiting["received"] <= AFTER.date().isoformat()

    def test_an_answer_to_a_rehearsal_ends_nothing_and_comes_to_a_person_after_a_week(self, paminn, post, home):
        """Its code is not remembered, so that it may be another home's."""
        paminn("remind", "--on", DAY, "--send")
        answered(home, [raw for _, raw in post.got])
        assert sum(paminn("collect", "--json").told.values()) == 0
        assert paminn("collect", "--json", at=BEFORE + timedelta(days=8)).told["unmatched"] == 1
        (waiting,) = paminn("replies", "list", "--json").told["replies"]
        assert (waiting["id"], waiting["mail"]) == (None, 1)
        assert paminn("remind", "--json", at=ON_THE_DAY).told["sent"] == 3

    def test_within_the_machine_it_is_that_day_and_nothing_is_said(self, paminn, home):
        paminn("remind", "--on", DAY)
        answered(home, mails(home))
        result = paminn("collect", "--on", "2026-06-02", "--json")
        assert (result.told["replies"], result.err) == (1, "")


class TestTelling:
    @pytest.mark.parametrize("arguments", [("status",), ("publish",), ("check",), ("outcomes", "list"),
                                           ("replies", "list"), ("summarise", "2026")])  # fmt: skip
    def test_what_only_tells_takes_another_day_by_every_door(self, paminn, post, arguments):
        assert paminn(*arguments, "--on", DAY, at=AFTER).code == 0
        assert post.got == []

    def test_to_publish_is_to_publish_today_where_mail_leaves(self, paminn, post, home):
        """The files are kept by the day they were used, which a made-up day was not."""
        paminn("publish", "--on", "2027-01-07")
        real = BEFORE.date().isoformat()
        assert set(asked(home, "select first, last from source")) == {(real, real)}
