"""One step of the ledger's shape, and how its SQL is said to either database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

# What the two databases call the same thing: a row's own number, bytes, and a moment without a zone.
_WORDS = {
    "sqlite": {"number": "INTEGER NOT NULL PRIMARY KEY", "bytes": "BLOB", "moment": "DATETIME"},
    "postgresql": {"number": "SERIAL PRIMARY KEY", "bytes": "BYTEA", "moment": "TIMESTAMP WITHOUT TIME ZONE"},
}


@dataclass(frozen=True, slots=True)
class SchemaStep:
    """From version `number - 1` to `number`.

    `readable_from` is the oldest version whose program can go on reading and writing the ledger afterwards.
    `does` is one Swedish sentence. `carry_out` gets a connection with a transaction open, says its SQL in so many
    words and never looks at today's tables: a step means the same for ever. It may meet a ledger of version
    `number - 1` and no other.
    """

    number: int
    readable_from: int
    does: str
    carry_out: Callable[[Connection], None]


def say(connection: Connection, statement: str) -> None:
    """Carry out one statement, with {number}, {bytes} and {moment} in the database's own words."""
    words = _WORDS[connection.dialect.name]
    connection.exec_driver_sql(statement.format(**words))
