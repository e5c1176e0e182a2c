"""What a goal or a role is stands in the memory; what people are shown is what it is called."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from paminn.cli import main
from tests.contract.test_adoption import edited
from tests.support.houses import TEAM, mails, opened, plan_files, reply, text_of, tree, write_plan

pytestmark = pytest.mark.slow

PEOPLE = {"Chef": ("chef@prov.example",), "Vice": ("vice@prov.example",), TEAM: ("t@prov.example",)}
GOALS = {"1.1": ("Chef", "Vice")}


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command in a home where a new goal is called 1.1 and a new role Chef, as others were before."""
    home = tmp_path / "home"
    monkeypatch.setenv("PAMINN_HOME", str(home))
    plan = write_plan(tmp_path / "plan", plan_files(GOALS, PEOPLE))

    def command(*words: str) -> str:
        assert main([*words, "--plan", str(plan)]) == 0
        printed = capsys.readouterr()
        return printed.out + printed.err

    command.home = home
    command("remind", "--on", "2026-06-01")
    write_plan(plan, edited(_rename_chef_and_insert_first, GOALS, people={**PEOPLE, "Ny": PEOPLE["Chef"]}))
    command("adopt", "--by", "Åsa", "--on", "2026-06-02", "--same", "Chef=Ny")
    return command


def _rename_chef_and_insert_first(goals: list[dict]) -> None:
    (old,) = goals
    new = old | {"nr": "1.1", "lydelse": "Barn får stöd.", "aktiviteter": ["Utse en samordnare."]}
    new["ägare"] = [{"roll": "Chef", "typ": "ansvar"}]
    old["nr"] = "1.2"
    old["ägare"][0]["roll"] = "Ny"
    goals.insert(0, new)


def _answer_to_the_new_chef(home: Path) -> None:
    (mail,) = [raw for raw in mails(home) if "1.1  Barn" in text_of(raw)]
    subject = f"SV: {opened(mail)['Subject']}"
    (home / "inbox" / "new").mkdir(parents=True, exist_ok=True)
    (home / "inbox" / "new" / "1.eml").write_bytes(reply("Klar. 1.7 också.", subject))


def test_no_identity_is_shown_to_anybody(run):
    told = [run("remind", "--on", "2026-06-23")]
    _answer_to_the_new_chef(run.home)
    told += [run("collect", "--on", "2026-06-24"), run("replies", "list"), run("replies", "show", "1")]
    told.append(run("explain", str(next((run.home / "inbox").rglob("1.eml")))))
    told += [run("status", "--on", "2026-06-24"), run("publish", "--on", "2026-06-24")]
    told += [run("summarise", "2026", "--on", "2026-06-24"), run("remind", "--on", "2026-07-01", "--dry-run")]
    told += [text_of(raw) for raw in mails(run.home)]
    for name, content in tree(run.home / "site").items():
        if name.endswith((".ics", ".html")):
            unfolded = content.decode().replace("\r\n ", "")
            told += [line for line in unfolded.splitlines() if not line.startswith("UID:")]
    shown = "\n".join(told)
    assert "1.1" in shown
    assert "Chef" in shown
    assert "1.1v2" not in shown
    assert "Chefv2" not in shown


def test_what_is_missing_in_the_account_has_numbers_and_names(run):
    run("remind", "--on", "2026-06-23")
    silent = json.loads(run("summarise", "2026", "--on", "2026-06-24", "--json"))["silent"]
    assert silent == [
        {"plan": "prov-plan", "goal": "1.1", "owner": "Chef"},
        {"plan": "prov-plan", "goal": "1.2", "owner": "Ny"},
        {"plan": "prov-plan", "goal": "1.2", "owner": "Vice"},
    ]


def test_nor_when_a_memory_that_was_put_back_is_resumed(run, tmp_path):
    with closing(sqlite3.connect(run.home / "ledger.db")) as connection:
        connection.execute("vacuum into ?", (str(tmp_path / "kopia.db"),))
    run("remind", "--on", "2026-06-23")
    for told in (), ("--json",):
        for file in run.home.glob("ledger.db*"):
            file.unlink()
        shutil.copy(tmp_path / "kopia.db", run.home / "ledger.db")
        shown = run("resume", "--by", "Eva", "--on", "2026-06-24", *told)
        assert "v2" not in shown
        if told:
            mails_told = json.loads(shown)["sent"]
            assert [(mail["owner"], mail["goals"]) for mail in mails_told][-2:] == [
                ("Chef", ["1.1", "1.2"]),
                ("Vice", ["1.2"]),
            ]
        else:
            assert "    2026-06-23  Chef och Ny: 1.1 och 1.2\n    2026-06-23  Vice: 1.2\n" in shown
