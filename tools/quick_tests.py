"""The fast selection of the tests in about a minute: the unit and the contract tests side by side, on a core each.

    python tools/quick_tests.py          what follows is handed on to pytest: -x, -k …

It is `pytest -m "not slow"`, which takes the two after each other.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("tests/unit", "tests/contract")


def main() -> int:
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "pytest", "-m", "not slow", room, *sys.argv[1:]],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for room in ROOMS
    ]
    for room, run in zip(ROOMS, runs, strict=True):
        said, _ = run.communicate()
        print(f"== {room}\n{said}")
    return max(run.returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main())
