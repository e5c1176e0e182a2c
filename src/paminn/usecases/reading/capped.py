"""Hostile bytes are read in a process of their own, with a cap on time and memory.

Run as a module it is that process: pickled questions come in on stdin, pickled answers go out on stdout, each after
its length in eight bytes. Both ends are this file, so nothing foreign is ever unpickled; the mail itself travels as
plain bytes inside.
"""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import IO, Any

from paminn.errors import Unreadable
from paminn.replies.read import Reply, read_mail

SECONDS, MEMORY = 10.0, 1 << 30


class CappedReader:
    """Reads mails one after another in a child that is started at the first and replaced when one breaks it."""

    def __init__(
        self, own_addresses: Sequence[str], trusted: Sequence[str] = (), seconds: float = SECONDS, memory: int = MEMORY
    ) -> None:
        """`trusted` as in read_mail; `seconds` for each mail, `memory` in bytes for the whole child."""
        self._known: dict[str, Any] = {"own_addresses": tuple(own_addresses), "trusted": tuple(trusted)}
        self._seconds, self._memory = seconds, memory
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, raw: bytes, sent: str = "", goals: Sequence[str] = (), day: date | None = None) -> Reply:
        """As replies.read.read_mail. Raises Unreadable."""
        child = self._started()
        try:
            _put(child.stdin, pickle.dumps((raw, self._known | {"sent": sent, "goals": tuple(goals), "day": day})))
            answer = _take(child.stdout, time.monotonic() + self._seconds)
        except TimeoutError:
            self.close()
            raise Unreadable(f"läsningen tog mer än {self._seconds:g} sekunder") from None
        except (OSError, EOFError):
            self.close()
            raise Unreadable("läsningen avbröts") from None
        found = pickle.loads(answer)  # noqa: S301 - written by our own child below
        if isinstance(found, Reply):
            return found
        raise Unreadable(str(found))

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for stream in (self._child.stdin, self._child.stdout):
                if stream is not None:
                    with suppress(OSError):  # what it did not take is lost with it
                        stream.close()
            self._child = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            command = [sys.executable, "-m", __name__, str(self._memory)]
            self._child = subprocess.Popen(  # noqa: S603 - ourselves
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._child


def _put(stream: IO[bytes] | None, data: bytes) -> None:
    assert stream is not None
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def _take(stream: IO[bytes] | None, deadline: float) -> bytes:
    """One answer. Raises TimeoutError at the deadline, EOFError when the child is gone."""
    assert stream is not None
    data, wanted = bytearray(), 8
    while len(data) < wanted:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([stream], [], [], left)[0]:
            raise TimeoutError
        piece = os.read(stream.fileno(), 1 << 20)
        if not piece:
            raise EOFError
        data += piece
        if wanted == 8 and len(data) >= 8:
            wanted = 8 + int.from_bytes(data[:8], "big")
    return bytes(data[8:])


def _serve(memory: int) -> None:
    """The child: read, answer, until stdin ends. A mail that breaks it is told by a sentence, or by its death."""
    with suppress(ImportError, ValueError):  # no such limit on this system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while size := questions.read(8):
        raw, about = pickle.loads(questions.read(int.from_bytes(size, "big")))  # noqa: S301 - from our parent
        try:
            found: object = read_mail(raw, **about)
        except MemoryError:
            found = "läsningen tog för mycket minne"
        except Exception as error:
            found = f"läsningen föll ({type(error).__name__})"
        _put(answers, pickle.dumps(found))


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
