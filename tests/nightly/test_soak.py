"""Thirty days with a fault every day, on every channel: nobody is reminded twice, and nothing is lost.

Each day has a run that meets a fault and may be killed, and two that nothing disturbs. On some days the other side is
blind. What the mailbox cannot tell, a person who asks the owner tells the next morning.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from paminn.errors import UsageError
from paminn.reminders.message import ARRIVED, Channel, State
from paminn.usecases.house import House
from tests.support.houses import FIRST_STEP, at, plan_files, real_house
from tests.support.killing import Job, Nursery
from tests.support.other_side import CHANNELS, SIGHTED, World, door_of, world
from tests.support.sending import open_outcomes, remind, tell

DAYS = 30
CALM = 8  # days after those, for what was refused or in doubt on the last of them
MOMENTS = 30  # fewer than a run of a few mails has; a run with nothing to send has so many at most
SEEDS = tuple(range(int(os.environ.get("SOAKS", "3"))))
PLAN = "prov-plan"
ROLES = ("Chef", "Vice", "Teamet")
# A goal's last day every third day, so that something is due on most of them.
GOALS = {f"1.{number}": (ROLES[number % 3], ROLES[(number + number // 3) % 3]) for number in range(1, 13)}
GOALS = {number: tuple(dict.fromkeys(roles)) for number, roles in GOALS.items()}
ENDS = [FIRST_STEP + timedelta(days=3 * number) for number in range(1, 13)]
FRAMES = {number: f"Klart senast {end.isoformat()}" for number, end in zip(GOALS, ENDS, strict=True)}
FILES = plan_files(GOALS, frames=FRAMES)


@contextmanager
def open_house(job: Job) -> Iterator[House]:
    with real_house(job.home, FILES, at_once=3 if "smtp" in job.door else 1) as house:
        door = door_of(job.door, job.home)
        cards = house.outboxes[Channel.TEAMS]
        try:
            yield replace(house, outboxes={Channel.EMAIL: door, Channel.NOTICE: door, Channel.TEAMS: cards})
        finally:
            door.close()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery(open_house)
    yield made
    made.close()


@pytest.mark.pain(1)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_thirty_days_with_a_fault_every_day(nursery, channel, seed, tmp_path):
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else tmp_path
    with TemporaryDirectory(dir=place) as folder, world(channel, Path(folder)) as there:
        home = Path(folder) / "hem"
        told = live(nursery, there, home, random.Random(f"{channel} {seed}"))
        assert told["fel"] == DAYS
        assert told["dödade"] > DAYS / 6
        check(there, home)
        assert covered(home) == undisturbed(Path(folder) / "ostört")


def live(nursery: Nursery, there: World, home: Path, chance: random.Random) -> Counter[str]:
    told: Counter[str] = Counter()
    faults = [fault for fault in there.faults if fault != "inget"]
    for number in range(DAYS):
        now = moment(number)
        is_blind = bool(there.blinds) and number % 10 in (4, 5, 6)
        there.begin(chance.choice(there.moods), chance.choice(there.blinds) if is_blind else SIGHTED)
        answered(there, home, now)
        fault = chance.choice(faults)
        there.fault(fault)
        event = chance.choice((0, 1, 1, 1)) * chance.randint(1, MOMENTS)
        ended = nursery.run(Job(home, event, 0.0, fault == "full disk", there.door, now))
        told["fel"] += 1
        told["dödade"] += ended.how == "killed"
        there.calm()
        for _ in range(2):
            assert nursery.run(Job(home, door=there.door, now=now)).how == "done", (number, fault, event)
    there.begin(there.moods[0], SIGHTED)
    for number in range(DAYS, DAYS + CALM):
        answered(there, home, moment(number))
        assert nursery.run(Job(home, door=there.door, now=moment(number))).how == "done", number
    return told


def moment(number: int) -> datetime:
    return at(FIRST_STEP + timedelta(days=number))


def answered(there: World, home: Path, now: datetime) -> None:
    """Each question is answered as the owner says: they have the mail, or have it not."""
    had = {key for key, _ in there.delivered(home)}
    with open_house(Job(home, door=there.door)) as house:
        for sent in open_outcomes(house, now):
            with suppress(UsageError):  # the mailbox has shown it meanwhile
                tell(house, str(sent.number), "sent" if sent.key in had else "unsent", "Eva", now)


def check(there: World, home: Path) -> None:
    """Every mail once to each, and no step in two mails of anybody's, nor two mails on a day."""
    copies = Counter(there.delivered(home))
    with real_house(home, FILES) as house:
        messages = {sent.key: sent for sent in house.dispatch.sent(PLAN) if sent.channel is Channel.EMAIL}
    for key, sent in messages.items():
        had = {address: copies[key, address] for address in sent.mailboxes}
        expected = 1 if sent.state in ARRIVED else 0
        assert set(had.values()) == {expected}, (sent.day, sent.owner, sent.state, had)
    assert {sent.state for sent in messages.values()} <= {*ARRIVED, State.FAILED}
    a_day = Counter((address, messages[key].day) for key, address in copies if key in messages)
    assert set(a_day.values()) == {1}
    shown = shown_steps(home)
    steps = Counter((address, step) for key, address in copies for step in shown.get(key, ()))
    assert set(steps.values()) == {1}


def shown_steps(home: Path) -> dict[str, list[tuple[str, str, str]]]:
    """(role, instance, day of the step) of each that the readers of a mail see, by the mail's key."""
    steps: dict[str, list[tuple[str, str, str]]] = {}
    asked = "select mail.key, step.owner, step.occurrence, step.step_day from step join mail on mail.id = step.message"
    with sqlite3.connect(home / "ledger.db") as database:
        for key, *step in database.execute(f"{asked} where step.shown and mail.channel = 'email'"):
            steps.setdefault(key, []).append((step[0], step[1], step[2]))
    database.close()
    return steps


def covered(home: Path) -> dict[tuple[str, str, date], date]:
    with real_house(home, FILES) as house:
        history = house.memory.history(PLAN)
    return {(role, str(occurrence), due): last for (role, occurrence, due), last in history.covered.items()}


def undisturbed(home: Path) -> dict[tuple[str, str, date], date]:
    """What is reminded of when nothing goes wrong."""
    for number in range(DAYS + CALM):
        with real_house(home, FILES) as house:
            remind(house, moment(number))
    return covered(home)
