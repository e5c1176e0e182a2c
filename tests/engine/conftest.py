"""Prefect's real engine and server, started once for all tests here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from paminn.clock import SWEDEN, stopped_at
from tests.support.machine import guarded
from tests.support.quiet_prefect import keep_quiet

keep_quiet()


@dataclass(frozen=True)
class Run:
    """How a flow run ended, as the quality team sees it in the Prefect UI."""

    name: str
    state: str
    message: str
    tables: dict[str, list[dict[str, Any]]]
    above: dict[str, str]  # what stands above each table
    log: str
    everything: str  # all of it that Prefect keeps


@pytest.fixture(scope="session")
def contacted(tmp_path_factory) -> Path:
    """Where it is written whom Prefect's server contacts; it reaches this machine alone."""
    return tmp_path_factory.mktemp("engine") / "contacts"


@pytest.fixture(scope="session")
def engine(contacted) -> Iterator[None]:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as here:
            for name, value in guarded(contacted, [("127.0.0.1", 0)]).items():
                here.setenv(name, value)
            stack.enter_context(prefect_test_harness(server_startup_timeout=120))
        stack.enter_context(temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}))
        yield


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """An installation of its own, on the shipped plan."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def run(engine, home) -> Callable[..., Run]:
    from prefect.client.orchestration import get_client
    from prefect.logging.handlers import APILogHandler

    from paminn.engine import load_flow

    def one(name: str, day: str = "", **parameters: object) -> Run:
        """A flow with what its form asks for. `day`: the morning that it then is; else it is now."""
        clock = nullcontext()
        if day:
            clock = stopped_at(datetime.combine(date.fromisoformat(day), time(8), SWEDEN))
        with clock:
            state = load_flow(name)(**parameters, return_state=True)
        APILogHandler().flush()
        with get_client(sync_client=True) as client:
            seen = client.read_flow_run(state.state_details.flow_run_id)
            of_run = {"flow_run_id": {"any_": [str(seen.id)]}}
            left = client.request("POST", "/artifacts/filter", json={"artifacts": of_run}).json()
            logs = client.request("POST", "/logs/filter", json={"logs": of_run}).json()
        tables = {one["key"]: json.loads(one["data"]) for one in left if one["type"] == "table"}
        above = {one["key"]: one["description"] for one in left if one["type"] == "table"}
        log = "\n".join(line["message"] for line in logs)
        everything = f"{seen.model_dump_json()} {left} {log}"
        return Run(seen.name, seen.state.type.value, seen.state.message or "", tables, above, log, everything)

    return one
