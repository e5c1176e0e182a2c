"""Promise 1, by killing: SIGKILL at every outside step and at random, twice, among faults of the other side.

Every step ends with exactly one copy, or as a question to a person with at most one; never with none in silence, and
never with two. KILL_CASES says how many cases a channel gets; KILL_TABLE names a file for the table of the result.
"""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import pytest

from paminn.channels.folder import FolderOutbox
from paminn.channels.imap import ImapMailbox
from paminn.channels.smtp import SmtpOutbox
from paminn.reminders.message import ARRIVED, Channel, State
from paminn.usecases.house import House
from tests.support.fakegraph.door import RemoteGraph, graph_door, process
from tests.support.houses import SENDER, plan_files, real_house
from tests.support.imapserver import Post, imap
from tests.support.killing import Ended, Job, Nursery
from tests.support.smtpserver import Script, serving

CASES = int(os.environ.get("KILL_CASES", "1000"))
FILES = plan_files({"1.1": ("Chef", "Vice")})
OWNERS = {"chef@prov.example": "Chef", "vice@prov.example": "Vice"}
PLAN = "prov-plan"
SETTLE = 0.4  # seconds a door waits before it believes that a copy never comes
LAG = 0.05  # seconds the other side may take before a copy shows
MANY = 12  # runs in which everything must have come to rest


@dataclass(frozen=True)
class Case:
    """Two runs, each with the moment it dies at (or none) and the fault it meets; then whole runs until all rests."""

    jobs: tuple[tuple[int, float, str], tuple[int, float, str]]  # (event, after, fault)

    def __str__(self) -> str:
        told = [f"{f'händelse {event}' if event else f'{after:.3f} s'}, {fault}" for event, after, fault in self.jobs]
        return "; ".join(told)


class World(Protocol):
    """One channel with its other side."""

    faults: Sequence[str]
    door: dict[str, Any]
    drafts: list[str]  # the subjects of what lay unsent when the copies were counted

    def fault(self, name: str) -> None: ...

    def calm(self) -> None: ...

    def copies(self, home: Path) -> Counter[str]: ...


@contextmanager
def open_house(job: Job) -> Iterator[House]:
    with real_house(job.home, FILES, at_once=3 if "smtp" in job.door else 1) as house:
        door = _door(job)
        try:
            yield replace(house, outboxes={Channel.EMAIL: door})
        finally:
            door.close()


def _door(job: Job) -> Any:
    known = job.door
    if "smtp" in known:
        return SmtpOutbox(known["smtp"], SENDER, ImapMailbox(known["imap"], timeout=5), settle=SETTLE, timeout=5)
    if "graph" in known:
        return graph_door(RemoteGraph(*known["graph"]), settle=SETTLE)
    return FolderOutbox(job.home / "outbox")


class Folders:
    faults = ("inget", "full disk")
    drafts: list[str] = []  # noqa: RUF012
    door: dict[str, Any] = {}  # noqa: RUF012

    def fault(self, name: str) -> None:
        """The only faults a folder has are the disk's."""

    def calm(self) -> None:
        pass

    def copies(self, home: Path) -> Counter[str]:
        raw = [path.read_bytes() for part in ("new", "cur") for path in (home / "outbox" / part).glob("*")]
        return Counter(OWNERS[str(message_from_bytes(one)["To"]).partition("<")[2].strip(">")] for one in raw)


@dataclass
class Mailhost(Script):
    """Delivers the sender's copy to the mailbox a moment later, and fails as it is told to."""

    post: Post = field(default_factory=lambda: Post(user="paminn", password="hemligt"))
    timers: list[threading.Timer] = field(default_factory=list)
    mode: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mode, self.mode = self.mode, ""
        if mode in ("451 Later", "554 Spam"):
            return mode
        if mode != "bröts före":
            self.got.append((tuple(envelope.rcpt_tos), envelope.content))
            if SENDER in envelope.rcpt_tos:
                timer = threading.Timer(LAG, self.post.inbox.put, [envelope.content])
                self.timers.append(timer)
                timer.start()
        if mode.startswith("bröts"):
            server.transport.abort()
        return "250 OK"


class Smtp:
    faults = ("inget", "bröts före", "bröts efter", "451 Later", "full disk", "rcpt 450")

    drafts: list[str] = []  # noqa: RUF012

    def __init__(self, host: Mailhost, port: int, mailbox: int) -> None:
        self._host = host
        self.door = {"smtp": f"smtp://127.0.0.1:{port}", "imap": f"imap://paminn:hemligt@127.0.0.1:{mailbox}"}

    def fault(self, name: str) -> None:
        if name == "rcpt 450":
            self._host.rcpt["chef@prov.example"] = "450 Busy"
        elif name not in ("inget", "full disk"):
            self._host.mode = name

    def calm(self) -> None:
        self._host.mode = ""
        self._host.rcpt.clear()

    def copies(self, home: Path) -> Counter[str]:
        for timer in self._host.timers:
            timer.join()
        found = Counter(OWNERS[to] for rcpts, _ in self._host.got for to in rcpts if to != SENDER)
        self._host.timers.clear()
        self._host.got.clear()
        self._host.post.inbox.mails.clear()
        return found


