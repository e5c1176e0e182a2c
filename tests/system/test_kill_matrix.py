"""Promise 1, by killing: SIGKILL at every outside step and at random, twice, among faults of the other side.

Every step ends with exactly one copy, or as a question to a person with at most one; never with none in silence, and
never with two. KILL_CASES says how many cases a channel gets; KILL_TABLE names a file for the table of the result.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from paminn.reminders.message import ARRIVED, Channel, State
from paminn.usecases.house import House
from tests.support.houses import plan_files, real_house
from tests.support.killing import Ended, Job, Nursery
from tests.support.other_side import CHANNELS, SIGHTED, World, door_of, world

CASES = int(os.environ.get("KILL_CASES", "1000"))
FILES = plan_files({"1.1": ("Chef", "Vice")})
OWNERS = {"chef@prov.example": "Chef", "vice@prov.example": "Vice"}
PLAN = "prov-plan"
MANY = 12  # runs in which everything must have come to rest


@dataclass(frozen=True)
class Case:
    """Two runs, each with the moment it dies at (or none) and the fault it meets; then whole runs until all rests.

    `blind`: how the other side shows nothing of what has left, from the first to the last; "" when it shows it all.
    """

    jobs: tuple[tuple[int, float, str], tuple[int, float, str]]  # (event, after, fault)
    mood: str
    blind: str

    def __str__(self) -> str:
        told = [f"{f'händelse {event}' if event else f'{after:.3f} s'}, {fault}" for event, after, fault in self.jobs]
        return "; ".join([*told, self.mood, self.blind])


@contextmanager
def open_house(job: Job) -> Iterator[House]:
    with real_house(job.home, FILES, at_once=3 if "smtp" in job.door else 1) as house:
        door = door_of(job.door, job.home)
        try:
            yield replace(house, outboxes={Channel.EMAIL: door})
        finally:
            door.close()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery(open_house)
    yield made
    made.close()


@pytest.fixture
def homes(tmp_path) -> Iterator[Path]:
    """A killed process leaves to the system what it has written, so memory will do, and is ten times as quick."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


@pytest.mark.pain(1)
@pytest.mark.parametrize("channel", CHANNELS)
def test_killed_twice_anywhere_every_step_ends_once_or_as_a_question(nursery, channel, homes):
    told: Counter[str] = Counter()
    with world(channel, homes) as there:
        began = time.monotonic()
        whole = nursery.run(Job(homes / "first", door=there.door))
        assert whole.how == "done"
        lasts = time.monotonic() - began
        assert copies(there, homes / "first") == Counter(OWNERS.values())
        for number, case in enumerate(cases(there, whole, lasts, CASES)):
            home = homes / str(number)
            told.update(live_through(nursery, there, home, case))
            shutil.rmtree(home)
    _publish(channel, told)
    assert told["fall"] == CASES
    assert told["dödade körningar"] > CASES / 2  # a full disk stops a run before the moment it was to die at


def copies(there: World, home: Path) -> Counter[str]:
    """How many mails each owner has had, and the other side begun anew."""
    counts = Counter(OWNERS[address] for _, address in there.delivered(home))
    there.empty()
    return counts


def cases(there: World, whole: Ended, lasts: float, count: int) -> Iterator[Case]:
    """Every moment of a whole run with every fault, then moments and times at random; the second run always so.

    In a third of them the other side is blind, where it can be.
    """
    chance = random.Random(11)
    faults = there.faults
    for number in range(count):
        event, fault = number % (whole.events + 1), faults[number // (whole.events + 1) % len(faults)]
        first = (event, 0.0, fault) if number % 4 else (0, chance.uniform(0.002, lasts), chance.choice(faults))
        when = (chance.randint(1, whole.events), 0.0) if number % 3 else (0, chance.uniform(0.002, lasts))
        second = (*when, chance.choice(faults))
        is_blind = there.blinds and chance.random() < 1 / 3
        yield Case((first, second), chance.choice(there.moods), chance.choice(there.blinds) if is_blind else SIGHTED)


def live_through(nursery: Nursery, there: World, home: Path, case: Case) -> Counter[str]:
    told = Counter({"fall": 1, "blinda fall": int(case.blind != SIGHTED)})
    there.begin(case.mood, case.blind)
    for event, after, fault in case.jobs:
        there.calm()
        there.fault(fault)
        ended = nursery.run(Job(home, event, after, fault == "full disk", there.door))
        told["dödade körningar"] += ended.how == "killed"
        told[f"fel: {fault}"] += fault != "inget"
    there.calm()
    for _ in range(MANY):
        assert nursery.run(Job(home, door=there.door)).how == "done", case
        with real_house(home, FILES) as house:
            sent = house.dispatch.sent(PLAN)
        if all(one.state in (*ARRIVED, State.ALERT) for one in sent):
            break
    questions = [one for one in sent if one.state is State.ALERT]
    assert len(there.drafts()) <= len(questions), (case, "an unsent draft was left behind")
    had = copies(there, home)
    assert {one.owner for one in sent} == set(OWNERS.values()), case
    where = "blind, " if case.blind else ""
    for one in sent:
        assert had[one.owner] == 1 or (one.state is State.ALERT and not had[one.owner]), (case, one.state, had)
        told[f"{where}exakt en kopia" if one.state in ARRIVED else f"{where}fråga, {had[one.owner]} kopior"] += 1
    return told


def _publish(channel: str, told: Counter[str]) -> None:
    if "KILL_TABLE" in os.environ:
        with Path(os.environ["KILL_TABLE"]).open("a", encoding="utf-8") as table:
            table.write(f"{channel}: {dict(sorted(told.items()))}\n")
