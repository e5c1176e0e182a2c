"""A ledger of the version before: it opens, grows what is new by itself, and everything in it is still there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, select

from paminn.failure import Cause, Failure
from paminn.incoming.model import Clue
from paminn.ledger.database import Database
from paminn.ledger.dispatch import SqlDispatch
from paminn.ledger.flags import flags_kept
from paminn.ledger.memory import SqlMemory
from paminn.ledger.post import SqlPost
from paminn.ledger.tables import metadata, step
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.message import State, Trace
from paminn.replies.model import Flag
from paminn.texts.causes import why
from tests.support.fakes import FakeOutbox
from tests.support.houses import DUE, FIRST_STEP, NOW, at, fake_house, outgoing
from tests.support.sending import recover

PLAN = "prov-plan"
# As the version before made them, in the words of either database.
OLD = """
CREATE TABLE message (
    id {number}, key VARCHAR(32) NOT NULL UNIQUE, plan VARCHAR(64) NOT NULL, channel VARCHAR(16) NOT NULL,
    owner TEXT NOT NULL, day DATE NOT NULL, code VARCHAR(16) NOT NULL, message_id TEXT NOT NULL, subject TEXT NOT NULL,
    recipients TEXT NOT NULL, raw {bytes} NOT NULL, redirected BOOLEAN NOT NULL, unreachable BOOLEAN NOT NULL,
    state VARCHAR(16) NOT NULL, attempts INTEGER NOT NULL, claimed_at {moment} NOT NULL, settled_at {moment},
    reason TEXT NOT NULL
);
CREATE INDEX ix_message_code ON message (code);
CREATE INDEX message_plan_day ON message (plan, day);
CREATE TABLE step (
    id {number}, message INTEGER NOT NULL REFERENCES message (id), goal VARCHAR(16) NOT NULL,
    occurrence VARCHAR(32) NOT NULL, due DATE NOT NULL, step VARCHAR(16) NOT NULL, step_day DATE NOT NULL,
    shown BOOLEAN NOT NULL
);
CREATE INDEX ix_step_message ON step (message);
"""
SQLITE = {"number": "INTEGER NOT NULL PRIMARY KEY", "bytes": "BLOB", "moment": "DATETIME"}
POSTGRES = {"number": "SERIAL PRIMARY KEY", "bytes": "BYTEA", "moment": "TIMESTAMP"}
STATES = {"Chef": "accepted", "Vice": "failed", "Teamet": "unknown", "Enhetschef": "claimed"}
# Why, in the first version's own sentences; none for what went as it should.
REASONS = {
    "Chef": "servern nekade mottagaren: 450, 550", "Vice": "enligt Eva", "Teamet": "förbindelsen bröts under sändningen",
    "Enhetschef": "",
}  # fmt: skip
# It sent straight from claimed, so what a killed run left there may have gone.
AS_READ_NOW = {
    "Chef": State.ACCEPTED, "Vice": State.FAILED, "Teamet": State.UNKNOWN, "Enhetschef": State.SENDING,
}  # fmt: skip


def rows(mark: str) -> list[tuple[str, tuple[object, ...]]]:
    """One message in each state, as it was kept then, `mark` being the driver's word for a value."""
    made = []
    for number, (owner, state) in enumerate(STATES.items(), start=1):
        one = outgoing(owner)
        kept = (
            number, one.key, PLAN, "email", owner, one.day.isoformat(), one.code, one.message_id, one.subject,
            '[["chef@prov.example", "Chef"]]', one.raw, False, False, state, 1, "2026-06-01 06:00:00",
            "2026-06-01 06:00:01", REASONS[owner],
        )  # fmt: skip
        made.append((f"INSERT INTO message VALUES ({', '.join([mark] * len(kept))})", kept))
        for shown, occurrence, due in ((True, f"1.1@{DUE}", DUE), (False, "1.1@2026", date(2026, 12, 31))):
            label = "-12w" if owner == "Teamet" else "-20"
            taken = (number, "1.1", occurrence, due.isoformat(), label, FIRST_STEP.isoformat(), shown)
            columns = "message, goal, occurrence, due, step, step_day, shown"
            made.append((f"INSERT INTO step ({columns}) VALUES ({', '.join([mark] * len(taken))})", taken))
    return made


@pytest.fixture
def opened(tmp_path) -> Callable[[], Database]:
    """Opens the old ledger, as a run of today does."""
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        connection.executescript(OLD.format(**SQLITE))
        for statement, values in rows("?"):
            connection.execute(statement, values)
    return lambda: Database("", tmp_path)


