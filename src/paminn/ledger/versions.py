"""What has been adopted, and the plan's files by day: the ports Versions and Sources. Versions are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, insert, select, union, update
from sqlalchemy.exc import IntegrityError

from paminn.errors import Busy
from paminn.ledger.database import Database
from paminn.ledger.documents import version_of
from paminn.ledger.lineage import count
from paminn.ledger.tables import answer, message, source, step, version
from paminn.plan.load import PLAN
from paminn.plan.version import PlanVersion
from paminn.ports.sources import KeptFile
from paminn.standing.committee import same_committee

_MEANWHILE = "Någon annan har antagit en version av planen samtidigt. Läs skillnaderna igen med: paminn adopt"


class SqlVersions:
    def __init__(self, database: Database) -> None:
        self._db = database

    def adopted(self, plan: str) -> Sequence[PlanVersion]:
        documents = select(version.c.document).where(version.c.plan == plan).order_by(version.c.number)
        with self._db.begin() as connection:
            return [version_of(document) for document in connection.scalars(documents)]

    def adopt(self, adopted: PlanVersion, file: bytes, day: date) -> None:
        row = insert(version).values(
            plan=adopted.plan,
            number=adopted.number,
            fingerprint=adopted.content.fingerprint,
            in_force=adopted.in_force,
            adopted_at=adopted.adopted_at,
            adopted_by=adopted.adopted_by,
            document=adopted.model_dump_json(),
        )
        try:
            with self._db.begin() as connection:
                connection.execute(row)
                count(self._db, connection)
                _keep(connection, adopted.plan, PLAN, file, adopted.content.fingerprint, day)
        except IntegrityError as error:
            raise Busy(_MEANWHILE) from error

    def keep(self, plan: str, name: str, content: bytes, fingerprint: str, day: date) -> None:
        with self._db.begin() as connection:
            _keep(connection, plan, name, content, fingerprint, day)

    def kept(self, plan: str, name: str) -> Sequence[KeptFile]:
        rows = select(source).where(source.c.plan == plan, source.c.name == name).order_by(source.c.id)
        with self._db.begin() as connection:
            files = connection.execute(rows).all()
        return [KeptFile(row.name, row.content, row.fingerprint, row.first, row.last) for row in files]

    def of_committee(self, committee: str) -> Sequence[str]:
        newest = select(version.c.plan, version.c.document).order_by(version.c.number)
        with self._db.begin() as connection:
            plans = connection.execute(newest).all()
        decided_by = {row.plan: version_of(row.document).content.committee for row in plans}
        return [plan for plan, by in decided_by.items() if same_committee(by, committee)]

    def remembered(self, plan: str) -> frozenset[str]:
        of_the_plan = message.c.plan == plan
        answers_of_it = answer.c.plan == plan
        everything = union(
            select(step.c.goal).where(step.c.plan == plan),
            # A mail carries steps of several roles, of which it bears the first itself.
            select(step.c.owner).where(step.c.plan == plan),
            select(message.c.owner).where(of_the_plan),
            select(answer.c.goal).where(answers_of_it),
            select(answer.c.owner).where(answers_of_it),
        )
        with self._db.begin() as connection:
            return frozenset(connection.scalars(everything))


def _keep(connection: Connection, plan: str, name: str, content: bytes, fingerprint: str, day: date) -> None:
    latest = (
        select(source.c.id, source.c.content, source.c.fingerprint, source.c.last)
        .where(source.c.plan == plan, source.c.name == name)
        .order_by(source.c.id.desc())
        .limit(1)
    )
    row = connection.execute(latest).first()
    if row is None or (row.content, row.fingerprint) != (content, fingerprint):
        new = insert(source).values(
            plan=plan,
            name=name,
            content=content,
            fingerprint=fingerprint,
            first=day,
            last=day,
        )
        connection.execute(new)
    elif row.last < day:
        used_today_too = update(source).where(source.c.id == row.id)
        connection.execute(used_today_too.values(last=day))
