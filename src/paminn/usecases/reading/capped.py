"""Hostile bytes are read in a process of their own, with a cap on time and memory.

Run as a module it is that process: pickled questions come in on stdin, pickled answers go out on stdout, each after
its length in eight bytes. Both ends are this file, so nothing foreign is ever unpickled; the mail itself travels as
plain bytes inside.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any

from paminn.errors import Unreadable
from paminn.replies.answering import Answering
from paminn.replies.mail.bodies import attached
from paminn.replies.mail.letter import Attachment, Letter
from paminn.replies.read import Reply, read_letter, read_mail

SECONDS, MEMORY = 10.0, 1 << 30

_LENGTH = 8  # bytes


class CappedReader:
    """Reads mails one after another in a child that is started at the first and replaced when one breaks it."""

    def __init__(
        self,
        own_addresses: Sequence[str],
        trusted: Sequence[str] = (),
        seconds: float = SECONDS,
        memory: int = MEMORY,
        command: Sequence[str] = (sys.executable, "-P", "-m", __name__),
    ) -> None:
        """`trusted` as in read_mail; `seconds` for each reading, `memory` in bytes for the whole child.

        `command` starts the child, which imports nothing from the folder that we happen to stand in (-P); the memory
        that it may take is added as its last word.
        """
        self._known: dict[str, Any] = {"own_addresses": tuple(own_addresses), "trusted": tuple(trusted)}
        self._seconds = seconds
        self._command = [*command, str(memory)]
        self._child: _Child | None = None

    def read(self, raw: bytes) -> Reply:
        """As replies.read.read_mail. Raises Unreadable."""
        return self._asked(raw, self._known)

    def read_again(self, letter: Letter, answering: Answering) -> Reply:
        """As replies.read.read_letter. Raises Unreadable."""
        return self._asked(letter, self._known | {"answering": answering})

    def attached(self, raw: bytes) -> Sequence[tuple[Attachment, bytes]]:
        """As replies.mail.bodies.attached. Raises Unreadable."""
        reading = self._answered(raw, None)
        if isinstance(reading, list):
            return reading
        raise Unreadable(str(reading))

    def _asked(self, mail: bytes | Letter, known: dict[str, Any]) -> Reply:
        reading = self._answered(mail, known)
        if isinstance(reading, Reply):
            return reading
        raise Unreadable(str(reading))

    def _answered(self, mail: bytes | Letter, known: dict[str, Any] | None) -> Any:
        if self._child is None:
            self._child = _Child(self._command)
        try:
            answer = self._child.ask(pickle.dumps((mail, known)), self._seconds)
        except TimeoutError:
            self.close()
            raise Unreadable(f"läsningen tog mer än {self._seconds:g} sekunder") from None
        except (OSError, EOFError):
            self.close()
            raise Unreadable("läsningen avbröts") from None
        return pickle.loads(answer)  # noqa: S301 - written by our own child below

    def close(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _Child:
    """The process, and the thread that talks with it.

    Only a thread can be waited for with a limit on every system: Windows has no such wait for a pipe.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's traceback is no news: what could not be read is told as such
        )
        self._thread = ThreadPoolExecutor(max_workers=1)

    def ask(self, question: bytes, seconds: float) -> bytes:
        """Raises TimeoutError when the answer takes longer, OSError or EOFError when the process is gone.

        After either the process can only be ended.
        """
        return self._thread.submit(self._answer, question).result(timeout=seconds)

    def _answer(self, question: bytes) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        _put(self._process.stdin, question)
        return _take(self._process.stdout)

    def end(self) -> None:
        # Killed first: a thread that waits for an answer then gets an end instead.
        self._process.kill()
        self._process.wait()
        self._thread.shutdown()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what the process did not take is lost with it
                    stream.close()


def _put(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def _take(stream: IO[bytes]) -> bytes:
    """What the other side has put. Raises EOFError when it ends before that is whole."""
    length = int.from_bytes(_exactly(stream, _LENGTH), "big")
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _serve(memory: int) -> None:
    """The child: read, answer, until stdin ends. A mail that breaks it is told by a sentence, or by its death."""
    _limit(memory)
    while True:
        try:
            question = _take(sys.stdin.buffer)
        except EOFError:
            return
        mail, known = pickle.loads(question)  # noqa: S301 - from our parent
        _put(sys.stdout.buffer, pickle.dumps(_reading_of(mail, known)))


def _limit(memory: int) -> None:
    with suppress(ImportError, ValueError):  # no such limit on this system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _reading_of(mail: bytes | Letter, known: dict[str, Any] | None) -> Reply | list[tuple[Attachment, bytes]] | str:
    """How the mail is read, or in a sentence why it could not be; of nothing `known`, what came along in it."""
    try:
        if known is None:
            assert isinstance(mail, bytes), "what came along lies in the bytes"
            return attached(mail)
        if isinstance(mail, Letter):
            return read_letter(mail, **known)
        return read_mail(mail, **known)
    except MemoryError:
        return "läsningen tog för mycket minne"
    except Exception as error:
        return f"läsningen föll ({type(error).__name__})"


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
