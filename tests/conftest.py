"""What many tests share: the shipped plan, and an environment without anybody's own settings."""

from __future__ import annotations

import gc
import os
import signal
from datetime import date

import pytest
from hypothesis import settings

from paminn.plan.load import FILES, Reading, read_plan
from tests.support.paths import IN_MEMORY, PLAN, ROOT

# Whoever starts the tests in the background of a shell makes all that they start deaf to Ctrl-C, which is what they test.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("few", max_examples=5, deadline=None)
settings.register_profile("some", max_examples=20, deadline=None)
settings.register_profile("many", max_examples=300, deadline=None)


# All that runs flows is slow: to import Prefect alone takes seconds.
RUNS_FLOWS = (ROOT / "tests" / "flows", ROOT / "tests" / "engine")


def pytest_configure(config: pytest.Config) -> None:
    """Few random examples after every change, and no look into the rooms that are slow; many where nobody waits."""
    if os.environ.get("CI"):
        settings.load_profile("many")
    elif "not slow" in config.option.markexpr:
        settings.load_profile("few")
        if IN_MEMORY:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))  # no test of these waits for a real disk
        if config.args_source == pytest.Config.ArgsSource.TESTPATHS:
            config.args = [folder for folder in config.args if ROOT / folder not in RUNS_FLOWS]
    else:
        settings.load_profile("some")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in RUNS_FLOWS):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Thousands of tests that stay to the end need not be looked through each time Python looks for what can go.

    Nor is there any hurry to look: what a test leaves is little, and mostly goes by itself.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


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
