"""PostgreSQL is an address away: what the memory must keep holds on a real server of Debian's."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, select, text

from paminn.errors import Busy
from paminn.ledger.almanac import SqlAlmanac
from paminn.ledger.database import Database
from paminn.ledger.desk import SqlDesk
from paminn.ledger.dispatch import SqlDispatch
from paminn.ledger.lineage import SqlLineage
from paminn.ledger.memory import SqlMemory
from paminn.ledger.post import SqlPost
from paminn.ledger.tables import decision, message, metadata
from paminn.reminders.message import State
from paminn.site.feeds import MARK
from tests.contract.test_almanac import TestAlmanac
from tests.contract.test_ledger import (
    Ledger,
    TestDesk,
    TestDispatch,
    TestMemory,
    TestOneRun,
    TestPost,
    TestRequests,
    TestSeenTo,
    TestWhatAMailTellsBesideAnswers,
    TestWorkers,
    test_a_message_is_moved_on_only_from_where_it_was_seen,
)
from tests.contract.test_ledger_grows import OLD, POSTGRES, TestGrowing, rows
from tests.contract.test_ledger_steps import (
    Place,
    TestDecisionsFromBeforeTheirChangesWereKept,
    TestNewAndNewer,
    TestTakenForward,
    TestTakenForwardFromALaterStep,
    TestToldTheSame,
)
from tests.contract.test_lineage import Memory, TestLineage
from tests.contract.test_shared_claims import TestAsked, TestClaimed, TestForOneself, TestGivenBack, TestRefused, both
from tests.support.fakes import Ruling
from tests.support.houses import mails, plan_files, tree, write_plan
from tests.support.smtpserver import free_port

# The same promises as for SQLite and the fake, met by the server that `ledger` below gives them.
__all__ = [
    "TestAlmanac",
    "TestAsked",
    "TestClaimed",
    "TestDecisionsFromBeforeTheirChangesWereKept",
    "TestDesk",
    "TestDispatch",
    "TestForOneself",
    "TestGivenBack",
    "TestGrowing",
    "TestLineage",
    "TestMemory",
    "TestNewAndNewer",
    "TestOneRun",
    "TestPost",
    "TestRefused",
    "TestRequests",
    "TestSeenTo",
    "TestTakenForward",
    "TestTakenForwardFromALaterStep",
    "TestToldTheSame",
    "TestWhatAMailTellsBesideAnswers",
    "TestWorkers",
    "both",
    "test_a_message_is_moved_on_only_from_where_it_was_seen",
]


@dataclass
class Server:
    port: int
    password: str
    made: int = 0

    def new_database(self) -> str:
        """The address of an empty database."""
        self.made += 1
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"create database prov{self.made}")
        return f"postgresql+psycopg://{self._address(f'prov{self.made}').partition('://')[2]}"

    def _address(self, name: str) -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{name}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Started here, on loopback alone, as the user that PostgreSQL insists on."""
    (programs,) = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    port, password = free_port(), secrets.token_hex(16)
    place = Path(tempfile.mkdtemp(prefix="paminn-postgres-", dir="/tmp"))
    (place / "password").write_text(password, encoding="ascii")
    shutil.chown(place, "postgres", "postgres")
    shutil.chown(place / "password", "postgres", "postgres")

    def as_postgres(program: str, *arguments: str) -> None:
        command = ["runuser", "-u", "postgres", "--", str(programs / program), "-D", str(place / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=place)

    try:
        as_postgres("initdb", "--auth=scram-sha-256", f"--pwfile={place / 'password'}", "--encoding=UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place}"
        as_postgres("pg_ctl", "--wait", "-l", str(place / "log"), "-o", options, "start")
        try:
            yield Server(port, password)
        finally:
            as_postgres("pg_ctl", "--wait", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place)


@pytest.fixture
def address(server) -> str:
    return server.new_database()


@pytest.fixture
def place(address, tmp_path) -> Place:
    return Place(address, tmp_path / "hem")


@pytest.fixture
def database(address, tmp_path) -> Iterator[Database]:
    opened = Database(address, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def ledger(database) -> Ledger:
    def rulings():
        with database.begin() as connection:
            rows = connection.execute(select(decision).order_by(decision.c.id)).all()
        return [Ruling(row.what, row.who, row.original_sha256, row.released_sha256) for row in rows]

    post = SqlPost(database)
    desk = SqlDesk(database)
    dispatch = SqlDispatch(database)
    return Ledger(dispatch, SqlMemory(database), post, post, desk, desk, dispatch, rulings)


@pytest.fixture
def memory(database) -> Memory:
    return Memory(SqlLineage(database), SqlDispatch(database))


@pytest.fixture
def almanacs(address, tmp_path) -> Iterator[Callable[[], SqlAlmanac]]:
    """Each with a connection of its own, as runs on several hosts."""
    databases: list[Database] = []

    def another() -> SqlAlmanac:
        databases.append(Database(address, tmp_path))
        return SqlAlmanac(databases[-1])

    yield another
    for opened in databases:
        opened.close()


@pytest.fixture
def workers(address, tmp_path) -> Iterator[list[SqlDispatch]]:
    databases = [Database(address, tmp_path) for _ in range(4)]
    yield [SqlDispatch(database) for database in databases]
    for opened in databases:
        opened.close()


@pytest.fixture
def opened(address, tmp_path) -> Callable[[], Database]:
    """A ledger that the version before kept on this server."""
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        connection.execute(OLD.format(**POSTGRES))
        for statement, values in rows("%s"):
            connection.execute(statement, values)
        for table in ("message", "step"):
            connection.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")
    return lambda: Database(address, tmp_path)


CLAIM = """
import sys
from pathlib import Path
from tests.support.houses import NOW, outgoing
from paminn.ledger.database import Database
from paminn.ledger.dispatch import SqlDispatch

database = Database(sys.argv[1], Path(sys.argv[2]))
dispatch = SqlDispatch(database)
messages = [outgoing(f"Roll {number}") for number in range(50)]
print("redo", flush=True)
sys.stdin.readline()
print(sum(len(dispatch.claim([message], NOW)) for message in messages))
"""


def python(program: str, *arguments: str, **given) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **given
    )


def test_of_two_processes_that_claim_exactly_one_wins_each_message(address, database, tmp_path):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with ExitStack() as stack:
        both = [stack.enter_context(python(CLAIM, address, str(tmp_path), env=environment)) for _ in range(2)]
        for one in both:
            assert one.stdout.readline() == "redo\n"
        for one in both:
            one.stdin.write("\n")
            one.stdin.flush()
        won = [int(one.stdout.readline()) for one in both]
    assert sum(won) == 50
    engine = create_engine(address)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from mail")) == 50
        assert set(connection.scalars(select(message.c.state))) == {State.CLAIMED}
    engine.dispose()


HOLD = """
import sys
from pathlib import Path
from paminn.ledger.database import Database

database = Database(sys.argv[1], Path(sys.argv[2]))
with database.exclusive("remind"):
    print("håller", flush=True)
    sys.stdin.readline()
"""


def test_another_process_is_told_to_wait_and_a_killed_one_lets_go(address, database, tmp_path):
    with python(HOLD, address, str(tmp_path)) as other:
        assert other.stdout.readline() == "håller\n"
        with pytest.raises(Busy), database.exclusive("remind"):
            pass
        with database.exclusive("collect"):
            pass
        other.kill()
        other.wait()
    until_free(database)


def test_a_finished_run_lets_go_to_another_process(address, database, tmp_path):
    with database.exclusive("remind"):
        pass
    with python(HOLD, address, str(tmp_path)) as other:
        assert other.stdout.readline() == "håller\n"
        other.stdin.write("\n")
    assert other.returncode == 0


def until_free(database: Database) -> None:
    """The server notices that a process is gone within moments."""
    for _ in range(50):
        try:
            with database.exclusive("remind"):
                return
        except Busy:
            with database.begin() as connection:
                connection.execute(text("select pg_sleep(0.1)"))
    raise AssertionError("the lock was never let go")


def test_a_whole_day_on_the_command_line_keeps_what_sqlite_keeps(address, tmp_path):
    """The only thing that is set otherwise is the address."""
    plan = write_plan(tmp_path / "plan", plan_files())
    for name in ("sqlite", "postgres"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "secret.key").write_text("a" * 64, encoding="ascii")
    for name, chosen in (("sqlite", {}), ("postgres", {"PAMINN_DATABASE_URL": address})):
        environment = {**os.environ, "PAMINN_HOME": str(tmp_path / name), "PAMINN_PLAN": str(plan), **chosen}
        publish = ["publish", "--out", str(tmp_path / name / "site")]
        for command in (["remind", "--on", "2026-06-01"], ["collect", "--on", "2026-06-02"], ["status"], publish):
            subprocess.run(
                [sys.executable, "-m", "paminn.cli", *command], env=environment, check=True, capture_output=True
            )
    assert len(mails(tmp_path / "postgres")) == len(mails(tmp_path / "sqlite")) > 0
    assert not (tmp_path / "postgres" / "ledger.db").exists()
    sites = [tree(tmp_path / name / "site") for name in ("postgres", "sqlite")]
    for site in sites:
        del site[MARK]  # each memory's own
    assert sites[0] == sites[1]
    query = "select key, plan, channel, owner, code, message_id, subject, recipients, state, attempts from mail order by key"
    with sqlite3.connect(tmp_path / "sqlite" / "ledger.db") as connection:
        expected = connection.execute(query).fetchall()
    connection.close()
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        assert connection.execute(query).fetchall() == expected
        tables = connection.execute("select table_name from information_schema.tables where table_schema = 'public'")
        assert {name for (name,) in tables} == set(metadata.tables)


def test_a_server_that_is_not_there_is_told_in_swedish(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "paminn.cli", "remind"], capture_output=True, text=True, check=False,
        env={**os.environ, "PAMINN_HOME": str(tmp_path),
             "PAMINN_DATABASE_URL": f"postgresql+psycopg://paminn:hemligt@127.0.0.1:{free_port()}/paminn"},
    )  # fmt: skip
    assert told.returncode == 4
    assert told.stderr.startswith("Databasen går inte att öppna.")
    assert "hemligt" not in told.stderr
    assert len(told.stderr.splitlines()) == 1
