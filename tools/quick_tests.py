"""The fast selection of the tests in a minute or two: two runs of pytest, on a core each.

    python tools/quick_tests.py          what follows is handed on to pytest: -x, -k …

It is `pytest -m "not slow"`, which takes all after each other. Files of about the same size take about as long, so each
run has every second file by size. What Python compiles is kept for the next time, whatever the environment says.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("tests/unit", "tests/contract")
CORES = 2


def main() -> int:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("test_*.py")]
    files.sort(key=lambda file: (file.stat().st_size, file), reverse=True)
    runs = [started(files[number::CORES]) for number in range(CORES)]
    for run in runs:
        said, _ = run.communicate()
        print(said)
    return max(run.returncode for run in runs)


def started(files: list[Path]) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-m", "not slow", *sorted(map(str, files)), *sys.argv[1:]],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main())
