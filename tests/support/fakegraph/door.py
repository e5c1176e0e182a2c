"""Doors to a running fake Graph, and the fake in a process of its own that outlives a killed client."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from paminn.channels.graph.client import GraphClient
from paminn.channels.graph.outbox import GraphOutbox
from paminn.channels.graph.token import Tokens
from tests.support.fakegraph.entra import CLIENT, SECRET, TENANT
from tests.support.fakegraph.server import MAILBOX, FakeGraph
from tests.support.paths import ROOT


def tokens(fake: FakeGraph | RemoteGraph, **named: Any) -> Tokens:
    credential = {} if "certificate" in named else {"secret": SECRET}
    return Tokens(
        fake.root, TENANT, CLIENT, **{"ca": fake.ca, "timeout": (5, 5), "sleep": short, **credential, **named}
    )


def client(fake: FakeGraph | RemoteGraph, **named: Any) -> GraphClient:
    mine = {"ca": fake.ca, "timeout": (5, 5), "sleep": short, **named}
    return GraphClient(fake.url, mine.pop("mailbox", MAILBOX), mine.pop("tokens", None) or tokens(fake), **mine)


def graph_door(fake: FakeGraph | RemoteGraph, **named: Any) -> GraphOutbox:
    """As quick as the fake allows: no pace, a fifth of a second's settle time."""
    mine = {"pace": 0, "settle": 0.2, "breath": 0.01, **named}
    return GraphOutbox(mine.pop("client", None) or client(fake), **mine)


def short(seconds: float) -> None:
    """The sleep of all of them: some rest, whatever is asked for."""
    time.sleep(min(seconds, 0.01))


class RemoteGraph:
    """The fake in another process: what a test may ask of it and tell it."""

    def __init__(self, port: int, ca: Path) -> None:
        self.root, self.ca = f"https://127.0.0.1:{port}", ca
        self.url = f"{self.root}/v1.0"
        self._context = ssl.create_default_context(cafile=str(ca))

    def fault(self, on: str, **named: Any) -> None:
        self._ask("fault", {"on": on, **named})

    def calm(self) -> None:
        """Forget the faults that nothing has met yet."""
        self._ask("calm", {})

    def empty(self) -> None:
        """A mailbox in which nothing has happened yet."""
        self._ask("empty", {})

    def set(self, **named: Any) -> None:
        """lag, pickup, again, id_changes, to_trash of the mailbox; uses, refuse, lifetime of the tokens."""
        self._ask("set", named)

    def state(self) -> dict[str, Any]:
        """delivered, drafts and log."""
        return self._ask("state")

    def settings(self) -> dict[str, str]:
        """The PAMINN_* variables, and what makes requests trust the fake, for `paminn` as it is installed."""
        return {
            "PAMINN_MAIL": "graph",
            "PAMINN_SENDER": MAILBOX,
            "PAMINN_GRAPH_URL": self.url,
            "PAMINN_GRAPH_AUTHORITY": self.root,
            "PAMINN_GRAPH_TENANT": TENANT,
            "PAMINN_GRAPH_CLIENT_ID": CLIENT,
            "PAMINN_GRAPH_SECRET": SECRET,
            "REQUESTS_CA_BUNDLE": str(self.ca),
        }

    def _ask(self, what: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        with urlopen(Request(f"{self.root}/_fake/{what}", data), context=self._context, timeout=10) as answer:
            content = answer.read()
        return json.loads(content) if content else None


@contextmanager
def process(folder: Path, port: int = 0) -> Iterator[RemoteGraph]:
    """`python -m tests.support.fakegraph` while it is needed."""
    ca = folder / "ca.pem"
    command = [sys.executable, "-m", "tests.support.fakegraph", str(port), str(ca)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield RemoteGraph(int(running.stdout.readline()), ca)
        finally:
            running.terminate()
