"""The fake Graph as a real little https server on loopback: it logs what comes, and fails as it is told to."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import sys
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import trustme

from tests.support.fakegraph.entra import Denied, Entra
from tests.support.fakegraph.mailbox import Mailbox
from tests.support.fakegraph.service import Answer, Request, Service
from tests.support.fakegraph.wire import Refusal

MAILBOX = "paminn@prov.example"
AT_ONCE = 4  # GD concepts/throttling-limits.md, Outlook: four requests at once for an app


@dataclass
class Fault:
    """What the next `times` requests named `on` ("*": any) meet, after `skip` that are let through.

    `done`: it is carried out all the same. `drop`: the connection breaks instead of an answer. `hang`: seconds before
    the answer. `status`: that answer, with `code`, `retry_after` and, if given, `body` as it is. `cut`: the connection
    breaks in the middle of what would have been the answer.
    """

    on: str
    status: int = 0
    done: bool = False
    drop: bool = False
    cut: bool = False
    hang: float = 0.0
    code: str = "ErrorInternalServerError"
    retry_after: str = ""
    location: str = ""
    challenge: str = ""
    body: str | None = None
    skip: int = 0
    times: int = 1

    def answer(self) -> Answer:
        named = {"Retry-After": self.retry_after, "Location": self.location, "WWW-Authenticate": self.challenge}
        # Graph's words may hold addresses, so the fake's always do.
        told = _error(self.code, f"The mailbox {MAILBOX} said no.")
        body = self.body.encode() if self.body is not None else told
        return Answer(self.status, body, {name: value for name, value in named.items() if value})


@dataclass(frozen=True)
class Seen:
    """One request as it was logged."""

    operation: str
    method: str
    target: str
    status: int  # 0: the connection was broken


class FakeGraph:
    """Runs from `with` to its end. Its state is its own, so a client can be killed and come again."""

    def __init__(self, port: int = 0, ca: Path | None = None, *, mailbox: str = MAILBOX) -> None:
        """`ca`: where the certificate of its authority is written."""
        self.mailbox, self.entra = Mailbox(mailbox), Entra()
        self.faults: list[Fault] = []
        self.log: list[Seen] = []
        self.busiest = 0
        self.ending = threading.Event()
        self._lock, self._busy = threading.Lock(), 0
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.graph = self
        self.port = int(self._server.server_address[1])
        self.root = f"https://127.0.0.1:{self.port}"
        self.service = Service(self.root, self.mailbox, self.entra)
        self._server.trust(_certificate())
        self.ca = ca
        if ca:
            _authority().cert_pem.write_to_path(str(ca))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.002})

    @property
    def url(self) -> str:
        return f"{self.root}/v1.0"

    def __enter__(self) -> FakeGraph:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def fault(self, on: str, **named: Any) -> None:
        with self._lock:
            self.faults.append(Fault(on, **named))

    def count(self, *operations: str) -> int:
        return sum(Counter(seen.operation for seen in self.log)[one] for one in operations)

    def drafts(self) -> list[str]:
        """The subjects of what lies unsent, thrown away aside."""
        with self._lock:
            trash = self.mailbox.known["deleteditems"]
            return [item.body["subject"] for item in self.mailbox.visible() if item.draft and item.folder != trash]

    def state(self) -> dict[str, Any]:
        """For a test in another process. `drafts` are those that have not been sent, as only the fake knows."""
        trash = self.mailbox.known["deleteditems"]
        with self._lock:
            unsent = [item for item in self.mailbox.visible() if item.draft and not item.left]
            drafts = [item.body["subject"] for item in unsent if item.folder != trash]
            delivered = [asdict(one) for one in self.mailbox.delivered]
            return {"delivered": delivered, "drafts": drafts, "log": [asdict(one) for one in self.log]}

    def control(self, request: Request) -> Answer:
        """GET /_fake/state, POST /_fake/fault and /_fake/set {"lag": 1}, POST /_fake/mail with its bytes."""
        what = request.path[1]
        if what == "state":
            return Answer(200, self.state())
        if what == "fault":
            self.fault(**json.loads(request.body))
        if what == "calm":
            with self._lock:
                self.faults.clear()
        if what == "empty":
            with self._lock:
                for kept in (self.log, self.mailbox.items, self.mailbox.changes, self.mailbox.delivered):
                    kept.clear()
        with self._lock:
            if what == "mail":
                self.mailbox.receive(request.body)
            for name, value in json.loads(request.body).items() if what == "set" else ():
                setattr(self.entra if name in ("uses", "refuse", "lifetime") else self.mailbox, name, value)
        return Answer(204)

    def meet(self, request: Request) -> Answer | None:
        """The answer; None: break the connection."""
        if request.path[0] == "_fake":
            return self.control(request)
        operation = self.service.operation(request)
        with self._lock:
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
            crowded = self._busy > AT_ONCE
            fault = self._fault(operation)
        if fault and fault.hang and not fault.done:
            self.ending.wait(fault.hang)
        with self._lock:
            answer = self._answer(request, fault, crowded)
        if fault and fault.hang and fault.done:
            self.ending.wait(fault.hang)
        with self._lock:
            self._busy -= 1
            self.log.append(Seen(operation, request.method, request.target, answer.status if answer else 0))
        return answer

    def _answer(self, request: Request, fault: Fault | None, crowded: bool) -> Answer | None:
        if crowded:
            return Answer(429, _error("ApplicationThrottled"), {"Retry-After": "1"})
        fails = fault is not None and (fault.status or fault.drop)
        answer = None if fails and not fault.done else self._handled(request)
        if fails:
            return None if fault.drop else fault.answer()
        return replace(answer, cut=True) if fault and fault.cut else answer

    def _handled(self, request: Request) -> Answer:
        try:
            return self.service.handle(request)
        except Denied as error:
            return Answer(error.status, error.body())
        except Refusal as error:
            return Answer(error.status, _error(error.code, error.message))

    def _fault(self, operation: str) -> Fault | None:
        for fault in self.faults:
            if fault.on in ("*", operation):
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None


def _error(code: str, message: str = "") -> dict[str, Any]:
    """GD concepts/errors.md, Error resource type."""
    inner = {"request-id": "prov", "date": "2026-06-01T06:00:00", "client-request-id": "prov"}
    return {"error": {"code": code, "message": message, "innerError": inner}}


@cache
def _authority() -> trustme.CA:
    """One for all that run in this process: it takes longer to make than most tests take."""
    return trustme.CA()


@cache
def _certificate() -> trustme.LeafCert:
    return _authority().issue_cert("127.0.0.1", "localhost")


class _Server(ThreadingHTTPServer):
    """Handshakes are made in the connection's own thread, so a silent client stops nobody else."""

    daemon_threads = False
    graph: FakeGraph

    def trust(self, certificate: trustme.LeafCert) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for one in list(self.open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up, or does not trust us, is what tests are about."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # an answer in one packet, and at once
    disable_nagle_algorithm = True
    server: _Server

    def _met(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.graph.meet(Request(self.command, self.path, headers, self.rfile.read(length)))
        if answer is None:
            self._break()
            return
        content = answer.content
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if answer.cut else content)
        self.wfile.flush()
        if answer.cut:
            self._break()

    do_GET = do_POST = do_DELETE = do_PATCH = do_PUT = _met

    def _break(self) -> None:
        """A reset, as when something on the way gives up."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.open.discard(self.connection)
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """The log is `FakeGraph.log`."""


def operations(log: Iterable[Seen]) -> list[str]:
    return [seen.operation for seen in log]
