"""The flows in Prefect's real engine, on the shipped plan."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from threading import Thread

import pytest

from paminn.clock import today_in_sweden
from paminn.reminders.message import State
from paminn.texts.message_lines import waiting
from paminn.wiring import open_house
from tests.support import houses
from tests.support.imapserver import Post, imap
from tests.support.paths import PLAN
from tests.support.sending import prepare
from tests.support.smtpserver import Script, serving

DAY = "2025-11-28"
PLAN_NAME = "gnesta-fri-fran-vald"
KEPT = "select key, plan, channel, owner, day, message_id, subject, recipients, redirected, unreachable, state, attempts, reason from mail order by key"
STEPS = "select m.key, s.goal, s.occurrence, s.due, s.step, s.step_day, s.shown from step s join mail m on m.id = s.message order by 1, 2, 3, 5"


def rows(home: Path, query: str = KEPT) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "ledger.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def paminn(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PAMINN_HOME": str(home)}
    command = [sys.executable, "-m", "paminn.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def changed_plan(tmp_path, monkeypatch) -> Path:
    """A copy of the shipped plan to spoil, which is the one that is set."""
    monkeypatch.setenv("PAMINN_PLAN", str(tmp_path / "plan"))
    return houses.write_plan(tmp_path / "plan", {path.name: path.read_bytes() for path in PLAN.glob("*.yaml")})


def test_a_morning_leaves_its_tables_and_the_next_run_sends_nothing(run, home):
    first = run("remind", day=DAY)
    assert (first.name, first.state) == (f"paminn-{DAY}", "COMPLETED")
    assert set(first.tables) == {f"utskick-{PLAN_NAME}", f"obesvarade-{PLAN_NAME}"}
    sent = [row for row in first.tables[f"utskick-{PLAN_NAME}"] if row["Kanal"] == "e-post"]
    assert {row["Utfall"] for row in sent} == {"skrivet till mapp"}
    assert {row["Roll"]: row["Delmål"] for row in sent}["Chef myndighet vuxen"].split(", ")[0] == "1.2"
    assert len(houses.mails(home)) == len(sent) == 6
    silent = first.tables[f"obesvarade-{PLAN_NAME}"]
    assert {(row["Roll"], row["Delmål"], row["Senaste svar"]) for row in silent} >= {
        ("Chef myndighet vuxen", "1.2", "inget")
    }
    assert "@" not in first.everything

    again = run("remind", day=DAY)
    assert again.state == "COMPLETED"
    assert {row["Utfall"] for row in again.tables[f"utskick-{PLAN_NAME}"]} == {"skrivet till mapp tidigare i dag"}
    assert len(houses.mails(home)) == 6


def test_a_dry_run_sends_nothing(run, home):
    seen = run("remind", day=DAY, dry_run=True)
    assert seen.state == "COMPLETED"
    assert {row["Utfall"] for row in seen.tables[f"utskick-{PLAN_NAME}"]} == {"skulle skickas"}
    assert houses.mails(home) == []
    assert rows(home) == []


@pytest.mark.parametrize("leaves", [False, True])
def test_a_day_in_the_form_is_only_shown(run, home, monkeypatch, leaves):
    script = Script()
    sent_table = f"utskick-{PLAN_NAME}"
    with serving(script) as port:
        if leaves:
            monkeypatch.setenv("PAMINN_MAIL", "smtp")
            monkeypatch.setenv("PAMINN_SENDER", "paminn@gnesta.example")
            monkeypatch.setenv("PAMINN_SMTP_URL", f"smtp://127.0.0.1:{port}")
        shown = run("remind", on=DAY)
        today = run("remind", day=DAY, on=DAY)
    assert (shown.name, shown.state, today.state) == (f"paminn-{DAY}", "COMPLETED", "COMPLETED")
    for seen in (shown, today):
        assert {row["Utfall"] for row in seen.tables[sent_table]} == {"skulle skickas"}
    assert shown.above[sent_table] == "Bara visat: det här skulle gå 28 november 2025. Inget har skickats."
    assert (script.got, rows(home), houses.mails(home)) == ([], [], [])


# What the engine itself says of every run.
PREFECTS_OWN = (
    "Beginning flow run",
    "Created task run",
    "Executing",
    "Submitted task",
    "Finished in state",
    "Task run",
)


def test_the_command_line_and_the_flow_keep_the_same(run, home, tmp_path):
    other = tmp_path / "other"
    (home / "secret.key").parent.mkdir(parents=True)
    other.mkdir()
    for place in (home, other):
        (place / "secret.key").write_text("a" * 64, encoding="ascii")
    run("remind", day=DAY)
    assert paminn("remind", "--on", DAY, home=other).returncode == 0
    assert rows(home) == rows(other)
    assert rows(home, STEPS) == rows(other, STEPS)
    # What differs is the random boundary of each mail and nothing that a reader sees.
    assert [houses.text_of(raw) for raw in houses.mails(home)] == [houses.text_of(raw) for raw in houses.mails(other)]


@pytest.mark.parametrize("flow", ["remind", "collect", "publish", "summarise"])
def test_the_log_says_first_which_plan_the_run_is_about(run, flow):
    ours = [line for line in run(flow, day=DAY).log.splitlines() if not line.startswith(PREFECTS_OWN)]
    assert ours[0].startswith("Planen: Fri från våld 2025–2027 (")


def test_a_role_that_nobody_holds_is_no_green_run_and_the_rest_are_served(run, home, changed_plan):
    owners = changed_plan / "owners.yaml"
    text = owners.read_text(encoding="utf-8")
    owners.write_text(
        text.replace("epost: soc.it@gnesta.example", "epost: soc.it@gnesta.example\n        till: 2025-06-30"),
        encoding="utf-8",
    )
    seen = run("remind", day=DAY)
    assert (seen.state, seen.message) == ("FAILED", "Allt kom inte fram. Se tabellen utskick.")
    first, *others = [row for row in seen.tables[f"utskick-{PLAN_NAME}"] if row["Kanal"] == "e-post"]
    # The team gets what Soc IT should have had in the mail that it gets anyway.
    assert first["Roll"] == "Kvalitetsteamet och Soc IT"
    assert first["Varför"].startswith("ingen kan nås i rollen")
    assert {row["Utfall"] for row in others} == {"skrivet till mapp"}
    reminders = [raw for raw in houses.mails(home) if "besked" not in str(houses.opened(raw)["Subject"]).lower()]
    assert len(reminders) == 5


def test_a_plan_is_adopted_by_the_form(run, changed_plan):
    assert run("remind", day=DAY).state == "COMPLETED"
    plan = changed_plan / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("roll: Soc IT\n", "roll: Digitalisering\n"), encoding="utf-8")
    differences = f"skillnader-{PLAN_NAME}"

    shown = run("adopt")
    assert shown.state == "COMPLETED"
    assert shown.above[differences].startswith("Något måste en människa svara på.")
    (answers,) = [row["Att svara"] for row in shown.tables[differences] if row["Att svara"]]
    assert '--same "Soc IT=Digitalisering"' in answers

    unanswered = run("adopt", by="Åsa Öberg")
    assert (unanswered.state, unanswered.message) == ("FAILED", shown.above[differences])

    adopted = run("adopt", by="Åsa Öberg", answers='--same "Soc IT=Digitalisering"')
    assert adopted.state == "COMPLETED"
    assert adopted.above[differences].startswith("Planen är antagen som version 2")


def reminders_in(script: Script) -> list[bytes]:
    """The mails that were taken, but for the team's own notice of what it has to do."""
    return [raw for _, raw in script.got if "att göra" not in str(houses.opened(raw)["Subject"])]


