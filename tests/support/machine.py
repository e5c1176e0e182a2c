"""A machine of its own for commands and flows to run on, where nothing that is written or logged goes unseen.

Run as a program it is that machine: one JSON question a line on stdin (environment, arguments, room), one JSON answer
a line on stdout. One process runs many commands, since starting Python takes longer than most of them. For commands
its clock is in a hurry: to sleep takes no time, so that every wait and every second attempt is gone through.
"""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

GUARD = Path(__file__).parent / "guard"
# Libraries that keep quiet unless asked by name.
TALKATIVE = ("sqlalchemy", "urllib3", "requests", "msal", "httpx", "httpcore")


@dataclass(frozen=True)
class Done:
    """How a command ended. `log` is everything logged by anybody, down to DEBUG."""

    code: int
    out: str
    err: str
    log: str


class Machine:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str, environment: Mapping[str, str], room: int | None = None) -> Done:
        """One `paminn` command, or "flow", its name and its parameters as JSON, "day" being the one that it then is. `room`: bytes that any one file may
        have, as on a full disk."""
        self._process.stdin.write(json.dumps([dict(environment), arguments, room]) + "\n")
        self._process.stdin.flush()
        return Done(**json.loads(self._process.stdout.readline()))


@contextmanager
def machine(stderr: Path, environment: Mapping[str, str] | None = None, *, hurry: bool = True) -> Iterator[Machine]:
    """The machine while it is needed; what the process says beside its commands is in the file `stderr`."""
    command = [sys.executable, str(Path(__file__)), *(["hurry"] if hurry else [])]
    with (
        stderr.open("ab") as said,
        subprocess.Popen(
            command, env=environment or _clean(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
            encoding="utf-8", cwd=stderr.parent,
        ) as process,
    ):  # fmt: skip
        try:
            yield Machine(process)
        finally:
            process.stdin.close()


def guarded(log: Path, hosts: Iterable[tuple[str, int]]) -> dict[str, str]:
    """The environment of a process that can reach these hosts alone; what it tries is written to `log`."""
    path = os.pathsep.join(filter(None, (str(GUARD), os.environ.get("PYTHONPATH"))))
    return _clean() | {"PYTHONPATH": path, "GUARD_LOG": str(log), "GUARD_HOSTS": json.dumps(list(hosts))}


@dataclass(frozen=True)
class Contact:
    """`address` is (host, port), or the host that was looked up. `known`: it was let through."""

    event: str
    address: tuple[str, int] | str
    known: bool


def contacts(log: Path) -> list[Contact]:
    """What the guard has written."""
    rows = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return [Contact(event, tuple(one) if isinstance(one, list) else one, known) for event, one, known in rows]


def _clean() -> dict[str, str]:
    """Nobody's own settings, and no proxy between us and the servers."""
    return {n: v for n, v in os.environ.items() if not n.startswith("PAMINN_") and not n.lower().endswith("_proxy")}


def _hurry() -> None:
    """The world's clock, before anything of ours is imported: a sleep is over at once and the time has passed."""
    import time

    slept, real = [0.0], time.monotonic

    def sleep(seconds: float) -> None:
        slept[0] += seconds

    time.sleep, time.monotonic = sleep, lambda: real() + slept[0]


def _serve() -> None:
    answers, base = sys.stdout, dict(os.environ)
    heard = logging.StreamHandler(io.StringIO())
    heard.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(heard)
    for line in sys.stdin:
        environment, arguments, room = json.loads(line)
        os.environ.clear()
        os.environ.update(base | environment)
        heard.setStream(io.StringIO())
        for name in ("", *TALKATIVE):
            logging.getLogger(name).setLevel(logging.DEBUG)
        said = _run(arguments, room)
        answers.write(json.dumps(said | {"log": heard.stream.getvalue()}) + "\n")
        answers.flush()


def _run(arguments: list[str], room: int | None) -> dict[str, Any]:
    import resource

    from paminn.cli import main

    out, err = io.StringIO(), io.StringIO()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (before[0] if room is None else room, before[1]))
            code = _flow(*arguments[1:]) if arguments[0] == "flow" else main(arguments)
        except SystemExit as end:
            code = end.code
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def _flow(name: str, parameters: str) -> int:
    """Prints the run's id, its end and what is told of it."""
    from prefect.logging.handlers import APILogHandler

    from paminn.clock import SWEDEN, stopped_at
    from paminn.engine import load_flow

    asked = json.loads(parameters)
    day = asked.pop("day", None)
    clock = nullcontext() if day is None else stopped_at(datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=SWEDEN))
    with clock:
        state = load_flow(name)(**asked, return_state=True)
    APILogHandler().flush()
    sys.stdout.write(f"{state.state_details.flow_run_id} {state!r} {state.message}")
    return 0 if state.is_completed() else 4


if __name__ == "__main__":
    if "hurry" in sys.argv:
        _hurry()
    _serve()
