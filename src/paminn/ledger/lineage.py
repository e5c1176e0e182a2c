"""The ledger's own mark, and HOME's of it: the port Lineage."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime
from secrets import token_hex

from sqlalchemy import Connection, insert, select, update

from paminn.errors import StorageError
from paminn.ledger.database import Database
from paminn.ledger.tables import mark, message, reply, restored, version
from paminn.reminders.mark import Mark, Remembered, Replayed, Restored


class SqlLineage:
    def __init__(self, database: Database) -> None:
        self._db = database

    def remembered(self, plan: str, fingerprint: str = "", keys: Collection[str] = ()) -> Remembered:
        others = select(mark.c.lineage, mark.c.serial).where(mark.c.is_current.is_(False))
        asked_for = select(message.c.key).where(message.c.key.in_(keys))
        home = self._db.home_mark.read()
        with self._db.begin() as connection:
            return Remembered(
                mark=current_mark(connection),
                known={row.lineage: row.serial for row in connection.execute(others)},
                is_empty=_is_empty(connection),
                twin=_twin(connection, plan, fingerprint),
                keys=frozenset(connection.scalars(asked_for)),
                home=home,
                restored=_restored(connection, plan),
            )

    def settle(self) -> Mark:
        with self._db.begin() as connection:
            current = current_mark(connection)
            if current is None:
                current = _begin(connection, 0)
        if self._db.home_mark.read() != current:
            self._db.home_mark.write(current)
        return current

    def renew(
        self, known: Iterable[Mark], by: str, at: datetime, plan: str = "", replayed: Replayed | None = None
    ) -> Mark:
        with self._db.begin() as connection:
            earlier = current_mark(connection)
            connection.execute(update(mark).values(is_current=False))
            begun = _begin(connection, 0 if earlier is None else earlier.serial, by, at)
            for accepted in known:
                _accept(connection, accepted, by, at)
            if replayed is not None:
                connection.execute(insert(restored).values(plan=plan, day=at.date(), who=by, **asdict(replayed)))
        self._db.home_mark.write(begun)
        return begun


def current_mark(connection: Connection) -> Mark | None:
    row = connection.execute(select(mark.c.lineage, mark.c.serial).where(mark.c.is_current)).first()
    if row is None:
        return None
    return Mark(row.lineage, row.serial)


def count(database: Database, connection: Connection) -> None:
    """Once in the transaction of each run that claims, each decision and each adoption; the first gives the lineage.

    Raises StorageError, so that nothing of the transaction is kept, where HOME remembers more than this ledger, or
    another one: what is written now would cover the traces.
    """
    current = current_mark(connection)
    home = database.home_mark.read()
    if home is not None and not _is_known(connection, home):
        raise StorageError(_BEHIND)
    if current is None:
        current = _begin(connection, 0)
    counted = Mark(current.lineage, current.serial + 1)
    connection.execute(update(mark).where(mark.c.is_current).values(serial=counted.serial))
    database.tell_home(connection, counted)


def _is_known(connection: Connection, home: Mark) -> bool:
    serial = connection.scalar(select(mark.c.serial).where(mark.c.lineage == home.lineage))
    return serial is not None and home.serial <= serial


def _begin(connection: Connection, serial: int, by: str = "", at: datetime | None = None) -> Mark:
    begun = Mark(token_hex(8), serial)
    values = {"is_current": True, "accepted_by": by, "accepted_at": at}
    connection.execute(insert(mark).values(lineage=begun.lineage, serial=serial, **values))
    return begun


def _accept(connection: Connection, accepted: Mark, by: str, at: datetime) -> None:
    """Whatever was remembered up to this mark is taken as known."""
    values = {"serial": accepted.serial, "accepted_by": by, "accepted_at": at}
    lower = mark.c.serial < accepted.serial
    there = connection.scalar(select(mark.c.id).where(mark.c.lineage == accepted.lineage))
    if there is None:
        connection.execute(insert(mark).values(lineage=accepted.lineage, is_current=False, **values))
    else:
        connection.execute(update(mark).where(mark.c.id == there, lower).values(values))


def _is_empty(connection: Connection) -> bool:
    for table in (message, reply, version):
        if connection.execute(select(table.c.id).limit(1)).first():
            return False
    return True


def _restored(connection: Connection, plan: str) -> tuple[Restored, ...]:
    rows = connection.execute(select(restored).where(restored.c.plan == plan).order_by(restored.c.id))
    return tuple(Restored(row.day, row.who, Replayed(row.last, row.answers, row.sent, row.questions)) for row in rows)


def _twin(connection: Connection, plan: str, fingerprint: str) -> str:
    """Another plan with the very same content, where this one has never been adopted; "" when there is none."""
    if connection.execute(select(version.c.id).where(version.c.plan == plan).limit(1)).first():
        return ""
    same = select(version.c.plan).where(version.c.fingerprint == fingerprint).limit(1)
    return connection.scalar(same) or ""


_BEHIND = (
    "Minnet (databasen) är äldre än det som påminn senast skrev i, eller ett annat. Inget är ändrat. "
    "Se vad som har hänt och vad som kan göras med: paminn resume"
)
