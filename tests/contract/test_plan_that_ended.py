"""A plan whose time is over says so where people look."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from paminn.cli import main
from paminn.clock import today_in_sweden
from tests.support.houses import plan_files, write_plan


@pytest.fixture
def until(tmp_path, monkeypatch):
    """Writes a plan that holds to a day."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "hem"))

    def write(last: date) -> str:
        plan = json.loads(plan_files()["plan.yaml"]) | {"giltig_till": last.isoformat()}
        write_plan(tmp_path / "plan", plan_files() | {"plan.yaml": json.dumps(plan, indent=1).encode()})
        return str(tmp_path / "plan")

    return write


@pytest.mark.parametrize("command", ["check", "status", "doctor"])
def test_it_is_said_when_it_has_ended_and_not_before(until, capsys, command):
    today = today_in_sweden().day
    yesterday = today - timedelta(days=1)
    main([command, "--plan", until(today + timedelta(days=2))])
    assert "Planen gällde" not in capsys.readouterr().out
    main([command, "--plan", until(yesterday)])
    said = capsys.readouterr().out
    assert said.count(f"Planen gällde till och med {yesterday}") == 1
    assert "anta ändringen: paminn adopt" in said


def test_status_tells_it_to_a_program_too(until, capsys):
    plan = until(date(2026, 8, 31))
    assert main(["status", "--json", "--plan", plan, "--on", "2026-08-31"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["valid_until"], shown["ended"]) == ("2026-08-31", False)
    main(["status", "--json", "--plan", plan, "--on", "2026-09-01"])
    assert json.loads(capsys.readouterr().out)["ended"] is True
