"""Opening the database, and the one lock a run needs."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from paminn.errors import Busy, StorageError, UsageError, told_by_disk
from paminn.ledger.home_mark import HomeMark
from paminn.ledger.opening import Tell, bring_up_to_date
from paminn.ledger.said_no import said_no
from paminn.reminders.mark import Mark


class Database:
    """An engine whose faults reach the user as one Swedish sentence."""

    def __init__(self, url: str, home: Path, tell: Tell = lambda sentence: None, wait: int = 30) -> None:
        """`url` empty means SQLite in `home`; `tell` is told when an older ledger is taken forward.

        `wait`: seconds, at least 2, for another program to let go of SQLite's file. Raises StorageError or UsageError.
        """
        self._locks = home
        self._file: Path | None = None
        try:
            home.mkdir(parents=True, exist_ok=True)
            address = URL.create("sqlite", database=str(home / "ledger.db"))
            if url:
                address = make_url(url)
            self._file = _file_of(address)
            if self._file:
                # Two homes that share a ledger share its lock as well.
                self._locks = self._file.parent
            self.engine = _engine(address, wait)
            try:
                bring_up_to_date(self.engine, self._file, tell)
            except BaseException:
                self.engine.dispose()
                raise
            self._opened = _identity(self._file)
            self.home_mark = HomeMark(home)
        except OSError as error:
            raise StorageError(f"Mappen {home} går inte att använda ({told_by_disk(error)}).{_NEXT}") from error
        except (ArgumentError, ImportError, ValueError) as error:  # a port that is no number is a ValueError
            raise UsageError(
                "PAMINN_DATABASE_URL går inte att använda. Kontrollera adressen, och att drivrutinen är installerad."
            ) from error
        except SQLAlchemyError as error:
            raise said_no(error, f"Databasen går inte att öppna.{_NEXT}") from error

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: everything in it is kept, or nothing."""
        if self._file and _identity(self._file) != self._opened:
            # SQLite would write on where nobody can ever read it.
            raise StorageError(f"Databasen {self._file.name} har försvunnit eller bytts ut.{_NEXT}")
        try:
            with self.engine.begin() as connection:
                connection.info.pop(_COUNTED, None)
                yield connection
                counted = connection.info.pop(_COUNTED, None)
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise said_no(error, f"Databasen går inte att skriva i.{_NEXT}") from error
        if counted is not None:
            with suppress(OSError):  # the ledger is ahead then, and the next run tells HOME
                self.home_mark.write(counted)

    def tell_home(self, connection: Connection, counted: Mark) -> None:
        """HOME is to remember this mark once the transaction of `connection` is kept."""
        connection.info[_COUNTED] = counted

    def try_to_write(self) -> None:
        """Write something and take it away. Raises StorageError."""
        with self.begin() as connection:
            connection.exec_driver_sql("create table prov (x integer)")
            connection.exec_driver_sql("drop table prov")

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        try:
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise StorageError(f"Databasen svarar inte.{_NEXT}") from error
        try:
            yield connection
        finally:
            with suppress(DBAPIError):  # a server that is gone has nothing to close
                connection.close()

    @contextmanager
    def exclusive(self, what: str) -> Iterator[None]:
        """Hold a lock that the operating system or the server lets go of, however this run ends."""
        if self.engine.dialect.name == "postgresql":
            lock = self._held_by_server(what)
        else:
            lock = self._held_by_file(what)
        with lock:
            yield

    @contextmanager
    def _held_by_server(self, what: str) -> Iterator[None]:
        """The session's lock and no open transaction: servers end transactions that are idle for long."""
        with self._session() as connection:
            taken = connection.scalar(text("select pg_try_advisory_lock(hashtext(:what))"), {"what": what})
            if not taken:
                raise Busy(_BUSY)
            try:
                yield
            finally:
                with suppress(DBAPIError):  # a server that is gone has let go of it
                    connection.execute(text("select pg_advisory_unlock(hashtext(:what))"), {"what": what})

    @contextmanager
    def _held_by_file(self, what: str) -> Iterator[None]:
        """An open write transaction on a file of its own works on every platform and dies with the process."""
        file = self._locks / f"{what}.lock"
        engine = _engine(URL.create("sqlite", database=str(file)), wait=1)
        try:
            with self._write_locked(engine) as connection:
                yield
                connection.rollback()
        finally:
            engine.dispose()

    def _write_locked(self, engine: Engine) -> Connection:
        """A connection that nobody else can write beside. SQLite may say that a file is locked as it is opened, too."""
        connection = None
        try:
            connection = engine.connect()
            connection.exec_driver_sql("begin exclusive")
        except OperationalError as error:
            if connection is not None:
                connection.close()
            if "locked" in str(error.orig):
                raise Busy(_BUSY) from error
            raise said_no(error, f"Mappen {self._locks} går inte att skriva i.{_NEXT}") from error
        return connection

    def close(self) -> None:
        self.engine.dispose()


_COUNTED = "paminn.counted"
_NEXT = " Kontrollera att mappen finns, att den får skrivas i och att disken inte är full. Kör sedan igen."
_BUSY = "En annan körning pågår just nu. Vänta tills den är klar och kör sedan igen."


def _file_of(address: URL) -> Path | None:
    """The file that SQLite keeps the ledger in; None for a server and for memory, and for a URI of SQLite's own."""
    if address.get_backend_name() != "sqlite":
        return None
    if not address.database or address.database.startswith("file:"):
        return None
    return Path(address.database).resolve()


def _identity(file: Path | None) -> tuple[int, int] | None:
    """What tells one file from another by the same name; None when there is none."""
    if file is None:
        return None
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


# Addresses and answers are values and rows, which SQLAlchemy puts in its errors, and in its log when it is at DEBUG.
_QUIET: dict[str, Any] = {"hide_parameters": True, "logging_name": "paminn"}
logging.getLogger("sqlalchemy.engine.Engine.paminn").setLevel(logging.WARNING)


def _engine(address: URL, wait: int = 30) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, **_QUIET)
    engine = create_engine(address, connect_args={"timeout": wait}, **_QUIET)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say begin ourselves, so that a claim takes the write lock at once
        cursor = connection.cursor()
        # One wait for the disk a commit instead of three; a commit is as durable as before. A ledger that somebody is
        # using in the old way changes when it is next opened.
        with suppress(sqlite3.OperationalError):
            cursor.execute("pragma journal_mode=wal")
        cursor.execute("pragma synchronous=full")
        cursor.execute("pragma foreign_keys=on")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        if wait > 1:
            connection.exec_driver_sql("begin immediate")

    return engine
