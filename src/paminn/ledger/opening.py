"""How a ledger gets this program's shape as it is opened: whole at once when it is new, else step by step."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, inspect, select, text

from paminn import __version__
from paminn.errors import StorageError, told_by_disk
from paminn.ledger.steps import READABLE_FROM, STEPS, VERSION
from paminn.ledger.steps.schema_step import SchemaStep
from paminn.ledger.tables import metadata, schema

Tell = Callable[[str], None]


def bring_up_to_date(engine: Engine, file: Path | None, tell: Tell) -> None:
    """Make a new ledger whole, and take an older one forward; `tell` hears of the copy that is put beside it first.

    `file` is where SQLite keeps the ledger, None for a server and for memory. Whoever opens the ledger meanwhile waits,
    and finds it done. Raises StorageError when it is newer than this program can read, or cannot be copied.
    """
    is_copied = False
    while True:
        with engine.begin() as connection:
            _take_turns(connection)
            version = _version(connection)
            if version is None:
                metadata.create_all(connection)
                _note(connection, VERSION, READABLE_FROM)
                return
            if version >= VERSION:
                return
            if file is not None and not is_copied:
                copy = _copy_beside(file)
                tell(f"Databasen är från en äldre version av påminn och uppgraderas nu. En kopia ligger i {copy}.")
                is_copied = True
            _take(connection, _step_after(version))


def _take_turns(connection: Connection) -> None:
    """Let nobody else look or change until this transaction ends. In SQLite its beginning took the write lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(hashtext('paminn.schema'))"))


def _version(connection: Connection) -> int | None:
    """The ledger's version; 0 is the first wave's, which noted none, and None a ledger with nothing in it.

    Raises StorageError when this program must not touch it.
    """
    tables = inspect(connection)
    if not tables.has_table(schema.name):
        return 0 if tables.has_table(_OF_THE_FIRST_WAVE) else None
    noted = connection.execute(select(schema)).one()
    if noted.readable_from > VERSION:
        raise StorageError(_NEWER.format(program=noted.program))
    return int(noted.version)


def _step_after(version: int) -> SchemaStep:
    return next(step for step in STEPS if step.number == version + 1)


def _take(connection: Connection, step: SchemaStep) -> None:
    step.carry_out(connection)
    _note(connection, step.number, step.readable_from)


def _note(connection: Connection, version: int, readable_from: int) -> None:
    """The moment is the database's own: nobody hands one down to whoever opens a ledger."""
    at = text(_NOW_IN_UTC[connection.dialect.name])
    connection.execute(delete(schema))
    row = {"version": version, "readable_from": readable_from, "at": at, "program": __version__}
    connection.execute(insert(schema).values(row))


def _copy_beside(file: Path) -> Path:
    """Put a copy of the ledger, as it was last committed, in its own folder. Raises StorageError."""
    try:
        with closing(sqlite3.connect(file)) as source:
            copy = _free_name(file, _today(source))
            unfinished = copy.with_suffix(".part")
            refuse_without_room(file.parent, _size(source), shutil.disk_usage(file.parent).free)
            unfinished.unlink(missing_ok=True)
            source.execute("vacuum into ?", (str(unfinished),))
        shutil.copymode(file, unfinished)
        unfinished.replace(copy)
    except OSError as error:
        raise StorageError(_NO_COPY.format(folder=file.parent, why=f" ({told_by_disk(error)})")) from error
    except sqlite3.Error as error:
        raise StorageError(_NO_COPY.format(folder=file.parent, why="")) from error
    return copy


def _free_name(file: Path, today: str) -> Path:
    copy = file.with_name(f"{file.stem}-kopia-{today}{file.suffix}")
    number = 2
    while copy.exists():
        copy = file.with_name(f"{file.stem}-kopia-{today}-{number}{file.suffix}")
        number += 1
    return copy


def refuse_without_room(folder: Path, needed: int, free: int) -> None:
    """Raises StorageError when a copy of `needed` bytes has no room in `folder`, where `free` are to be had."""
    if free < needed:
        told = _NO_ROOM.format(folder=folder, needed=-(-needed // 1_000_000), free=free // 1_000_000)
        raise StorageError(told)


def _today(source: sqlite3.Connection) -> str:
    (today,) = source.execute("select date('now', 'localtime')").fetchone()
    return str(today)


def _size(source: sqlite3.Connection) -> int:
    (pages,) = source.execute("pragma page_count").fetchone()
    (bytes_each,) = source.execute("pragma page_size").fetchone()
    return int(pages) * int(bytes_each)


_OF_THE_FIRST_WAVE = "message"
_NOW_IN_UTC = {"sqlite": "CURRENT_TIMESTAMP", "postgresql": "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'"}
_NEWER = (
    "Databasen är skriven av en nyare version av påminn ({program}), och den här kan inte läsa den. "
    "Uppgradera påminn, eller lägg tillbaka kopian av databasen från före uppgraderingen."
)
_NO_ROOM = (
    "Databasen ska uppgraderas, och först läggs en kopia av den i {folder}. "
    "Det behövs {needed} MB, och {free} MB är lediga. Frigör utrymme och kör sedan igen. Inget är ändrat."
)
_NO_COPY = (
    "Databasen ska uppgraderas, men först ska en kopia av den läggas i {folder}, och det gick inte{why}. "
    "Kontrollera mappen och disken, och kör sedan igen. Inget är ändrat."
)
