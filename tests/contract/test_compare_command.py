"""`paminn compare`: the plan against the decided document, as it is run."""

from __future__ import annotations

import json
import shutil

import pytest

from paminn.cli import main
from paminn.shipped import shipped
from tests.support.decided_words import plainly, saved
from tests.unit.test_decided_words import PLAN

pytestmark = pytest.mark.slow
FOLDER = shipped("plan_data", "gnesta")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs it on a copy of the shipped plan in a home of its own: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    shutil.copytree(FOLDER, tmp_path / "plan")

    def command(*words):
        code = main([*words, "--plan", str(tmp_path / "plan")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    command.folder = tmp_path
    return command


@pytest.fixture
def decided(tmp_path):
    path = tmp_path / "beslutad plan.docx"
    path.write_bytes(saved(plainly(PLAN)))
    return str(path)


def edit(run, before, after):
    plan = run.folder / "plan" / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    assert before in text
    plan.write_text(text.replace(before, after), encoding="utf-8")


def test_the_shipped_plan_says_what_was_decided(run, decided):
    code, told, complained = run("compare", decided)
    assert (code, complained) == (0, "")
    assert "Planen säger det som är beslutat." in told
    assert json.loads(run("compare", decided, "--json")[1]) == {"differences": []}


def test_a_cell_that_differs_is_shown_with_both_wordings(run, decided):
    edit(run, 'tidplan: "Klart vt 26"', 'tidplan: "Klart ht 26"')
    code, told, _ = run("compare", decided)
    assert code == 3
    assert "1.3, tidplan\n  Beslutat: Klart vt 26\n  I planen: Klart ht 26\n" in told
    rows = json.loads(run("compare", decided, "--json")[1])["differences"]
    assert rows == [{"goal": "1.3", "field": "tidplan", "decided": "Klart vt 26", "plan": "Klart ht 26"}]


def test_the_adopted_plan_is_held_against_it_and_not_an_edit(run, decided):
    assert run("remind", "--on", "2026-06-01")[0] == 0
    edit(run, 'tidplan: "Klart vt 26"', 'tidplan: "Klart ht 26"')
    code, told, _ = run("compare", decided)
    assert code == 0
    assert "den antagna planen (version 1)" in told


REFUSED = {
    "gone.docx": (None, 2, "går inte att läsa"),
    "plan.pdf": (b"%PDF-1.7", 4, "Spara dokumentet som .docx"),
    "broken.docx": (b"PK\x03\x04 nothing", 4, "trasig eller ingen Word"),
    "letter.txt": (b"Hej!", 4, "ingen tabell med delmål"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_sentence(run, name):
    content, code, words = REFUSED[name]
    path = run.folder / name
    if content is not None:
        path.write_bytes(content)
    refused, told, complained = run("compare", str(path))
    assert (refused, told) == (code, "")
    assert words in complained
    assert len(complained.splitlines()) == 1
