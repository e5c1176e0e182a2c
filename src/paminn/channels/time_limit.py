"""A limit for a whole exchange with a server, beside the one for its silence.

A server that gives a byte now and then is never silent, and would keep a run for as long as it likes.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import TIMEOUT_MAX, Lock, Timer, local

_here = local()


class Limit:
    """One exchange's. `has_cut`: whether it was over while a connection stood, so that what was read may be half."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: list[socket.socket] = []
        self._is_over = False
        self.has_cut = False

    def hold(self, connected: socket.socket) -> None:
        with self._lock:
            self._held.append(connected)
            if self._is_over:
                self._cut(connected)

    def end(self) -> None:
        with self._lock:
            self._is_over = True
            for connected in self._held:
                self._cut(connected)

    def _cut(self, connected: socket.socket) -> None:
        """Whoever waits for the other end finds that it has hung up. TLS would first wait for its farewell."""
        if connected.fileno() < 0:
            return  # it was closed here
        self.has_cut = True  # before whoever waits is woken
        with suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)


@contextmanager
def within(seconds: float) -> Iterator[Limit]:
    """What this thread says to servers in here is cut off after `seconds`, as if the line had broken.

    One within another: the first to be over cuts.
    """
    before = _limits()
    limit = Limit()
    timer = Timer(min(max(seconds, 0), TIMEOUT_MAX), limit.end)
    timer.daemon = True
    timer.start()
    _here.limits = [*before, limit]
    try:
        yield limit
    finally:
        _here.limits = before
        timer.cancel()


def hold(connected: socket.socket | None) -> None:
    """Put a connection under the limits that this thread is within: when it is made, encrypted, or used once more."""
    if connected is None:
        return
    for limit in _limits():
        limit.hold(connected)


def was_cut() -> bool:
    """Whether what this thread has heard last may be half of what a server says."""
    return any(limit.has_cut for limit in _limits())


def _limits() -> list[Limit]:
    limits: list[Limit] = getattr(_here, "limits", [])
    return limits
