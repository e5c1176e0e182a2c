"""The port Inbox: every mailbox that answers are read from, and the fake, held to one contract."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from paminn.channels.folder import FolderInbox
from paminn.channels.graph.inbox import GraphInbox
from paminn.channels.imap import ImapMailbox
from paminn.channels.imap_inbox import ImapInbox
from paminn.ports.inbox import Inbox
from tests.support.fakegraph.door import client, short
from tests.support.fakegraph.server import FakeGraph
from tests.support.fakes import FakeInbox
from tests.support.imapserver import Post, imap


@dataclass
class Mailbox:
    """An inbox under test. `put` delivers a mail, `filed` is what lies in a folder, sorted; `clear`: somebody else
    takes all that lies in the inbox away."""

    inbox: Inbox
    put: Callable[[bytes], object]
    filed: Callable[[str], list[bytes]]
    clear: Callable[[], None]


def in_memory(_: Path) -> Iterator[Mailbox]:
    fake = FakeInbox()
    yield Mailbox(fake, fake.put, lambda folder: sorted(fake.folders[folder].values()), fake.folders[""].clear)


def in_folders(place: Path) -> Iterator[Mailbox]:
    home, count = place / "in", [0]

    def put(raw: bytes) -> None:
        count[0] += 1
        path = home / ("new" if count[0] % 2 else "cur") / f"{count[0]}.eml"
        path.write_bytes(raw)
        os.utime(path, (1_000_000 + count[0], 1_000_000 + count[0]))

    def filed(folder: str) -> list[bytes]:
        return sorted(path.read_bytes() for path in (home / f".{folder}").rglob("*") if path.is_file())

    def clear() -> None:
        for path in home.glob("*/*.eml"):
            path.unlink()

    yield Mailbox(FolderInbox(home), put, filed, clear)


def over_imap(_: Path) -> Iterator[Mailbox]:
    post = Post(user="paminn", password="x")
    with imap(post) as port:
        opened = ImapMailbox(f"imap://paminn:x@127.0.0.1:{port}")
        try:
            yield Mailbox(
                ImapInbox(opened),
                post.inbox.put,
                lambda folder: sorted(post.folders[folder].mails.values()),
                post.inbox.mails.clear,
            )
        finally:
            opened.close()


def in_graph(place: Path) -> Iterator[Mailbox]:
    """With few rows on a page, and each told twice."""
    with FakeGraph(0, place / "ca.pem") as fake:
        fake.service.most, fake.service.repeats = 3, True
        opened = client(fake)
        box = fake.mailbox
        try:
            yield Mailbox(
                GraphInbox(opened, sleep=short), box.receive, lambda folder: sorted(box.lying(folder)), box.items.clear
            )
        finally:
            opened.close()


KINDS = {"folder": in_folders, "imap": over_imap, "graph": in_graph, "fake": in_memory}


@pytest.fixture(params=KINDS)
def mailbox(request, tmp_path):
    with contextmanager(KINDS[request.param])(tmp_path) as opened:
        yield opened


class TestInbox:
    def test_every_mail_is_read_oldest_first_byte_for_byte(self, mailbox):
        mails = [b"ett\r\n\x00", b"tv\xc3\xa5", b"", b"\xff\xfe"]
        for raw in mails:
            mailbox.put(raw)
        assert [incoming.raw for incoming in mailbox.inbox.unread()] == mails

    def test_what_has_been_filed_can_be_read_again(self, mailbox):
        assert list(mailbox.inbox.filed("klart")) == []
        mailbox.put(b"ett")
        mailbox.put(b"tv\xc3\xa5")
        for incoming in list(mailbox.inbox.unread()):
            mailbox.inbox.file(incoming, "klart")
        mailbox.put(b"tre")
        for _ in range(2):
            assert sorted(mail.raw for mail in mailbox.inbox.filed("klart")) == [b"ett", b"tv\xc3\xa5"]
        assert [incoming.raw for incoming in mailbox.inbox.unread()] == [b"tre"]

    def test_an_empty_mailbox_has_nothing_to_read(self, mailbox):
        assert list(mailbox.inbox.unread()) == []

    def test_reading_moves_nothing_and_names_each_mail_as_before(self, mailbox):
        mailbox.put(b"ett")
        mailbox.put(b"tv\xc3\xa5")
        first = list(mailbox.inbox.unread())
        assert list(mailbox.inbox.unread()) == first
        assert len({incoming.id for incoming in first}) == 2

    def test_a_filed_mail_is_moved_never_deleted(self, mailbox):
        for raw in (b"ett", b"tv\xc3\xa5"):
            mailbox.put(raw)
        first, second = mailbox.inbox.unread()
        mailbox.inbox.file(first, "klart")
        assert [incoming.id for incoming in mailbox.inbox.unread()] == [second.id]
        assert mailbox.filed("klart") == [b"ett"]

    def test_filing_twice_is_no_fault(self, mailbox):
        mailbox.put(b"ett")
        (mail,) = mailbox.inbox.unread()
        mailbox.inbox.file(mail, "klart")
        mailbox.inbox.file(mail, "klart")
        assert mailbox.filed("klart") == [b"ett"]

    def test_what_somebody_else_took_away_meanwhile_is_no_fault(self, mailbox):
        mailbox.put(b"ett")
        (mail,) = mailbox.inbox.unread()
        mailbox.clear()
        mailbox.inbox.file(mail, "klart")
        assert list(mailbox.inbox.unread()) == []

    def test_the_next_run_files_in_the_same_folder(self, mailbox):
        for raw in (b"ett", b"tv\xc3\xa5"):
            mailbox.put(raw)
            (mail,) = mailbox.inbox.unread()
            mailbox.inbox.file(mail, "klart")
        assert mailbox.filed("klart") == [b"ett", b"tv\xc3\xa5"]

    def test_the_same_bytes_twice_are_two_mails(self, mailbox):
        for _ in range(2):
            mailbox.put(b"ett")
        for mail in mailbox.inbox.unread():
            mailbox.inbox.file(mail, "klart")
        assert mailbox.filed("klart") == [b"ett", b"ett"]

    def test_many_mails_are_all_read_while_each_is_moved_as_it_comes(self, mailbox):
        mails = [b"nummer %d" % number for number in range(11)]
        for raw in mails:
            mailbox.put(raw)
        read = []
        for mail in mailbox.inbox.unread():
            read.append(mail.raw)
            mailbox.inbox.file(mail, "klart")
        assert read == mails
        assert mailbox.filed("klart") == sorted(mails)
        assert list(mailbox.inbox.unread()) == []

    def test_a_mail_is_found_by_its_name_wherever_it_lies(self, mailbox):
        first, second = (b"Message-ID: <%s@prov.example>\r\n\r\ntext" % name for name in (b"ett", b"tv'a"))
        for raw in (first, second, b"utan namn"):
            mailbox.put(raw)
        for times in range(2):
            assert list(mailbox.inbox.named("<ett@prov.example>", 1_000)) == [first]
            assert list(mailbox.inbox.named("<tv'a@prov.example>", 9)) == [second[:9]]
            assert list(mailbox.inbox.named("<tre@prov.example>", 1_000)) == []
            assert list(mailbox.inbox.named("", 1_000)) == []
            if times == 0:
                mailbox.inbox.file(next(iter(mailbox.inbox.unread())), "klart")
        assert [incoming.raw for incoming in mailbox.inbox.unread()] == [second, b"utan namn"]

    @pytest.mark.slow
    def test_what_is_too_long_to_be_read_is_given_whole_when_asked_for_by_name(self, mailbox):
        raw = b"Message-ID: <stor@prov.example>\r\n\r\n" + b"0123456789abcdef" * 1_700_000
        mailbox.put(raw)
        (mail,) = mailbox.inbox.unread()
        mailbox.inbox.file(mail, "klart")
        assert list(mailbox.inbox.named("<stor@prov.example>", 50_000_000)) == [raw]

    def test_mail_that_comes_while_reading_is_read_next_time(self, mailbox):
        mailbox.put(b"ett")
        reading = mailbox.inbox.unread()
        mailbox.inbox.file(next(reading), "klart")
        mailbox.put(b"nytt")
        list(reading)
        assert [incoming.raw for incoming in mailbox.inbox.unread()] == [b"nytt"]
