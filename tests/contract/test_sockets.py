"""Nothing but the configured hosts is contacted: every other connection and look-up is refused and written down."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.support import canaries, houses
from tests.support.machine import Contact, contacts, guarded, machine
from tests.support.town import KINDS, Keys, Town, answer_to, town

pytestmark = pytest.mark.slow

DAY, LATER = houses.FIRST_STEP.isoformat(), "2026-06-02"
COMMANDS = (
    ("check",),
    ("forecast",),
    ("preview", "--on", DAY),
    ("remind", "--on", DAY, "--send"),
    ("collect", "--on", LATER),
    ("status",),
    ("outcomes", "list"),
    ("replies", "list"),
    ("publish",),
    ("summarise", "2026"),
)
# Where `paminn up` has Prefect's server unless told otherwise: the doctor looks whether it runs.
PREFECT = ("127.0.0.1", 4200)


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Keys:
    return Keys.made(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machine")
    with machine(folder / "stderr", guarded(folder / "none", ())) as made:
        yield made.run
    assert (folder / "none").read_bytes() == b""
    assert (folder / "stderr").read_bytes() == b""


@pytest.fixture
def place(tmp_path, keys):
    with town(tmp_path, keys) as made:
        yield made


class Guarded:
    """An installation that may reach the hosts named alone."""

    def __init__(self, run, place: Town, folder: Path, kind: str) -> None:
        self._run, self.log = run, folder / "contacts"
        plan = houses.write_plan(folder / "plan", canaries.plan_files())
        self.settings = place.settings(kind) | {"PAMINN_HOME": str(folder / "hem"), "PAMINN_PLAN": str(plan)}
        inbox = folder / "hem" / "inbox" / "new"
        inbox.mkdir(parents=True)
        (inbox / "1").write_bytes(answer_to("utan kod"))
        place.receive(answer_to("utan kod"))

    def __call__(self, *commands: tuple[str, ...], hosts: Iterable[tuple[str, int]]) -> set[int]:
        """The exit codes."""
        environment = guarded(self.log, hosts) | self.settings
        return {self._run(*one, environment=environment).code for one in commands}

    def reached(self) -> set[Any]:
        return {one.address for one in self._contacts() if one.known}

    def refused(self) -> set[Any]:
        return {one.address for one in self._contacts() if not one.known}

    def _contacts(self) -> list[Contact]:
        return contacts(self.log) if self.log.exists() else []


@pytest.fixture
def installed(run, place, tmp_path):
    return lambda kind: Guarded(run, place, tmp_path, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_configured_is_contacted(installed, place, kind):
    smtp, imap, graph, flow = place.hosts
    mine = {"folder": set(), "smtp": {smtp, imap, flow}, "trial": {smtp, imap}}.get(kind, {graph, flow})
    looked_up = {"127.0.0.1"} if mine else set()
    paminn = installed(kind)
    codes = paminn(*COMMANDS, hosts=mine)
    assert codes == ({0, 4} if kind == "certificate" else {0})  # its cards are refused
    assert (paminn.reached(), paminn.refused()) == (mine | looked_up, set())
    mine |= {flow} if kind == "trial" else set()  # sends it nothing, but looks whether it is there
    # To the doctor, mail to addresses that only are examples is wrong.
    assert paminn(("doctor",), hosts=[*mine, PREFECT]) == ({4} if mine else {0})
    assert (paminn.reached(), paminn.refused()) == (mine | {PREFECT, "127.0.0.1"}, set())
    assert place.flow.posted == [] or kind != "trial"


@pytest.mark.parametrize("kind", ["smtp", "graph"])
def test_nobody_else_is_asked_when_none_of_them_answers(installed, place, kind):
    smtp, imap, graph, flow = place.hosts
    paminn = installed(kind)
    assert paminn(*COMMANDS, ("doctor",), hosts=[PREFECT]) == {0, 4}
    assert paminn.refused() == ({smtp, imap, flow} if kind == "smtp" else {graph, flow})


def test_nobody_is_led_astray_by_an_answer(installed, place):
    """A host that is asked names another, in a redirect, in a page's link or in the page that people subscribe from."""
    elsewhere = "https://annan.example/v1.0/messages"
    page = json.dumps({"value": [], "@odata.nextLink": elsewhere})
    graph, flow = place.hosts[2:]
    paminn = installed("graph")
    paminn.settings["PAMINN_PUBLIC_URL"] = f"{place.graph.root}/plan/"
    there = {"status": 307, "location": elsewhere}
    for operations, fault in ((("list", "delta"), {"status": 200, "body": page}), ((), there), (("*",), there)):
        place.graph_says(*operations, **fault)
        place.flow.answers = [(302, {"Location": elsewhere})] * 9
        assert 4 in paminn(("remind", "--on", DAY, "--send"), ("doctor",), hosts=[graph, flow, PREFECT])
        place.graph.faults.clear()
    assert paminn.refused() == set()
    assert {graph, flow} <= paminn.reached()


ASTRAY = """
import socket, subprocess, sys
from contextlib import suppress
with suppress(OSError): socket.socket().connect(("192.0.2.1", 25))
with suppress(OSError): socket.getaddrinfo("annan.example", 443)
with suppress(OSError): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.2", 53))
with suppress(OSError): socket.getfqdn()
socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=1).close()
if len(sys.argv) == 2:
    sys.exit(subprocess.run([sys.executable, *sys.orig_argv[1:], "again"]).returncode)
"""


def test_the_guard_sees_and_refuses_in_every_python_that_is_started(tmp_path, place):
    """Guards the tests above."""
    log = tmp_path / "contacts"
    (_, port) = place.hosts[3]
    environment = guarded(log, [("127.0.0.1", port)])
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", ASTRAY, str(port)], env=environment, check=False)
    assert done.returncode == 0
    seen = [(one.address, one.known) for one in contacts(log) if one.event != "socket.gethostbyaddr"]
    once = [(("192.0.2.1", 25), False), ("annan.example", False), (("192.0.2.2", 53), False)]
    once += [("127.0.0.1", True), (("127.0.0.1", port), True)]
    assert seen == once * 2
    assert {one.event for one in contacts(log)} >= {"socket.gethostbyaddr", "socket.sendto"}
