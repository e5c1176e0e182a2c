"""`paminn up`: Prefect's server with its pages, the scheduled flows and what runs them, until Ctrl-C.

Everything listens on this machine alone. Whatever a run was missed for while this was down, the next scheduled
run catches up from our own ledger; Prefect's memory is never trusted for that.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import BinaryIO
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from paminn.engine import quiet_environment
from paminn.errors import NotCarriedOut, StorageError, UsageError
from paminn.shipped import shipped
from paminn.texts.render import render
from paminn.wiring import open_house, settings

POOL = "paminn"
_PATIENCE = 180  # seconds for a slow machine to start a new database


class _Stop(Exception):
    """Somebody asked us to end."""


def run_up(port: int, *, deployments: Path | None = None) -> int:
    """Start everything and wait. Returns 0 after Ctrl-C, 4 when a part ended by itself."""
    chosen = settings()
    with open_house(chosen=chosen):
        pass  # a setting or folder that cannot work is said now, not tomorrow at eight
    if not _free(port):
        raise UsageError(f"Porten {port} är upptagen. Välj en annan med --port, eller avsluta det som kör där.")
    home = chosen.home.resolve()
    environment = _environment(home, port)
    for number in (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else (signal.SIGTERM,):
        signal.signal(number, _stop)
    running: list[tuple[str, subprocess.Popen[bytes]]] = []
    try:
        log = (home / "up.log").open("ab")
    except OSError as error:
        raise StorageError(f"Mappen {home} går inte att skriva i ({error.strerror}).") from error
    with log:
        try:
            _say("Startar Prefects server …")
            running.append(("servern", _start(["server", "start", "--host", "127.0.0.1", "--port", str(port)],
                                              environment, log)))  # fmt: skip
            _wait_for(f"http://127.0.0.1:{port}/api/ready", running[0][1])
            _say("Läser in flödena och deras scheman …")
            _once(["work-pool", "create", POOL, "--type", "process", "--overwrite"], environment, log)
            chosen_file = deployments or shipped("deployments", "prefect.yaml")
            _once(["--no-prompt", "deploy", "--prefect-file", str(chosen_file), "--all"], environment, log)
            running.append(("den som kör flödena", _start(["worker", "start", "--pool", POOL, "--type", "process"],
                                                          environment, log)))  # fmt: skip
            print(render("cli/up.txt", port=port, log=log.name, home=home), flush=True)
            return _watch(running)
        except (_Stop, KeyboardInterrupt):
            _say("Avslutar …")
            return 0
        finally:
            _end(running)


def _environment(home: Path, port: int) -> dict[str, str]:
    absolute = {
        name: str(Path(value).resolve())
        for name, value in os.environ.items()
        if value and name.startswith("PAMINN_") and name.endswith(("_PLAN", "_FOLDER", "_FILE"))
    }
    # Flows run in another folder, so what is relative here must not be there.
    here = Path("plan_data", "gnesta")
    absolute.setdefault("PAMINN_PLAN", str((here if here.is_dir() else shipped("plan_data", "gnesta")).resolve()))
    return (
        quiet_environment(home, os.environ)
        | absolute
        | {
            "PAMINN_HOME": str(home),
            "PAMINN_SHIPPED": str(shipped()),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_UI_API_URL": f"http://127.0.0.1:{port}/api",
            # Runs and their tables are the quality team's view of the year, so they are kept for more than one.
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "P400D",
        }
    )


def _start(command: Sequence[str], environment: dict[str, str], log: BinaryIO) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end the parts in order.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-m", "prefect", *command], env=environment, cwd=shipped(), stdout=log, stderr=log,
        stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _once(command: Sequence[str], environment: dict[str, str], log: BinaryIO) -> None:
    process = _start(command, environment, log)
    try:
        if process.wait(_PATIENCE):
            raise NotCarriedOut(f"Prefect tog inte emot flödena. Läs slutet av {log.name} och försök igen.")
    finally:
        _end([("", process)])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NotCarriedOut("Prefects server slutade direkt. Läs slutet av up.log i påminns mapp.")
        try:
            with opener.open(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.3)
    raise NotCarriedOut("Prefects server kom inte i gång. Läs slutet av up.log i påminns mapp.")


def _watch(running: Sequence[tuple[str, subprocess.Popen[bytes]]]) -> int:
    while True:
        for name, process in running:
            if process.poll() is not None:
                raise NotCarriedOut(f"Det gick inte att hålla {name} i gång. Läs slutet av up.log och starta igen.")
        time.sleep(0.5)


def _end(running: Sequence[tuple[str, subprocess.Popen[bytes]]]) -> None:
    """Ask each part to end, the last started first; one that does not is ended anyway."""
    for _, process in reversed(running):
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
