"""What many tests share: the shipped plan, and an environment without anybody's own settings."""

from __future__ import annotations

import os
import signal
from datetime import date

import pytest
from hypothesis import settings

from paminn.plan.load import FILES, Reading, read_plan
from tests.support.paths import PLAN

# Whoever starts the tests in the background of a shell makes all that they start deaf to Ctrl-C, which is what they test.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Run after every change, so few examples by default; CI asks for many.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("ci", max_examples=300, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """No test reads a setting from the machine, and none starts Prefect's server by accident."""
    for name in list(os.environ):
        if name.startswith(("PAMINN_", "PREFECT_API")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def plan_files() -> dict[str, bytes]:
    return {name: (PLAN / name).read_bytes() for name in FILES}


@pytest.fixture(scope="session")
def reading(plan_files) -> Reading:
    return read_plan(plan_files, "plan_data/gnesta", date(2025, 10, 1))
