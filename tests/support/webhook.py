"""A real HTTP(S) server on loopback in the place of a Teams Workflows webhook, whose answers a test scripts.

It refuses what the real one does: a wrong signature or token, both at once, and a body that is too large
(learn.microsoft.com: "Secure access and data in Azure Logic Apps"; the connector page "Microsoft Teams").
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATH = "/powerautomate/automations/direct/workflows/0f1e2d3c/triggers/manual/paths/invoke"
SIGNATURE = "kanariefagel-hemlig-Signatur_0123456789"
TOKEN = "kanariefagel-hemlig-token"
LARGEST = 28_000


@dataclass
class Flow:
    """What the webhook answers, and what it saw. Each answer is used once; then it is 202.

    An answer is a status, a status with headers, or "reset unread", "reset read", "silent" (until the test is over).
    """

    answers: list[int | tuple[int, Mapping[str, str]] | str] = field(default_factory=list)
    got: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)  # every POST read: headers and body
    posted: list[Any] = field(default_factory=list)  # the cards that were taken
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def key(self, *, signed: bool = True) -> str:
        """The address to post to; one that asks for a token has no signature."""
        query = f"?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}" if signed else "?api-version=1"
        return f"{self.url}{PATH}{query}"


@contextmanager
def serving_flow(flow: Flow, tls: ssl.SSLContext | None = None) -> Iterator[Flow]:
    """The flow while it can be reached; `tls` makes it https."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.flow = flow
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    flow.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.002})
    thread.start()
    try:
        yield flow
    finally:
        flow.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    flow: Flow

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or distrusts the certificate, is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # seconds: no connection that is kept open outlives the tests
    server: _Server

    def handle(self) -> None:
        flow = self.server.flow
        flow.connections += 1
        if flow.answers and flow.answers[0] == "reset unread":
            flow.answers.pop(0)
            self.connection.recv(1, socket.MSG_PEEK)  # there is something to read, but nobody does
            self._reset()
        else:
            super().handle()

    def do_POST(self) -> None:
        flow = self.server.flow
        body = self.rfile.read(int(self.headers["Content-Length"]))
        flow.got.append((dict(self.headers), body))
        answer = flow.answers.pop(0) if flow.answers else self._judge(body)
        if answer == "reset read":
            self._reset()
        elif answer == "silent":
            flow.over.wait(10)
            self.close_connection = True
        else:
            self._say(*(answer if isinstance(answer, tuple) else (answer, {})))

    def do_GET(self) -> None:
        self._say(404, {})

    def _judge(self, body: bytes) -> int:
        parts = urlsplit(self.path)
        signature, token = parse_qs(parts.query).get("sig"), self.headers["Authorization"]
        if parts.path != PATH:
            return 404
        if (signature, token) not in (([SIGNATURE], None), (None, f"Bearer {TOKEN}")):
            return 401
        if len(body) > LARGEST:
            return 413
        if not (self.headers["Content-Type"] or "").startswith("application/json"):
            return 400
        self.server.flow.posted.append(json.loads(body))
        return 202

    def _say(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _reset(self) -> None:
        """Hang up so that the other side is told "connection reset", not a polite end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """The tests read `got` instead."""
