"""What Prefect keeps of a run bears no secret, address or answer, however it ends; and nobody else is contacted.

The flows run on a machine of their own (tests/support/machine.py) against the session's server, with what every library
logs sent there too, as an installation may be told to with PREFECT_LOGGING_EXTRA_LOGGERS.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support import canaries, houses
from tests.support.canaries import ADDRESS, found, found_in
from tests.support.fakegraph.entra import SECRET as GRAPH_SECRET
from tests.support.imapserver import Folder
from tests.support.machine import Contact, Done, contacts, guarded, machine
from tests.support.smtpserver import free_port
from tests.support.town import Keys, Town, answer_to, town

DAY, LATER = houses.FIRST_STEP.isoformat(), "2026-06-02"
LOUD = {"PREFECT_LOGGING_LEVEL": "DEBUG", "PREFECT_LOGGING_EXTRA_LOGGERS": "sqlalchemy,urllib3,msal,requests"}
WELL = (
    ("remind", {"day": DAY}),
    ("collect", {"day": LATER}),
    ("publish", {"day": LATER}),
    ("summarise", {"day": LATER}),
)


def refused(place: Town, home: Path, settings: dict[str, str]) -> None:
    # A home of its own in a mailbox of its own: what another home has sent there would stop it before it sends.
    place.mail.post.folders = {"INBOX": Folder(), "Sent": Folder()}
    told = f"550 5.1.1 <{ADDRESS}> kanarienamn kanariesmtp"
    place.mail.rcpt = dict.fromkeys((ADDRESS, canaries.OTHER), told)
    place.flow.answers = [401]


def trial_refused(place: Town, home: Path, settings: dict[str, str]) -> None:
    place.mail.rcpt = {canaries.TRIAL: f"550 5.1.1 <{canaries.TRIAL}> kanarienamn kanariesmtp"}


def refused_by_graph(place: Town, home: Path, settings: dict[str, str]) -> None:
    told = f"{canaries.ANSWER} {GRAPH_SECRET}"
    body = json.dumps({"error": {"code": ADDRESS, "message": told}})
    place.graph_says(status=403, body=body)


def no_database(place: Town, home: Path, settings: dict[str, str]) -> None:
    settings["PAMINN_DATABASE_URL"] = canaries.database(free_port())


def broken_owners(place: Town, home: Path, settings: dict[str, str]) -> None:
    owners = Path(settings["PAMINN_PLAN"]) / "owners.yaml"
    owners.write_text(owners.read_text("utf-8").replace(f'"{ADDRESS}"', f'"{ADDRESS}'), "utf-8")


def a_day_that_is_none(place: Town, home: Path, settings: dict[str, str]) -> None:
    """What is raised inside the task quotes the value."""
    place.mail.post.folders = {"INBOX": Folder(), "Sent": Folder()}  # where the other home's notice lies
    with closing(sqlite3.connect(home / "ledger.db")) as ledger, ledger:
        ledger.execute(f"update mail set day = '{ADDRESS}'")


def a_broken_trigger(place: Town, home: Path, settings: dict[str, str]) -> None:
    """What the database raises quotes the statement's every value."""
    with closing(sqlite3.connect(home / "ledger.db")) as ledger, ledger:
        ledger.execute("create trigger no before insert on reply begin select none(); end")


# What is wrong → in which installation, with which flow.
BROKEN: Mapping[Callable[..., None], tuple[str, str]] = {
    refused: ("smtp", "remind"),
    trial_refused: ("trial", "remind"),
    refused_by_graph: ("graph", "remind"),
    no_database: ("folder", "remind"),
    broken_owners: ("folder", "remind"),
    a_broken_trigger: ("smtp", "collect"),
    a_day_that_is_none: ("smtp", "remind"),
}


@dataclass(frozen=True)
class Ran:
    """What came of all the runs: how each ended, what was tried on the network, what is left in files."""

    ended: Mapping[str, Done]
    contacts: list[Contact]
    allowed: set[tuple[str, int]]
    stderr: bytes
    files: Mapping[str, set[str]]
    kept: Mapping[str, set[str]]


@dataclass(frozen=True)
class Server:
    """The session's Prefect server."""

    api: str
    database: Path

    @property
    def host(self) -> tuple[str, int]:
        parts = urlsplit(self.api)
        return str(parts.hostname), int(parts.port or 0)

    def latest(self, count: int) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as known:
            return [one for (one,) in known.execute("select id from flow_run order by created desc limit ?", (count,))]

    def kept(self, runs: list[str]) -> Mapping[str, set[str]]:
        """Table → whose canaries it holds, once the server has been told how all these runs ended."""
        deadline = time.monotonic() + 20
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as known:
            while set(runs) - self._ended(known) and time.monotonic() < deadline:
                time.sleep(0.1)
            assert set(runs) <= self._ended(known)
            tables = [name for (name,) in known.execute("select name from sqlite_master where type = 'table'")]
            rows = {name: known.execute(f'select * from "{name}"').fetchall() for name in tables}
        assert all(rows[name] for name in ("flow_run", "task_run", "log", "artifact", "events", "flow_run_state"))
        return {name: whose for name, held in rows.items() if (whose := found("\n".join(map(str, held))))}

    def _ended(self, known: sqlite3.Connection) -> set[str]:
        ended = (
            "select resource_id from events where event in ('prefect.flow-run.Completed', 'prefect.flow-run.Failed')"
        )
        return {str(one).removeprefix("prefect.flow-run.") for (one,) in known.execute(ended)}


