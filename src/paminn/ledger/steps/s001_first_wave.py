"""Step 1: a ledger of the first wave, from its earliest columns on, gets the shape that the first wave ended with."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from paminn.ledger.steps.earlier import read_earlier
from paminn.ledger.steps.schema_step import SchemaStep, say

# The tables that came during the first wave, and that of the shape itself.
_TABLES = {
    "absence": """
        CREATE TABLE absence (
            id {number}, reply INTEGER NOT NULL REFERENCES reply (id), plan VARCHAR(64) NOT NULL, address TEXT NOT NULL,
            since DATE NOT NULL, until DATE NOT NULL, gone BOOLEAN NOT NULL, about VARCHAR(32) NOT NULL
        )""",
    "entry": """
        CREATE TABLE entry (
            id {number}, plan VARCHAR(64) NOT NULL, uid TEXT NOT NULL, sequence INTEGER NOT NULL,
            revised {moment} NOT NULL, withdrawn DATE, words TEXT NOT NULL
        )""",
    "schema": """
        CREATE TABLE schema (
            version INTEGER NOT NULL, readable_from INTEGER NOT NULL, at {moment} NOT NULL, program VARCHAR(32) NOT NULL
        )""",
}
# Earlier still, a ledger that was only ever reminded from had no more than `message` and `step`.
_TABLES_OF_ANSWERS = {
    "reply": """
        CREATE TABLE reply (
            id {number}, plan VARCHAR(64) NOT NULL, sha256 VARCHAR(64) NOT NULL UNIQUE, message_id TEXT NOT NULL,
            at {moment} NOT NULL, sender_name TEXT NOT NULL, sender_address TEXT NOT NULL, subject TEXT NOT NULL,
            kind VARCHAR(16) NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL, removed TEXT NOT NULL,
            signature TEXT NOT NULL, flags TEXT NOT NULL, raw {bytes} NOT NULL
        )""",
    "answer": """
        CREATE TABLE answer (
            id {number}, reply INTEGER NOT NULL REFERENCES reply (id), plan VARCHAR(64) NOT NULL,
            goal VARCHAR(16) NOT NULL, occurrence VARCHAR(32) NOT NULL, owner TEXT NOT NULL, status VARCHAR(16),
            new_date DATE, text TEXT NOT NULL, answered_by TEXT NOT NULL, received DATE NOT NULL,
            release VARCHAR(16) NOT NULL, released DATE, released_text TEXT
        )""",
    "decision": """
        CREATE TABLE decision (
            id {number}, answer INTEGER NOT NULL REFERENCES answer (id), at {moment} NOT NULL, who TEXT NOT NULL,
            what VARCHAR(16) NOT NULL, why TEXT NOT NULL, original_sha256 VARCHAR(64) NOT NULL,
            released_sha256 VARCHAR(64)
        )""",
}
# (table, column, its shape) in the order in which they came.
_COLUMNS = (
    ("reply", "settled_by", "TEXT"),
    ("reply", "settled_at", "{moment}"),
    ("reply", "settled_why", "TEXT"),
    ("answer", "status_by_team", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("answer", "known_sender", "BOOLEAN NOT NULL DEFAULT TRUE"),
    ("message", "remote_id", "TEXT NOT NULL DEFAULT ''"),
    ("message", "conversation", "TEXT NOT NULL DEFAULT ''"),
    ("step", "taken", "VARCHAR(64)"),
    ("message", "door", "VARCHAR(16) NOT NULL DEFAULT ''"),
    ("reply", "body_sha256", "VARCHAR(64) NOT NULL DEFAULT ''"),
    ("step", "weeks", "INTEGER"),
    ("message", "cause", "VARCHAR(40) NOT NULL DEFAULT ''"),
)
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS ix_message_code ON message (code)",
    "CREATE INDEX IF NOT EXISTS ix_message_message_id ON message (message_id)",
    "CREATE INDEX IF NOT EXISTS ix_message_conversation ON message (conversation)",
    "CREATE INDEX IF NOT EXISTS message_plan_day ON message (plan, day)",
    "CREATE INDEX IF NOT EXISTS ix_step_message ON step (message)",
    "CREATE UNIQUE INDEX IF NOT EXISTS step_taken ON step (taken)",
    "CREATE INDEX IF NOT EXISTS ix_reply_plan ON reply (plan)",
    "CREATE INDEX IF NOT EXISTS ix_reply_message_id ON reply (message_id)",
    "CREATE INDEX IF NOT EXISTS ix_answer_reply ON answer (reply)",
    "CREATE INDEX IF NOT EXISTS ix_answer_plan ON answer (plan)",
    "CREATE INDEX IF NOT EXISTS ix_absence_reply ON absence (reply)",
    "CREATE INDEX IF NOT EXISTS ix_absence_plan ON absence (plan)",
    "CREATE INDEX IF NOT EXISTS ix_decision_answer ON decision (answer)",
    "CREATE INDEX IF NOT EXISTS entry_plan_uid ON entry (plan, uid)",
)


def _carry_out(connection: Connection) -> None:
    known = inspect(connection)
    tables = set(known.get_table_names())
    for name, shape in (_TABLES_OF_ANSWERS | _TABLES).items():
        if name not in tables:
            say(connection, shape)
    came = _add_columns(connection)
    for index in _INDEXES:
        say(connection, index)
    if ("message", "remote_id") in came:
        _let_claimed_be_sending(connection)
    if ("step", "weeks") in came:
        _give_weeks(connection)
    if ("message", "cause") in came:
        _give_causes(connection)


def _add_columns(connection: Connection) -> set[tuple[str, str]]:
    """The columns that were missing, as (table, name); they are there now."""
    known = inspect(connection)
    missing: set[tuple[str, str]] = set()
    for table, name, shape in _COLUMNS:
        there = {column["name"] for column in known.get_columns(table)}
        if name not in there:
            say(connection, f"ALTER TABLE {table} ADD COLUMN {name} {shape}")
            missing.add((table, name))
    return missing


def _let_claimed_be_sending(connection: Connection) -> None:
    """Before mailboxes named their drafts there was no `sending`: what was only claimed may have left."""
    say(connection, "UPDATE message SET state = 'sending' WHERE state = 'claimed'")


def _give_weeks(connection: Connection) -> None:
    """Before there were weeks, a preparation was known by its label alone, "-8w"."""
    labels = connection.execute(text("SELECT DISTINCT step FROM step WHERE step LIKE '-%w'")).scalars().all()
    for label in labels:
        weeks = int(label[1:-1])
        values = {"weeks": weeks, "label": label}
        connection.execute(text("UPDATE step SET weeks = :weeks WHERE step = :label"), values)


def _give_causes(connection: Connection) -> None:
    """Before there were causes, a sentence said why a message was in its state."""
    sentences = connection.execute(text("SELECT DISTINCT reason FROM message WHERE reason <> ''")).scalars().all()
    for sentence in sentences:
        failure = read_earlier(sentence)
        values = {"cause": failure.cause.value, "detail": failure.detail, "sentence": sentence}
        connection.execute(
            text("UPDATE message SET cause = :cause, reason = :detail WHERE cause = '' AND reason = :sentence"), values
        )


STEP = SchemaStep(
    1, 1, "Databasen från den första versionen får de kolumner som har kommit till sedan dess.", _carry_out
)
