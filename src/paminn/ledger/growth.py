"""A ledger from an earlier version grows what has come since, once, as it is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, cast, func, inspect, select, update
from sqlalchemy.schema import CreateColumn

from paminn.ledger.earlier import read_earlier
from paminn.ledger.tables import message, metadata, step
from paminn.reminders.message import State


def grow(engine: Engine) -> None:
    """Give a ledger from an earlier version the columns that have come since, and what its rows had instead."""
    missing = _missing_columns(engine)
    if not missing:
        return
    with engine.begin() as connection:
        for column in missing:
            shape = CreateColumn(column).compile(dialect=engine.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {shape}")
        for table in {column.table for column in missing}:
            for index in table.indexes:
                index.create(connection, checkfirst=True)
        if _is_among(message.c.remote_id, missing):
            _let_claimed_be_sending(connection)
        if _is_among(step.c.weeks, missing):
            _give_weeks(connection)
        if _is_among(message.c.cause, missing):
            _give_causes(connection)


def _missing_columns(engine: Engine) -> list[Column[Any]]:
    known = inspect(engine)
    missing: list[Column[Any]] = []
    for table in metadata.sorted_tables:
        names = {column["name"] for column in known.get_columns(table.name)}
        missing.extend(column for column in table.columns if column.name not in names)
    return missing


def _is_among(wanted: Column[Any], columns: list[Column[Any]]) -> bool:
    # Two columns that are compared with == are a condition in SQL.
    return any(column is wanted for column in columns)


def _let_claimed_be_sending(connection: Connection) -> None:
    """Before mailboxes named their drafts there was no `sending`: what was only claimed may have left."""
    claimed = update(message).where(message.c.state == State.CLAIMED)
    connection.execute(claimed.values(state=State.SENDING))


def _give_weeks(connection: Connection) -> None:
    """Before there were weeks, a preparation was known by its label alone, "-8w"."""
    weeks = func.substr(step.c.step, 2, func.length(step.c.step) - 2)
    preparations = update(step).where(step.c.step.like("-%w"))
    connection.execute(preparations.values(weeks=cast(weeks, Integer)))


def _give_causes(connection: Connection) -> None:
    """Before there were causes, a sentence said why a message was in its state."""
    sentences = select(message.c.detail).where(message.c.detail != "").distinct()
    for sentence in connection.scalars(sentences).all():
        failure = read_earlier(sentence)
        without_cause = update(message).where(message.c.cause == "", message.c.detail == sentence)
        connection.execute(without_cause.values(cause=failure.cause, detail=failure.detail))