@pytest.fixture(scope="module")
def server(engine) -> Server:
    from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_DATABASE_CONNECTION_URL

    return Server(PREFECT_API_URL.value(), Path(PREFECT_SERVER_DATABASE_CONNECTION_URL.value().partition("///")[2]))


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Keys:
    return Keys.made(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def ran(server, keys, tmp_path_factory) -> Ran:
    folder = tmp_path_factory.mktemp("runs")
    ended: dict[str, Done] = {}
    prefect = {"PREFECT_API_URL": server.api, "PREFECT_HOME": str(folder / "prefect"), **LOUD}
    with town(folder, keys) as place:
        hosts = [*place.hosts, server.host]
        environment = guarded(folder / "contacts", hosts) | prefect
        with machine(folder / "stderr", environment, hurry=False) as made:

            def run(called: str, settings: Mapping[str, str], name: str, parameters: object) -> None:
                ended[called] = made.run("flow", name, json.dumps(parameters), environment=settings)

            settings = installation(place, folder / "smtp", "smtp")
            for name, parameters in WELL:
                run(name, settings, name, parameters)
            for spoil, (kind, name) in BROKEN.items():
                home = folder / (kind if spoil in (a_broken_trigger, a_day_that_is_none) else spoil.__name__)
                settings = installation(place, home, kind)
                spoil(place, home, settings)
                parameters = {"day": LATER} if name == "collect" else {"day": DAY}
                run(spoil.__name__, settings, name, parameters)
    kept = server.kept([done.out.split()[0] for done in ended.values()])
    files = {name: whose for name, whose in found_in(folder, keys.private).items() if not meant(name)}
    return Ran(ended, contacts(folder / "contacts"), set(hosts), (folder / "stderr").read_bytes(), files, kept)


def installation(place: Town, home: Path, kind: str) -> dict[str, str]:
    """Its settings. An answer lies in its inbox, wherever that is; where the plan's folder lies is nobody's business."""
    plan = houses.write_plan(home.parent / "kanarieplan" / home.name, canaries.plan_files())
    inbox = home / "inbox" / "new"
    inbox.mkdir(parents=True, exist_ok=True)
    answer = answer_to("utan kod", f"{canaries.ANSWER} {place.mail.post.inbox.last}")
    (inbox / "1").write_bytes(answer)
    place.receive(answer)
    return place.settings(kind) | {"PAMINN_HOME": str(home), "PAMINN_PLAN": str(plan)}


def meant(name: str) -> bool:
    return name.startswith("kanarieplan/") or any(part in name for part in ("/ledger.db", "/outbox/", "/inbox/"))


def test_the_runs_ended_as_they_should(ran):
    """Guards the tests below: a run that ends before it has begun says little."""
    codes = {name: done.code for name, done in ran.ended.items()}
    assert {name for name, code in codes.items() if code} == {spoil.__name__ for spoil in BROKEN}
    assert "ValueError" in ran.ended["a_day_that_is_none"].out
    assert "Allt kom inte fram" in ran.ended["refused"].out
    assert "Databasen går inte att skriva i" in ran.ended["a_broken_trigger"].out
    assert all(len(done.log) > 1000 for done in ran.ended.values())


def test_nothing_is_said_or_logged(ran, keys):
    said = {name: found(done.out + done.err + done.log, keys.private) for name, done in ran.ended.items()}
    assert {name: whose for name, whose in said.items() if whose} == {}
    assert found(ran.stderr, keys.private) == set()


def test_prefect_keeps_nothing_of_it(ran):
    """Names, parameters, states, logs, artifacts and events."""
    assert ran.kept == {}


def test_no_file_is_left_with_it(ran):
    assert ran.files == {}


def test_nobody_but_the_configured_hosts_and_prefects_own_server_is_contacted(ran, server):
    assert [one for one in ran.contacts if not one.known] == []
    reached = {one.address for one in ran.contacts}
    assert {one for one in reached if isinstance(one, tuple)} == ran.allowed
    assert {one for one in reached if isinstance(one, str)} == {server.host[0]}


def test_prefects_server_contacts_nobody(ran, contacted):
    """It has been running all the while, with the guard, that makes this file. When it tells of itself, it does so
    only now and then, so it is asked as well whether it would."""
    from prefect.client.orchestration import get_client

    assert [one for one in contacts(contacted) if not one.known] == []
    with get_client(sync_client=True) as client:
        chosen = client.request("GET", "/admin/settings").json()
    assert chosen["server"]["analytics_enabled"] is False
    assert chosen["cloud"]["enable_orchestration_telemetry"] is False
    assert chosen["telemetry"]["enable_resource_metrics"] is False


def test_what_prefect_is_told_is_searched(run, server, tmp_path, monkeypatch):
    """Guards the tests above, with what a run may well tell: the folders it was asked to use."""
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "kanarieut"))
    seen = [run("publish", day=DAY), run("adopt", answers='--same "kanariesvar=x"')]
    monkeypatch.setenv("PAMINN_HOME", str(tmp_path / "kanariehem"))
    (tmp_path / "kanariehem").write_bytes(b"")
    seen.append(run("remind", day=DAY))
    assert [one.state for one in seen][::2] == ["COMPLETED", "FAILED"]
    kept = server.kept(server.latest(3))
    assert (kept["flow_run"], kept["artifact"]) == ({"kanariesvar"}, {"kanarieut"})
    for table in ("flow_run_state", "log", "events"):
        assert "kanariehem" in kept[table], table
