"""A plan whose actions are followed up, from reminder to account: an action has the life that a goal has."""

from __future__ import annotations

import json

import pytest
from docx import Document as open_document

from paminn.cli import main
from tests.support.houses import html_of, mails, opened, reply, text_of, write_plan
from tests.unit.test_actions_under_goals import files, put

pytestmark = pytest.mark.slow
DEADLINE = "Klart senast 30 juni 2026"
ABOVE = "Hör till målet 1.2: Barn och unga vet var de kan få hjälp."


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command on the plan in a home of its own; gives what it printed as JSON, or as text."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    plan = write_plan(tmp_path / "plan", files(put("tidplan", DEADLINE, 0)))

    def command(*words):
        assert main([*words, "--plan", str(plan)]) == 0
        printed = capsys.readouterr().out
        return json.loads(printed) if "--json" in words else printed

    command.home = tmp_path / "home"
    command.out = tmp_path / "out"
    return command


def in_other_words(above):
    put("tidplan", DEADLINE, 0)(above)
    above["lydelse"] = "Alla barn vet var hjälpen finns."


def to(run, address):
    (raw,) = [raw for raw in mails(run.home) if address in str(opened(raw)["To"])]
    return raw


def test_an_action_is_reminded_of_answered_and_told(run):
    run("remind", "--on", "2026-06-01")
    reminder = to(run, "chef@prov.example")
    assert "1.2.1  Ta fram ett hjälpkort." in text_of(reminder)
    assert ABOVE in " ".join(text_of(reminder).split())
    assert ABOVE in " ".join(html_of(reminder).split())
    letter = reply("1.1: Pågår\n1.2.1: Klar. Kortet är tryckt.", f"SV: {opened(reminder)['Subject']}")
    inbox = run.home / "inbox" / "new"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "1.eml").write_bytes(letter)
    assert run("collect", "--on", "2026-06-02", "--json")["replies"] == 1
    answers = run("replies", "list", "--json")["replies"]
    assert {(row["goal"], row["status"]) for row in answers} == {("1.1", "ongoing"), ("1.2.1", "done")}
    for row in answers:
        run("replies", "release", str(row["id"]), "--by", "Kvalitetsteamet")
    status = {row["goal"]: row["status"] for row in run("status", "--on", "2026-06-02", "--json")["status"]}
    assert status["1.2.1"] == "done"
    assert "1.2" not in status


def test_the_page_and_the_calendar_say_what_an_action_is_for(run):
    run("publish", "--on", "2026-06-01", "--out", str(run.out))
    page = (run.out / "index.html").read_text(encoding="utf-8")
    assert ABOVE in " ".join(page.split())
    feed = (run.out / "plan.ics").read_text(encoding="utf-8").replace("\n ", "")
    assert ABOVE in feed


def test_a_goal_above_that_is_put_in_other_words_is_adopted_without_a_question(run):
    run("remind", "--on", "2026-06-01")
    write_plan(run.home.parent / "plan", files(in_other_words))
    told = run("adopt", "--by", "Förvaltningschef", "--on", "2026-06-02")
    assert "Målet 1.2 har ändrats. Förut: «Barn och unga vet var de kan få hjälp.»" in told


def test_other_columns_stand_on_the_page_and_in_the_account(run):
    with_budget = files(lambda above: above["åtgärder"][0].update(tidplan=DEADLINE, övrigt={"Budget (tkr)": "<450>"}))
    write_plan(run.home.parent / "plan", with_budget)
    run("remind", "--on", "2026-06-01")
    run("publish", "--on", "2026-06-01", "--out", str(run.out))
    page = (run.out / "index.html").read_text(encoding="utf-8")
    assert "<dt>Budget (tkr) (i planen)</dt>" in page
    assert "&lt;450&gt;" in page
    run("summarise", "2026", "--on", "2026-12-01", "--out", str(run.out))
    (account,) = run.out.glob("*edovisning*.docx")
    words = [cell.text for table in open_document(str(account)).tables for row in table.rows for cell in row.cells]
    assert "Budget (tkr) (i planen)" in words
    assert "<450>" in words


SHAPES = {
    "until further notice": {"period": "tills vidare"},
    "one year": {"period": "2026"},
    "no registration number and no owner of the document": {"diarienummer": "", "dokumentansvarig": ""},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_command_works_by_a_plan_of_another_shape(run, shape):
    def without_a_time(above):
        put("tidplan", DEADLINE, 0)(above)
        put("tidplan", "", 1)(above)

    written = files(without_a_time)
    plan = json.loads(written["plan.yaml"]) | SHAPES[shape]
    written["plan.yaml"] = json.dumps(plan, ensure_ascii=False).encode()
    write_plan(run.home.parent / "plan", written)
    run("check")
    run("remind", "--on", "2026-06-01")
    run("status", "--on", "2026-06-02")
    run("forecast", "--from", "2026-06-02")
    run("publish", "--on", "2026-06-02", "--out", str(run.out))
    run("summarise", "2026", "--on", "2026-12-20", "--out", str(run.out))
    page = (run.out / "index.html").read_text(encoding="utf-8")
    assert "Planen säger ingen tid." in page
    assert "None" not in page
    reminder = text_of(to(run, "chef@prov.example"))
    assert "diarienummer ." not in reminder
