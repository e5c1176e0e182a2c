"""A ledger from an earlier version grows what has come since, once, as it is opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Engine, Integer, cast, func, inspect, select, update
from sqlalchemy.schema import CreateColumn

from paminn.ledger.earlier import read_earlier
from paminn.ledger.tables import message, metadata, step
from paminn.reminders.outbox import State


def grow(engine: Engine) -> None:
    """Give a ledger from an earlier version the columns that have come since."""
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
        if any(column is message.c.remote_id for column in missing):
            # Before this column there was no `sending`: what was only claimed may have left.
            connection.execute(update(message).where(message.c.state == State.CLAIMED).values(state=State.SENDING))
        if any(column is step.c.weeks for column in missing):
            # Before this column a preparation was known by its label alone, "-8w".
            weeks = func.substr(step.c.step, 2, func.length(step.c.step) - 2)
            preparations = update(step).where(step.c.step.like("-%w"))
            connection.execute(preparations.values(weeks=cast(weeks, Integer)))
        if any(column is message.c.cause for column in missing):
            _give_causes(connection)


def _give_causes(connection: Connection) -> None:
    """Before there were causes, a sentence said why a message was in its state."""
    said = select(message.c.detail).where(message.c.detail != "").distinct()
    for sentence in connection.scalars(said).all():
        failure = read_earlier(sentence)
        mine = (message.c.cause == "", message.c.detail == sentence)
        connection.execute(update(message).where(*mine).values(cause=failure.cause, detail=failure.detail))


def _missing_columns(engine: Engine) -> list[Column[Any]]:
    known = inspect(engine)
    missing: list[Column[Any]] = []
    for table in metadata.sorted_tables:
        names = {column["name"] for column in known.get_columns(table.name)}
        missing.extend(column for column in table.columns if column.name not in names)
    return missing
