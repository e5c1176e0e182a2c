"""Prefect's server with its pages, the flows and what runs them, and the calendar site, until Ctrl-C.

Everything listens on this machine alone. Whatever a run was missed for while this was down, the next scheduled
run catches up from our own ledger; Prefect's memory is never trusted for that.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, BinaryIO

from paminn.clock import today_in_sweden
from paminn.errors import StorageError, UsageError, told_by_disk
from paminn.home import PREFECT_LOGIN, AskedPlan, settings
from paminn.shipped import shipped
from paminn.texts.render import render
from paminn.up.environment import environment_of_parts, led_back_to
from paminn.up.processes import Part, end, run_once, start, wait_until_it_answers, watch
from paminn.usecases.plans import decided
from paminn.usecases.telling.publish_each import publish_each
from paminn.wiring import open_house

if TYPE_CHECKING:
    from paminn.settings import Settings

POOL = "paminn"
_PREFECT = ("-m", "prefect")
_HERE = ("--host", "127.0.0.1", "--port")


class _Stop(Exception):
    """Somebody asked us to end."""


def run_up(port: int, *, plan: AskedPlan = None, deployments: Path | None = None) -> int:
    """Start everything and wait. Prefect listens on `port`, the calendar site on the next.

    Returns 0 after Ctrl-C; raises when a part cannot start or ends by itself.
    """
    chosen = settings()
    _refuse_ports(port)
    home = chosen.home.resolve()
    site = home / "site"
    _publish_first(chosen, plan, site)
    to_run = _ToRun(
        port,
        site,
        deployments or shipped("deployments", "prefect.yaml"),
        environment_of_parts(chosen, plan, port),
    )
    _stop_at("SIGTERM", "SIGHUP")
    try:
        log = (home / "up.log").open("ab")
    except OSError as error:
        raise StorageError(f"Mappen {home} går inte att skriva i ({told_by_disk(error)}).") from error
    parts: list[Part] = []
    with log:
        try:
            for part in to_run.started(log):
                parts.append(part)
            print(
                render("cli/up.txt", port=port, site=port + 1, log=log.name, home=home, login=home / PREFECT_LOGIN),
                flush=True,
            )
            watch(parts, log)
        except (_Stop, KeyboardInterrupt):
            return 0
        finally:
            # A second Ctrl-C must not leave half of it running.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            _say("Avslutar. En körning som pågår får bli klar …")
            end(parts)


@dataclass(frozen=True)
class _ToRun:
    """What is to run: Prefect on `port` with the flows of `deployments`, and the pages in `site` on the next port."""

    port: int
    site: Path
    deployments: Path
    environment: dict[str, str]

    def started(self, log: BinaryIO) -> Iterator[Part]:
        """Each part as soon as it has been started, so that whatever happens next it can be ended."""
        _say("Startar Prefects server …")
        serve = ("-m", "paminn.up.prefect_pages", str(self.port))
        server = start("Prefects server", serve, self.environment | led_back_to(self.port), log)
        yield server
        wait_until_it_answers(server, f"http://127.0.0.1:{self.port}/api/ready", log)
        _say("Läser in flödena och deras scheman …")
        self._deploy(log)
        work = (*_PREFECT, "worker", "start", "--pool", POOL, "--type", "process", "--name", POOL)
        yield start("den som kör flödena", work, self.environment, log)
        show = ("-m", "paminn.site", str(self.site), *_HERE, str(self.port + 1))
        pages = start("kalendersidan", show, self.environment, log)
        yield pages
        wait_until_it_answers(pages, f"http://127.0.0.1:{self.port + 1}/", log)

    def _deploy(self, log: BinaryIO) -> None:
        pool = (*_PREFECT, "work-pool", "create", POOL, "--type", "process", "--overwrite")
        run_once(pool, self.environment, log)
        flows = (*_PREFECT, "--no-prompt", "deploy", "--prefect-file", str(self.deployments.resolve()), "--all")
        run_once(flows, self.environment, log)


def _refuse_ports(port: int) -> None:
    """Both must be ports, and free. Raises UsageError."""
    if not 0 < port < 65535:
        raise UsageError(f"{port} är ingen port. Välj en mellan 1 och 65534 med --port.")
    for wanted in (port, port + 1):
        if not _is_free(wanted):
            raise UsageError(f"Porten {wanted} är upptagen. Välj en annan med --port, eller avsluta det som kör där.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere it would share a port that is taken
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _publish_first(chosen: Settings, plan: AskedPlan, site: Path) -> None:
    """A plan, setting or folder that cannot work is said now, not tomorrow at eight."""
    with open_house(plan, chosen) as house:
        today = today_in_sweden().day
        published = publish_each(house, site, today)
        for done in published.done:
            problems = decided(done.of.plan, today).reading.problems
            which = f"{done.of.identity}: " if published.are_several else ""
            if problems:
                _say(f"{which}Planen har {len(problems)} fel. Det som går att läsa körs. Se dem med: paminn check")
    for stopped in published.stopped:
        _say(f"{stopped.of.identity or stopped.of.name}: {stopped.error}")
    if not published.done:
        raise published.stopped[0].error


def _stop_at(*names: str) -> None:
    """Take these signals as Ctrl-C. Not every system has them all."""
    for name in names:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
