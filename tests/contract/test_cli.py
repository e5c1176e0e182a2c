"""The command line as people and scripts meet it: one JSON document, exit codes, Swedish sentences."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import pytest

from paminn.cli import main
from paminn.commands import COMMANDS, load
from paminn.failure import Cause, Failure
from paminn.reminders.message import Channel, State
from tests.support.houses import (
    DUE,
    FIRST_STEP,
    NOW,
    PEOPLE,
    SECOND_STEP,
    mails,
    opened,
    plan_files,
    real_house,
    reply,
    tree,
    write_plan,
)
from tests.support.paths import PLAN as GNESTA
from tests.support.paths import ROOT
from tests.support.sending import prepare

pytestmark = pytest.mark.slow

DAY = FIRST_STEP.isoformat()


@pytest.fixture
def paminn(tmp_path, monkeypatch, capsys):
    """Runs a command on a small plan in a home of its own."""
    home, plan = tmp_path / "hem", write_plan(tmp_path / "plan")
    monkeypatch.setenv("PAMINN_HOME", str(home))
    monkeypatch.setenv("PAMINN_PLAN", str(plan))

    def run(*arguments: str) -> SimpleNamespace:
        try:
            code = main(list(arguments))
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    run.home, run.plan = home, plan
    return run


def one(result) -> dict:
    """The one JSON document on stdout, and nothing beside it."""
    assert result.code == 0, result.err
    assert result.out.count("\n") == 1
    return json.loads(result.out)


class TestJson:
    def test_check(self, paminn):
        assert one(paminn("check", "--json")) == {"problems": [], "warnings": [], "goals": 2}

    def test_check_of_a_plan_with_problems(self, paminn):
        write_plan(paminn.plan, plan_files(frames={"1.2": "Snarast"}))
        result = paminn("check", "--json")
        assert result.code == 3
        (problem,) = json.loads(result.out)["problems"]
        assert set(problem) == {"plan", "file", "line", "column", "message"}
        assert problem["file"].endswith("/plan.yaml")
        assert isinstance(problem["line"], int)

    def test_timeframe_is_one_line_a_text_in_the_order_asked(self, paminn):
        result = paminn("timeframe", "--json", "Klart 31 mars 2026", "Löpande", "Snarast")
        rows = [json.loads(line) for line in result.out.splitlines()]
        assert [row["text"] for row in rows] == ["Klart 31 mars 2026", "Löpande", "Snarast"]
        assert [row["kind"] for row in rows] == ["deadline", "ongoing", "unknown"]
        assert all(set(row) == {"text", "kind", "start", "end", "recurrence", "warnings"} for row in rows)
        assert (rows[0]["start"], rows[0]["end"], rows[2]["end"]) == (None, "2026-03-31", None)

    def test_check_of_a_plan_that_is_read_with_doubt(self, paminn):
        write_plan(paminn.plan, plan_files(frames={"1.2": "Kvartalsvis"}))
        (warning,) = one(paminn("check", "--json"))["warnings"]
        assert set(warning) == {"plan", "file", "line", "column", "message"}
        assert "«Sista dagen i varje kvartal»" in warning["message"]

    def test_timeframe_without_a_plan_tells_what_it_reads_against(self, paminn):
        (paminn.plan / "plan.yaml").unlink()
        read = one(paminn("timeframe", "--json", "Klart 31 mars 2099"))
        assert (read["kind"], read["end"]) == ("deadline", "2099-03-31")
        assert read["warnings"][-1].startswith("Ingen plan går att läsa. Orden är lästa som i en plan för ")

    def test_timeframe_reads_lines_from_stdin(self, paminn):
        command = [sys.executable, "-m", "paminn.cli", "timeframe", "--json"]
        texts = "Löpande\r\nKlart 31 mars 2026\n".encode()
        done = subprocess.run(command, input=texts, capture_output=True, env=dict(os.environ), timeout=30)
        assert (done.returncode, done.stderr) == (0, b"")
        assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["Löpande", "Klart 31 mars 2026"]

    def test_forecast(self, paminn):
        digests = one(paminn("forecast", "--from", "2026-05-01", "--until", DUE.isoformat(), "--json"))["digests"]
        assert {d["date"] for d in digests} >= {DAY, SECOND_STEP.isoformat()}
        first = next(d for d in digests if d["date"] == DAY)
        assert set(first) == {"plan", "date", "owner", "channel", "items"}
        assert (first["plan"], first["channel"]) == ("prov-plan", "email")
        assert first["items"][0] == {
            "plan": "prov-plan",
            "goal": "1.1",
            "owner": "Chef",
            "occurrence": "1.1@2026-06-30",
            "step": "-20",
            "due": "2026-06-30",
        }

    def test_remind(self, paminn):
        told = one(paminn("remind", "--on", DAY, "--json"))
        assert {name: told[name] for name in ("sent", "failed", "unknown", "skipped")} == {
            "sent": 3, "failed": 0, "unknown": 0, "skipped": 0,
        }  # fmt: skip
        assert len(told["digests"]) == 3
        assert set(told["digests"][0]) >= {"date", "owner", "channel", "items"}
        assert one(paminn("remind", "--on", DAY, "--json"))["sent"] == 0

    def test_remind_as_a_dry_run(self, paminn):
        told = one(paminn("remind", "--on", DAY, "--dry-run", "--json"))
        assert (told["sent"], len(told["digests"])) == (0, 3)
        assert mails(paminn.home) == []

    def test_collect(self, paminn):
        assert one(paminn("collect", "--on", DAY, "--json")) == {
            "replies": 0, "automatic": 0, "unmatched": 0, "quarantined": 0, "duplicates": 0,
        }  # fmt: skip

    def test_copies_of_what_we_sent_are_told_apart_on_the_screen(self, paminn):
        paminn("remind", "--on", DAY)
        forged = reply("Hej", headers={"X-Paminn": "prov"})
        for number, raw in enumerate([*mails(paminn.home), forged]):
            (paminn.home / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
        said = paminn("collect", "--on", DAY).out
        assert "Automatiska mejl: 4, varav egna kopior av det vi har skickat: 3. " in said

    def test_explain(self, paminn, tmp_path):
        (tmp_path / "mejl.eml").write_bytes(reply("Klar.\n\nMvh\nEva"))
        told = one(paminn("explain", str(tmp_path / "mejl.eml"), "--json"))
        assert list(told) == ["kind", "text", "removed", "signature", "status", "refs", "flags"]
        assert (told["kind"], told["status"], told["refs"]) == ("reply", "done", [])

    def test_replies_list_show_and_release(self, paminn):
        paminn("remind", "--on", DAY)
        (vices,) = [raw for raw in mails(paminn.home) if b"vice@" in raw]
        answer = reply("Klar.", str(opened(vices)["Subject"]), sender="Vice <vice@prov.example>")
        (paminn.home / "inbox" / "new" / "1.eml").write_bytes(answer)
        assert one(paminn("collect", "--on", DAY, "--json"))["replies"] == 1
        (row,) = one(paminn("replies", "list", "--json", "--on", DAY))["replies"]
        assert (row["goal"], row["owner"], row["status"]) == ("1.1", "Vice", "done")
        number = str(row["id"])
        (shown,) = one(paminn("replies", "show", number, "--json", "--on", DAY))["replies"]
        assert (shown["text"], shown["release"]) == ("Klar.", "held")
        (released,) = one(paminn("replies", "release", number, "--by", "Eva", "--json", "--on", DAY))["replies"]
        assert released["release"] == "released"
        (shown,) = one(paminn("replies", "show", number, "--json", "--on", DAY))["replies"]
        (decision,) = shown["history"]
        assert (decision["what"], decision["by"], decision["on"]) == ("release", "Eva", DAY)
        assert (decision["before"]["release"], decision["after"]["release"]) == ("held", "released")
        assert (shown["read_as"], shown["status_by_team"], shown["mail_text"]) == ("done", False, "Klar.")
        assert one(paminn("replies", "list", "--json", "--on", DAY)) == {
            "replies": [],
            "contradictions": [],
            "absences": [],
            "laid_aside": [],
            "laid_aside_counts": {},
        }

    def test_publish_is_the_same_bytes_any_day(self, paminn, tmp_path):
        first = one(paminn("publish", "--out", str(tmp_path / "ut"), "--on", DAY, "--json"))
        again = one(paminn("publish", "--out", str(tmp_path / "ut"), "--on", "2027-01-07", "--json"))
        assert first == again
        assert {Path(row["path"]).name for row in first["files"]} >= {"plan.ics", "index.html"}
        assert all(re.fullmatch(r"[0-9a-f]{64}", row["sha256"]) for row in first["files"])

    def test_summarise(self, paminn, tmp_path):
        account = ("summarise", "2026", "--out", str(tmp_path / "ut"), "--on", DAY, "--json")
        told = one(paminn(*account))
        assert set(told) == {"files", "answered", "missing", "unreviewed", "silent"}
        assert (len(told["files"]), told["answered"], told["missing"]) == (1, 0, 0), "nobody has been asked"
        paminn("remind", "--on", DAY)
        told = one(paminn(*account))
        assert told["missing"] == len(told["silent"]) == 4
        assert {"plan": "prov-plan", "goal": "1.1", "owner": "Chef"} in told["silent"]

    @pytest.mark.parametrize("year", ["2024", "2027"])
    def test_a_year_that_cannot_be_accounted_for_is_refused_in_one_sentence(self, paminn, year):
        refused = paminn("summarise", year, "--on", DAY)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.count("\n") == 1

    def test_status(self, paminn):
        paminn("remind", "--on", DAY)
        rows = one(paminn("status", "--on", DAY, "--json"))["status"]
        assert [(row["goal"], row["owner"]) for row in rows] == [
            ("1.1", "Chef"), ("1.1", "Vice"), ("1.2", "Chef"), ("1.2", "Teamet"),
        ]  # fmt: skip
        assert rows[0] == {
            "plan": "prov-plan", "goal": "1.1", "owner": "Chef", "part": "ansvar", "timeframe": "Klart senast 30 juni 2026",
            "kind": "deadline", "start": None, "end": "2026-06-30", "reminders": 1, "last_reminder": DAY,
            "last_answer": None, "status": None, "released": None, "withheld": None, "other_waits": False,
            "unanswered": True, "contradicted": False, "outcome": "seen", "door": "folder", "refused": None, "failed": 0, "bounced": 0,
            "unknown": 0, "next_step": None, "heard": None, "vacant": False, "outside": False,
        }  # fmt: skip
        assert all(row["last_reminder"] == DAY and row["unanswered"] and row["last_answer"] is None for row in rows)


class TestExitCodes:
    def test_what_is_done_is_0_for_every_reading_command(self, paminn):
        for arguments in (("check",), ("timeframe", "Löpande"), ("forecast", "--from", DAY), ("status", "--on", DAY),
                          ("collect", "--on", DAY), ("replies", "list", "--on", DAY)):  # fmt: skip
            result = paminn(*arguments)
            assert (result.code, result.err) == (0, ""), arguments
            assert result.out

    def test_a_role_nobody_holds_is_3_to_check_and_4_to_the_run_that_served_the_rest(self, paminn):
        write_plan(paminn.plan, plan_files(people={**PEOPLE, "Vice": ()}))
        assert paminn("check").code == 3
        result = paminn("remind", "--on", DAY)
        assert result.code == 4
        assert len(mails(paminn.home)) == 3
        assert "Vice: skrivet till mapp (ingen kan nås i rollen, mejlet går till kvalitetsteamet)" in result.out
        assert "    Vice: Lägg till en person i owners.yaml. Skicka mejlet ni fick vidare" in result.out

    @pytest.mark.pain(10)
    def test_a_digest_nobody_can_receive_is_4(self, paminn):
        people = {"Chef": PEOPLE["Chef"], "Teamet": PEOPLE["Teamet"], "Vice": (), "Kvalitetsteamet": ()}
        write_plan(paminn.plan, plan_files(people=people))
        result = paminn("remind", "--on", DAY, "--json")
        assert result.code == 4
        assert json.loads(result.out)["failed"] == 1

    def test_a_mail_server_that_is_down_is_4_and_the_next_run_sends_it(self, paminn, monkeypatch):
        monkeypatch.setenv("PAMINN_MAIL", "smtp")
        monkeypatch.setenv("PAMINN_SENDER", "paminn@prov.example")
        monkeypatch.setenv("PAMINN_SMTP_URL", "smtp://127.0.0.1:9")
        result = paminn("remind", "--on", DAY, "--send")
        assert result.code == 4
        assert "Chef: ej skickat (e-postservern 127.0.0.1:9 svarar inte)" in result.out
        assert "\n    Chef, Vice och Teamet: Inget. Nästa körning försöker igen." in result.out
        monkeypatch.delenv("PAMINN_MAIL")
        assert one(paminn("remind", "--on", DAY, "--json"))["sent"] == 3

    @pytest.mark.parametrize("home", [None, "hem"])
    @pytest.mark.parametrize("command", ["remind", "collect", "status", "publish", "resume", "doctor"])
    @pytest.mark.parametrize(
        "door",
        [
            {"PAMINN_MAIL": "smtp", "PAMINN_SMTP_URL": "smtp://127.0.0.1:9"},
            {"PAMINN_MAIL": "graph"},
            {"PAMINN_TEAMS_WEBHOOK": "http://127.0.0.1:9/"},
        ],
    )
    def test_a_door_that_leaves_and_a_home_that_moves_with_the_working_directory_is_2(
        self, paminn, monkeypatch, tmp_path, home, command, door
    ):
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("PAMINN_HOME")
        if home is not None:
            monkeypatch.setenv("PAMINN_HOME", home)
        for name, value in door.items():
            monkeypatch.setenv(name, value)
        result = paminn(command)
        assert result.code == 2
        assert "PAMINN_HOME ska ange hela sökvägen till en mapp" in result.out + result.err
        assert sorted(path.name for path in tmp_path.iterdir()) == ["plan"]

    def test_where_nothing_leaves_the_home_may_lie_where_the_command_is_given(self, paminn, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("PAMINN_HOME")
        assert paminn("status").code == 0
        assert (tmp_path / "var" / "ledger.db").is_file()

    def test_too_many_mails_is_4_with_the_setting_that_helps(self, paminn, monkeypatch):
        monkeypatch.setenv("PAMINN_MAX_MESSAGES", "1")
        result = paminn("remind", "--on", DAY)
        assert result.code == 4
        assert "PAMINN_MAX_MESSAGES" in result.err
        assert mails(paminn.home) == []

    def test_a_question_about_a_time_plan_is_told_and_serves_the_rest(self, paminn):
        write_plan(paminn.plan, plan_files(frames={"1.2": "Snarast"}))
        result = paminn("remind", "--on", DAY)
        assert "Snarast" in result.err
        assert len(mails(paminn.home)) == 3


class TestOutcomes:
    """What nobody can tell stays until a person has told it."""

    @pytest.fixture
    def asked(self, paminn):
        """A home in which it is not known whether two mails went; the folder, that knows, was emptied since."""
        with real_house(paminn.home) as house:
            messages = [m for m in prepare(house, NOW).messages if m.channel == Channel.EMAIL and m.owner != "Teamet"]
            house.dispatch.claim(messages, NOW)
            for message in messages:
                for state in (State.SENDING, State.UNKNOWN, State.ALERT):
                    house.dispatch.advance(message.key, state, NOW, Failure(Cause.MAILBOX_DOES_NOT_TELL))
        return paminn

    def test_they_are_listed_by_number_without_an_address(self, asked):
        told = one(asked("outcomes", "list", "--on", DAY, "--json"))
        assert told == {
            "outcomes": [
                {"plan": "prov-plan", "number": 1, "owner": "Chef", "channel": "email", "goals": ["1.1", "1.2"], "day": DAY,
                 "reason": "vi kan inte se om mejlet gick, för ingen brevlåda visar det"},
                {"plan": "prov-plan", "number": 2, "owner": "Vice", "channel": "email", "goals": ["1.1"], "day": DAY,
                 "reason": "vi kan inte se om mejlet gick, för ingen brevlåda visar det"},
            ]
        }  # fmt: skip
        shown = asked("outcomes", "list", "--on", DAY, "--plan", str(asked.plan)).out
        assert "\n2 mejl har okänt utfall. " in shown
        for number, owner in enumerate(("Chef", "Vice"), start=1):
            assert f"{number}. Kom mejlet till {owner} den 1 juni 2026 fram?" in shown
            for answer in ("sent", "unsent"):
                assert f"  paminn outcomes {answer} {number} --plan {asked.plan} --by NAMN" in shown
        assert "@" not in shown

    def test_every_run_is_4_until_all_are_told(self, asked):
        for _ in range(2):
            result = asked("remind", "--on", DAY)
            assert result.code == 4
            assert (
                "Chef (2026-06-01): okänt utfall (vi kan inte se om mejlet gick, för ingen brevlåda visar det)\nVice"
                in result.out
            )
            assert (
                "    Chef (2026-06-01): Fråga mottagaren. Kom det fram: paminn outcomes sent 1 --by NAMN. "
                "Kom det inte fram: paminn outcomes unsent 1 --by NAMN, så påminns det om igen.\n"
            ) in result.out
        assert json.loads(asked("remind", "--on", DAY, "--json").out)["unknown"] == 2
        assert "     Okänt utfall: 1 mejl.\n     Att göra: Fråga mottagaren." in asked("status", "--on", DAY).out
        told = asked("outcomes", "sent", "1", "--by", "Eva", "--on", DAY)
        assert told.out == "Tack. Mejlet till Chef den 1 juni 2026 står nu som bekräftat. Det skickas inte igen.\n"
        assert asked("remind", "--on", DAY).code == 4
        told = asked("outcomes", "unsent", "2", "--by", "Eva", "--on", DAY)
        assert (
            told.out == "Tack. Mejlet till Vice den 1 juni 2026 står nu som ej skickat. Nästa körning påminner igen.\n"
        )
        assert asked("outcomes", "list", "--on", DAY).out.endswith("\nInget mejl har okänt utfall.\n")
        assert one(asked("remind", "--on", DAY, "--json"))["sent"] == 1
        assert sorted(str(opened(raw)["To"]) for raw in mails(asked.home)) == [
            "Ett <ett@prov.example>, Tva <tva@prov.example>", "Vice <vice@prov.example>",
        ]  # fmt: skip

    def test_several_are_told_at_once_and_each_is_named(self, asked):
        told = asked("outcomes", "sent", "1", "2", "--by", "Eva", "--on", DAY)
        assert told.out.splitlines() == [
            "Tack. Mejlet till Chef den 1 juni 2026 står nu som bekräftat. Det skickas inte igen.",
            "Tack. Mejlet till Vice den 1 juni 2026 står nu som bekräftat. Det skickas inte igen.",
        ]
        assert one(asked("outcomes", "list", "--on", DAY, "--json")) == {"outcomes": []}

    def test_a_dry_run_neither_asks_nor_is_stopped(self, asked):
        assert asked("remind", "--on", DAY, "--dry-run").code == 0


ENGLISH = re.compile(
    r"\b(?:usage|error|invalid|unrecognized|arguments?:|required|choose from|expected|option|No such|Permission|"
    r"denied|directory|Traceback|not found|the following|show this)\b"
)
WRONG = [
    (("remindd",), "Menade du remind?"),
    (("check", "--jason"), "--jason"),
    (("remind", "--dry"), "--dry"),
    (("remind", "--on", "2026-02-30"), "«2026-02-30» är ingen dag. Skriv dagen som ÅÅÅÅ-MM-DD"),
    (("remind", "--on"), "--help"),
    (("forecast", "--from", "2026-02-01", "--until", "2026-01-01"), "--until ligger före --from."),
    (("summarise", "snart"), "«snart» är inget år"),
    (("summarise",), "ÅR"),
    (("replies", "reply"), "«reply» finns inte"),
    (("replies", "show"), "Skriv numret från: paminn replies list"),
    (("replies", "show", "99"), "Det finns inget svar 99"),
    (("replies", "release", "1"), "--by"),
    (("outcomes", "told"), "«told» finns inte"),
    (("outcomes", "sent"), "Vilket mejl? Skriv numret från: paminn outcomes list"),
    (("outcomes", "sent", "1"), "Vem svarar? Skriv ditt namn: --by NAMN"),
    (("outcomes", "sent", "1", "--by", " "), "Vem svarar? Skriv ditt namn: --by NAMN"),
    (
        ("outcomes", "unsent", "99", "--by", "Eva"),
        "Inget mejl 99 har okänt utfall. Se listan med: paminn outcomes list",
    ),
    (("outcomes", "unsent", "ett", "--by", "Eva"), "Inget mejl ett har okänt utfall."),
    (("up", "--port", "dörr"), "«dörr» är inget heltal"),
    (("check", "--plan", "finns/inte"), "Det finns ingen mapp finns/inte. Ange planens mapp med --plan."),
    ((), "KOMMANDO"),
]


class TestWrongUsage:
    @pytest.mark.parametrize(
        ("arguments", "sentence"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
    )
    def test_it_is_2_and_a_swedish_sentence_with_the_next_step(self, paminn, arguments, sentence):
        result = paminn(*arguments)
        assert (result.code, result.out) == (2, "")
        assert sentence in result.err
        assert result.err.count("\n") == 1
        assert not ENGLISH.search(result.err), result.err

    def test_an_unknown_setting_is_2_with_the_one_that_was_meant(self, paminn, monkeypatch):
        monkeypatch.setenv("PAMINN_REDIRECT_ALLTO", "prov@prov.example")
        for command in ("remind", "status", "publish"):
            result = paminn(command, "--on", DAY)
            assert result.code == 2
            assert "Okänd inställning PAMINN_REDIRECT_ALLTO. Menade du PAMINN_REDIRECT_ALL_TO?" in result.err
        assert not paminn.home.exists() or mails(paminn.home) == []

    @pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
    def test_help_is_swedish(self, paminn, command):
        result = paminn(*command, "--help")
        assert result.code == 0
        assert "visa den här hjälpen" in result.out
        assert not ENGLISH.search(result.out), result.out


class TestBrokenPlaces:
    def test_a_broken_plan_is_3_with_file_line_column_and_a_caret(self, paminn):
        text = (paminn.plan / "plan.yaml").read_text("utf-8").replace('"period": "2025-2027"', '"period": "2025-2027')
        (paminn.plan / "plan.yaml").write_text(text, "utf-8")
        for command in (("check",), ("remind", "--on", DAY), ("forecast",), ("publish",), ("status",)):
            result = paminn(*command)
            told = result.out + result.err
            assert result.code == 3, command
            assert re.search(r"plan\.yaml:\d+:\d+: [A-ZÅÄÖ]", told)
            assert re.search(r"^\s+\^$", told, re.M)
            assert not ENGLISH.search(told), told
        assert not (paminn.home / "outbox").exists() or mails(paminn.home) == []

    def test_a_plan_folder_without_its_files_is_3(self, paminn, tmp_path):
        (tmp_path / "tom").mkdir()
        result = paminn("remind", "--plan", str(tmp_path / "tom"))
        assert result.code == 3
        assert result.err.count("Filen saknas.") == 3

    def test_a_home_that_cannot_be_written_is_4(self, paminn, monkeypatch, tmp_path):
        (tmp_path / "fil").write_text("")
        monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "fil" / "hem"))
        for command in ("remind", "collect", "status"):
            result = paminn(command, "--on", DAY)
            assert (result.code, result.out) == (4, "")
            assert "går inte att använda" in result.err
            assert result.err.count("\n") == 1
            assert not ENGLISH.search(result.err), result.err

    def test_a_broken_database_is_4_and_left_as_it_was(self, paminn):
        paminn.home.mkdir()
        (paminn.home / "ledger.db").write_bytes(b"detta ar ingen databas" * 100)
        result = paminn("remind", "--on", DAY)
        assert result.code == 4
        assert not ENGLISH.search(result.err), result.err
        assert (paminn.home / "ledger.db").read_bytes().startswith(b"detta ar ingen")

    def test_a_mail_file_that_is_not_there_is_4(self, paminn):
        result = paminn("explain", "finns-inte.eml")
        assert result.code == 4
        assert result.err.startswith("finns-inte.eml: går inte att läsa")
        assert not ENGLISH.search(result.err), result.err

    def test_a_key_that_is_broken_is_never_replaced(self, paminn):
        paminn("status", "--on", DAY)
        (paminn.home / "secret.key").write_text("kort")
        result = paminn("remind", "--on", DAY)
        assert result.code == 4
        assert (paminn.home / "secret.key").read_text() == "kort"

    def test_the_key_is_made_once_for_this_user_alone(self, paminn):
        paminn("status", "--on", DAY)
        key = paminn.home / "secret.key"
        first = key.read_bytes()
        assert key.stat().st_mode & 0o777 == 0o600
        paminn("remind", "--on", DAY)
        assert key.read_bytes() == first


FULL_DISK = """
import errno, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from paminn.cli import main

