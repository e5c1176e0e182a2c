"""Messages as the ledger keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, and_, select

from paminn.failure import Cause, Failure
from paminn.ledger.database import Database
from paminn.ledger.tables import message
from paminn.reminders.message import Asked, Channel, Door, Sent, SentEnvelope, State
from paminn.standing.word import Key

_CAUSES = {cause.value: cause for cause in Cause}
DOORS = {door.value: door for door in Door}
_CHANNELS = {channel.value: channel for channel in Channel}


def sent_of(row: Row[Any], asked: Sequence[Asked]) -> Sent:
    """Of a row of the messages' table."""
    missed = mailboxes_missed(row.missed)
    return Sent(**_facts(row, asked), raw=row.raw, missed=missed, attempts=row.attempts)


def envelope_of(row: Row[Any], asked: Sequence[Asked], came: Iterable[Key]) -> SentEnvelope:
    """Of a row that need not have the bytes."""
    return SentEnvelope(**_facts(row, asked), came=frozenset(came))


def _facts(row: Row[Any], asked: Sequence[Asked]) -> dict[str, Any]:
    """All that is kept of a message but its bytes, by the names of `SentEnvelope`.

    A row that has a value which this version does not know, or damage, is a question for a person: it keeps its steps,
    and stops nobody else's.
    """
    try:
        return _as_kept(row, asked)
    except (ValueError, KeyError, TypeError):
        return {
            "key": row.key,
            "plan": row.plan,
            "channel": _CHANNELS.get(row.channel, Channel.EMAIL),
            "owner": row.owner,
            "day": row.day,
            "asked": tuple(asked),
            "message_id": row.message_id,
            "recipients": (),
            "redirected": row.redirected,
            "number": row.id,
            "state": State.ALERT,
            "failure": Failure(Cause.ROW_UNREADABLE),
        }


def _as_kept(row: Row[Any], asked: Sequence[Asked]) -> dict[str, Any]:
    return {
        "key": row.key,
        "plan": row.plan,
        "channel": Channel(row.channel),
        "owner": row.owner,
        "day": row.day,
        "asked": tuple(asked),
        "message_id": row.message_id,
        "recipients": tuple((address, name) for address, name in json.loads(row.recipients)),
        "remote_id": row.remote_id,
        "door": Door(row.door) if row.door else None,
        "redirected": row.redirected,
        "unreachable": row.unreachable,
        "number": row.id,
        "state": State(row.state),
        "failure": _failure_of(row),
    }


def _failure_of(row: Row[Any]) -> Failure | None:
    if not row.cause:
        return None
    return Failure(_CAUSES[row.cause], row.detail)


def people_kept(recipients: str) -> dict[str, str]:
    """Address → name of those a message went to; nobody where that is damaged."""
    try:
        return dict(json.loads(recipients))
    except (ValueError, TypeError):
        return {}


def mailboxes_missed(kept: str) -> frozenset[str]:
    """Those who are owed a message that others got, as they are kept."""
    try:
        return frozenset(json.loads(kept)) if kept else frozenset()
    except (ValueError, TypeError):
        return frozenset()


def unreadable(database: Database) -> Sequence[int]:
    """The numbers of the messages that have a state, channel or cause which this version does not know."""
    is_known = (
        message.c.state.in_([state.value for state in State]),
        message.c.channel.in_([*_CHANNELS]),
        message.c.cause.in_(["", *_CAUSES]),
    )
    with database.begin() as connection:
        return list(connection.scalars(select(message.c.id).where(~and_(*is_known)).order_by(message.c.id)))
