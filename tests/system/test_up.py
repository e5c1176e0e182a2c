"""`paminn up` for real: Prefect's server, schedules and worker on this machine, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests
from ruamel.yaml import YAML

from paminn.shipped import shipped
from tests.support import houses
from tests.support.chromium_driven import chromium
from tests.support.paminn_up import Up, Watch, bare_environment, running, until
from tests.support.paths import PLAN, ROOT
from tests.support.smtpserver import free_port

HERE = ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with a plan of its own, so that a run on another plan would show."""
    folder = tmp_path_factory.mktemp("up")
    files = {path.name: path.read_bytes() for path in PLAN.glob("*.yaml")}
    files["rules.yaml"] = files["rules.yaml"].replace(b"gnesta-fri-fran-vald", b"planen-i-mappen")
    houses.write_plan(folder / "plan_data" / "gnesta", files)
    return folder


@pytest.fixture(scope="module")
def up(place):
    with running(place, free_port()) as started:
        yield started


@pytest.fixture(scope="module")
def watch(up):
    watching = Watch(up)
    watching.start()
    yield watching
    watching.stop()


@pytest.fixture(scope="module")
def deployments(up, watch) -> dict[str, dict]:
    return {one["name"]: one for one in up.ask("/deployments/filter", {})}


def test_it_says_where_to_go_in_swedish(up, place):
    assert f"  Prefect: {up.address}\n" in up.said
    assert f"  Kalendern: http://127.0.0.1:{up.port + 1}\n" in up.said
    assert str(up.home / "prefect-inloggning.txt") in up.said
    assert up.login not in up.said
    assert str(place / "var") in up.said
    assert "Ctrl-C" in up.said


def test_the_pages_are_served_and_show_every_deployment(up, place, watch):
    assert requests.get(up.address, timeout=30).text.lstrip().lower().startswith("<!doctype html")
    with chromium(place) as page:
        page.open(up.address)
        page.run(f"localStorage.setItem('prefect-password', btoa({json.dumps(up.login)}))")
        page.open(f"{up.address}/deployments")
        names = ("vardagar", "varje-timme", "varje-natt", "varje-ar", "anta")
        until(lambda: all(name in page.run("document.body.innerText") for name in names), 60)


def test_the_calendar_is_served_from_the_first_moment_and_asked_about_like_a_feed(up, place):
    page = requests.get(f"http://127.0.0.1:{up.port + 1}/", timeout=30)
    assert '<h2 id="prenumerera">' in page.text
    feed = requests.get(f"http://127.0.0.1:{up.port + 1}/plan.ics", timeout=30)
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert feed.content == (place / "var" / "site" / "plan.ics").read_bytes()
    known = {"If-None-Match": feed.headers["etag"]}
    assert requests.get(f"http://127.0.0.1:{up.port + 1}/plan.ics", headers=known, timeout=30).status_code == 304


