"""What was promised and sent: the port Dispatch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from paminn.ledger.database import Database
from paminn.ledger.tables import message, step
from paminn.reminders.outbox import TRANSITIONS, Outgoing, Sent, State


class SqlDispatch:
    def __init__(self, database: Database) -> None:
        self._db = database

    def claim(self, outgoing: Outgoing, at: datetime) -> bool:
        values = {
            "key": outgoing.key,
            "plan": outgoing.plan,
            "channel": outgoing.channel,
            "owner": outgoing.digest.owner,
            "day": outgoing.digest.day,
            "code": outgoing.code,
            "message_id": outgoing.message_id,
            "subject": outgoing.subject,
            "recipients": json.dumps(outgoing.recipients, ensure_ascii=False),
            "raw": outgoing.raw,
            "redirected": outgoing.redirected,
            "unreachable": outgoing.unreachable,
            "state": State.CLAIMED,
            "claimed_at": at,
            "settled_at": None,
            "reason": "",
        }
        try:
            with self._db.begin() as connection:
                again = connection.execute(
                    update(message)
                    .where(message.c.key == outgoing.key, message.c.state == State.FAILED)
                    .values(values | {"attempts": message.c.attempts + 1})
                )
                if again.rowcount:
                    wanted = select(message.c.id).where(message.c.key == outgoing.key)
                    row = connection.scalars(wanted).one()
                    connection.execute(step.delete().where(step.c.message == row))
                else:
                    new = insert(message).values(values | {"attempts": 1}).returning(message.c.id)
                    row = connection.scalars(new).one()
                connection.execute(insert(step), list(_steps(row, outgoing)))
        except IntegrityError:
            return False
        return True

    def settle(self, key: str, state: State, at: datetime, reason: str = "") -> None:
        allowed = [before for before, after in TRANSITIONS.items() if state in after]
        with self._db.begin() as connection:
            connection.execute(
                update(message)
                .where(message.c.key == key, message.c.state.in_(allowed))
                .values(state=state, settled_at=at, reason=reason)
            )

    def sent(self, plan: str, *, redirected: bool = False) -> Sequence[Sent]:
        mine = (message.c.plan == plan, message.c.redirected == redirected)
        with self._db.begin() as connection:
            goals: dict[int, list[str]] = defaultdict(list)
            shown = select(step.c.message, step.c.goal).join(message).where(step.c.shown, *mine).order_by(step.c.id)
            for row in connection.execute(shown):
                goals[row.message].append(row.goal)
            rows = connection.execute(select(message).where(*mine).order_by(message.c.id)).all()
        return [
            Sent(
                row.key,
                row.channel,
                row.owner,
                row.day,
                tuple(goals[row.id]),
                row.message_id,
                State(row.state),
                row.reason,
                tuple((address, name) for address, name in json.loads(row.recipients)),
                row.raw,
                row.unreachable,
            )
            for row in rows
        ]


def _steps(row: int, outgoing: Outgoing) -> Iterator[dict[str, object]]:
    for reminder in outgoing.digest.reminders:
        for claimed in reminder.covers:
            yield {
                "message": row,
                "goal": reminder.goal.number,
                "occurrence": claimed.occurrence,
                "due": claimed.due,
                "step": claimed.step,
                "step_day": claimed.step_day,
                "shown": claimed.occurrence == reminder.occurrence.id,
            }
