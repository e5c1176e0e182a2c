"""The figures that can be measured today, side by side in one run. Ratios matter; seconds are this machine's."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paminn.reminders.decide import Schedule  # noqa: E402

from paminn.plan.comparing import compare  # noqa: E402
from paminn.reminders.model import History  # noqa: E402
from tests.support import plans  # noqa: E402
from tests.support.revisions import Editor, Maker, decided  # noqa: E402

# Edits that touch most of a plan's goals at once.
WHOLE_PLAN = ("hand over", "rename area")
PAMINN = str(Path(sys.executable).with_name("paminn"))


def median(action: Callable[[], object], runs: int = 5) -> float:
    """Seconds, the median of `runs`."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def command(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def deciding(count: int) -> Callable[[], object]:
    goals = [
        plans.goal(
            f"{n // 50 + 1}.{n % 50 + 1}", plans.deadline(date(2026, 6, 30) + timedelta(n % 300)), f"Roll {n // 5}"
        )
        for n in range(count)
    ]
    plan, rules = plans.plan(*goals), plans.RULES
    return lambda: Schedule(plan, rules).digests(History(), date(2026, 9, 1))


def comparing(goals: int, edits: int) -> Callable[[], object]:
    """A plan of goals that look alike, against itself after so many edits of goals."""
    maker = Maker(1)
    draft = maker.made(goals, empty_cells=False)
    editor = Editor(maker, draft)
    old = decided(draft).plan
    possible = [edit for name, edit in editor.edits().items() if "role" not in name and name not in WHOLE_PLAN]
    done = 0
    while done < edits:
        done += maker.random.choice(possible)()
    new = decided(draft).plan
    return lambda: compare(old, new)


def main() -> None:
    bare = median(command(sys.executable, "-c", "import pydantic, ruamel.yaml"))
    small, large, huge = (median(deciding(n), 3) for n in (1_000, 10_000, 100_000))
    unchanged, changed = (median(comparing(1_000, edits), 3) for edits in (0, 400))
    check = median(command(PAMINN, "check"))
    forecast = median(command(PAMINN, "forecast", "--from", "2025-09-03", "--until", "2026-12-31"))
    print(f"{'figure':58} {'seconds':>9} {'ratio':>7}")
    print(f"{'deciding one day, 10 000 goals (against 1 000)':58} {large:9.3f} {large / small:7.1f}")
    print(f"{'deciding one day, 100 000 goals (against 10 000)':58} {huge:9.3f} {huge / large:7.1f}")
    print(f"{'comparing 1 000 goals, 400 edits (against none)':58} {changed:9.3f} {changed / unchanged:7.1f}")
    print(f"{'paminn check (against importing pydantic, ruamel.yaml)':58} {check:9.3f} {check / bare:7.1f}")
    print(f"{'paminn forecast, sixteen months (against the same)':58} {forecast:9.3f} {forecast / bare:7.1f}")


if __name__ == "__main__":
    main()