def test_the_deployments_have_active_schedules_in_swedish_time(deployments):
    asked = {
        one["name"]: one.get("schedules", [])
        for one in YAML(typ="safe").load((ROOT / "deployments" / "prefect.yaml").read_text("utf-8"))["deployments"]
    }
    assert set(deployments) == set(asked)
    for name, made in deployments.items():
        assert [schedule["slug"] for schedule in made["schedules"]] == [one["slug"] for one in asked[name]]
        for schedule, one in zip(made["schedules"], asked[name], strict=True):
            assert schedule["active"] is True
            assert schedule["schedule"]["cron"] == one["cron"]
            assert schedule["schedule"]["timezone"] == "Europe/Stockholm"
        assert made["paused"] is False
        assert made["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        assert made["global_concurrency_limit"]["limit"] == 1
        assert made["work_pool_name"] == "paminn"


def test_the_form_for_a_run_is_in_swedish(deployments):
    form = deployments["vardagar"]["parameter_openapi_schema"]["properties"]
    assert form["on"]["description"].startswith("Visa bara vad som skulle skickas den här dagen.")
    assert {"type": "string", "format": "date"} in form["on"]["anyOf"]
    assert deployments["varje-ar"]["parameter_openapi_schema"]["properties"]["year"]["anyOf"][0]["minimum"] == 2000


def test_the_schedules_really_make_runs(up, deployments):
    """A newer SQLAlchemy lets the server look healthy while no schedule ever makes a run."""
    expected = {"vardagar", "varje-timme", "varje-natt"}
    today = date.today()
    soon = min(day for day in (date(today.year, 2, 1), date(today.year + 1, 2, 1)) if day > today)
    if soon - today < timedelta(days=98):
        expected.add("varje-ar")
    names = {one["id"]: name for name, one in deployments.items()}

    def scheduled() -> set[str]:
        waiting = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        return {names[run["deployment_id"]] for run in up.ask("/flow_runs/filter", waiting)}

    until(lambda: scheduled() >= expected, 120)


def test_a_page_from_elsewhere_can_start_nothing(up, deployments):
    address = f"{up.address}/api/deployments/{deployments['vardagar']['id']}/create_flow_run"
    elsewhere = {"Origin": "https://annan.example"}
    assert requests.post(address, json={}, headers=elsewhere, timeout=30).status_code == 403
    answer = requests.get(f"{up.address}/api/csrf-token", params={"client": "x"}, headers=elsewhere, timeout=30)
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("flow", "wrong"), [("vardagar", {"dry_run": "kanske"}), ("varje-ar", {"year": 1999})])
def test_the_form_refuses_what_is_wrong(up, deployments, flow, wrong):
    with pytest.raises(requests.HTTPError, match="409"):
        up.ask(f"/deployments/{deployments[flow]['id']}/create_flow_run", {"parameters": wrong})


def test_a_run_asked_for_on_the_page_is_carried_out_on_the_plan_in_the_folder(up, deployments, place):
    wanted = {"parameters": {"on": "2025-11-28", "dry_run": True}}
    made = up.ask(f"/deployments/{deployments['vardagar']['id']}/create_flow_run", wanted)
    seen = until(lambda: finished(up, made["id"]), 120)
    assert (seen["name"], seen["state"]["type"]) == ("paminn-2025-11-28", "COMPLETED"), seen["state"]
    tables = tables_of(up, made["id"])
    assert len(tables["utskick-planen-i-mappen"]) == 12
    assert (place / "var" / "ledger.db").exists()


