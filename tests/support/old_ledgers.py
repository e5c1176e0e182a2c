"""Ledgers of earlier versions as they were kept then, from tests/contract/ledgers, for either database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT

FOLDER = ROOT / "tests" / "contract" / "ledgers"
NAMES = ("earliest", "first_wave")
SQLITE = {"number": "INTEGER NOT NULL PRIMARY KEY", "bytes": "BLOB", "moment": "DATETIME"}
POSTGRES = {"number": "SERIAL PRIMARY KEY", "bytes": "BYTEA", "moment": "TIMESTAMP WITHOUT TIME ZONE"}


@dataclass(frozen=True)
class Kept:
    """A table's rows; bytes are told as latin-1."""

    columns: list[str]
    rows: list[list[Any]]


@cache
def kept(name: str) -> dict[str, Kept]:
    """What was in it, by table, in an order in which it can be put back."""
    tables = json.loads((FOLDER / name / "rows.json").read_text(encoding="utf-8"))
    return {table: Kept(content["columns"], content["rows"]) for table, content in tables.items()}


def statements(name: str, words: dict[str, str]) -> list[str]:
    """The statements that its program made its tables with."""
    text = (FOLDER / name / "tables.sql").read_text(encoding="utf-8").format(**words)
    return [statement for statement in text.split(";") if statement.strip()]


def put_in_sqlite(name: str, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements(name, SQLITE):
            connection.execute(statement)
        for table, content in kept(name).items():
            connection.executemany(_insert(table, content, "?"), _values(content))


def put_in_postgres(name: str, address: str) -> None:
    import psycopg  # only the system tests have it

    with psycopg.connect(address.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        for statement in statements(name, POSTGRES):
            cursor.execute(statement)
        for table, content in kept(name).items():
            # What is handed over as text, the server reads as the column's type.
            rows = [
                [value if isinstance(value, bytes) else _as_text(value) for value in row] for row in _values(content)
            ]
            cursor.executemany(_insert(table, content, "%s"), rows)
            cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)


def _insert(table: str, content: Kept, mark: str) -> str:
    columns = ", ".join(f'"{column}"' for column in content.columns)
    return f"insert into {table} ({columns}) values ({', '.join([mark] * len(content.columns))})"


def _values(content: Kept) -> list[list[Any]]:
    raw = content.columns.index("raw") if "raw" in content.columns else None
    rows = [list(row) for row in content.rows]
    for row in rows:
        if raw is not None:
            row[raw] = row[raw].encode("latin-1")
    return rows
