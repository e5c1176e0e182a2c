"""The server around the app: uvicorn, with limits that hold against those who are slow, many or large."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from paminn.site.app import Site

LONGEST = 30.0  # seconds from a request's first byte to its answer's last
HEADERS = 16 * 1024  # bytes of request line and headers
CROWD = 4000  # connections at once; the next is told to come back
_QUEUE = 2048  # connections that wait to be let in
_SPARE = 64  # files that the process needs for itself


class Impatient(H11Protocol):
    """Ends a connection whose request, or whose reader, takes too long. uvicorn itself only minds the time between."""

    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._due = self.loop.call_later(LONGEST, transport.abort)

    def data_received(self, data: bytes) -> None:
        if self._due is None:
            self._due = self.loop.call_later(LONGEST, self.transport.abort)
        super().data_received(data)

    def on_response_complete(self) -> None:
        super().on_response_complete()  # which begins with the next, of several that were asked for at once
        if self.transport.get_write_buffer_size():
            return
        self._at_ease()
        if self.cycle is not None and not self.cycle.response_complete:
            self._due = self.loop.call_later(LONGEST, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._at_ease()
        super().connection_lost(exc)

    def _at_ease(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


def serve(folder: Path, host: str, port: int) -> None:
    """Serve `folder` until SIGINT or SIGTERM. Nothing is logged of those who ask.

    Raises OSError or OverflowError, before anybody is answered, when nothing can listen there.
    """
    config = uvicorn.Config(
        Site(folder),
        http=Impatient,
        ws="none",
        lifespan="off",
        loop="asyncio",
        backlog=_QUEUE,
        limit_concurrency=min(CROWD, _open_files() - _SPARE),
        h11_max_incomplete_event_size=HEADERS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
    )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=_QUEUE) as door, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[door])


def _open_files() -> int:
    """How many files the process may have open, after asking for as many as it needs."""
    wanted = CROWD + _SPARE
    try:
        import resource
    except ImportError:  # Windows has another limit, far away
        return wanted
    allowed, highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return wanted
    if allowed >= wanted:
        return allowed
    if highest != resource.RLIM_INFINITY:
        wanted = min(wanted, highest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, highest))
    return wanted
