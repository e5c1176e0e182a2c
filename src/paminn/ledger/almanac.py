"""What the calendar has shown: the port Almanac. Rows are only ever added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, func, insert, select

from paminn.calendar.ics import CalendarEntry
from paminn.calendar.revisions import Shown
from paminn.ledger.database import Database
from paminn.ledger.tables import entry
from paminn.plan.identities import RoleId


class SqlAlmanac:
    def __init__(self, database: Database) -> None:
        self._db = database

    def shown(self, plan: str) -> Mapping[str, Shown]:
        latest = select(func.max(entry.c.id)).where(entry.c.plan == plan).group_by(entry.c.uid)
        last_shown = select(entry).where(entry.c.id.in_(latest)).order_by(entry.c.uid)
        with self._db.begin() as connection:
            rows = connection.execute(last_shown).all()
        return {row.uid: Shown(_entry_of(row), row.withdrawn) for row in rows}

    def show(self, plan: str, news: Iterable[Shown]) -> None:
        rows = [_columns(plan, shown) for shown in news]
        if not rows:
            return
        with self._db.begin() as connection:
            connection.execute(insert(entry), rows)


def _columns(plan: str, shown: Shown) -> dict[str, object]:
    return {
        "plan": plan,
        "uid": shown.entry.uid,
        "sequence": shown.entry.sequence,
        "revised": shown.entry.revised,
        "withdrawn": shown.withdrawn,
        "words": _words(shown.entry),
    }


def _words(row: CalendarEntry) -> str:
    """Everything but what has a column of its own."""
    return json.dumps(
        {
            "day": row.day.isoformat(),
            "summary": row.summary,
            "description": row.description,
            "categories": row.categories,
            "cancelled": row.cancelled,
            "settled": row.settled,
            "area": row.area,
            "roles": row.roles,
        },
        ensure_ascii=False,
    )


def _entry_of(row: Row[Any]) -> CalendarEntry:
    words = json.loads(row.words)
    return CalendarEntry(
        uid=row.uid,
        day=date.fromisoformat(words["day"]),
        summary=words["summary"],
        description=words["description"],
        categories=tuple(words["categories"]),
        revised=row.revised,
        sequence=row.sequence,
        cancelled=words["cancelled"],
        settled=words["settled"],
        area=words["area"],
        roles=tuple(RoleId(role) for role in words["roles"]),
    )
