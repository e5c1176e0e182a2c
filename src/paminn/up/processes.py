"""The parts of `paminn up` as processes: started, waited for, watched and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from paminn.errors import NotCarriedOut
from paminn.shipped import shipped

_PATIENCE = 180  # seconds for a slow machine to start a new database
_ENDING = 60  # seconds for a run to be done; one that is cut off is picked up from the ledger next time
_LETTING_GO = 20  # seconds for a part to end when it has been asked to


@dataclass(frozen=True)
class Part:
    """A process that has been started; `name` is what people know it by, in the definite form."""

    name: str
    process: subprocess.Popen[bytes]


def start(name: str, command: Sequence[str], environment: Mapping[str, str], log: BinaryIO) -> Part:
    """Start our own interpreter with the words of `command`; what it says goes to `log`."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and words
        [sys.executable, *command],
        env=dict(environment),
        cwd=shipped(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        # A session of its own: Ctrl-C reaches us alone, and we end the parts in order.
        start_new_session=True,
    )
    return Part(name, process)


def run_once(command: Sequence[str], environment: Mapping[str, str], log: BinaryIO) -> None:
    """Start it and let it be done. Raises NotCarriedOut when it fails or takes too long."""
    part = start("", command, environment, log)
    try:
        code = part.process.wait(_PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise NotCarriedOut(f"Prefect svarade inte i tid. Läs slutet av {log.name} och försök igen.") from error
    finally:
        end([part])
    if code != 0:
        raise NotCarriedOut(f"Prefect tog inte emot flödena. Läs slutet av {log.name} och försök igen.")


def wait_until_it_answers(part: Part, address: str, log: BinaryIO) -> None:
    """Until GET of `address` gives 200. Raises NotCarriedOut when the part ends first, or takes too long."""
    name = part.name[:1].upper() + part.name[1:]
    # No proxy: it is this machine itself.
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if part.process.poll() is not None:
            raise NotCarriedOut(f"{name} slutade direkt. Läs slutet av {log.name} och försök igen.")
        with suppress(URLError, OSError), opener.open(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise NotCarriedOut(f"{name} kom inte i gång. Läs slutet av {log.name} och försök igen.")


def watch(parts: Sequence[Part], log: BinaryIO) -> NoReturn:
    """For as long as all of them run. Raises NotCarriedOut when one ends by itself."""
    while True:
        for part in parts:
            if part.process.poll() is not None:
                raise NotCarriedOut(
                    f"Det gick inte att hålla {part.name} i gång. Läs slutet av {log.name} och starta igen."
                )
        time.sleep(0.5)


def end(parts: Sequence[Part]) -> None:
    """Let what each part has started be done, and ask it to end, the last first; what does not is ended anyway."""
    deadline = time.monotonic() + _ENDING
    for part in reversed(parts):
        if part.process.poll() is None:
            _end(part.process, deadline)


def _end(process: subprocess.Popen[bytes], deadline: float) -> None:
    started = list(_offspring(process.pid))
    while started and time.monotonic() < deadline:
        time.sleep(0.2)
        started = list(_offspring(process.pid))
    process.terminate()
    try:
        process.wait(_LETTING_GO)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in started:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _offspring(pid: int) -> Iterator[int]:
    """What a process has started, as Linux tells it; elsewhere a run that is cut off ends when it misses its server."""
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in listed.read_text(encoding="ascii").split():
                yield int(child)
                yield from _offspring(int(child))
