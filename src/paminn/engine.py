"""Prefect, kept at arm's length: its settings for a machine that talks to nobody, and the flows it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from paminn.shipped import shipped

FLOWS = ("remind", "collect", "publish", "summarise", "adopt")


def quiet_environment(home: Path, base: Mapping[str, str]) -> dict[str, str]:
    """An environment in which Prefect keeps to `home`, asks nobody outside this machine and tells nobody anything."""
    kept = {name: value for name, value in base.items() if not name.startswith("PREFECT_")}
    place = home / "prefect"
    near = "127.0.0.1,localhost"
    already_near = base.get("NO_PROXY") or base.get("no_proxy")
    if already_near:
        near = f"{near},{already_near}"
    return kept | {
        "PREFECT_HOME": str(place),
        # Said outright, since Prefect also listens to a .env or prefect.toml in the working directory.
        "PREFECT_PROFILES_PATH": str(place / "profiles.toml"),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{place / 'prefect.db'}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "paminn",
        # A proxy must never see what goes to this machine itself.
        "NO_PROXY": near,
        "no_proxy": near,
    }


def prefect_api() -> tuple[str, bool]:
    """Where Prefect answers, and whether somebody has said so; else it is the address of `paminn up`."""
    said = os.environ.get("PREFECT_API_URL", "")
    if said:
        return said.rstrip("/"), True
    return "http://127.0.0.1:4200/api", False


def load_flow(name: str) -> Any:
    """The Prefect flow `name`, from the shipped folder flows/."""
    place = str(shipped())
    if place not in sys.path:
        sys.path.insert(0, place)
    module = import_module(f"flows.{name}")
    return getattr(module, name)


def run_flow(name: str, parameters: Mapping[str, object]) -> bool:
    """Run one flow in Prefect's local engine. True when it ended green."""
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    # The heartbeat tells a server that a long run is alive. Here it would only add a second to each run. And no .env
    # or prefect.toml that happens to lie in the working directory may send the run to somebody's server.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_API_URL: None}):
        state = load_flow(name)(**parameters, return_state=True)
    return bool(state.is_completed())
