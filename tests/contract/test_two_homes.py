"""Two homes that read one mailbox: neither takes the other's answers, and a code that is nobody's comes to a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from paminn.channels.folder import FolderInbox
from paminn.incoming.finding import Finding
from paminn.incoming.neighbourly import LEFT_FOR
from paminn.ledger.lineage import SqlLineage
from paminn.ledger.neighbours import SqlNeighbours
from paminn.ports.inbox import Inbox
from paminn.reminders.mark import Mark
from paminn.replies.codes import make_code, show_code
from paminn.usecases.house import House
from tests.support.databases import empty_database
from tests.support.fakes import FakeInbox, FakeLedger, FakeOutbox
from tests.support.houses import NOW, fake_house, mails, opened, plan_files, real_house, reply
from tests.support.reading import collect, waiting
from tests.support.sending import remind

DAY = timedelta(days=1)


@dataclass
class Shared:
    """Two houses with a plan each, the inbox that both read, and the mails that each has sent."""

    here: House
    there: House
    inbox: Inbox
    sent_here: list[bytes]
    sent_there: list[bytes]
    put: object

    def unread(self) -> list[bytes]:
        return [incoming.raw for incoming in self.inbox.unread()]


def fakes(_: Path) -> Iterator[Shared]:
    inbox, boxes = FakeInbox(), [FakeOutbox(), FakeOutbox()]
    here = fake_house(ledger=FakeLedger(), box=boxes[0], inbox=inbox)
    there = fake_house(
        plan_files(identity="annan-plan"), ledger=FakeLedger(), box=boxes[1], inbox=inbox, secret=b"en annan nyckel" * 3
    )
    there.lineage.ledger.mark = Mark("e" * 16, 0)  # the fake draws no lots
    remind(here, NOW)
    remind(there, NOW)
    yield Shared(here, there, inbox, *[[m.raw for m in box.messages] for box in boxes], inbox.put)


def folders(place: Path) -> Iterator[Shared]:
    inbox = FolderInbox(place / "in")
    count = [0]

    def put(raw: bytes) -> None:
        count[0] += 1
        (place / "in" / "new" / f"{count[0]}.eml").write_bytes(raw)

    with ExitStack() as stack:
        houses = []
        for name, options in (("prov-plan", {}), ("annan-plan", {"secret": b"en annan nyckel" * 3})):
            made = stack.enter_context(real_house(place / name, plan_files(identity=name), **options))
            houses.append(replace(made, inbox=inbox))
            remind(houses[-1], NOW)
        yield Shared(*houses, inbox, mails(place / "prov-plan"), mails(place / "annan-plan"), put)


@pytest.fixture(params=[pytest.param("folders", marks=pytest.mark.slow), "fakes"])
def shared(request, tmp_path):
    with contextmanager({"folders": folders, "fakes": fakes}[request.param])(tmp_path) as made:
        yield made


def answer(to: list[bytes], text: str = "Klar.", number: int = 1) -> bytes:
    (ours,) = [raw for raw in to if b"vice@" in raw][:1]
    subject = f"SV: {opened(ours)['Subject']}"
    return reply(text, subject, sender="Vice <vice@prov.example>", message_id=f"<svar-{number}@prov.example>")


def test_each_reads_its_own_answers_and_leaves_the_others(shared):
    ours, theirs = answer(shared.sent_here), answer(shared.sent_there, "Pågår.", 2)
    shared.put(ours)
    shared.put(theirs)
    assert collect(shared.here, NOW + DAY).counts["replies"] == 1
    assert shared.unread() == [theirs]
    assert collect(shared.there, NOW + DAY).counts["replies"] == 1
    assert shared.unread() == []
    assert [one.text for one in shared.here.memory.answers("prov-plan")] == ["Klar."]
    assert [one.text for one in shared.there.memory.answers("annan-plan")] == ["Pågår."]


def test_what_is_left_is_told_once_and_neither_kept_nor_waited_for(shared):
    shared.put(answer(shared.sent_there))
    first, second = collect(shared.here, NOW + DAY), collect(shared.here, NOW + DAY)
    assert (first.left, second.left) == (1, 0)
    assert (first.mails, second.mails) == ((), ())
    assert list(waiting(shared.here, NOW + DAY)) == []


def test_a_code_that_nobody_reads_comes_to_a_person_after_a_week(shared):
    made_up = show_code(make_code(b"nagon annans nyckel", "annan-plan", "Vice", "2026-06-01", ""))
    raw = reply("Klar.", f"SV: {made_up}", sender="Vice <vice@prov.example>")
    shared.put(raw)
    for later in range(LEFT_FOR.days):
        assert collect(shared.here, NOW + later * DAY).mails == ()
        assert shared.unread() == [raw]
    (read,) = collect(shared.here, NOW + LEFT_FOR).mails
    assert (read.why, read.counted) == (Finding.FOREIGN_CODE, "unmatched")
    assert shared.unread() == []


def test_another_homes_own_copy_is_left_and_its_own_home_takes_it(shared):
    copy = shared.sent_there[-1]
    shared.put(copy)
    assert collect(shared.here, NOW + DAY).mails == ()
    assert shared.unread() == [copy]
    (read,) = collect(shared.there, NOW + DAY).mails
    assert read.is_own_copy
    assert shared.unread() == []


def test_a_mail_that_answers_ours_and_bears_a_strange_code_too_is_a_persons(shared):
    made_up = show_code(make_code(b"nagon annans nyckel", "annan-plan", "Vice", "2026-06-01", ""))
    shared.put(answer(shared.sent_here, f"Klar. {made_up}"))
    (read,) = collect(shared.here, NOW + DAY).mails
    assert read.why == Finding.FOREIGN_CODE


def test_an_answer_to_what_a_restored_ledger_has_forgotten_waits_for_it_to_be_resumed(tmp_path):
    """Read by the old ledger it would be an answer to nothing."""
    with empty_database(), real_house(tmp_path / "hem") as house:
        remind(house, NOW)
        sent = mails(tmp_path / "hem")
    for file in (tmp_path / "hem").glob("ledger.db*"):
        file.unlink()
    inbox = FolderInbox(tmp_path / "hem" / "inbox")
    (tmp_path / "hem" / "inbox" / "new" / "1.eml").write_bytes(answer(sent))
    with real_house(tmp_path / "hem") as house:
        assert collect(house, NOW + DAY).left == 1
    assert len(list(inbox.unread())) == 1


def test_the_ledger_remembers_since_when_and_whose():
    with empty_database() as database:
        neighbours = SqlNeighbours(database)
        assert neighbours.left_since(b"ett", date(2026, 6, 1)) is None
        assert neighbours.left_since(b"ett", date(2026, 6, 3)) == date(2026, 6, 1)
        assert neighbours.left_since(b"annat", date(2026, 6, 3)) is None
        own = SqlLineage(database).settle()
        assert not neighbours.is_anothers(own.lineage)
        assert neighbours.is_anothers("c" * 16)
