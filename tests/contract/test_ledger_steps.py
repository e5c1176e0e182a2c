"""The ledger's shape as numbered steps: an older ledger is taken forward whole, and a newer one is left alone."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, inspect, text, update
from sqlalchemy.exc import DBAPIError

from paminn import __version__
from paminn.cli import main
from paminn.errors import StorageError
from paminn.ledger.database import Database
from paminn.ledger.opening import refuse_without_room
from paminn.ledger.steps import STEPS, VERSION
from paminn.ledger.tables import metadata, schema
from tests.support.old_ledgers import (
    FOLDER,
    NAMES,
    POSTGRES,
    SQLITE,
    kept,
    put_in_postgres,
    put_in_sqlite,
    statements,
)

pytestmark = pytest.mark.slow

# What became of a table's name, and of values that a step reads anew.
CALLED_NOW = {"message": "mail"}
READ_ANEW = {("message", "cause"), ("message", "reason"), ("message", "state")}


@dataclass
class Place:
    """Somewhere to keep a ledger: `address` as PAMINN_DATABASE_URL, empty for SQLite in `home`."""

    address: str
    home: Path

    def open(self, tell: Callable[[str], None] = lambda sentence: None) -> Database:
        return Database(self.address, self.home, tell)

    def put(self, name: str) -> None:
        """An older version's ledger, as it was left."""
        if self.address:
            put_in_postgres(name, self.address)
        else:
            put_in_sqlite(name, self.home / "ledger.db")

    @property
    def words(self) -> dict[str, str]:
        return POSTGRES if self.address else SQLITE

    def engine(self):
        return create_engine(self.address or f"sqlite:///{self.home / 'ledger.db'}")


@pytest.fixture
def place(tmp_path) -> Place:
    return Place("", tmp_path / "hem")


def told(value: object) -> object:
    """A value as the frozen files tell it, whichever database it comes from."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return value


def everything(place: Place) -> dict[str, list[list[object]]]:
    """All rows of all tables."""
    engine = place.engine()
    content: dict[str, list[list[object]]] = {}
    with engine.connect() as connection:
        for table in sorted(inspect(connection).get_table_names()):
            rows = connection.execute(text(f"select * from {table}"))
            content[table] = sorted(([told(value) for value in row] for row in rows), key=str)
    engine.dispose()
    return content


def shape(place: Place) -> dict[str, object]:
    """Every table's columns, what they may hold, and its indexes."""
    engine = place.engine()
    known = inspect(engine)
    tables: dict[str, object] = {}
    for table in known.get_table_names():
        columns = {column["name"]: (str(column["type"]), column["nullable"]) for column in known.get_columns(table)}
        indexes = {
            index["name"]: (index["column_names"], bool(index["unique"]))
            for index in known.get_indexes(table)
            if "duplicates_constraint" not in index
        }
        unique = sorted(constraint["column_names"] for constraint in known.get_unique_constraints(table))
        keys = [(key["constrained_columns"], key["referred_table"]) for key in known.get_foreign_keys(table)]
        tables[table] = (columns, indexes, unique, keys)
    engine.dispose()
    return tables


