"""`paminn up` as a person starts it, and what can be seen of it from outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests


class Up:
    """One running `paminn up`, in a folder of its own with nothing set."""

    def __init__(self, place: Path, port: int, command: Sequence[str] = ()) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.home = place / "var"
        self._said = place / f"said-{uuid4().hex[:6]}.txt"
        chosen = list(command) or [str(Path(sys.executable).parent / "paminn"), "up", "--port", str(port)]
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                chosen, cwd=place, env=bare_environment(place), stdout=said, stderr=subprocess.STDOUT
            )
        self.pids: set[int] = set()

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    @property
    def login(self) -> str:
        """What one signs in with."""
        return (self.home / "prefect-inloggning.txt").read_text(encoding="utf-8").strip()

    def wait_until_ready(self) -> None:
        until(lambda: "påminn är i gång" in self.said or self.process.poll() is not None, 180)
        assert self.process.poll() is None, self.said

    def ask(self, path: str, body: object = None, method: str = "POST", **headers: str) -> Any:
        """An answer of Prefect's API, with the token that keeps other pages out."""
        client = str(uuid4())
        login = tuple(self.login.split(":"))
        asked = {"client": client}
        token = requests.get(f"{self.address}/api/csrf-token", params=asked, auth=login, timeout=30).json()["token"]
        sent = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": client, **headers}
        answer = requests.request(method, f"{self.address}/api{path}", json=body, headers=sent, auth=login, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def family(self) -> set[int]:
        """This process and all that came of it, now."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        self.pids |= found
        return found

    def interrupt(self) -> int:
        """Ctrl-C, once."""
        self.family()
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)


@contextmanager
def running(place: Path, port: int, command: Sequence[str] = ()) -> Iterator[Up]:
    one = Up(place, port, command)
    try:
        one.wait_until_ready()
        yield one
    finally:
        for pid in one.family() if one.process.poll() is None else set():
            os.kill(pid, signal.SIGKILL)
        one.process.wait(30)


def bare_environment(place: Path) -> dict[str, str]:
    """The environment of somebody who has set nothing and has a proxy that must never be asked."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    (place / "hem").mkdir(exist_ok=True)
    return kept | {"HOME": str(place / "hem"), "TMPDIR": str(place)}


def until(done: Callable[[], Any], seconds: float, pause: float = 0.5) -> Any:
    """What `done` answers as soon as it is true. Fails when that takes too long."""
    end = time.monotonic() + seconds
    while not (answer := done()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(pause)
    return answer


class Watch(threading.Thread):
    """Looks, several times a second, at every socket that a family of processes holds."""

    def __init__(self, up: Up) -> None:
        super().__init__(daemon=True)
        self._up, self._over = up, threading.Event()
        self.listening: set[str] = set()
        self.peers: set[str] = set()

    def run(self) -> None:
        while not self._over.is_set():
            pids = self._up.family()
            for line in sockets():
                state, local, peer, pid = line
                if pid in pids:
                    (self.listening if state in ("LISTEN", "UNCONN") else self.peers).add(
                        local if state in ("LISTEN", "UNCONN") else peer
                    )
            self._over.wait(0.2)

    def stop(self) -> None:
        self._over.set()
        self.join(10)


def sockets() -> Iterator[tuple[str, str, str, int]]:
    """(state, local address, peer address, process) of every internet socket."""
    shown = subprocess.run(["ss", "-Htuanp"], capture_output=True, text=True, check=True).stdout
    for line in shown.splitlines():
        _, state, _, _, local, peer, *rest = line.split()
        for pid in re.findall(r"pid=(\d+)", " ".join(rest)):
            yield state, local.rpartition(":")[0], peer.rpartition(":")[0], int(pid)
