"""deployments/prefect.yaml against the flows it names."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint
from prefect.server.schemas.schedules import CronSchedule as Clock
from ruamel.yaml import YAML

from paminn.engine import FLOWS
from tests.support.paths import ROOT

FILE = YAML(typ="safe").load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS = {made["entrypoint"].rpartition(":")[2]: made for made in FILE["deployments"]}
SWEDEN = ZoneInfo("Europe/Stockholm")


def test_each_flow_is_deployed_once():
    assert sorted(DEPLOYMENTS) == sorted(FLOWS)
    assert len(FILE["deployments"]) == len({made["name"] for made in FILE["deployments"]}) == len(FLOWS)


@pytest.mark.parametrize("name", FLOWS)
def test_the_entrypoint_is_a_flow_that_takes_the_parameters(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    flow = load_flow_from_entrypoint(DEPLOYMENTS[name]["entrypoint"])
    assert flow.name == name
    flow.validate_parameters(DEPLOYMENTS[name]["parameters"])


@pytest.mark.parametrize("name", FLOWS)
def test_runs_wait_for_each_other_and_are_never_cancelled(name):
    assert DEPLOYMENTS[name]["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert DEPLOYMENTS[name]["work_pool"]["name"] == "paminn"
    assert DEPLOYMENTS[name]["description"].endswith(".")


def test_flows_are_found_where_the_package_says():
    assert FILE["pull"] == [{"prefect.deployments.steps.set_working_directory": {"directory": "{{ $FLOWS_HOME }}"}}]


def test_a_plan_is_adopted_by_hand_alone():
    assert "schedules" not in DEPLOYMENTS["adopt"]


@pytest.mark.parametrize("name", [name for name in FLOWS if name != "adopt"])
def test_one_named_active_schedule_in_swedish_time(name):
    (schedule,) = DEPLOYMENTS[name]["schedules"]
    assert schedule["slug"]
    assert schedule["active"] is True
    assert schedule["timezone"] == "Europe/Stockholm"
    CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])


@pytest.mark.parametrize(
    ("name", "start", "expected"),
    [
        # A Friday evening: the next is Monday at eight, whatever the clocks did meanwhile.
        ("remind", "2026-03-27T20:00", "2026-03-30T08:00"),
        ("remind", "2026-10-23T20:00", "2026-10-26T08:00"),
        ("collect", "2026-06-01T10:50", "2026-06-01T11:45"),
        ("publish", "2026-03-29T00:00", "2026-03-29T05:30"),
        ("summarise", "2026-02-02T00:00", "2027-02-01T08:00"),
    ],
)
def test_the_next_run_comes_at_the_hour_on_the_wall(name, start, expected):
    (schedule,) = DEPLOYMENTS[name]["schedules"]
    clock = Clock(cron=schedule["cron"], timezone=schedule["timezone"])
    after = datetime.fromisoformat(start).replace(tzinfo=SWEDEN).astimezone(UTC)
    (first, *_) = asyncio.run(clock.get_dates(1, start=after))
    assert first.astimezone(SWEDEN).strftime("%Y-%m-%dT%H:%M") == expected
