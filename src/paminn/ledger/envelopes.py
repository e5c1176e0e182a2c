"""Messages as the ledger keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from paminn.failure import Cause, Failure
from paminn.reminders.message import Asked, Channel, Door, Sent, SentEnvelope, State

_CAUSES = {cause.value: cause for cause in Cause}


def sent_of(row: Row[Any], asked: Sequence[Asked]) -> Sent:
    """Of a row of the messages' table."""
    missed = mailboxes_missed(row.missed)
    return Sent(**_facts(row, asked), raw=row.raw, missed=missed, attempts=row.attempts)


def envelope_of(row: Row[Any], asked: Sequence[Asked]) -> SentEnvelope:
    """Of a row that need not have the bytes."""
    return SentEnvelope(**_facts(row, asked))


def _facts(row: Row[Any], asked: Sequence[Asked]) -> dict[str, Any]:
    """All that is kept of a message but its bytes, by the names of `SentEnvelope`."""
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


def mailboxes_missed(kept: str) -> frozenset[str]:
    """Those who are owed a message that others got, as they are kept."""
    if not kept:
        return frozenset()
    return frozenset(json.loads(kept))
