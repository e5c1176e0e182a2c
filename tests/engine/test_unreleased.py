"""No word of a mail reaches what Prefect keeps: names, parameters, states, logs and tables, however a run ends."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.support.houses import PEOPLE, SENDER, write_plan
from tests.support.houses import mails as sent_mails
from tests.support.unreleased import mails, words_in

MORNING, READING, LATER = "2026-06-01", "2026-06-02", "2026-07-01"
BREAKING = "create trigger no before insert on answer begin select none(); end"


@pytest.fixture
def answered(run, home, tmp_path, monkeypatch):
    """Runs a flow on a small plan whose first reminders have been answered, by mails of every kind."""
    plan = write_plan(tmp_path / "plan")
    monkeypatch.setenv("PAMINN_PLAN", str(plan))
    monkeypatch.setenv("PAMINN_RECEIPTS", "ja")
    monkeypatch.setenv("PAMINN_SENDER", SENDER)
    monkeypatch.chdir(tmp_path)
    assert run("remind", day=MORNING).state == "COMPLETED"
    raws = sent_mails(home)
    sent = {role: next(raw for raw in raws if PEOPLE[role][0].encode() in raw) for role in ("Chef", "Vice", "Teamet")}
    for number, raw in enumerate(mails(sent)):
        (home / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
    return run


def ledger(home, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "ledger.db")) as connection, connection:
        return connection.execute(statement).fetchall()


def test_a_year_of_runs_tells_none_of_it(answered, home):
    seen = [answered("collect", day=READING)]
    assert len(next(rows for name, rows in seen[0].tables.items() if name.startswith("granska"))) == 9
    assert words_in(str(ledger(home, "select text from answer"))), "nothing was read"
    seen += [answered(name, day=day) for name, day in (
        ("remind", READING), ("collect", LATER), ("remind", LATER), ("publish", LATER), ("summarise", "2027-02-01"),
    )]  # fmt: skip
    assert [words_in(one.everything) for one in seen] == [[]] * len(seen)
    assert [one for one in seen if "@" in one.everything.replace("@prov-plan", "")] == []


def test_a_run_that_falls_over_a_mail_does_not_quote_it(answered, home):
    ledger(home, BREAKING)
    seen = answered("collect", day=READING)
    assert seen.state == "FAILED"
    assert words_in(seen.everything) == []


@pytest.mark.parametrize("flow", ["remind", "publish", "summarise"])
def test_a_run_that_falls_over_an_answer_does_not_quote_it(answered, home, flow):
    """What Python says of a day that is none is the words that stood there."""
    answered("collect", day=READING)
    ledger(home, "update answer set received = text")
    seen = answered(flow, day=LATER)
    assert seen.state == "FAILED"
    assert words_in(seen.everything) == []