class TestGrowing:
    @pytest.fixture
    def database(self, opened):
        made = opened()
        yield made
        made.close()

    def test_it_has_every_column_and_index_that_a_new_one_has(self, database):
        known = inspect(database.engine)
        for table in metadata.sorted_tables:
            assert {column["name"] for column in known.get_columns(table.name)} == {
                column.name for column in table.columns
            }
            assert {index["name"] for index in known.get_indexes(table.name)} >= {index.name for index in table.indexes}

    def test_what_was_kept_is_still_there(self, database):
        sent = SqlDispatch(database).sent(PLAN)
        assert {one.owner: one.state for one in sent} == AS_READ_NOW
        assert [one.number for one in sent] == [1, 2, 3, 4]
        assert [one.raw for one in sent] == [outgoing(owner).raw for owner in STATES]
        assert {one.recipients for one in sent} == {(("chef@prov.example", "Chef"),)}
        assert {(one.goals, one.day, one.remote_id) for one in sent} == {(("1.1",), FIRST_STEP, "")}
        assert {one.owner: why(one.failure) for one in sent} == REASONS

    def test_a_sentence_that_something_follows_from_has_its_cause_and_any_other_is_kept_whole(self, database):
        assert {one.owner: one.failure for one in SqlDispatch(database).sent(PLAN)} == {
            "Chef": Failure(Cause.RECIPIENT_REFUSED, "450, 550"),
            "Vice": Failure(Cause.TOLD_BY_PERSON, "Eva"),
            "Teamet": Failure(Cause.TOLD_EARLIER, "förbindelsen bröts under sändningen"),
            "Enhetschef": None,
        }

    def test_what_was_said_is_still_covered_and_can_be_answered(self, database):
        covered = SqlMemory(database).history(PLAN).covered
        assert {owner for owner, _, _ in covered} == set(STATES) - {"Vice"}
        (reference,) = SqlPost(database).references(Clue.CODE, outgoing().code)
        assert {item.number: item.occurrence for item in reference.items} == {"1.1": OccurrenceId.on("1.1", DUE)}

    def test_a_step_that_only_told_what_to_prepare_is_still_known_for_that(self, database):
        post, sent = SqlPost(database), SqlMemory(database).history(PLAN).sent
        (prepared,) = post.references(Clue.CODE, outgoing("Teamet").code)
        assert [item.preparing for item in prepared.items] == [True]
        assert sent["Teamet", OccurrenceId.on("1.1", DUE)] == 0
        with database.begin() as connection:
            kept = select(step.c.step, step.c.weeks).distinct().order_by(step.c.step)
            assert [tuple(row) for row in connection.execute(kept)] == [("-12w", 12), ("-20", None)]
        (asked,) = post.references(Clue.CODE, outgoing("Chef").code)
        assert not any(item.preparing for item in asked.items)
        assert sent["Chef", OccurrenceId.on("1.1", DUE)] == 1

    @pytest.mark.pain(1)
    def test_nothing_that_was_sent_can_be_claimed_again_and_what_failed_can(self, database):
        dispatch = SqlDispatch(database)
        assert dispatch.claim([outgoing(owner) for owner in STATES], NOW) == {outgoing("Vice").key}
        later = replace(outgoing("Vice", day=FIRST_STEP + timedelta(1)), digest=outgoing("Vice").digest)
        assert dispatch.claim([later], NOW) == frozenset()

    def test_a_message_passes_the_new_states(self, database):
        dispatch = SqlDispatch(database)
        key = outgoing("Vice").key
        assert dispatch.claim([outgoing("Vice")], NOW) == {key}
        for state in (State.DRAFTED, State.SENDING, State.UNKNOWN, State.ALERT, State.SEEN, State.BOUNCED):
            assert dispatch.advance(key, state, NOW, trace=Trace("utkast-1", "", "samtal-1"))
        (one,) = [one for one in dispatch.sent(PLAN) if one.key == key]
        assert (one.state, one.remote_id) == (State.BOUNCED, "utkast-1")

    @pytest.mark.pain(1)
    @pytest.mark.pain(4)
    def test_the_first_run_settles_what_the_version_before_left_open(self, database):
        """A door that cannot look: what may have gone is asked about, and nothing is sent a second time."""
        dispatch = SqlDispatch(database)
        house = fake_house(ledger=dispatch, box=FakeOutbox(blind=True))
        recover(house, dispatch.sent(PLAN), at(FIRST_STEP + timedelta(1)))
        assert {one.owner: one.state for one in dispatch.sent(PLAN)} == {
            "Chef": State.ACCEPTED, "Vice": State.FAILED, "Teamet": State.ALERT, "Enhetschef": State.ALERT,
        }  # fmt: skip

    def test_opened_a_second_time_it_is_left_as_it_is(self, database, opened):
        """What a run of today has claimed has not left."""
        SqlDispatch(database).claim([outgoing("Vice")], NOW)
        again = opened()
        assert {one.owner: one.state for one in SqlDispatch(again).sent(PLAN)} == AS_READ_NOW | {"Vice": State.CLAIMED}
        again.close()


def test_the_swedish_words_that_flags_were_kept_as_are_read_as_flags():
    """Every one of them was once written; those that were English then are the same today."""
    words = [
        "for_stor", "for_stort_huvud", "for_manga_delar", "avkortad", "krypterad", "dold_text", "dolda_tecken",
        "teckenkod_lagad", "okand_teckenkod", "samma_id_annat_innehåll", "inte_styrkt", "har_slutat", "aterkallad",
        "svar_i_citatet", "okant_i_citatet", "tomt_svar", "olika_delar", "status_motsags", "nytt_datum_oklart",
        "personnummer", "telefon", "epost", "unreadable", "suspect",
    ]  # fmt: skip
    assert len(set(flags_kept(json.dumps(words)))) == len(words)
    assert flags_kept('["telefon", "tomt_svar", "suspect"]') == (Flag.PHONE_NUMBER, Flag.NO_WORDS, Flag.SUSPECT)
    assert flags_kept("[]") == ()