@pytest.mark.parametrize("name", NAMES)
class TestTakenForward:
    def test_every_value_is_found_again(self, place, name):
        place.put(name)
        place.open().close()
        engine = place.engine()
        with engine.connect() as connection:
            for table, content in kept(name).items():
                names = [column for column in content.columns if (table, column) not in READ_ANEW]
                columns = ", ".join(f'"{column}"' for column in names)
                rows = connection.execute(text(f"select {columns} from {CALLED_NOW.get(table, table)} order by id"))
                expected = [dict(zip(content.columns, row, strict=True)) for row in content.rows]
                assert [dict(zip(names, map(told, row), strict=True)) for row in rows] == [
                    {column: row[column] for column in names} for row in expected
                ], table
        engine.dispose()

    def test_it_has_the_shape_of_a_new_one(self, place, name, tmp_path):
        place.put(name)
        place.open().close()
        taken_forward = shape(place)
        place.open().close()
        assert set(taken_forward) == set(metadata.tables)
        new = self.new(place, tmp_path)
        new.open().close()
        assert taken_forward == shape(new)

    @staticmethod
    def new(place: Place, tmp_path: Path) -> Place:
        if not place.address:
            return Place("", tmp_path / "nytt")
        engine = place.engine()
        with engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
        engine.dispose()
        return place

    def test_it_says_which_version_it_has_and_who_made_it_so(self, place, name):
        place.put(name)
        with closing(place.open()) as database, database.begin() as connection:
            (row,) = connection.execute(schema.select())
        assert (row.version, row.readable_from, row.program) == (VERSION, STEPS[-1].readable_from, __version__)

    def test_opened_again_nothing_in_it_changes_and_nothing_is_told(self, place, name):
        place.put(name)
        place.open().close()
        before, said = everything(place), []
        place.open(said.append).close()
        assert (everything(place), said) == (before, [])

    def test_two_programs_that_open_it_at_once_both_can(self, place, name):
        place.put(name)
        start, faults = Barrier(4), []

        def open_it() -> None:
            start.wait()
            try:
                place.open().close()
            except Exception as error:
                faults.append(error)

        threads = [Thread(target=open_it) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert len(everything(place)["mail"]) == len(kept(name)["message"].rows)
        assert len(everything(place)["schema"]) == 1

    @pytest.mark.pain(1)
    def test_the_program_that_made_it_stops_before_it_and_writes_nothing(self, place, name):
        """It makes the tables it misses, in one transaction, before it looks at anything."""
        place.put(name)
        place.open().close()
        stops_the_old_program(place, name)


class TestTakenForwardFromALaterStep:
    """What stands at a step between, as those who followed the program along have it."""

    @pytest.mark.parametrize("stands_at", range(8, VERSION))
    @pytest.mark.parametrize("name", NAMES)
    def test_row_by_row_nothing_is_lost(self, place, name, stands_at, tmp_path):
        place.put(name)
        engine = place.engine()
        with engine.begin() as connection:
            for step in STEPS[:stands_at]:
                step.carry_out(connection)
            made_by = {"version": stands_at, "readable_from": stands_at}
            connection.execute(text("delete from schema"))
            connection.execute(text(STANDS), made_by)
            connection.execute(text(MARKED))
            if stands_at >= 10:
                connection.execute(text("insert into left_mail (sha256, since) values ('ab', '2026-06-01')"))
            if stands_at >= 11:
                connection.execute(text(SEEN_TO))
        before = self.by_column(engine)
        engine.dispose()
        place.open().close()
        engine = place.engine()
        after = self.by_column(engine)
        engine.dispose()
        assert before.pop("schema") != after["schema"]
        for table, rows in before.items():
            assert len(after[table]) == len(rows), table
            for was, has_become in zip(rows, after[table], strict=True):
                assert {column: has_become[column] for column in was} == was, table
        assert {table: len(rows) for table, rows in before.items()}["mark"] == 1
        taken_forward = shape(place)
        new = TestTakenForward.new(place, tmp_path)
        new.open().close()
        assert taken_forward == shape(new)

    @staticmethod
    def by_column(engine) -> dict[str, list[dict[str, object]]]:
        """Every row of every table, by its own number."""
        content = {}
        with engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                rows = [dict(row) for row in connection.execute(text(f"select * from {table}")).mappings()]
                told_rows = [{column: told(value) for column, value in row.items()} for row in rows]
                content[table] = sorted(told_rows, key=lambda row: row.get("id", 0))
        return content


STANDS = "insert into schema values (:version, :readable_from, '2026-06-01 06:00:00', 'mellan')"
MARKED = (
    "insert into mark (lineage, serial, is_current, accepted_by, accepted_at)"
    " values ('aaaaaaaaaaaaaaaa', 41, true, '', null)"
)
SEEN_TO = (
    "insert into seen_to (plan, address, at, played, who, why)"
    " values ('prov-plan', 'chef@prov.example', '2026-06-01 06:00:00', null, 'Eva', 'Läser igen')"
)


def stops_the_old_program(place: Place, name: str) -> None:
    before = everything(place)
    with pytest.raises(DBAPIError, match=r"ix_message_|message_plan_day"):
        open_as_it_did(place, name)
    assert everything(place) == before


def open_as_it_did(place: Place, name: str) -> None:
    engine = place.engine()
    there = set(inspect(engine).get_table_names())
    try:
        with engine.begin() as connection:
            if not place.address:
                connection.exec_driver_sql("begin immediate")
            for statement in statements(name, place.words):
                words = statement.split()
                table = words[2] if words[1] == "TABLE" else words[words.index("ON") + 1]
                if table not in there:
                    connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


class TestNewAndNewer:
    def test_a_new_one_is_whole_at_once(self, place):
        said = []
        place.open(said.append).close()
        assert set(shape(place)) == set(metadata.tables)
        assert [row[:2] for row in everything(place)["schema"]] == [[VERSION, STEPS[-1].readable_from]]
        assert said == []

    @pytest.mark.pain(1)
    @pytest.mark.parametrize("name", NAMES)
    def test_the_first_waves_program_stops_before_a_new_one_too(self, place, name):
        place.open().close()
        stops_the_old_program(place, name)

    def test_one_that_is_newer_stops_with_a_sentence_and_is_left_as_it_is(self, place):
        self.make_newer(place, readable_from=VERSION + 1)
        before = everything(place)
        with pytest.raises(StorageError) as refused:
            place.open()
        assert str(refused.value) == (
            "Databasen är skriven av en nyare version av påminn (9.9), och den här kan inte läsa den. "
            "Uppgradera påminn, eller lägg tillbaka kopian av databasen från före uppgraderingen."
        )
        assert everything(place) == before

    def test_one_that_is_newer_but_can_be_read_is_opened_and_keeps_its_number(self, place):
        self.make_newer(place, readable_from=VERSION)
        before = everything(place)
        place.open().close()
        assert everything(place) == before

    @staticmethod
    def make_newer(place: Place, readable_from: int) -> None:
        with closing(place.open()) as database, database.begin() as connection:
            newer = {"version": VERSION + 1, "readable_from": readable_from, "program": "9.9"}
            connection.execute(update(schema).values(newer))


class TestDecisionsFromBeforeTheirChangesWereKept:
    """Step 7. What can be told of them is, and what cannot is not made up."""

    def rows(self, place: Place, statement: str) -> list[tuple[object, ...]]:
        engine = place.engine()
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(statement))]
        engine.dispose()
        return rows

    def test_which_mail_each_answers_is_found_by_its_code_and_what_it_was_read_as_is_kept(self, place):
        place.put("first_wave")
        place.open().close()
        answered = self.rows(
            place,
            "select answer.owner, mail.owner, answer.occurrence, step.occurrence, answer.status, answer.read_status"
            " from answer join mail on mail.id = answer.request"
            " join step on step.message = mail.id and step.goal = answer.goal and step.shown"
            " where not answer.status_by_team",
        )
        assert len(answered) == 5
        for owner, asked, about, asked_about, status, read in answered:
            assert (owner, about, status) == (asked, asked_about, read)

    def test_a_status_that_the_team_had_set_leaves_unknown_what_was_read(self, place):
        place.put("first_wave")
        place.open().close()
        engine = place.engine()
        with engine.begin() as connection:
            by_team = text("select count(*) from answer where status_by_team and read_known and reply not in"
                           " (select id from reply where settled_at is not null)")  # fmt: skip
            assert connection.execute(by_team).scalar() == 0
            kept = connection.execute(text("select count(*) from decision where state_before is not null")).scalar()
        engine.dispose()
        assert kept == 0