def test_an_address_that_is_refused_is_no_green_run_and_the_rest_are_served(run, home, monkeypatch):
    refusal = "550 5.1.1 <soc.it@gnesta.example> unknown"
    script = Script(rcpt={"soc.it@gnesta.example": refusal})
    with serving(script) as port:
        monkeypatch.setenv("PAMINN_MAIL", "smtp")
        monkeypatch.setenv("PAMINN_SENDER", "paminn@gnesta.example")
        monkeypatch.setenv("PAMINN_SMTP_URL", f"smtp://127.0.0.1:{port}")
        seen = run("remind", day=DAY)
        assert seen.state == "FAILED"
        assert len(reminders_in(script)) == 5
        first, *_ = seen.tables[f"utskick-{PLAN_NAME}"]
        assert (first["Roll"], first["Utfall"]) == ("Soc IT", "ej skickat")
        assert "@" not in seen.everything

        later = run("remind", day=DAY)
        assert later.state == "COMPLETED"
        # The team has had its mail that day: what Soc IT did not get comes to it on the next.
        assert len(reminders_in(script)) == 5


def test_a_run_that_waits_for_the_mailbox_says_so_first(run, home, monkeypatch):
    """An earlier run was killed while it sent; the copy comes only when the inbox has been looked through."""
    post = Post(user="paminn", password="x")

    def arrive() -> None:
        # The first two looks are for what the memory should know; the third is for the mail.
        while post.said.count("EXAMINE Sent") < 3:
            time.sleep(0.02)
        post.inbox.put(left.raw)

    with serving(Script()) as smtp, imap(post) as port:
        monkeypatch.setenv("PAMINN_MAIL", "smtp")
        monkeypatch.setenv("PAMINN_SENDER", "paminn@gnesta.example")
        monkeypatch.setenv("PAMINN_SMTP_URL", f"smtp://127.0.0.1:{smtp}")
        monkeypatch.setenv("PAMINN_IMAP_URL", f"imap://paminn:x@127.0.0.1:{port}")
        now = today_in_sweden(date.fromisoformat(DAY)).now
        with open_house() as house:
            left = prepare(house, now).messages[0]
            house.dispatch.claim([left], now)
            house.dispatch.advance(left.key, State.SENDING, now)
        late = Thread(target=arrive)
        late.start()
        seen = run("remind", day=DAY)
        late.join()
    assert seen.state == "COMPLETED"
    assert waiting(10) in seen.log.splitlines()