def full(name, arguments):
    global mails
    if name == "open" and str(arguments[0]).endswith(".eml"):
        mails -= 1
        if mails < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

limit, mails = int(sys.argv[1]) or resource.RLIM_INFINITY, int(sys.argv[2])
sys.addaudithook(full)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
sys.exit(main(sys.argv[3:]))
"""


class TestFullDisk:
    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    @pytest.mark.parametrize(("room", "room_for"), [(20_000, 3), (40_000, 3), (0, 0), (0, 1), (0, 2)])
    def test_a_full_disk_is_4_sends_no_half_mail_and_the_next_run_sends_it(self, paminn, room, room_for):
        """No room in the ledger, or only for a part of what is claimed; and room for so many mails in the folder.

        The ledger's news are written to a file beside it first; `room` 0 is as much as there is.
        """
        paminn("status", "--on", DAY)
        command = [sys.executable, "-c", FULL_DISK, str(room), str(room_for), "remind", "--on", DAY]
        done = subprocess.run(command, env=dict(os.environ), capture_output=True, encoding="utf-8", timeout=30)
        assert done.returncode == 4, done.stderr
        assert "Traceback" not in done.stderr
        assert "disk" in done.stderr
        assert done.stderr.count("\n") == 1
        left = mails(paminn.home)
        assert all(raw.endswith(b"--\r\n") for raw in left)
        assert len(left) == (0 if room else room_for)
        result = paminn("remind", "--on", DAY)
        assert result.code == 0, result.err
        assert sorted(str(opened(raw)["To"]) for raw in mails(paminn.home)) == sorted(
            ["Chef <chef@prov.example>", "Vice <vice@prov.example>", "Ett <ett@prov.example>, Tva <tva@prov.example>"]
        )
        assert not [name for name in tree(paminn.home / "outbox") if name.startswith("tmp/")]


def test_a_command_is_a_file_and_a_row():
    beside = {"__init__", "as_json", "options", "show"}
    files = {path.stem for path in (ROOT / "src" / "paminn" / "commands").glob("*.py")}
    assert files - beside == set(COMMANDS)
    for name in COMMANDS:
        command = load(name)
        assert callable(command.add_arguments)
        assert callable(command.run)


def test_the_version_is_told(paminn):
    result = paminn("--version")
    assert (result.code, result.out) == (0, f"påminn {version('paminn')}\n")


def test_commands_that_need_no_engine_load_none():
    heavy = ("prefect", "sqlalchemy", "msal", "requests", "docx", "fastapi")
    script = f"""
import sys
from paminn.cli import main
plan = ["--plan", {str(GNESTA)!r}]
loaded = lambda: [name for name in {heavy!r} if name in sys.modules]
for arguments in (["--help"], ["up", "--help"], ["--version"]):
    try:
        main(arguments)
    except SystemExit as end:
        assert end.code == 0
print([*loaded(), *(name for name in ("pydantic", "jinja2") if name in sys.modules)], file=sys.stderr)
for arguments in (["check"], ["timeframe", "Löpande"], ["forecast", "--from", "{DAY}", "--until", "{DAY}"]):
    assert main([*arguments, *plan]) == 0
    print(loaded(), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == ["[]"] * 4


def test_a_reader_that_goes_away_is_no_fault(paminn):
    command = [sys.executable, "-m", "paminn.cli", "forecast", "--from", "2025-09-03", "--until", "2027-12-31"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ))
    running.stdout.close()
    _, err = running.communicate(timeout=30)
    assert b"Traceback" not in err
    assert b"BrokenPipe" not in err
    assert running.returncode == 0
