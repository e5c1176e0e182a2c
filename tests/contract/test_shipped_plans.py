"""Every plan that ships can be worked with as it lies there, whatever its shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paminn.cli import main
from paminn.shipped import shipped
from tests.support.houses import mails, text_of

pytestmark = pytest.mark.slow
PLANS = sorted(path for path in shipped("plan_data").iterdir() if path.is_dir())
DAY = "2026-11-30"


@pytest.fixture(params=PLANS, ids=lambda path: path.name)
def run(request, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "home"))

    def command(*words):
        assert main([*words, "--plan", str(request.param)]) == 0
        return capsys.readouterr().out

    command.home = tmp_path / "home"
    command.out = tmp_path / "out"
    return command


def test_there_are_two_of_different_shapes():
    assert [path.name for path in PLANS] == ["ekmo", "gnesta"]


def test_it_has_no_fault_and_goes_from_reminder_to_account(run):
    assert json.loads(run("check", "--json"))["problems"] == []
    run("remind", "--on", DAY)
    assert all("Skriv ditt svar" in text_of(raw) for raw in mails(run.home))
    run("publish", "--on", DAY, "--out", str(run.out))
    assert (run.out / "plan.ics").stat().st_size > 1000
    run("summarise", "2026", "--on", "2026-12-31", "--out", str(run.out))
    assert [path.name for path in Path(run.out).rglob("*.docx")]
    assert json.loads(run("status", "--on", DAY, "--json"))["status"]