class TestUnreadAnswersToWhatOnlyToldToPrepare:
    """Step 15. They are about the step until a person says more; what a person has decided stands."""

    def test_only_those_that_nobody_has_read_or_decided_about_change(self, place):
        place.put("first_wave")
        engine = place.engine()
        with engine.begin() as connection:
            for step in STEPS[:14]:
                step.carry_out(connection)
            connection.execute(text("delete from schema"))
            connection.execute(text(STANDS), {"version": 14, "readable_from": 14})
            asked = text(
                "select answer.id, step.id, answer.occurrence from answer join step on step.message = answer.request"
                " and step.goal = answer.goal and step.owner = answer.owner and step.shown order by answer.id"
            )
            (unread, its_step, about), (decided, other_step, other), *rest = connection.execute(asked).all()
            prepares = text("update step set weeks = 12 where id in (:one, :other)")
            connection.execute(prepares, {"one": its_step, "other": other_step})
            connection.execute(text("update answer set status = null, release = 'held'"))
            connection.execute(text("update answer set release = 'withheld' where id = :id"), {"id": decided})
        engine.dispose()
        place.open().close()
        engine = place.engine()
        with engine.connect() as connection:
            now = dict(connection.execute(text("select id, occurrence from answer")).tuples().all())
        engine.dispose()
        assert now[unread] == f"{about}-12w"
        assert now[decided] == other
        assert rest
        for number, _, unchanged in rest:
            assert now[number] == unchanged, "a reminder that asked"


