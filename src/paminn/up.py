"""`paminn up`: Prefect's server with its pages, the flows and what runs them, and the calendar site, until Ctrl-C.

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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, BinaryIO
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from paminn.clock import now_in_sweden
from paminn.engine import quiet_environment
from paminn.errors import NotCarriedOut, StorageError, UsageError, told_by_disk
from paminn.home import plan_folder, settings
from paminn.shipped import shipped
from paminn.texts.render import render
from paminn.usecases.house import decided
from paminn.usecases.telling.publish import publish
from paminn.wiring import open_house

if TYPE_CHECKING:
    from paminn.settings import Settings

POOL = "paminn"
_PREFECT = ("-m", "prefect")
_PATIENCE = 180  # seconds for a slow machine to start a new database
_ENDING = 60  # seconds for a run to be done; one that is cut off is picked up from the ledger next time


class _Stop(Exception):
    """Somebody asked us to end."""


def run_up(port: int, *, plan: str | None = None, deployments: Path | None = None) -> int:
    """Start everything and wait. Prefect listens on `port`, the calendar site on the next.

    Returns 0 after Ctrl-C; raises when a part cannot start or ends by itself.
    """
    chosen = settings()
    if not 0 < port < 65535:
        raise UsageError(f"{port} är ingen port. Välj en mellan 1 och 65534 med --port.")
    for taken in (port, port + 1):
        if not _free(taken):
            raise UsageError(f"Porten {taken} är upptagen. Välj en annan med --port, eller avsluta det som kör där.")
    site = chosen.home.resolve() / "site"
    with open_house(plan, chosen) as house:
        # A plan, setting or folder that cannot work is said now, not tomorrow at eight.
        today = now_in_sweden().date()
        questions = len(decided(house.plan, today).reading.problems)
        publish(house, site, today)
    if questions:
        _say(f"Planen har {questions} fel. Det som går att läsa körs. Se dem med: paminn check")
    home = chosen.home.resolve()
    environment = _environment(chosen, plan, port)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    running: list[tuple[str, subprocess.Popen[bytes]]] = []
    try:
        log = (home / "up.log").open("ab")
    except OSError as error:
        raise StorageError(f"Mappen {home} går inte att skriva i ({told_by_disk(error)}).") from error
    with log:
        try:
            for part in _parts(port, site, deployments or shipped("deployments", "prefect.yaml"), environment, log):
                running.append(part)
            print(render("cli/up.txt", port=port, site=port + 1, log=log.name, home=home), flush=True)
            return _watch(running, log.name)
        except (_Stop, KeyboardInterrupt):
            return 0
        finally:
            # A second Ctrl-C must not leave half of it running.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            _say("Avslutar. En körning som pågår får bli klar …")
            _end(running)


def _parts(
    port: int, site: Path, deployments: Path, environment: dict[str, str], log: BinaryIO
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Each part as soon as it has been started, so that whatever happens next it can be ended."""
    _say("Startar Prefects server …")
    at = ["--host", "127.0.0.1", "--port"]
    server = _start([*_PREFECT, "server", "start", *at, str(port)], environment | _alone(port), log)
    yield "Prefects server", server
    _wait_for(f"http://127.0.0.1:{port}/api/ready", "Prefects server", server, log.name)
    _say("Läser in flödena och deras scheman …")
    _once([*_PREFECT, "work-pool", "create", POOL, "--type", "process", "--overwrite"], environment, log)
    _once([*_PREFECT, "--no-prompt", "deploy", "--prefect-file", str(deployments.resolve()), "--all"], environment, log)
    worker = [*_PREFECT, "worker", "start", "--pool", POOL, "--type", "process", "--name", POOL]
    yield "den som kör flödena", _start(worker, environment, log)
    pages = _start(["-m", "paminn.site", str(site), *at, str(port + 1)], environment, log)
    yield "kalendersidan", pages
    _wait_for(f"http://127.0.0.1:{port + 1}/", "Kalendersidan", pages, log.name)


