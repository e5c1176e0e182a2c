"""The fast selection of the tests in half a minute: two runs of pytest, on a core each.

    python tools/quick_tests.py          what follows is handed on to pytest: -x, -k …

It is `pytest -m "not slow"`, which takes all after each other. The files are shared so that both runs take as long, by
what each file took the last time (kept in var/), and by its size the first. What Python compiles is kept for the next
time, whatever the environment says.

This file is also the plugin with which each run writes down what its files took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("tests/unit", "tests/contract")
CORES = 2
TOOK = ROOT / "var" / "quick_tests.json"  # seconds by file, as they were the last time
BYTES_A_SECOND = 40_000  # of a file that has not been run before

_took: dict[str, float] = {}


def main() -> int:
    TOOK.parent.mkdir(exist_ok=True)
    known = took_before()
    runs = [started(number, files) for number, files in enumerate(shared(known))]
    for run in runs:
        said, _ = run.communicate()
        print(said)
    for number in range(CORES):
        part = part_of(number)
        if part.exists():
            known |= json.loads(part.read_text(encoding="utf-8"))
            part.unlink()
    TOOK.write_text(json.dumps(known, indent=0), encoding="utf-8")
    return max(run.returncode for run in runs)


def took_before() -> dict[str, float]:
    try:
        return dict(json.loads(TOOK.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def shared(known: dict[str, float]) -> list[list[str]]:
    """The test files of each run: the longest first, each to the run that has least to do."""
    weights = {}
    for room in ROOMS:
        for file in (ROOT / room).rglob("test_*.py"):
            name = file.relative_to(ROOT).as_posix()
            weights[name] = known.get(name, file.stat().st_size / BYTES_A_SECOND)
    shares: list[list[str]] = [[] for _ in range(CORES)]
    burdens = [0.0] * CORES
    for name in sorted(weights, key=lambda name: (-weights[name], name)):
        lightest = burdens.index(min(burdens))
        shares[lightest].append(name)
        burdens[lightest] += weights[name]
    return [sorted(share) for share in shares]


def part_of(number: int) -> Path:
    return TOOK.with_suffix(f".{number}.json")


def started(number: int, files: list[str]) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["QUICK_TESTS_TOOK"] = str(part_of(number))
    paths = [str(Path(__file__).parent), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    plugin = Path(__file__).stem
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", plugin, "-m", "not slow", *files, *sys.argv[1:]],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


# -- as a plugin of pytest ---------------------------------------------------------------------------------------------


def pytest_deselected(items: Any) -> None:
    """A file whose tests are all slow by now takes nothing, whatever it took before."""
    for item in items:
        file, _, _ = item.nodeid.partition("::")
        _took.setdefault(file, 0.0)


def pytest_runtest_logreport(report: Any) -> None:
    file, _, _ = report.nodeid.partition("::")
    _took[file] = _took.get(file, 0.0) + report.duration


def pytest_sessionfinish(session: Any, exitstatus: int) -> None:
    chosen = session.config.option
    if exitstatus in (0, 1) and not chosen.keyword and not chosen.maxfail:  # otherwise it has not run all of its files
        Path(os.environ["QUICK_TESTS_TOOK"]).write_text(json.dumps(_took), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
