"""What the quality team decides about answers: the port Desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select, update

from paminn.errors import UsageError
from paminn.ledger.database import Database
from paminn.ledger.flags import flags_kept
from paminn.ledger.memory import answer_of
from paminn.ledger.tables import answer, decision, message, reply, step
from paminn.plan.occurrence import OccurrenceId
from paminn.ports.desk import Decision
from paminn.replies.meaning.privacy import called, flags_of
from paminn.standing.answer import Answer, Release


class SqlDesk:
    def __init__(self, database: Database) -> None:
        self._db = database

    def waiting(self, plan: str) -> Sequence[Mapping[str, object]]:
        """Answers held for release, and mails no answer could be read from. Newest last."""
        held = (
            select(answer, reply.c.at, reply.c.flags)
            .join(reply)
            .where(answer.c.plan == plan, answer.c.release == Release.HELD)
        )
        unread = (
            select(reply)
            .outerjoin(answer)
            .where(reply.c.plan == plan, answer.c.id.is_(None), reply.c.settled_at.is_(None))
            .where(reply.c.kind.in_(("reply", "forward", "suspect")))
        )
        with self._db.begin() as connection:
            rows: list[dict[str, object]] = [
                {
                    "id": row.id, "mail": row.reply, "received": row.received.isoformat(), "goal": row.goal,
                    "owner": row.owner, "status": row.status, "why": "väntar på granskning",
                    "new_date": row.new_date.isoformat() if row.new_date else None, "known_sender": row.known_sender,
                    "flags": list(flags_of(flags_kept(row.flags), row.text)), "answered_by": row.answered_by,
                    "text": row.text,
                }
                for row in connection.execute(held.order_by(answer.c.id))
            ]  # fmt: skip
            rows += [
                {
                    "id": None, "mail": row.id, "received": row.at.date().isoformat(), "goal": None,
                    "owner": None, "status": None, "why": row.reason, "new_date": None, "known_sender": None,
                    "flags": list(flags_kept(row.flags)),
                    "answered_by": row.sender_name, "text": row.text,
                }
                for row in connection.execute(unread.order_by(reply.c.id))
            ]  # fmt: skip
        return rows

    def decide(self, answer_id: int, made: Decision) -> Answer:
        with self._db.begin() as connection:
            row = connection.execute(select(answer).where(answer.c.id == answer_id)).first()
            if row is None:
                raise UsageError(f"Det finns inget svar med nummer {answer_id}. Se listan med: paminn replies list")
            # A reviewed text stays until another replaces it: releasing again must not bring back what was masked.
            reviewed = row.text if row.released_text is None else row.released_text
            text = reviewed if made.text is None else made.text
            values: dict[str, Any] = {}
            if made.what == "release":
                values = {"release": Release.RELEASED, "released": made.at.date(), "released_text": text}
            elif made.what == "withhold":
                values = {"release": Release.WITHHELD, "released": None, "released_text": None}
            values |= {
                name: value
                for name in ("status", "goal", "owner", "new_date")
                if (value := getattr(made, name)) is not None
            }
            if made.status is not None and made.status != row.status:
                values["status_by_team"] = True
            if made.what == "assign":
                # What was released was released as something else.
                values |= {"release": Release.HELD, "released": None, "released_text": None}
            goal, owner = values.get("goal", row.goal), values.get("owner", row.owner)
            if (goal, owner) != (row.goal, row.owner):
                values["occurrence"] = _asked(connection, row.plan, owner, goal, row.received)
            connection.execute(update(answer).where(answer.c.id == answer_id).values(values))
            connection.execute(
                insert(decision).values(
                    answer=answer_id, at=made.at, who=made.who, what=made.what, why=made.why,
                    original_sha256=sha256(row.text.encode()).hexdigest(),
                    released_sha256=sha256(text.encode()).hexdigest() if made.what == "release" else None,
                )
            )  # fmt: skip
            changed = connection.execute(select(answer).where(answer.c.id == answer_id)).one()
        return answer_of(changed)

    def adopt(self, mail: int, made: Decision) -> Answer | None:
        with self._db.begin() as connection:
            row = connection.execute(select(reply).where(reply.c.id == mail)).first()
            if row is None:
                raise UsageError(f"Det finns inget mejl med nummer m{mail}. Se listan med: paminn replies list")
            connection.execute(
                update(reply)
                .where(reply.c.id == mail)
                .values(settled_by=made.who, settled_at=made.at, settled_why=made.why or made.what)
            )
            if made.what != "assign":
                return None
            received = _written(row.raw, row.at.astimezone(made.at.tzinfo))
            values = {
                "reply": mail, "plan": row.plan, "goal": made.goal,
                "occurrence": _asked(connection, row.plan, str(made.owner), str(made.goal), received),
                "owner": made.owner, "status": made.status, "new_date": made.new_date, "text": row.text,
                "status_by_team": made.status is not None,
                "answered_by": called(row.sender_name), "received": received, "release": Release.HELD,
            }  # fmt: skip
            number = connection.scalars(insert(answer).values(values).returning(answer.c.id)).one()
            connection.execute(
                insert(decision).values(
                    answer=number, at=made.at, who=made.who, what=made.what, why=made.why,
                    original_sha256=sha256(row.text.encode()).hexdigest(), released_sha256=None,
                )
            )  # fmt: skip
            return answer_of(connection.execute(select(answer).where(answer.c.id == number)).one())


def _asked(connection: Connection, plan: str, owner: str, goal: str, received: date) -> OccurrenceId:
    """What the role was last asked about this goal when it answered; the year's account when it never was."""
    last = connection.scalar(
        select(step.c.occurrence)
        .join(message)
        .where(message.c.plan == plan, message.c.owner == owner, step.c.goal == goal, step.c.shown)
        .where(message.c.day <= received, message.c.redirected.is_(False))
        .order_by(message.c.day.desc(), step.c.id)
        .limit(1)
    )
    return last or OccurrenceId.account(goal, received.year)


def _written(raw: bytes, stored: datetime) -> date:
    """The day a mail says that it was written, when that can be true."""
    try:
        written = parsedate_to_datetime(str(message_from_bytes(raw)["Date"])).astimezone(stored.tzinfo).date()
    except (ValueError, TypeError, OverflowError, RecursionError):
        return stored.date()
    return written if stored.date() - timedelta(days=60) <= written <= stored.date() else stored.date()
