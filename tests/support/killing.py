"""Runs that die by SIGKILL, thousands of them: each is forked from a process without threads that has all loaded.

A run's outside steps are counted: every call over a port, every write to a socket, every file put in place. A job says
before or after which of them the run dies, or after how many seconds, or that the disk takes nothing more.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from paminn.errors import PaminnError
from paminn.usecases.house import House
from tests.support.fakes import Tapped
from tests.support.houses import NOW
from tests.support.sending import remind


@dataclass(frozen=True)
class Job:
    """One run over `home`. `event` n: dies at its n-th moment (0: never); `after`: dies that many seconds in.

    `now`: the moment at which a run of reminders takes place.
    """

    home: Path
    event: int = 0
    after: float = 0.0
    full: bool = False
    door: dict[str, Any] = field(default_factory=dict)  # what the channel's door is made from
    now: datetime = NOW


@dataclass(frozen=True)
class Ended:
    """How a run ended: "killed", "done", or the name of the fault that stopped it; and how many moments it had."""

    how: str
    events: int


Work = Callable[[House], object]


class Nursery:
    """Forked once, before any server's thread is started, so that each of its children is born without a held lock.

    `work` is what each run does in its house; else it is a run of reminders.
    """

    def __init__(self, open_house: Callable[[Job], Any], work: Work | None = None) -> None:
        mine, theirs = Pipe()
        self._pid = os.fork()
        if not self._pid:
            mine.close()
            _nurse(theirs, open_house, work)
        theirs.close()
        self._asks = mine

    def run(self, job: Job) -> Ended:
        self._asks.send(job)
        return self._asks.recv()

    def close(self) -> None:
        self._asks.close()
        os.waitpid(self._pid, 0)


def _nurse(asked: Connection, open_house: Callable[[Job], Any], work: Work | None) -> None:
    with TemporaryDirectory() as folder, open_house(Job(Path(folder))) as house:
        _do(house, Job(Path(folder)), work)  # so that every child is born with the templates read
    try:
        while True:
            asked.send(_one_run(asked.recv(), open_house, work))
    except EOFError:
        os._exit(0)


def _do(house: House, job: Job, work: Work | None) -> None:
    if work is None:
        remind(house, job.now)
    else:
        work(house)


def _one_run(job: Job, open_house: Callable[[Job], Any], work: Work | None) -> Ended:
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        os.close(reads)
        told = "fault"
        moments = Moments(job.event)
        try:
            told = _live(job, open_house, work, moments)
        finally:
            os.write(writes, f"{told} {moments.count}".encode())
            os._exit(0)
    os.close(writes)
    if job.after:
        time.sleep(job.after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reads) as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return Ended("killed", job.event)
    how, _, events = said.partition(" ")
    return Ended(how, int(events))


class Moments:
    """Counts what a run does to the outside, and kills it at the moment asked for."""

    def __init__(self, fatal: int) -> None:
        self.count, self._fatal = 0, fatal

    def comes(self, *_: object) -> None:
        self.count += 1
        if self.count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def house(self, house: House) -> House:
        doors = {name: Tapped(door, self.comes, self.comes) for name, door in house.outboxes.items()}
        ports = {name: Tapped(getattr(house, name), self.comes, self.comes) for name in ("dispatch", "post", "inbox")}
        return replace(house, outboxes=doors, **ports)

    def sockets(self) -> None:
        """This process is the run's own, so what its libraries write with may be wrapped."""
        for kind in (socket.socket, ssl.SSLSocket):
            kind.sendall = self._around(kind.sendall)

    def files(self, folder: Path) -> None:
        def event(name: str, arguments: tuple[Any, ...]) -> None:
            if name in ("open", "os.rename") and str(arguments[0]).startswith(str(folder)):
                self.comes()

        sys.addaudithook(event)

    def _around(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            self.comes()
            result = method(*arguments, **named)
            self.comes()
            return result

        return called


_INDEX, _PAGE, _RUN = 32_768, 4_096, 98_304  # bytes: SQLite's index of the news, one page, what a run writes at most


def _live(job: Job, open_house: Callable[[Job], Any], work: Work | None, moments: Moments) -> str:
    if job.full:
        # What a full disk says to a writer. The ledger's news go to a file beside it: how much of them there is room
        # for is another for each moment, from not a page to all of a run.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        room = _INDEX + job.event * _PAGE % _RUN if (job.home / "ledger.db").exists() else 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    moments.sockets()
    for place in ("outbox", "inbox", "site"):
        moments.files(job.home / place)
    try:
        with open_house(job) as house:
            _do(moments.house(house), job, work)
    except PaminnError as error:
        return type(error).__name__
    return "done"
