"""Other homes that read the same mailbox: the port Neighbours."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from sqlalchemy import insert, select

from paminn.ledger.database import Database
from paminn.ledger.tables import left_mail, mark, message


class SqlNeighbours:
    def __init__(self, database: Database) -> None:
        self._db = database

    def is_anothers(self, lineage: str) -> bool:
        with self._db.begin() as connection:
            ours = connection.execute(select(mark.c.id).where(mark.c.lineage == lineage)).first()
        return ours is None

    def left_since(self, raw: bytes, day: date) -> date | None:
        digest = sha256(raw).hexdigest()
        with self._db.begin() as connection:
            since: date | None = connection.scalar(select(left_mail.c.since).where(left_mail.c.sha256 == digest))
            if since is None:
                connection.execute(insert(left_mail).values(sha256=digest, since=day))
        return since

    def is_our_code(self, code: str) -> bool:
        with self._db.begin() as connection:
            return connection.execute(select(message.c.id).where(message.c.code == code).limit(1)).first() is not None
