"""With --json a command prints one document and not a word beside it, and without it says first which plan it is about."""

from __future__ import annotations

import json
from datetime import date

import pytest

from paminn.cli import main
from paminn.commands import COMMANDS
from paminn.plan.load import FILES, read_plan
from paminn.shipped import shipped
from paminn.usecases.telling.which_plan import which_plan_is_read
from tests.support.decided_words import plainly, saved
from tests.support.houses import FIRST_STEP, plan_files, write_plan
from tests.unit.test_decided_words import PLAN as GNESTA
from tests.unit.test_decided_words import SHIPPED

DAY = FIRST_STEP.isoformat()
DOCUMENT = "{folder}/beslut.docx"

# What is asked for, in an order in which each has something to tell. `up` serves until it is stopped, and `demo` starts
# an engine: tests/engine has them.
ABOUT_THE_PLAN = {
    "check": ("check",),
    "forecast": ("forecast", "--from", DAY),
    "preview": ("preview", "--on", DAY, "--out", "{folder}/preview"),
    "remind": ("remind", "--on", DAY),
    "collect": ("collect", "--on", DAY),
    "replies": ("replies", "list", "--on", DAY),
    "publish": ("publish", "--on", DAY),
    "summarise": ("summarise", "2026", "--on", DAY),
    "status": ("status", "--on", DAY),
    "outcomes": ("outcomes", "list", "--on", DAY),
    "resume": ("resume", "--on", DAY),
    "adopt": ("adopt",),
    "compare": ("compare", DOCUMENT),
    "doctor": ("doctor",),
}
OF_OTHER_THINGS = {
    "new": ("new", "{folder}/new"),
    "import": ("import", DOCUMENT, "--out", "{folder}/imported"),
    "owners": ("owners", "{folder}/roles.csv"),
    "timeframe": ("timeframe", "Klart ht 2026"),
    "explain": ("explain", "{folder}/mail.eml"),
}
SERVES = {"demo", "up"}
BEGINS = {"begin"}  # only of a plan that has a day to begin
NOT_WRONG = (0, 3)  # a document that says something else is a 3 of compare


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command on a small plan in a home of its own: exit code, what it printed, what stood beside."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PAMINN_PLAN", str(write_plan(tmp_path / "plan", plan_files())))
    (tmp_path / "beslut.docx").write_bytes(saved(plainly(GNESTA)))
    (tmp_path / "roles.csv").write_text("roll;namn;e-post\nChef;Chef;chef@prov.example\n", encoding="utf-8")
    (tmp_path / "mail.eml").write_bytes(b"From: chef@prov.example\nSubject: Svar\n\nKlar\n")

    def command(*words: str):
        code = main([word.format(folder=tmp_path) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    command.plan = tmp_path / "plan"
    return command


def test_every_command_is_asked_here():
    assert {*ABOUT_THE_PLAN, *OF_OTHER_THINGS, *SERVES, *BEGINS} == set(COMMANDS)


@pytest.mark.slow
def test_with_json_nothing_stands_beside_the_document(run):
    for name, words in {**ABOUT_THE_PLAN, **OF_OTHER_THINGS}.items():
        code, told, beside = run(*words, "--json")
        assert code in NOT_WRONG, (name, told, beside)
        assert beside == "", name
        assert isinstance(json.loads(told), dict), name


@pytest.mark.slow
def test_without_it_the_first_line_says_which_plan(run):
    line = f"Planen: Prov 2025–2027 ({run.plan})"
    for name, words in ABOUT_THE_PLAN.items():
        _, told, _ = run(*words)
        assert told.splitlines()[0] == line, name


@pytest.mark.slow
def test_a_plan_that_has_a_day_to_begin(run):
    rules = run.plan / "rules.yaml"
    text = json.loads(rules.read_text(encoding="utf-8"))
    rules.write_text(json.dumps({**text, "påminn_från": DAY}), encoding="utf-8")
    code, told, beside = run("begin", "--on", DAY, "--json")
    assert (code, beside) == (0, "")
    assert isinstance(json.loads(told), dict)
    assert run("begin", "--on", DAY)[1].startswith("Planen: Prov 2025–2027 (")


def test_the_line_of_the_plan_that_ships():
    assert which_plan_is_read(SHIPPED, "plan_data/gnesta") == "Planen: Fri från våld 2025–2027 (plan_data/gnesta)"


def test_a_plan_without_years_is_called_by_its_name_alone():
    ongoing = plan_files()
    text = json.loads(ongoing["plan.yaml"]) | {"period": "tills vidare"}
    read = read_plan({**ongoing, "plan.yaml": json.dumps(text).encode()}, "min/plan", date(2026, 1, 1))
    assert which_plan_is_read(read, "min/plan") == "Planen: Prov (min/plan)"


def test_a_plan_that_cannot_be_read_is_its_folder():
    folder = shipped("plan_data", "gnesta")
    files = {name: (folder / name).read_bytes() for name in FILES}
    broken = read_plan({**files, "plan.yaml": b"titel Plan\n"}, "min/plan", date(2026, 1, 1))
    assert which_plan_is_read(broken, "min/plan") == "Planen: min/plan"
