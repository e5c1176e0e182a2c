"""What mail leaves to, one world for each channel: its faults, its moods, and what truly came to whom.

A world can be blind: it shows nothing of what has left, as a mailbox that is full, is another account or has a rule.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path
from typing import Any, Protocol

from paminn.channels.folder import FolderOutbox
from paminn.channels.imap import ImapMailbox
from paminn.channels.smtp import SmtpOutbox
from tests.support.fakegraph.door import RemoteGraph, graph_door, process
from tests.support.houses import SENDER
from tests.support.imapserver import Folder, Post, imap
from tests.support.smtpserver import Script, serving

CHANNELS = ("folder", "smtp", "graph")
SETTLE = 0.4  # seconds a door waits before it believes that a copy never comes
LAG = 0.05  # seconds the other side may take before a copy shows
NEVER = 600.0  # seconds, longer than any case lives
SIGHTED = ""


class World(Protocol):
    """One channel with its other side. `blinds` are the ways in which it can show nothing, `moods` how else it may be."""

    faults: Sequence[str]
    blinds: Sequence[str]
    moods: Sequence[str]
    door: dict[str, Any]

    def begin(self, mood: str, blind: str) -> None:
        """Be so from now on."""

    def fault(self, name: str) -> None:
        """Meet the next of what it is about with this."""

    def calm(self) -> None:
        """Forget the faults that nothing has met yet."""

    def delivered(self, home: Path) -> list[tuple[str, str]]:
        """(key of the mail, address) for every copy that somebody else has got so far."""

    def drafts(self) -> list[str]:
        """The subjects of the reminders that lie unsent."""

    def empty(self) -> None:
        """Nothing has happened yet."""


def door_of(known: Mapping[str, Any], home: Path) -> Any:
    """A door to the world that made `known`, as a run opens it."""
    if "smtp" in known:
        return SmtpOutbox(known["smtp"], SENDER, ImapMailbox(known["imap"], timeout=5), settle=SETTLE, timeout=5)
    if "graph" in known:
        return graph_door(RemoteGraph(*known["graph"]), settle=SETTLE)
    return FolderOutbox(home / "outbox")


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


class Folders:
    """The folder is the receiver itself: it cannot be blind."""

    faults = ("inget", "full disk")
    blinds = ()
    moods = ("",)
    door: dict[str, Any] = {}  # noqa: RUF012

    def begin(self, mood: str, blind: str) -> None:
        """It has one mood."""

    def fault(self, name: str) -> None:
        """The only faults a folder has are the disk's."""

    def calm(self) -> None:
        """It has none to forget."""

    def delivered(self, home: Path) -> list[tuple[str, str]]:
        mails = []
        for part in ("new", "cur"):
            for path in (home / "outbox" / part).glob("*"):
                mail = message_from_bytes(path.read_bytes())
                for _, address in getaddresses([str(mail["To"])]):
                    mails.append((str(mail["X-Paminn-Key"]), address))
        return mails

    def drafts(self) -> list[str]:
        return []

    def empty(self) -> None:
        """Each case has a folder of its own."""


@dataclass
class Mailhost(Script):
    """Delivers the sender's copy to the mailbox a moment later, and fails as it is told to."""

    post: Post = field(default_factory=lambda: Post(user="paminn", password="hemligt"))
    timers: list[threading.Timer] = field(default_factory=list)
    mode: str = ""
    blind: str = SIGHTED

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mode, self.mode = self.mode, ""
        if mode in ("451 Later", "554 Spam"):
            return mode
        if mode != "bröts före":
            self.got.append((tuple(envelope.rcpt_tos), envelope.content))
            if SENDER in envelope.rcpt_tos:
                timer = threading.Timer(LAG, self._keep, [envelope.content])
                self.timers.append(timer)
                timer.start()
        if mode.startswith("bröts"):
            server.transport.abort()
        return "250 OK"

    def _keep(self, copy: bytes) -> None:
        """Where the copy ends: in the inbox, or nowhere that anybody sees."""
        if self.blind == SIGHTED:
            self.post.inbox.put(copy)
        elif self.blind == "regel":
            self.post.folders.setdefault("Arkiv", Folder(closed=True)).put(copy)


class Smtp:
    faults = ("inget", "bröts före", "bröts efter", "451 Later", "full disk", "rcpt 450")
    blinds = ("full brevlåda", "annat konto", "regel")
    moods = ("",)

    def __init__(self, host: Mailhost, port: int, mailbox: int) -> None:
        self._host = host
        self.door = {"smtp": f"smtp://127.0.0.1:{port}", "imap": f"imap://paminn:hemligt@127.0.0.1:{mailbox}"}

    def begin(self, mood: str, blind: str) -> None:
        self._host.blind = blind

    def fault(self, name: str) -> None:
        if name == "rcpt 450":
            self._host.rcpt["chef@prov.example"] = "450 Busy"
        elif name not in ("inget", "full disk"):
            self._host.mode = name

    def calm(self) -> None:
        self._host.mode = ""
        self._host.rcpt.clear()

    def delivered(self, home: Path) -> list[tuple[str, str]]:
        for timer in self._host.timers:
            timer.join()
        mails = []
        for recipients, raw in self._host.got:
            key = str(message_from_bytes(raw)["X-Paminn-Key"])
            mails += [(key, address) for address in recipients if address != SENDER]
        return mails

    def drafts(self) -> list[str]:
        return []

    def empty(self) -> None:
        for timer in self._host.timers:
            timer.join()
        self._host.timers.clear()
        self._host.got.clear()
        for folder in self._host.post.folders.values():
            folder.mails.clear()


class Graph:
    """Drafts and Sent Items lag, another time for each mail; what is sent a second time is taken or refused."""

    faults = ("inget", "504 fast skickat", "504", "bröts fast skickat", "bröts före", "429", "utkast 503 fast gjort",
              "utgången biljett", "full disk")  # fmt: skip
    blinds = ("utkasten ligger kvar", "skickat visas inte")
    moods = ("andra gången tas", "andra gången 400", "andra gången 404")

    def __init__(self, remote: RemoteGraph) -> None:
        self._remote = remote
        self.door = {"graph": (int(remote.root.rpartition(":")[2]), remote.ca)}
        self.begin(self.moods[0], SIGHTED)

    def begin(self, mood: str, blind: str) -> None:
        again = {"andra gången tas": 0, "andra gången 400": 400, "andra gången 404": 404}[mood]
        pickup: list[float] = [NEVER, NEVER] if blind == "utkasten ligger kvar" else [0, LAG]
        lag: list[float] = [NEVER, NEVER] if blind == "skickat visas inte" else [0, LAG]
        self._remote.set(lag=lag, pickup=pickup, again=again)

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

    def delivered(self, home: Path) -> list[tuple[str, str]]:
        mails = []
        for mail in self._remote.state()["delivered"]:
            mails += [(mail["key"], address) for address in mail["to"] if address != SENDER]
        return mails

    def drafts(self) -> list[str]:
        subjects = self._remote.state()["drafts"]
        return [subject for subject in subjects if not subject.startswith("Prov av kopian")]

    def empty(self) -> None:
        self._remote.empty()