def _environment(chosen: Settings, plan: str | None, port: int) -> dict[str, str]:
    """What the parts are told. Flows run in another folder, so every path is made absolute."""
    own = {
        name: str(Path(value).resolve())
        for name, value in os.environ.items()
        if value and name.startswith("PAMINN_") and name.endswith(("_FOLDER", "_FILE", "_CERTIFICATE"))
    }
    own["PAMINN_HOME"] = str(chosen.home.resolve())
    own["PAMINN_PLAN"] = str(plan_folder(plan or chosen.plan).folder.resolve())
    scheme, _, path = chosen.database_url.get_secret_value().partition(":///")
    if scheme.startswith("sqlite") and path:
        own["PAMINN_DATABASE_URL"] = f"{scheme}:///{Path(path).resolve()}"
        own.pop("PAMINN_DATABASE_URL_FILE", None)
    base = {name: value for name, value in os.environ.items() if name != "PAMINN_DATABASE_URL_FILE"}
    pages = f"http://127.0.0.1:{port}"
    return (
        quiet_environment(chosen.home.resolve(), base)
        | own
        | {
            "FLOWS_HOME": str(shipped()),  # the pull step of deployments/prefect.yaml
            # Prefect writes its pages among its own code, and its runs in a folder that the first user of it owns.
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(_own_folder(chosen.home, "pages")),
            "TMPDIR": str(_own_folder(chosen.home, "tmp")),
            "PREFECT_API_URL": f"{pages}/api",
            "PREFECT_SERVER_UI_API_URL": f"{pages}/api",
            # No page that a browser on this machine happens to visit may start or read runs.
            "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"{pages},http://localhost:{port}",
            "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
            # Runs and their tables are the quality team's view of the year, so they are kept for more than one.
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "P400D",
        }
    )


def _own_folder(home: Path, name: str) -> Path:
    made = home.resolve() / "prefect" / name
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def _alone(port: int) -> dict[str, str]:
    """Prefect's server asks GitHub which kinds of work there are; led back to itself, it takes the list it came with.

    What a municipality has it tell by itself, a host of its own, is named in NO_PROXY.
    """
    return dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), f"http://127.0.0.1:{port}")


def _start(command: Sequence[str], environment: dict[str, str], log: BinaryIO) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end the parts in order.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and words
        [sys.executable, *command], env=environment, cwd=shipped(), stdout=log, stderr=log,
        stdin=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _once(command: Sequence[str], environment: dict[str, str], log: BinaryIO) -> None:
    process = _start(command, environment, log)
    try:
        if process.wait(_PATIENCE):
            raise NotCarriedOut(f"Prefect tog inte emot flödena. Läs slutet av {log.name} och försök igen.")
    except subprocess.TimeoutExpired as error:
        raise NotCarriedOut(f"Prefect svarade inte i tid. Läs slutet av {log.name} och försök igen.") from error
    finally:
        _end([("", process)])


def _wait_for(address: str, name: str, server: subprocess.Popen[bytes], log: str) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NotCarriedOut(f"{name} slutade direkt. Läs slutet av {log} och försök igen.")
        try:
            with opener.open(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.3)
    raise NotCarriedOut(f"{name} kom inte i gång. Läs slutet av {log} och försök igen.")


def _watch(running: Sequence[tuple[str, subprocess.Popen[bytes]]], log: str) -> int:
    while True:
        for name, process in running:
            if process.poll() is not None:
                raise NotCarriedOut(f"Det gick inte att hålla {name} i gång. Läs slutet av {log} och starta igen.")
        time.sleep(0.5)


def _end(running: Sequence[tuple[str, subprocess.Popen[bytes]]]) -> None:
    """Let what each part has started be done, and ask it to end, the last first; what does not is ended anyway."""
    deadline = time.monotonic() + _ENDING
    for _, process in reversed(running):
        if process.poll() is not None:
            continue
        while (started := list(_offspring(process.pid))) and time.monotonic() < deadline:
            time.sleep(0.2)
        process.terminate()
        try:
            process.wait(20)
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


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere it would share a port that is taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
