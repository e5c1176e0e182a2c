"""What Prefect is told: real settings, nobody outside asked, absolute paths for flows that run in another folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from prefect.settings import Settings

from paminn.engine import quiet_environment
from paminn.errors import PlanError, StorageError, UsageError
from paminn.home import prefect_login, settings
from paminn.shipped import shipped
from paminn.up.environment import environment_of_parts
from paminn.up.run import run_up
from tests.support import houses
from tests.support.smtpserver import free_port


@pytest.fixture
def told(tmp_path, monkeypatch):
    """The environment of the parts of `paminn up`, started in a folder with relative settings."""
    monkeypatch.chdir(tmp_path)
    houses.write_plan(tmp_path / "min-plan")
    (tmp_path / "url").write_text("sqlite:///liggare.db", encoding="utf-8")
    for name, value in {
        "PLAN": "min-plan",
        "DATABASE_URL_FILE": "url",
        "OUTBOX_FOLDER": "ut",
        "MAIL": "folder",
    }.items():
        monkeypatch.setenv(f"PAMINN_{name}", value)
    monkeypatch.setenv("PREFECT_API_KEY", "någon annans")
    return environment_of_parts(settings(), None, 4200)


def test_every_name_is_a_setting_that_prefect_knows_and_takes(told, monkeypatch):
    wanted = {name: value for name, value in told.items() if name.startswith("PREFECT_")}
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    known = Settings()
    assert set(wanted) <= set(known.to_environment_variables(exclude_unset=True))
    assert known.server.analytics_enabled is False
    assert known.cloud.enable_orchestration_telemetry is False
    assert known.server.ui.show_promotional_content is False
    assert known.server.api.csrf_protection_enabled is True
    assert known.server.api.cors_allowed_origins == "http://127.0.0.1:4200,http://localhost:4200"
    assert known.server.services.db_vacuum.enabled == {"events", "flow_runs"}
    assert known.server.services.db_vacuum.retention_period.days == 400
    assert known.cli.prompt is False


def test_one_signs_in_with_what_lies_in_home_and_nobody_else_can_read(told, tmp_path):
    file = tmp_path / "var" / "prefect-inloggning.txt"
    login = file.read_text(encoding="utf-8").strip()
    assert told["PREFECT_SERVER_API_AUTH_STRING"] == told["PREFECT_API_AUTH_STRING"] == login
    assert re.fullmatch(r"paminn:[0-9a-f]{64}", login)
    assert file.stat().st_mode & 0o777 == 0o600
    assert prefect_login(tmp_path / "var") == login
    assert prefect_login(tmp_path / "annan") != login


def test_a_login_that_anybody_could_guess_is_not_used(tmp_path):
    (tmp_path / "prefect-inloggning.txt").write_text("paminn:\n")
    with pytest.raises(StorageError, match="är trasig"):
        prefect_login(tmp_path)


def test_nothing_of_anybody_elses_prefect_is_kept(told):
    assert "PREFECT_API_KEY" not in told
    assert told["DO_NOT_TRACK"] == "1"
    assert told["NO_PROXY"].startswith("127.0.0.1,localhost")


def test_what_was_relative_is_absolute(told, tmp_path):
    assert told["PAMINN_HOME"] == str(tmp_path / "var")
    assert told["PREFECT_HOME"] == str(tmp_path / "var" / "prefect")
    assert told["PAMINN_PLAN"] == str(tmp_path / "min-plan")
    assert told["PAMINN_OUTBOX_FOLDER"] == str(tmp_path / "ut")
    assert told["PAMINN_DATABASE_URL"] == f"sqlite:///{tmp_path / 'liggare.db'}"
    assert "PAMINN_DATABASE_URL_FILE" not in told
    assert told["PAMINN_MAIL"] == "folder"
    assert told["FLOWS_HOME"] == str(shipped())


def test_every_setting_passed_on_is_one_that_a_run_accepts(told, monkeypatch):
    for name, value in told.items():
        if name.startswith("PAMINN_"):
            monkeypatch.setenv(name, value)
    assert settings().home == Path(told["PAMINN_HOME"])


def test_another_databases_address_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAMINN_DATABASE_URL", "postgresql+psycopg://paminn@db/paminn")
    assert (
        environment_of_parts(settings(), None, 4200)["PAMINN_DATABASE_URL"] == "postgresql+psycopg://paminn@db/paminn"
    )


def test_a_plan_asked_for_goes_before_the_set_one(told, tmp_path):
    other = houses.write_plan(tmp_path / "annan")
    assert environment_of_parts(settings(), "annan", 4200)["PAMINN_PLAN"] == str(other)


def test_two_homes_never_meet(tmp_path):
    one, two = (quiet_environment(tmp_path / name, {}) for name in "ab")
    assert not {value for value in one.values() if str(tmp_path) in value} & set(two.values())


def test_a_broken_plan_stops_before_anything_is_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    houses.write_plan(tmp_path / "plan", houses.plan_files() | {"plan.yaml": b"titel: ["})
    monkeypatch.setenv("PAMINN_PLAN", "plan")
    with pytest.raises(PlanError):
        run_up(free_port())


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(port, tmp_path, monkeypatch):
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=r"är ingen port\."):
        run_up(port)