class Graph:
    faults = ("inget", "504 fast skickat", "504", "bröts fast skickat", "bröts före", "429", "utkast 503 fast gjort",
              "utgången biljett", "full disk")  # fmt: skip

    def __init__(self, remote: RemoteGraph) -> None:
        self._remote = remote
        self.drafts: list[str] = []
        self.door = {"graph": (int(remote.root.rpartition(":")[2]), remote.ca)}
        remote.set(lag=LAG, pickup=LAG / 2)

    def fault(self, name: str) -> None:
        told: dict[str, tuple[str, dict[str, Any]]] = {
            "504 fast skickat": ("send", {"status": 504, "done": True}),
            "504": ("send", {"status": 504}),
            "bröts fast skickat": ("send", {"drop": True, "done": True}),
            "bröts före": ("send", {"drop": True}),
            "429": ("send", {"status": 429, "retry_after": "0"}),
            "utkast 503 fast gjort": ("create", {"status": 503, "done": True}),
            "utgången biljett": ("*", {"status": 401, "code": "InvalidAuthenticationToken", "skip": 3}),
        }
        if name in told:
            on, what = told[name]
            self._remote.fault(on, **what)

    def calm(self) -> None:
        self._remote.calm()

    def copies(self, home: Path) -> Counter[str]:
        time.sleep(LAG)  # what has left lies in Drafts a moment longer
        left = self._remote.state()
        self._remote.empty()
        self.drafts = [subject for subject in left["drafts"] if not subject.startswith("Prov av kopian")]
        return Counter(OWNERS[one["to"][0]] for one in left["delivered"] if one["to"] != [SENDER])


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


@contextmanager
def world(name: str, folder: Path) -> Iterator[World]:
    if name == "graph":
        with process(folder) as remote:
            yield Graph(remote)
    elif name == "smtp":
        host = Mailhost()
        with serving(host) as port, imap(host.post) as mailbox:
            yield Smtp(host, port, mailbox)
    else:
        yield Folders()


@pytest.mark.pain(1)
@pytest.mark.parametrize("channel", ["folder", "smtp", "graph"])
def test_killed_twice_anywhere_every_step_ends_once_or_as_a_question(nursery, channel, homes):
    told: Counter[str] = Counter()
    with world(channel, homes) as there:
        began = time.monotonic()
        whole = nursery.run(Job(homes / "first", door=there.door))
        assert whole.how == "done"
        lasts = time.monotonic() - began
        assert there.copies(homes / "first") == Counter(OWNERS.values())
        for number, case in enumerate(cases(there.faults, whole, lasts, CASES)):
            home = homes / str(number)
            told.update(live_through(nursery, there, home, case))
            shutil.rmtree(home)
    _publish(channel, told)
    assert told["fall"] == CASES
    assert told["dödade körningar"] > CASES / 2  # a full disk stops a run before the moment it was to die at


def cases(faults: Sequence[str], whole: Ended, lasts: float, count: int) -> Iterator[Case]:
    """Every moment of a whole run with every fault, then moments and times at random; the second run always so."""
    chance = random.Random(11)
    for number in range(count):
        event, fault = number % (whole.events + 1), faults[number // (whole.events + 1) % len(faults)]
        first = (event, 0.0, fault) if number % 4 else (0, chance.uniform(0.002, lasts), chance.choice(faults))
        when = (chance.randint(1, whole.events), 0.0) if number % 3 else (0, chance.uniform(0.002, lasts))
        yield Case((first, (*when, chance.choice(faults))))


def live_through(nursery: Nursery, there: World, home: Path, case: Case) -> Counter[str]:
    told = Counter({"fall": 1})
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
    copies = there.copies(home)
    assert {one.owner for one in sent} == set(OWNERS.values()), case
    questions = [one for one in sent if one.state is State.ALERT]
    assert len(there.drafts) <= len(questions), (case, "an unsent draft was left behind")
    for one in sent:
        assert copies[one.owner] == 1 or (one.state is State.ALERT and not copies[one.owner]), (case, one.state, copies)
        told["exakt en kopia" if one.state in ARRIVED else f"fråga, {copies[one.owner]} kopior"] += 1
    return told


def _publish(channel: str, told: Counter[str]) -> None:
    if "KILL_TABLE" in os.environ:
        with Path(os.environ["KILL_TABLE"]).open("a", encoding="utf-8") as table:
            table.write(f"{channel}: {dict(sorted(told.items()))}\n")
