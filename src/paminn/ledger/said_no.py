"""What a database says no with, named for what it is."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import SQLAlchemyError

from paminn.errors import Damaged, DiskFull, Locked, StorageError

_PRIMARY = 0xFF  # SQLite's extended codes have the plain one in their last byte
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03"}
_FULL = {sqlite3.SQLITE_FULL, "53100"}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, "XX001", "XX002"}


def said_no(error: SQLAlchemyError, otherwise: str) -> StorageError:
    """The error to raise, with a sentence of its own where it is known what is wrong, else `otherwise`."""
    code = _code(error)
    if code in _LOCKED:
        return Locked(_IS_LOCKED)
    if code in _FULL:
        return DiskFull(_IS_FULL)
    if code in _DAMAGED:
        return Damaged(_IS_DAMAGED)
    return StorageError(otherwise)


def _code(error: SQLAlchemyError) -> int | str | None:
    """SQLite's number, or the five letters of PostgreSQL."""
    cause = getattr(error, "orig", None)
    number = getattr(cause, "sqlite_errorcode", None)
    if isinstance(number, int):
        return number & _PRIMARY
    letters = getattr(cause, "sqlstate", None)
    return letters if isinstance(letters, str) else None


_IS_LOCKED = (
    "Databasen är låst av ett annat program. Inget halvfärdigt är sparat. Stäng det som har den öppen, till exempel en "
    "säkerhetskopiering, och kör sedan igen."
)
_IS_FULL = (
    "Det går inte att skriva i databasen: disken är full. Inget halvfärdigt är sparat. Frigör utrymme och kör sedan "
    "igen."
)
_IS_DAMAGED = (
    "Databasen är skadad. Inget är ändrat. Lägg tillbaka säkerhetskopian, se Säkerhetskopia i docs/handbok/it.md, och "
    "kör sedan: paminn resume"
)
