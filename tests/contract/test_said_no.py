"""What the database says no with is named for what it is, and one row that cannot be read stops no other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from paminn.doctor.diagnosis import Diagnosed
from paminn.doctor.machine import memory as memory_is_whole
from paminn.errors import Damaged, DiskFull, Locked, NotCarriedOut, StorageError, UsageError
from paminn.failure import Cause, Failure
from paminn.incoming.decision import Action
from paminn.ledger.database import Database
from paminn.ledger.said_no import said_no
from paminn.reminders.message import State
from paminn.settings import Settings
from paminn.standing.answer import Release
from paminn.texts.desk_shown import shown
from paminn.usecases.sending.outcomes import open_outcomes, tell
from tests.support.deciding import release
from tests.support.houses import FIRST_STEP, NOW, SECOND_STEP, at, mails, on, opened, real_house, reply
from tests.support.reading import collect, show
from tests.support.sending import remind
from tests.support.telling import publish, status_of, summarise

pytestmark = pytest.mark.slow

PLAN = "prov-plan"
DAY = timedelta(days=1)


class Refused(Exception):
    """As psycopg tells it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__()
        self.sqlstate = sqlstate


class TestNamed:
    @pytest.mark.parametrize(
        ("letters", "kind", "word"),
        [("55P03", Locked, "låst"), ("53100", DiskFull, "disken är full"), ("XX001", Damaged, "skadad")],
    )
    def test_what_a_server_says(self, letters, kind, word):
        told = said_no(OperationalError("select", {}, Refused(letters)), "Annat.")
        assert type(told) is kind
        assert word in str(told)
        assert "kör sedan" in str(told)

    @pytest.mark.parametrize("letters", ["08006", None])
    def test_anything_else_is_told_as_before(self, letters):
        told = said_no(OperationalError("select", {}, Refused(letters)), "Annat.")
        assert (type(told), str(told)) == (StorageError, "Annat.")

    def test_a_damaged_file(self, tmp_path):
        (tmp_path / "ledger.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
        with pytest.raises(Damaged, match="Lägg tillbaka säkerhetskopian"):
            Database("", tmp_path)

    def test_a_full_disk_keeps_nothing_half_done(self, tmp_path):
        """SQLite is told that it may not grow."""
        with real_house(tmp_path) as house:
            remind(house, NOW)
        with closing(Database("", tmp_path)) as database:
            with database.begin() as connection:
                pages = connection.exec_driver_sql("pragma page_count").scalar()
                connection.exec_driver_sql(f"pragma max_page_count = {pages}")
            with pytest.raises(DiskFull, match="disken är full"):
                fill(database, 9000 * pages)
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
            assert connection.execute("select count(*) from sqlite_master where name = 'halv'").fetchone() == (0,)


def fill(database: Database, count: int) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("create table halv (x text)")
        connection.exec_driver_sql(f"insert into halv values (hex(zeroblob({count})))")


@contextmanager
def locked(home: Path) -> Iterator[None]:
    with closing(sqlite3.connect(home / "ledger.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        yield


class TestLocked:
    def test_it_is_named_and_nothing_is_half_done(self, tmp_path):
        with closing(Database("", tmp_path, wait=2)) as database:
            with locked(tmp_path), pytest.raises(Locked, match="låst av ett annat program"), database.begin():
                pass
            database.try_to_write()

    def test_as_it_is_opened_too(self, tmp_path):
        Database("", tmp_path).close()
        with locked(tmp_path), pytest.raises(Locked):
            Database("", tmp_path, wait=2)

    def test_it_is_something_that_was_not_carried_out(self):
        assert issubclass(Locked, NotCarriedOut)


# Of the mail to Chef: what this version does not know, and damage.
STRANGE = {
    "state": "i rymden",
    "channel": "brevduva",
    "door": "katapult",
    "cause": "okänd orsak",
    "recipients": "[[",
    "missed": "[[",
}


@pytest.fixture
def home(tmp_path) -> Path:
    with real_house(tmp_path) as house:
        remind(house, NOW)
    return tmp_path


def change(home: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(home / "ledger.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


class TestOneRow:
    @pytest.mark.parametrize("column", STRANGE)
    def test_a_mail_that_cannot_be_read_stops_itself_alone(self, home, column, tmp_path):
        change(home, f"update mail set {column} = ? where owner = 'Chef' and channel = 'email'", STRANGE[column])
        with real_house(home) as house:
            run = remind(house, at(SECOND_STEP))
            # Everybody else has their reminder, and Chef the next step of what was never lost.
            assert len([outcome for outcome in run.outcomes if outcome.state is State.SEEN]) >= 3
            assert status_of(house, SECOND_STEP)
            assert len(publish(house, tmp_path / "ut", SECOND_STEP).files) > 1
            summarise(house, 2026, tmp_path / "ut", SECOND_STEP)
            collect(house, at(SECOND_STEP))
        first = [raw for raw in mails(home) if b"Mon, 01 Jun 2026" in raw]
        assert len(first) == 3

    @pytest.mark.parametrize("column", ["state", "channel", "door", "cause", "recipients"])
    def test_it_is_told_as_a_question_until_somebody_mends_it(self, home, column):
        change(home, f"update mail set {column} = ? where owner = 'Chef' and channel = 'email'", STRANGE[column])
        with real_house(home) as house:
            assert not remind(house, NOW + DAY).complete
            (question,) = open_outcomes(house.plan, house.dispatch, FIRST_STEP + DAY)
            assert (question.owner, question.failure) == ("Chef", Failure(Cause.ROW_UNREADABLE))
            unknown = [row.unknown for row in status_of(house, FIRST_STEP + DAY) if row.owner == "Chef"]
            assert unknown == ([0, 0] if column == "channel" else [1, 1])
            assert len(mails(home)) == 3
            if column == "state":
                with pytest.raises(UsageError, match="Svaret gick inte att skriva"):
                    tell(house.plan, house.memory, house.delivery, str(question.number), "sent", "Eva", on(NOW + DAY))

    @pytest.mark.parametrize("column", ["state", "channel", "cause"])
    def test_the_doctor_says_so(self, home, column):
        assert memory_is_whole(Settings(home=home))
        change(home, f"update mail set {column} = ? where owner = 'Chef' and channel = 'email'", STRANGE[column])
        with pytest.raises(Diagnosed, match="raden för mejl 1 är skadad"):
            memory_is_whole(Settings(home=home))

    def test_a_step_whose_instance_is_damaged_is_not_taken_again(self, home):
        change(home, "update step set occurrence = 'sönder' where owner = 'Chef'")
        with real_house(home) as house:
            remind(house, NOW)
            remind(house, NOW + DAY)
        assert len([raw for raw in mails(home) if b"chef@prov.example" in raw]) == 1

    @pytest.mark.parametrize(("column", "value"), [("status", "svävar"), ("release", "på gång"), ("read_status", "?")])
    def test_an_answer_with_a_value_that_is_not_known_is_held_for_a_person(self, home, column, value):
        subject = opened(next(raw for raw in mails(home) if b"chef@" in raw))["Subject"]
        with real_house(home) as house:
            (home / "inbox" / "new").mkdir(parents=True, exist_ok=True)
            (home / "inbox" / "new" / "1.eml").write_bytes(reply("1.1: Klar. Så.", f"SV: {subject}"))
            collect(house, NOW + DAY)
        change(home, f"update answer set {column} = ?", value)
        with real_house(home) as house:
            (answer,) = house.memory.answers(PLAN)
            assert answer.text == "Klar. Så."
            assert remind(house, at(SECOND_STEP)).batch.messages
            assert status_of(house, SECOND_STEP)

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("what", "teleporterade"),
            ("state_after", "{"),
            ("state_after", "[]"),
            ("state_after", '{"doft": "god"}'),
            ("state_before", "{"),
        ],
    )
    def test_a_decision_that_is_not_known_is_told_as_one(self, home, tmp_path, column, value):
        subject = opened(next(raw for raw in mails(home) if b"chef@" in raw))["Subject"]
        with real_house(home) as house:
            (home / "inbox" / "new").mkdir(parents=True, exist_ok=True)
            (home / "inbox" / "new" / "1.eml").write_bytes(reply("1.1: Klar. Så.", f"SV: {subject}"))
            collect(house, NOW + DAY)
            release(house, 1, NOW + DAY)
        change(home, f"update decision set {column} = ?", value)
        with real_house(home) as house:
            (answer,) = house.memory.answers(PLAN)
            assert answer.release is Release.RELEASED
            (made,) = house.record.decisions(PLAN)
            assert (made.who, made.what) == ("Eva", None if column == "what" else Action.RELEASE)
            assert made.who in shown(show(house, "1", NOW + DAY))
            assert remind(house, at(SECOND_STEP)).batch.messages
            assert status_of(house, SECOND_STEP)
            assert len(publish(house, tmp_path / "ut", SECOND_STEP).files) > 1
            summarise(house, 2026, tmp_path / "ut", SECOND_STEP)

    @pytest.mark.parametrize("document", ["{", '{"number": 1}'])
    def test_a_version_that_cannot_be_read_stops_all_with_a_sentence(self, home, document):
        change(home, "update version set document = ?", document)
        with real_house(home) as house, pytest.raises(StorageError, match="nyare påminn eller skadad"):
            remind(house, NOW + DAY)