def test_a_mailbox_that_cannot_be_written_is_told_in_swedish(run, home):
    home.mkdir()
    (home / "outbox").write_text("inte en mapp", encoding="utf-8")
    seen = run("remind", day=DAY)
    assert seen.state == "FAILED"
    assert seen.message.startswith(f"Mappen {home / 'outbox'} går inte att använda")
    assert seen.message.endswith("Kör sedan igen.")

    (home / "outbox").unlink()
    assert run("remind", day=DAY).state == "COMPLETED"
    assert len(houses.mails(home)) == 6


def test_a_mailbox_that_breaks_midway_is_told_and_made_good_by_the_next_run(run, home):
    for part in ("tmp", "new", "cur"):
        (home / "outbox" / part).mkdir(parents=True)
    (home / "outbox" / "tmp").rmdir()
    (home / "outbox" / "tmp").symlink_to(home / "nowhere")
    seen = run("remind", day=DAY)
    assert seen.state == "FAILED"
    assert seen.message.startswith("Mappen ")
    (home / "outbox" / "tmp").unlink()
    assert run("remind", day=DAY).state == "COMPLETED"
    assert len(houses.mails(home)) == 6


def test_a_broken_plan_is_told_in_swedish(run, changed_plan):
    (changed_plan / "plan.yaml").write_text("titel: [", encoding="utf-8")
    for name in ("remind", "collect", "publish", "summarise"):
        seen = run(name)
        assert seen.state == "FAILED"
        assert seen.message.startswith("Planen har ")
        assert seen.message.endswith("kontrollera med: paminn check")


