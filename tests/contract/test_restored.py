"""A memory that is put back, again and again, beside a mailbox that goes on: nothing twice, no answer lost or doubled.

Over real IMAP and SMTP on loopback, the fake Graph, and folders.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from paminn.channels.graph.inbox import GraphInbox
from paminn.errors import Implausible
from paminn.reminders.message import Channel
from paminn.settings import read_settings
from paminn.usecases.house import House
from paminn.usecases.sending.resume import Resuming, resume
from paminn.wiring import open_house
from tests.support.fakegraph.door import RemoteGraph, client, graph_door
from tests.support.fakegraph.server import FakeGraph
from tests.support.houses import FIRST_STEP, SECOND_STEP, SENDER, at, mails, on, opened, reply, write_plan
from tests.support.imapserver import Post, imap
from tests.support.reading import collect
from tests.support.sending import remind
from tests.support.smtpserver import Script, serving

pytestmark = pytest.mark.slow
PLAN = "prov-plan"
DAY = timedelta(days=1)


@dataclass
class Place:
    """A home whose doors are real. `sent` are the keys of the mails that have left, `receive` lets one come in."""

    folder: Path
    settings: dict[str, str]

    @property
    def home(self) -> Path:
        return self.folder / "hem"

    @contextmanager
    def house(self) -> Iterator[House]:
        environ = {"PAMINN_HOME": str(self.home), "PAMINN_SENDER": SENDER, "PAMINN_SECRET_KEY": "0123456789abcdef" * 2}
        chosen = read_settings(environ | self.settings)
        with open_house(str(self.folder / "plan"), chosen, settle=0) as house:
            yield self.hurried(house)

    def hurried(self, house: House) -> House:
        return house

    def sent(self) -> list[str]:
        return [str(opened(raw)["X-Paminn-Key"]) for raw in mails(self.home)]

    def receive(self, raw: bytes) -> None:
        new = self.home / "inbox" / "new"
        new.mkdir(parents=True, exist_ok=True)
        (new / f"{len(raw)}.{len(list(new.iterdir()))}.eml").write_bytes(raw)

    def keep_copy(self) -> Path:
        copy = self.folder / "kopia.db"
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.home / "ledger.db")) as connection:
            connection.execute("vacuum into ?", (str(copy),))
        return copy

    def take_away(self) -> None:
        for file in self.home.glob("ledger.db*"):
            file.unlink()

    def put_back(self, copy: Path) -> None:
        self.take_away()
        shutil.copy(copy, self.home / "ledger.db")

    def resumed(self, moment) -> tuple[int, int, int]:
        """Answers read anew, mails taken as sent, questions for a person."""
        with self.house() as house:
            with pytest.raises(Implausible):
                remind(house, moment)
            doors = Resuming(house.reminding, house.inbox, house.reader, house.post, house.past)
            report = resume(doors, "Eva", on(moment))
            assert remind(house, moment).batch.messages == ()
        return report.answers, len(report.as_sent), len(report.otherwise) + len(report.unsure)

    def answers(self) -> list[tuple[str, str]]:
        with self.house() as house:
            return [(answer.owner, answer.text) for answer in house.memory.answers(PLAN)]


@dataclass
class ImapPlace(Place):
    script: Script
    post: Post

    def sent(self) -> list[str]:
        return [str(opened(raw)["X-Paminn-Key"]) for _, raw in self.script.got]

    def receive(self, raw: bytes) -> None:
        self.post.inbox.put(raw)


class CopyingScript(Script):
    """A server that the sender's own mailbox lies behind."""

    post: Post

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if SENDER in envelope.rcpt_tos:
            self.post.inbox.put(envelope.content)
        return answer


@dataclass
class GraphPlace(Place):
    fake: FakeGraph

    def hurried(self, house: House) -> House:
        door = graph_door(self.fake, settle=0, pace=0)
        doors = {Channel.EMAIL: door, Channel.NOTICE: door}
        return replace(house, outboxes=doors, mailbox=door, inbox=GraphInbox(client(self.fake)))

    def sent(self) -> list[str]:
        return [delivered.key for delivered in self.fake.mailbox.delivered]

    def receive(self, raw: bytes) -> None:
        self.fake.mailbox.receive(raw)


@pytest.fixture(params=["folder", "smtp and imap", "graph"])
def place(request, tmp_path) -> Iterator[Place]:
    write_plan(tmp_path / "plan")
    with ExitStack() as stack:
        if request.param == "folder":
            yield Place(tmp_path, {})
        elif request.param == "graph":
            fake = stack.enter_context(FakeGraph(0, tmp_path / "ca.pem"))
            settings = RemoteGraph(fake.port, fake.ca).settings() | {"PAMINN_INBOX": "graph"}
            yield GraphPlace(tmp_path, settings, fake)
        else:
            post = Post(user="paminn", password="x")
            script = CopyingScript()
            script.post = post
            settings = {
                "PAMINN_MAIL": "smtp",
                "PAMINN_SMTP_URL": f"smtp://127.0.0.1:{stack.enter_context(serving(script))}",
                "PAMINN_INBOX": "imap",
                "PAMINN_IMAP_URL": f"imap://paminn:x@127.0.0.1:{stack.enter_context(imap(post))}",
            }
            yield ImapPlace(tmp_path, settings, script, post)


@pytest.mark.pain(1)
def test_however_often_it_is_put_back_nothing_goes_twice_and_each_answer_is_taken_once(place):
    with place.house() as house:
        remind(house, at(FIRST_STEP))
        subject = f"SV: {opened(chefs_raw(house))['Subject']}"
        others = f"SV: {opened(chefs_raw(house, 'Vice'))['Subject']}"
    copy = place.keep_copy()
    with place.house() as house:
        place.receive(reply("1.1: Klar. Första.", subject, message_id="<1@prov.example>"))
        collect(house, at(FIRST_STEP + DAY))
        remind(house, at(SECOND_STEP))
        place.receive(reply("Pågår. Andra.", others, sender="Vice <vice@prov.example>", message_id="<2@prov.example>"))
        collect(house, at(SECOND_STEP))
    first_two = [("Chef", "Klar. Första."), ("Vice", "Pågår. Andra.")]
    assert sorted(place.answers()) == first_two

    place.put_back(copy)
    assert place.resumed(at(SECOND_STEP + DAY)) == (2, 3, 0)
    count = len(place.sent())  # the team has had that day's notice
    assert sorted(place.answers()) == first_two
    with place.house() as house:
        place.receive(reply("1.2: Pågår. Tredje.", subject, message_id="<3@prov.example>"))
        collect(house, at(SECOND_STEP + DAY))
    all_three = place.answers()
    assert len(all_three) == 3

    place.put_back(copy)
    assert place.resumed(at(SECOND_STEP + DAY)) == (3, 3, 0)
    assert sorted(place.answers()) == sorted(all_three)
    again = place.keep_copy()

    place.take_away()
    (place.home / "minne.json").unlink()
    assert place.resumed(at(SECOND_STEP + DAY)) == (3, 6, 0)
    assert sorted(place.answers()) == sorted(all_three)

    # And yesterday's of what was resumed, which another was resumed after.
    place.put_back(again)
    assert place.resumed(at(SECOND_STEP + DAY))[0] == 0
    assert sorted(place.answers()) == sorted(all_three)
    assert len(place.sent()) == len(set(place.sent())) == count


def chefs_raw(house: House, owner: str = "Chef") -> bytes:
    """The mail of a role as the ledger has it."""
    return next(sent.raw for sent in house.dispatch.sent(PLAN) if sent.owner == owner)
