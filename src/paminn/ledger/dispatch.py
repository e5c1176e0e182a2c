"""What was promised and sent: the port Dispatch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from paminn.failure import Cause, Failure
from paminn.ledger.database import Database
from paminn.ledger.tables import message, step
from paminn.ledger.together import Together
from paminn.reminders.model import Claim
from paminn.reminders.outbox import GIVES_BACK, TRANSITIONS, UNSETTLED, Channel, Door, Outgoing, Sent, State, Trace

_CAUSES = {cause.value: cause for cause in Cause}


class SqlDispatch:
    def __init__(self, database: Database) -> None:
        self._db = database
        self._together = Together(database)

    def claim(self, messages: Sequence[Outgoing], at: datetime) -> frozenset[str]:
        with self._db.begin() as connection:
            _take_turns(connection, messages)
            if _claimed(connection, messages, at):
                return frozenset(one.key for one in messages)
            # Somebody has one of them: the others are still to be had, each by itself.
            return frozenset(one.key for one in messages if _claimed(connection, [one], at))

    def advance(
        self,
        key: str,
        state: State,
        at: datetime,
        failure: Failure | None = None,
        trace: Trace | None = None,
        was: State | None = None,
    ) -> bool:
        named = {"remote_id": trace.remote_id, "conversation": trace.conversation} if trace else {}
        if trace and trace.message_id:
            named["message_id"] = trace.message_id
        values = {"settled_at": at, **failure_columns(failure), **named}
        return self._together.carry_out(lambda connection: move(connection, key, state, values, was))

    def sent(self, plan: str, since: date | None = None) -> Sequence[Sent]:
        mine = [message.c.plan == plan]
        if since:
            mine.append(or_(message.c.day >= since, message.c.state.in_(UNSETTLED)))
        with self._db.begin() as connection:
            goals: dict[int, list[str]] = defaultdict(list)
            shown = select(step.c.message, step.c.goal).join(message).where(step.c.shown, *mine).order_by(step.c.id)
            for row in connection.execute(shown):
                goals[row.message].append(row.goal)
            rows = connection.execute(select(message).where(*mine).order_by(message.c.id)).all()
        return [_sent(row, goals[row.id]) for row in rows]


def _take_turns(connection: Connection, messages: Sequence[Outgoing]) -> None:
    """Let one claim of a plan's steps end before the next begins, or two could each wait for what the other has.

    SQLite has one writer at a time anyway. PostgreSQL lets go at the end of the transaction.
    """
    if connection.dialect.name == "postgresql":
        for plan in sorted({one.plan for one in messages}):
            connection.execute(text("select pg_advisory_xact_lock(1, hashtext(:plan))"), {"plan": plan})


def move(
    connection: Connection, key: str, state: State, values: Mapping[str, object], was: State | None = None
) -> bool:
    """Take a message to its next state, `values` with it. False: it cannot go there from where it stands, or `was`."""
    # A claim takes its steps as well, so it is never a mere change of state.
    allowed = [before for before, after in TRANSITIONS.items() if state in after and state is not State.CLAIMED]
    allowed = [before for before in allowed if was in (None, before)]
    mine = message.c.key == key
    moved = connection.execute(update(message).where(mine, message.c.state.in_(allowed)).values(state=state, **values))
    if moved.rowcount and state in GIVES_BACK:
        row = select(message.c.id).where(mine).scalar_subquery()
        connection.execute(update(step).where(step.c.message == row).values(taken=None))
    return bool(moved.rowcount)


def failure_columns(failure: Failure | None) -> dict[str, object]:
    """Why a message is in its state, as it is kept; both are empty when nothing went wrong."""
    if failure is None:
        return {"cause": "", "detail": ""}
    return {"cause": failure.cause, "detail": failure.detail}


def _failure_of(row: Row[Any]) -> Failure | None:
    if not row.cause:
        return None
    return Failure(_CAUSES[row.cause], row.detail)


def _claimed(connection: Connection, messages: Sequence[Outgoing], at: datetime) -> bool:
    """Take all of them, or none when one message or one step is somebody's already."""
    try:
        with connection.begin_nested():
            _claim(connection, messages, at)
    except IntegrityError:
        return False
    return True


def _claim(connection: Connection, messages: Sequence[Outgoing], at: datetime) -> None:
    keys = [one.key for one in messages]
    failed = select(message.c.key, message.c.id).where(message.c.key.in_(keys), message.c.state == State.FAILED)
    rows = {row.key: row.id for row in connection.execute(failed)}
    connection.execute(delete(step).where(step.c.message.in_(rows.values())))
    for one in messages:
        if one.key in rows:
            again = _values(one, at) | {"attempts": message.c.attempts + 1}
            connection.execute(update(message).where(message.c.id == rows[one.key]).values(again))
    if new := [_values(one, at) | {"attempts": 1} for one in messages if one.key not in rows]:
        made = connection.execute(insert(message).returning(message.c.key, message.c.id), new)
        rows |= {row.key: row.id for row in made}
    if steps := [each for one in messages for each in _steps(rows[one.key], one)]:  # a receipt asks for nothing
        connection.execute(insert(step), steps)


def _values(outgoing: Outgoing, at: datetime) -> dict[str, object]:
    return {
        "key": outgoing.key,
        "plan": outgoing.plan,
        "channel": outgoing.channel,
        "owner": outgoing.owner,
        "day": outgoing.day,
        "code": outgoing.code,
        "message_id": outgoing.message_id,
        "remote_id": "",
        "conversation": "",
        "door": outgoing.door or "",
        "subject": outgoing.subject,
        "recipients": json.dumps(outgoing.recipients, ensure_ascii=False),
        "raw": outgoing.raw,
        "redirected": outgoing.redirected,
        "unreachable": outgoing.unreachable,
        "state": State.CLAIMED,
        "claimed_at": at,
        "settled_at": None,
        **failure_columns(None),
    }


def _steps(row: int, outgoing: Outgoing) -> Iterator[dict[str, object]]:
    for reminder in outgoing.digest.reminders:
        for claimed in reminder.covers:
            yield {
                "message": row,
                "goal": reminder.goal.number,
                "occurrence": claimed.occurrence,
                "due": claimed.due,
                "step": claimed.step.label,
                "step_day": claimed.step.day,
                "weeks": claimed.step.count if claimed.step.is_preparation else None,
                "shown": claimed.occurrence == reminder.occurrence.id,
                "taken": _taken(outgoing, claimed),
            }


def _taken(outgoing: Outgoing, claimed: Claim) -> str | None:
    if outgoing.is_copy:  # its key is guard enough; a card with one old step must not keep back the new ones
        return None
    trial = "prov" if outgoing.redirected else ""
    days = (claimed.due.isoformat(), claimed.step.day.isoformat())
    parts = (outgoing.plan, outgoing.channel, trial, outgoing.owner, str(claimed.occurrence), *days)
    return sha256("\0".join(parts).encode()).hexdigest()


def _sent(row: Row[Any], goals: Sequence[str]) -> Sent:
    return Sent(
        key=row.key,
        plan=row.plan,
        channel=Channel(row.channel),
        owner=row.owner,
        day=row.day,
        goals=tuple(goals),
        message_id=row.message_id,
        recipients=tuple((address, name) for address, name in json.loads(row.recipients)),
        raw=row.raw,
        remote_id=row.remote_id,
        door=Door(row.door) if row.door else None,
        redirected=row.redirected,
        unreachable=row.unreachable,
        number=row.id,
        state=State(row.state),
        failure=_failure_of(row),
    )
