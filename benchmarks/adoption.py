"""Adopting a plan of a thousand goals, in processor time: one change, and nearly every wording changed.

From the files as bytes to the version in a SQLite ledger. With every wording changed a person has said of each goal
that it is the same; the questions before that are measured too. At most 2 seconds each.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paminn.ledger.database import Database  # noqa: E402
from paminn.ledger.dispatch import SqlDispatch  # noqa: E402
from paminn.ledger.memory import SqlMemory  # noqa: E402
from paminn.ledger.versions import SqlVersions  # noqa: E402
from paminn.plan.comparing import Said  # noqa: E402
from paminn.reports.adopting import Proposed  # noqa: E402
from paminn.today import Today  # noqa: E402
from paminn.usecases.deciding.adopt import Adopting, adopt, propose  # noqa: E402
from paminn.usecases.plans import KeptPlan  # noqa: E402
from tests.support.fakes import FakePlan  # noqa: E402
from tests.support.houses import plan_files  # noqa: E402

NOW = datetime(2026, 6, 1, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY = Today(NOW.date(), NOW)
IN_AN_AREA = 50
ROLES = 40
OF_A_PLAN = (
    "alla personal medarbetare vet känner till barn unga våld stöd skola rutin handlingsplan samverkan kommun region "
    "utbildning information uppföljning stadigvarande boende familj vuxen ansvar enhet verksamhet arbete metod process "
    "risk trygghet tillgänglig tydlig kunskap insats behov ärende anmälan utredning bedömning möte nätverk"
)
WORDS = OF_A_PLAN.split()

Files = dict[str, bytes]


def plan_of(goals: int) -> Files:
    """Goals in random words, each with three activities and two roles."""
    chance = random.Random(11)
    roles = [f"Roll {number}" for number in range(ROLES)]
    numbers = [f"{place // IN_AN_AREA + 1}.{place % IN_AN_AREA + 1}" for place in range(goals)]
    people = {role: (f"{number}@prov.example",) for number, role in enumerate(roles)}
    people["Kvalitetsteamet"] = ("kvalitet@prov.example",)
    files = plan_files({number: tuple(chance.sample(roles, 2)) for number in numbers}, people)
    plan = json.loads(files["plan.yaml"])
    areas: dict[int, list[dict[str, object]]] = {}
    for area in plan["fokusområden"]:
        for goal in area["delmål"]:
            goal["lydelse"] = f"{' '.join(chance.choices(WORDS, k=16)).capitalize()}."
            goal["aktiviteter"] = [f"{' '.join(chance.choices(WORDS, k=10)).capitalize()}." for _ in range(3)]
            areas.setdefault(int(goal["nr"].partition(".")[0]), []).append(goal)
    plan["fokusområden"] = [
        {"nr": number, "titel": f"Område {number}", "inledning": "", "delmål": of_area}
        for number, of_area in areas.items()
    ]
    return files | {"plan.yaml": _written(plan)}


def _written(plan: object) -> bytes:
    return json.dumps(plan, ensure_ascii=False, indent=1).encode()


def with_one_change(files: Files) -> Files:
    """A goal in other words, a person has said that it is the same."""
    return _reworded(files, 1)


def with_all_but_a_few_changed(files: Files) -> Files:
    return _reworded(files, 970)


def _reworded(files: Files, goals: int) -> Files:
    chance = random.Random(12)
    plan = json.loads(files["plan.yaml"])
    every = [goal for area in plan["fokusområden"] for goal in area["delmål"]]
    for goal in every[:goals]:
        words = goal["lydelse"].rstrip(".").split()
        for place in chance.sample(range(len(words)), 3):
            words[place] = chance.choice(WORDS)
        goal["lydelse"] = f"{' '.join(words)}, i hela kommunen."
    return files | {"plan.yaml": _written(plan)}


def measured(what: str, rounds: int, old: Files, new: Files, act: Callable[[Adopting], Proposed]) -> None:
    """Seconds of processor time in the middle of so many rounds, each from a ledger of its own."""
    times = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as home, closing(Database("", Path(home))) as database:
            versions = SqlVersions(database)
            folder = FakePlan(old)
            asked = Adopting(KeptPlan(folder, versions, versions), SqlDispatch(database), SqlMemory(database))
            adopt(asked, TODAY, "Åsa")
            folder.contents = new
            begun = time.process_time()
            proposed = act(asked)
            times.append(time.process_time() - begun)
    questions = len(proposed.comparison.questions) if proposed.comparison else 0
    adopted = "adopted" if proposed.adopted else f"{questions} questions"
    print(f"{what}: {statistics.median(times):.2f} s of processor time, {adopted} (at most 2)", flush=True)


def said_of(numbers: Sequence[str]) -> Said:
    return Said(same=tuple((number, number) for number in numbers))


def main() -> None:
    asked_for = argparse.ArgumentParser(description=__doc__)
    asked_for.add_argument("--goals", type=int, default=1_000)
    asked_for.add_argument("--rounds", type=int, default=5)
    chosen = asked_for.parse_args()
    old = plan_of(chosen.goals)
    numbers = [goal["nr"] for area in json.loads(old["plan.yaml"])["fokusområden"] for goal in area["delmål"]]
    one, most = with_one_change(old), with_all_but_a_few_changed(old)
    rounds = chosen.rounds
    measured("one goal reworded", rounds, old, one, lambda asked: adopt(asked, TODAY, "Åsa", said_of(numbers[:1])))
    measured("nearly all reworded, asked", rounds, old, most, lambda asked: propose(asked, TODAY.day))
    measured(
        "nearly all reworded, answered",
        rounds,
        old,
        most,
        lambda asked: adopt(asked, TODAY, "Åsa", said_of(numbers[:970])),
    )


if __name__ == "__main__":
    main()