class TestToldTheSame:
    """What people are told of a ledger is what the first wave's program told of it, byte for byte where it is bytes."""

    @pytest.fixture
    def paminn(self, place, tmp_path, monkeypatch, capsys) -> Callable[..., dict]:
        place.put("first_wave")
        place.home.mkdir(exist_ok=True)
        monkeypatch.setenv("PAMINN_HOME", str(place.home))
        monkeypatch.setenv("PAMINN_PLAN", str(FOLDER / "first_wave" / "plan"))
        if place.address:
            monkeypatch.setenv("PAMINN_DATABASE_URL", place.address)

        def run(*arguments: str) -> dict:
            assert main([*arguments, "--on", "2026-06-24", "--json"]) == 0
            return json.loads(capsys.readouterr().out)

        return run

    def test_status(self, paminn):
        expected = json.loads((FOLDER / "first_wave" / "status.json").read_text(encoding="utf-8"))["status"]
        rows = paminn("status")["status"]
        assert [{key: row[key] for key in then} for row, then in zip(rows, expected, strict=True)] == expected

    def test_accounts(self, paminn, tmp_path):
        for year, counts in json.loads((FOLDER / "first_wave" / "accounts.json").read_text(encoding="utf-8")).items():
            made = paminn("summarise", year, "--out", str(tmp_path / "konto"))
            assert {key: made[key] for key in counts} == counts

    def test_feeds(self, paminn, tmp_path):
        paminn("publish", "--out", str(tmp_path / "kalender"))
        feeds = sorted((FOLDER / "first_wave" / "calendar").glob("*.ics"))
        assert len(feeds) == 5
        for feed in feeds:
            assert (tmp_path / "kalender" / feed.name).read_bytes() == feed.read_bytes(), feed.name


def test_the_steps_are_numbered_from_one_without_a_gap_and_each_says_what_it_does():
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))
    for step in STEPS:
        assert 1 <= step.readable_from <= step.number
        assert step.does[0].isupper()
        assert step.does.endswith(".")


class TestTheCopy:
    def test_a_copy_is_put_beside_it_first_and_told_of(self, place):
        place.put("first_wave")
        (place.home / "ledger.db").chmod(0o600)
        before, said = everything(place), []
        place.open(said.append).close()
        (copy,) = place.home.glob("ledger-kopia-*.db")
        assert said == [
            f"Databasen är från en äldre version av påminn och uppgraderas nu. En kopia ligger i {copy.resolve()}."
        ]
        assert copy.stat().st_mode & 0o777 == 0o600
        back = replace(place, home=place.home / "tillbaka")
        back.home.mkdir()
        copy.rename(back.home / "ledger.db")
        assert everything(back) == before
        back.open().close()

    def test_a_copy_from_before_is_never_written_over(self, place):
        place.put("first_wave")
        place.open().close()
        (first,) = place.home.glob("ledger-kopia-*.db")
        content = first.read_bytes()
        (place.home / "ledger.db").unlink()
        place.put("earliest")
        place.open().close()
        assert len(list(place.home.glob("ledger-kopia-*.db"))) == 2
        assert first.read_bytes() == content

    def test_without_a_copy_nothing_is_changed(self, place):
        place.put("first_wave")
        before = everything(place)
        place.open().close()
        (copy,) = place.home.glob("ledger-kopia-*.db")
        (place.home / "ledger.db").unlink()
        place.put("first_wave")
        copy.unlink()
        in_the_way = copy.with_suffix(".part")
        in_the_way.mkdir()
        with pytest.raises(StorageError, match=r"ska en kopia av den läggas i .* Inget är ändrat\."):
            place.open()
        assert everything(place) == before

    def test_a_disk_without_room_is_told_in_numbers(self):
        refuse_without_room(Path("hem"), needed=5_000_000, free=5_000_000)
        with pytest.raises(StorageError, match="Det behövs 5 MB, och 4 MB är lediga"):
            refuse_without_room(Path("hem"), needed=4_100_000, free=4_000_000)


KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from paminn.ledger.database import Database

source, homes = Path(sys.argv[1]), Path(sys.argv[2])
for fatal in range(1, 1000):
    home = homes / str(fatal)
    home.mkdir(parents=True)
    shutil.copy(source, home / "ledger.db")
    child = os.fork()
    if not child:
        count = 0
        def comes(*_):
            global count
            count += 1
            if count == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        event.listen(Engine, "before_cursor_execute", comes)
        event.listen(Engine, "commit", comes)
        Database("", home).close()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        print(fatal)
        break
"""


@pytest.mark.parametrize("name", NAMES)
def test_killed_between_any_two_statements_it_is_whole_and_the_next_run_takes_it_on(place, tmp_path, name):
    place.put(name)
    homes = tmp_path / "dödade"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    program = [sys.executable, "-c", KILLED, str(place.home / "ledger.db"), str(homes)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 30
    place.open().close()
    expected = everything(place)
    expected.pop("schema")
    for home in homes.iterdir():
        with closing(sqlite3.connect(home / "ledger.db")) as connection:
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        killed = replace(place, home=home)
        killed.open().close()
        content = everything(killed)
        assert [row[0] for row in content.pop("schema")] == [VERSION]
        assert content == expected
