"""Step 7: a decision bears what it changed, an answer what it was read as and which mail of ours it answers.

What the rows of until now changed is not known: only the last state was kept. What an answer was read as is, but where
the team has set the status. Which mail it answers is found anew, by its code or else by what it answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from paminn.ledger.steps.schema_step import SchemaStep, say

_COLUMNS = (
    ("answer", "read_status", "VARCHAR(16)"),
    ("answer", "read_known", "BOOLEAN NOT NULL DEFAULT TRUE"),
    ("answer", "request", "INTEGER REFERENCES mail (id)"),
    ("decision", "private_why", "TEXT NOT NULL DEFAULT ''"),
    ("decision", "stranger_why", "TEXT NOT NULL DEFAULT ''"),
    ("decision", "state_before", "TEXT"),
    ("decision", "state_after", "TEXT"),
)
_BETWEEN = r"[\s\-\u00ad\u2010-\u2015\u2212\u200b-\u200d\ufeff=>*_]*"
_CODE = re.compile(rf"\[{_BETWEEN}[Pp]{_BETWEEN}[Mm]((?:{_BETWEEN}[A-HJ-NP-Za-hj-np-z2-9]){{16}}){_BETWEEN}\]")
_NOT_CODE = re.compile(r"[^A-Z2-9]")
_IN_REPLY_TO = re.compile(rb"^in-reply-to:\s*(<[^<>\s]{1,998}>)", re.I | re.M)
_HEAD = 65_536  # bytes
_ANSWERED = text(
    "SELECT DISTINCT reply.id, reply.plan, reply.subject, reply.text, reply.removed, reply.raw"
    " FROM reply JOIN answer ON answer.reply = reply.id ORDER BY reply.id"
)
_OF_PLAN = "plan = :plan AND channel = 'email' AND NOT redirected"
_BY_CODE = text(f"SELECT id FROM mail WHERE code = :code AND {_OF_PLAN}")  # noqa: S608 - all of it stands here
_BY_ID = text(f"SELECT id FROM mail WHERE (message_id = :id OR key = :key) AND {_OF_PLAN}")  # noqa: S608 - as above
_GIVE = text("UPDATE answer SET request = :mail WHERE reply = :reply")


def _carry_out(connection: Connection) -> None:
    for table, name, shape in _COLUMNS:
        say(connection, f"ALTER TABLE {table} ADD COLUMN {name} {shape}")
    say(connection, "UPDATE answer SET read_status = status WHERE NOT status_by_team")
    # What a person made an answer of was never read.
    say(
        connection,
        "UPDATE answer SET read_known = FALSE WHERE status_by_team"
        " AND reply NOT IN (SELECT id FROM reply WHERE settled_at IS NOT NULL)",
    )
    for reply in connection.execute(_ANSWERED).all():
        mails = _answered_by(connection, reply)
        if len(mails) == 1:
            connection.execute(_GIVE, {"mail": mails[0], "reply": reply.id})


def _answered_by(connection: Connection, reply: Any) -> Sequence[int]:
    """Our mails that it points at: those with its codes, and the one that it answers."""
    found: set[int] = set()
    for match in _CODE.finditer("\n".join((reply.subject, reply.text, reply.removed))):
        code = _NOT_CODE.sub("", match[1].upper())
        found.update(connection.scalars(_BY_CODE, {"code": code, "plan": reply.plan}))
    head, _, _ = bytes(reply.raw)[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")
    answers = _IN_REPLY_TO.search(head)
    if answers:
        named = answers[1].decode("latin-1")
        key, _, _ = named.strip("<>").partition("@")
        found.update(connection.scalars(_BY_ID, {"id": named, "key": key, "plan": reply.plan}))
    return sorted(found)


STEP = SchemaStep(
    7, 7, "Varje beslut om ett svar får en plats för vad det ändrade, och svaret för vad det lästes som.", _carry_out
)
