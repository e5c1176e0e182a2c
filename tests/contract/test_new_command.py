"""`paminn new`: a plan folder that is valid from the start, whose comments teach."""

from __future__ import annotations

import json

import pytest

from paminn.cli import main
from paminn.plan.load import FILES

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs it in a home of its own: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))

    def command(*words):
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    command.folder = tmp_path / "plan"
    return command


NASTY = 'Trygga: "alla" #vågafråga \\ 100 %'
PERIODS = ["2026-2029", "2026 – 2029", "2026", "tills vidare"]


@pytest.mark.parametrize("period", PERIODS)
def test_the_plan_is_valid_from_the_start_whatever_it_is_called(run, period):
    code, told, complained = run("new", run.folder, "--title", NASTY, "--committee", "Nämnd: A", "--period", period)
    assert (code, complained) == (0, "")
    assert "paminn check" in told
    code, told, _ = run("check", "--plan", run.folder)
    assert code == 0
    assert "Planen har inga fel. Den har 1 delmål." in told
    assert json.loads(run("forecast", "--plan", run.folder, "--from", "2027-01-01", "--json")[1])["digests"]


def test_without_options_too_and_json_names_the_files(run):
    code, told, _ = run("new", run.folder, "--json")
    assert code == 0
    assert json.loads(told)["paths"] == [str(run.folder / name) for name in FILES]
    assert run("check", "--plan", run.folder)[0] == 0


def test_what_is_there_is_never_written_over(run):
    run("new", run.folder)
    (run.folder / "plan.yaml").unlink()
    kept = (run.folder / "owners.yaml").read_bytes()
    code, _, complained = run("new", run.folder)
    assert code == 2
    assert "ligger redan en plan" in complained
    assert (run.folder / "owners.yaml").read_bytes() == kept


@pytest.mark.parametrize("period", ["tre år", "26-29"])
def test_a_period_that_is_none_is_told(run, period):
    code, _, complained = run("new", run.folder, "--period", period)
    assert code == 2
    assert "2026-2029, 2026 eller tills vidare" in complained
