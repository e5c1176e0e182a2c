"""What has been sent and said so far: the port Memory."""

from __future__ import annotations

from collections import defaultdict
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, select

from paminn.ledger.database import Database
from paminn.ledger.tables import absence, answer, message, step
from paminn.plan.identities import RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.away import Absence
from paminn.reminders.message import GIVES_BACK, Channel
from paminn.reminders.model import History
from paminn.standing.answer import Answer, Release, Status


class SqlMemory:
    def __init__(self, database: Database) -> None:
        self._db = database

    def history(self, plan: str, *, redirected: bool = False) -> History:
        # What somebody was asked, not what they were told to prepare.
        was_asked = step.c.shown & step.c.weeks.is_(None)
        mails = (
            select(
                message.c.owner,
                step.c.occurrence,
                step.c.due,
                func.max(step.c.step_day).label("last_step"),
                func.sum(case((was_asked, 1), else_=0)).label("times_asked"),
            )
            .join(message)
            .where(message.c.plan == plan, message.c.redirected == redirected, message.c.channel == Channel.EMAIL)
            .where(message.c.state.not_in(GIVES_BACK))
            .group_by(message.c.owner, step.c.occurrence, step.c.due)
        )
        absences = select(absence).where(absence.c.plan == plan).order_by(absence.c.id)
        covered: dict[tuple[RoleId, OccurrenceId, date], date] = {}
        sent: dict[tuple[RoleId, OccurrenceId], int] = defaultdict(int)
        with self._db.begin() as connection:
            for row in connection.execute(mails):
                covered[row.owner, row.occurrence, row.due] = row.last_step
                sent[row.owner, row.occurrence] += row.times_asked
            away = [_absence_of(row) for row in connection.execute(absences)]
        return History(covered, sent, self.answers(plan), away)

    def answers(self, plan: str) -> tuple[Answer, ...]:
        answers = select(answer).where(answer.c.plan == plan).order_by(answer.c.received, answer.c.id)
        with self._db.begin() as connection:
            return tuple(answer_of(row) for row in connection.execute(answers))

    def exclusive(self, what: str) -> AbstractContextManager[None]:
        return self._db.exclusive(what)


def answer_of(row: Row[Any]) -> Answer:
    """An answer as the rest of the house knows it; its text is the released one where there is one."""
    text = row.text
    if row.released_text is not None:
        text = row.released_text
    status = Status(row.status) if row.status else None
    return Answer(
        id=row.id,
        goal=row.goal,
        occurrence=row.occurrence,
        owner=row.owner,
        status=status,
        text=text,
        received=row.received,
        answered_by=row.answered_by,
        new_date=row.new_date,
        release=Release(row.release),
        released=row.released,
        known_sender=row.known_sender,
        edited=text != row.text,
        status_by_team=row.status_by_team,
        read_as=None if row.status_by_team else status,
    )


def _absence_of(row: Row[Any]) -> Absence:
    return Absence(row.address, row.since, row.until, gone=row.gone, about=row.about)