def test_a_second_up_on_the_same_port_is_refused_in_one_sentence(up, tmp_path):
    refused = subprocess.run(
        [Path(sys.executable).parent / "paminn", "up", "--port", str(up.port)], cwd=tmp_path,
        env=bare_environment(tmp_path), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert refused.returncode == 2
    assert refused.stderr.strip() == (
        f"Porten {up.port} är upptagen. Välj en annan med --port, eller avsluta det som kör där."
    )
    assert refused.stdout == ""


def test_only_this_machine_is_listened_on_and_contacted(up, watch, deployments):
    assert watch.listening
    assert watch.listening <= set(HERE)
    assert watch.peers
    assert watch.peers <= set(HERE)


def test_ctrl_c_ends_everything(up, watch, place):
    watch.stop()
    assert up.interrupt() == 0, up.said
    assert not [pid for pid in up.pids if Path(f"/proc/{pid}").exists()]
    for port in (up.port, up.port + 1):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert sorted(path.name for path in (place / "hem").iterdir()) == []


def test_started_again_a_schedule_runs_by_itself_and_nothing_is_doubled(up, place, deployments):
    """The same folder, with the shipped deployments changed to one run a minute."""
    assert up.process.poll() is not None, "the first must have ended"
    text = (ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8")
    every_minute = place / "varje-minut.yaml"
    every_minute.write_text(text.replace('"0 8-16/2 * * 1-5"', '"* * * * *"'), encoding="utf-8")
    with running(place, up.port, from_python(up.port, "varje-minut.yaml")) as again:
        made = {one["name"]: one for one in again.ask("/deployments/filter", {})}
        assert {name: one["id"] for name, one in made.items()} == {name: one["id"] for name, one in deployments.items()}
        assert [schedule["schedule"]["cron"] for schedule in made["vardagar"]["schedules"]] == ["* * * * *"]
        own = {
            "flow_runs": {
                "deployment_id": {"any_": [made["vardagar"]["id"]]},
                "tags": {"all_": ["auto-scheduled"]},
                "state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}},
            }
        }
        (run, *_) = until(lambda: again.ask("/flow_runs/filter", own), 180)
        assert run["state"]["type"] == "COMPLETED", run["state"]
        assert run["created_by"]["type"] == "SCHEDULE"
        assert set(tables_of(again, run["id"])) == {"utskick-planen-i-mappen", "obesvarade-planen-i-mappen"}
        assert again.interrupt() == 0, again.said
    assert not [pid for pid in again.pids if Path(f"/proc/{pid}").exists()]


def test_ctrl_c_twice_while_starting_leaves_nothing(tmp_path):
    started = Up(tmp_path, free_port())
    until(lambda: "Startar Prefects server" in started.said, 60)
    until(lambda: len(started.family()) > 1, 30)
    started.process.send_signal(signal.SIGINT)
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(90) == 0
    assert not [pid for pid in started.pids if Path(f"/proc/{pid}").exists()]


SLOW = """
import time
from pathlib import Path
from prefect import flow

@flow
def slow(seconds: int, place: str):
    Path(place, "began").touch()
    time.sleep(seconds)
    Path(place, "done").touch()
"""


@pytest.mark.parametrize(("seconds", "done"), [(15, True), (600, False)])
def test_a_run_that_is_under_way_may_be_done_but_nothing_outlives_us(tmp_path, seconds, done):
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    entrypoint = os.path.relpath(tmp_path / "slow.py", shipped())
    made = {
        "pull": [{"prefect.deployments.steps.set_working_directory": {"directory": str(shipped())}}],
        "deployments": [{"name": "slow", "entrypoint": f"{entrypoint}:slow", "parameters": {"seconds": seconds, "place": str(tmp_path)},
                         "work_pool": {"name": "paminn"}, "schedules": []}],
    }  # fmt: skip
    (tmp_path / "slow.yaml").write_text(json.dumps(made), encoding="utf-8")
    port = free_port()
    with running(tmp_path, port, from_python(port, "slow.yaml")) as up:
        (deployed,) = up.ask("/deployments/filter", {})
        up.ask(f"/deployments/{deployed['id']}/create_flow_run", {})
        until((tmp_path / "began").exists, 90)
        assert up.interrupt() == 0, up.said
        assert (tmp_path / "done").exists() is done
        until(lambda: not [pid for pid in up.pids if Path(f"/proc/{pid}").exists()], 10)


def from_python(port: int, deployments: str) -> list[str]:
    """`paminn up` on other deployments than the shipped."""
    program = (
        "import sys; from pathlib import Path; from paminn.up.run import run_up; "
        f"sys.exit(run_up({port}, deployments=Path({deployments!r})))"
    )
    return [sys.executable, "-c", program]


def test_a_broken_plan_is_told_before_anything_starts(tmp_path):
    houses.write_plan(tmp_path / "plan", houses.plan_files() | {"plan.yaml": b"titel: ["})
    told = subprocess.run(
        [Path(sys.executable).parent / "paminn", "up", "--port", str(free_port())], cwd=tmp_path,
        env=bare_environment(tmp_path) | {"PAMINN_PLAN": "plan"}, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert told.returncode == 3
    assert "plan.yaml:1:" in told.stderr
    assert told.stderr.splitlines()[-1].endswith("kontrollera med: paminn check")
    assert not (tmp_path / "var" / "prefect").exists()


def finished(up: Up, run: str) -> dict:
    seen = up.ask(f"/flow_runs/{run}", method="GET")
    return seen if seen["state"]["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else {}


def tables_of(up: Up, run: str) -> dict[str, list]:
    found = up.ask("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}})
    return {one["key"]: json.loads(one["data"]) for one in found}
