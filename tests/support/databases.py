"""SQLite ledgers that are lent empty. Making one, and preparing its statements anew, takes longer than most tests do."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from paminn.ledger.database import Database
from paminn.ledger.home_mark import NAME
from paminn.ledger.tables import metadata, schema
from tests.support.paths import IN_MEMORY

_resting: list[Database] = []
_EMPTIED = "".join(f"delete from {table.name};" for table in reversed(metadata.sorted_tables) if table is not schema)


@contextmanager
def empty_database() -> Iterator[Database]:
    """A ledger of the borrower's alone. For a test that needs the file itself, open a Database of its own instead."""
    database = _resting.pop() if _resting else _made()
    with closing(sqlite3.connect(database.engine.url.database)) as connection:
        connection.executescript(_EMPTIED)
    Path(database.engine.url.database).with_name(NAME).unlink(missing_ok=True)
    try:
        yield database
    finally:
        _resting.append(database)


def _made() -> Database:
    folder = tempfile.mkdtemp(prefix="paminn-ledger-", dir=IN_MEMORY)
    database = Database("", Path(folder))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(database.close)
    return database