def test_a_fault_of_ours_is_told_without_what_it_carries(run, home):
    """The database's own words quote every value, so Prefect must not see them."""
    run("remind", day=DAY)
    with sqlite3.connect(home / "ledger.db") as connection:
        connection.execute("create trigger broken before insert on reply begin insert into gone values (new.text); end")
    connection.close()
    letter = houses.reply("Klar. Ulla mår bra.", sender="Soc IT <soc.it@gnesta.example>")
    (home / "inbox" / "new" / "1").write_bytes(letter)
    seen = run("collect", day="2025-12-01")
    assert seen.state == "FAILED"
    assert "Kör " in seen.message
    assert seen.message in seen.log
    assert "Ulla" not in seen.everything
    assert "soc.it@" not in seen.everything


def test_an_answer_is_read_and_shown_without_its_words(run, home):
    run("remind", day=DAY)
    reminder = next(raw for raw in houses.mails(home) if "soc.it@" in str(houses.opened(raw)["To"]))
    letter = houses.reply("Klar\n\nUlla har bytt mallen.", f"SV: {houses.opened(reminder)['Subject']}",
                          sender="Soc IT <soc.it@gnesta.example>")  # fmt: skip
    (home / "inbox" / "new" / "1").write_bytes(letter)
    seen = run("collect", day="2025-12-01")
    assert (seen.name, seen.state) == ("las-svar-2025-12-01", "COMPLETED")
    assert [row["Roll"] for row in seen.tables[f"svar-{PLAN_NAME}"]] == ["Soc IT"]
    assert [row["Roll"] for row in seen.tables[f"granska-{PLAN_NAME}"]]
    assert "Ulla" not in seen.everything
    assert "@" not in seen.everything


def test_calendar_and_account_are_written_and_listed(run, home):
    published = run("publish", day=DAY)
    assert (published.name, published.state) == (f"publicera-{DAY}", "COMPLETED")
    listed = [Path(row["Fil"]).name for row in published.tables[f"kalender-{PLAN_NAME}"]]
    assert listed == sorted(path.name for path in (home / "site").iterdir() if not path.name.startswith("."))
    assert {"index.html", "plan.ics", "fokusomrade-1.ics"} < set(listed)
    assert (home / "site" / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")

    run("remind", day=DAY)
    account = run("summarise", day="2026-02-02")
    assert (account.name, account.state) == ("redovisning-2025", "COMPLETED")
    assert account.tables[f"saknade-svar-{PLAN_NAME}"]
    assert (home / "redovisning" / "redovisning-2025.docx").stat().st_size > 5000


def test_a_run_without_a_day_is_named_by_today(run):
    assert run("remind", dry_run=True).name == f"paminn-{datetime.now(houses.SWEDEN).date()}"
    assert run("summarise").name == f"redovisning-{datetime.now(houses.SWEDEN).year - 1}"


@pytest.mark.parametrize(("name", "wrong"), [("remind", {"on": "igår"}), ("summarise", {"year": 1999})])
def test_what_is_no_day_or_year_is_refused_and_nothing_is_done(run, home, name, wrong):
    seen = run(name, **wrong)
    assert seen.state == "FAILED"
    assert seen.message.startswith("Validation of flow parameters failed")
    assert not home.exists()


def test_a_memory_that_is_gone_ends_what_would_write_over_it_red(run, home):
    run("remind", day=DAY)
    run("publish", day=DAY)
    page = (home / "site" / "index.html").read_bytes()
    for file in home.glob("ledger.db*"):
        file.unlink()
    for name, parameters in (("publish", {}), ("summarise", {"year": 2025}), ("remind", {"dry_run": True})):
        seen = run(name, day=DAY, **parameters)
        assert seen.state == "FAILED"
        assert seen.message.startswith("Minnet är borta")
    assert (home / "site" / "index.html").read_bytes() == page
    assert not (home / "redovisning").exists()
