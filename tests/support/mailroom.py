"""A house that has sent its first reminders, over either memory, and the mails that come back to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from paminn.incoming.waiting import UnplacedMail
from paminn.ledger.almanac import SqlAlmanac
from paminn.ledger.desk import SqlDesk
from paminn.ledger.dispatch import SqlDispatch
from paminn.ledger.lineage import SqlLineage
from paminn.ledger.memory import SqlMemory
from paminn.ledger.neighbours import SqlNeighbours
from paminn.ledger.post import SqlPost
from paminn.ports.outbox import Note
from paminn.reminders.message import Channel, Message, Outgoing, Sent, State, Trace
from paminn.replies.codes import show_code
from paminn.reports.absences import Instead
from paminn.reports.reading import Collected
from paminn.standing.answer import Answer
from paminn.usecases.house import House
from tests.support.databases import empty_database
from tests.support.fakes import FakeInbox, FakeOutbox, FakeReader
from tests.support.houses import NOW, PEOPLE, SECOND_STEP, SENDER, at, fake_house, opened, plan_files
from tests.support.reading import absent, collect
from tests.support.sending import remind

PLAN = "prov-plan"
READ = at(SECOND_STEP)
# The ledger's contract holds the two alike, so that one of them is enough after every change.
MEMORIES = ("fake", pytest.param("sqlite", marks=pytest.mark.slow))


def with_deputy(role: str = "Chef", **people: Sequence[str]) -> dict[str, bytes]:
    """The small plan, in which the first holder of `role` has a deputy."""
    files = plan_files(people=PEOPLE | people)
    first = f'"epost": "{(PEOPLE | people)[role][0]}"'
    deputy = '"ersättare": {"namn": "Ersättare", "epost": "ersattare@prov.example"}'
    owners = files["owners.yaml"].decode()
    assert owners.count(first) == 1
    return files | {"owners.yaml": owners.replace(first, f"{first}, {deputy}").encode()}


class Room:
    """A house after its first reminders. `sent` maps a role to what it was sent."""

    def __init__(self, house: House, box: FakeOutbox) -> None:
        self.house, self.box = house, box
        self.sent = {message.owner: message for message in box.messages if isinstance(message, Outgoing)}

    def put(self, *mails: bytes, conversation: str = "") -> None:
        for raw in mails:
            self.house.inbox.put(raw, conversation)

    def collect(self, *mails: bytes, now: datetime = READ) -> dict[str, int]:
        """The counts that are not nothing. What was read stands in `report`."""
        self.put(*mails)
        self.report: Collected = collect(self.house, now)
        return {name: count for name, count in self.report.counts.items() if count}

    def remind(self, now: datetime) -> list[tuple[str, list[str], list[str]]]:
        """(role, addresses, goals) of each mail sent."""
        before = len(self.box.messages)
        remind(self.house, now)
        return [
            (message.owner, [address for address, _ in message.recipients], list(message.goals))
            for message in self.box.messages[before:]
            if message.channel == Channel.EMAIL
        ]

    def code(self, role: str = "Vice") -> str:
        return show_code(self.sent[role].code)

    def subject(self, role: str = "Vice") -> str:
        return str(opened(self.sent[role].raw)["Subject"])

    def message_id(self, role: str = "Vice") -> str:
        return self.sent[role].message_id

    @property
    def answers(self) -> Sequence[Answer]:
        return self.house.memory.answers(PLAN)

    @property
    def whys(self) -> list[object]:
        """Why those mails wait that no answer was read from."""
        return [row.why for row in self.house.desk.waiting(PLAN) if isinstance(row, UnplacedMail)]

    @property
    def told(self) -> list[tuple[object, object, object]]:
        """(kind, role, why) of each mail of the last run, as the quality team sees it."""
        return [(mail.kind, " och ".join(mail.roles), mail.why) for mail in self.report.news]

    @property
    def states(self) -> dict[str, State]:
        return {one.owner: one.state for one in self.mails if one.day == NOW.date()}

    @property
    def mails(self) -> list[Sent]:
        return [one for one in self.house.dispatch.sent(PLAN) if one.channel == Channel.EMAIL]

    @property
    def receipts(self) -> list[Outgoing]:
        return [message for message in self.box.messages if message.channel == Channel.RECEIPT]

    def absent(self, now: datetime = READ) -> list[tuple[str, bool, str, Instead]]:
        """(role, whether for good, the day back, who has it instead) of each who does not read."""
        rows = []
        for row in absent(self.house, now):
            back = "" if row.back is None else row.back.isoformat()
            rows.append((row.owner, row.gone, back, row.instead))
        return rows


class Drafting(FakeOutbox):
    """Drafts first, as in Graph, where the mailbox gives a mail a Message-ID and a thread of its own."""

    def send(self, message: Message, note: Note) -> State:
        note(State.DRAFTED, Trace("utkast", f"<{message.owner.lower()}@server.example>", f"samtal {message.owner}"))
        return super().send(message, note)


def report(
    sent: bytes,
    *addresses: str,
    status: str = "5.1.1",
    action: str = "failed",
    message_id: str = "<rapport@mx.example>",
) -> bytes:
    """A delivery report on a mail of ours, with that mail's head as servers enclose it."""
    blocks = "".join(
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n" for address in addresses
    )
    head = sent.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode()
    return (
        f"From: postmaster@mx.example\r\nTo: {SENDER}\r\nSubject: Undelivered Mail\r\nMessage-ID: {message_id}\r\n"
        "Date: Mon, 01 Jun 2026 08:01:00 +0200\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=g\r\n\r\n"
        "--g\r\nContent-Type: text/plain\r\n\r\nSe nedan.\r\n"
        f"--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n{blocks}"
        f"--g\r\nContent-Type: text/rfc822-headers\r\n\r\n{head}\r\n\r\n--g--\r\n"
    ).encode()


@contextmanager
def room(memory: str, *, deputy: bool = False, trusted: Sequence[str] = (), people: Mapping[str, Sequence[str]] | None = None,
         box: FakeOutbox | None = None, **options: object) -> Iterator[Room]:  # fmt: skip
    """The house over a memory of MEMORIES; `people` as in houses.PEOPLE."""
    files = with_deputy(**(people or {})) if deputy else plan_files(people=PEOPLE | (people or {}))
    box, inbox = box or FakeOutbox(), FakeInbox()
    made = fake_house(files, box=box, inbox=inbox, **options)
    made = replace(made, reader=FakeReader(SENDER, trusted=trusted))
    if memory == "fake":
        remind(made, NOW)
        yield Room(made, box)
        return
    with empty_database() as database:
        post = SqlPost(database)
        desk = SqlDesk(database)
        made = replace(
            made,
            dispatch=SqlDispatch(database),
            past=SqlDispatch(database),
            lineage=SqlLineage(database),
            neighbours=SqlNeighbours(database),
            memory=SqlMemory(database),
            post=post,
            requests=post,
            desk=desk,
            record=desk,
            almanac=SqlAlmanac(database),
        )
        remind(made, NOW)
        yield Room(made, box)
