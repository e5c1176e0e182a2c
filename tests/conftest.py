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

settings.register_profile("few", max_examples=5, deadline=None)
settings.register_profile("some", max_examples=20, deadline=None)
settings.register_profile("many", max_examples=300, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """Few examples after every change, many where nobody waits."""
    if os.environ.get("CI"):
        settings.load_profile("many")
    elif "not slow" in config.option.markexpr:
        settings.load_profile("few")
    else:
        settings.load_profile("some")


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
