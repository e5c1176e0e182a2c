"""Reading the mailbox, killed by SIGKILL between two outside steps: each mail is read once and lies filed once.

Here at every ninth moment; tests/system kills at each of them, and on Dovecot too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msal  # noqa: F401 - so that every child is born with it
import pytest

from paminn.channels.graph.inbox import GraphInbox
from paminn.channels.imap import ImapMailbox
from paminn.channels.imap_inbox import ImapInbox
from paminn.usecases.house import House
from tests.support.fakegraph.door import RemoteGraph, client, short
from tests.support.fakegraph.server import FakeGraph
from tests.support.houses import FIRST_STEP, at, plan_files, real_house, reply
from tests.support.imapserver import Folder, Post, imap
from tests.support.killing import Job, Nursery
from tests.support.reading import collect

pytestmark = pytest.mark.slow

PLAN, FILES = "prov-plan", plan_files({"1.1": ("Chef",)})
TEXTS = ["Svar nummer 0.", "Svar nummer 1."]
MAILS = [reply(text, message_id=f"<{number}@prov.example>") for number, text in enumerate(TEXTS)]
FOLDER = "klart"
EVERY = 9


@dataclass
class World:
    """A mailbox with its other side. `fill` lays the mails in an otherwise new one.

    `copies`: without MOVE a mail that was being moved may be filed twice, and never not at all.
    """

    door: dict[str, Any]
    fill: Callable[[Path], None]
    waiting: Callable[[Path], Sequence[bytes]]
    filed: Callable[[Path], Sequence[bytes]]
    copies: bool = False


@contextmanager
def open_house(job: Job) -> Iterator[House]:
    os.environ.update(job.door.get("environment", {}))
    with real_house(job.home, FILES) as house:
        if "imap" in job.door:
            opened: Any = ImapMailbox(job.door["imap"], timeout=5)
            inbox: Any = ImapInbox(opened)
        elif "graph" in job.door:
            opened = client(RemoteGraph(*job.door["graph"]))
            inbox = GraphInbox(opened, sleep=short)
        else:
            yield house
            return
        try:
            yield replace(house, inbox=inbox)
        finally:
            opened.close()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery(open_house, lambda house: collect(house, at(FIRST_STEP)))
    yield made
    made.close()


@contextmanager
def folder(_: Path) -> Iterator[World]:
    def lying(place: str) -> Callable[[Path], Sequence[bytes]]:
        return lambda home: [path.read_bytes() for path in (home / "inbox").glob(f"{place}/*")]

    def fill(home: Path) -> None:
        new = home / "inbox" / "new"
        new.mkdir(parents=True)
        for number, raw in enumerate(MAILS):
            (new / f"{number}.eml").write_bytes(raw)

    yield World({}, fill, lying("new"), lying(f".{FOLDER}/cur"))


@contextmanager
def over_imap(offers: tuple[str, ...]) -> Iterator[World]:
    post = Post(user="paminn", password="x", offers=offers)

    def fill(_: Path) -> None:
        post.folders.clear()
        post.folders["INBOX"] = Folder()
        for raw in MAILS:
            post.inbox.put(raw)

    def lying(name: str) -> Callable[[Path], Sequence[bytes]]:
        return lambda _: list(post.folders.get(name, Folder()).mails.values())

    with imap(post) as port:
        door = {"imap": f"imap://paminn:x@127.0.0.1:{port}"}
        yield World(door, fill, lying("INBOX"), lying(FOLDER), copies="MOVE" not in offers)


@contextmanager
def graph(place: Path) -> Iterator[World]:
    with FakeGraph(0, place / "ca.pem") as fake:
        box = fake.mailbox

        def fill(_: Path) -> None:
            box.items.clear()
            for made in [one for one, name in box.folders.items() if name == FOLDER]:
                del box.folders[made]
            for raw in MAILS:
                box.receive(raw)

        door = {"graph": (fake.port, fake.ca)}
        yield World(door, fill, lambda _: box.lying("inbox"), lambda _: box.lying(FOLDER))


WORLDS = {
    "folder": folder,
    "imap": lambda _: over_imap(("MOVE", "NAMESPACE")),
    "imap without MOVE": lambda _: over_imap(("UIDPLUS",)),
    "graph": graph,
}


@pytest.mark.parametrize("kind", WORLDS)
def test_killed_between_two_steps_and_then_again_each_mail_is_one_record_and_filed(nursery, tmp_path, kind):
    with WORLDS[kind](tmp_path) as world:
        killed_at(world, nursery, tmp_path, EVERY)


def killed_at(world: World, nursery: Nursery, place: Path, every: int) -> None:
    """One run dies at a moment, the next at another, the third goes through."""
    world.fill(place / "hel")
    whole = nursery.run(Job(place / "hel", door=world.door))
    assert whole.how == "done"
    for moment in range(1, whole.events + 1, every):
        home = place / str(moment)
        world.fill(home)
        assert nursery.run(Job(home, moment, door=world.door)).how == "killed"
        nursery.run(Job(home, whole.events - moment, door=world.door))
        assert nursery.run(Job(home, door=world.door)).how == "done"
        all_is_read(world, home, moment)


def all_is_read(world: World, home: Path, moment: int) -> None:
    assert world.waiting(home) == [], moment
    filed = list(world.filed(home))
    assert sorted(set(filed) if world.copies else filed) == sorted(MAILS), moment
    with open_house(Job(home, door=world.door)) as house:
        assert sorted(row.text for row in house.desk.waiting(PLAN)) == TEXTS, moment
        assert sum(collect(house, at(FIRST_STEP)).counts.values()) == 0, moment
