"""Mail that came in: the port Post."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default as modern
from hashlib import sha256

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from paminn.ledger.database import Database
from paminn.ledger.tables import answer, message, reply, step
from paminn.ports import Received, Reference
from paminn.replies.mail.html_text import read_html
from paminn.replies.model import Answer


class SqlPost:
    def __init__(self, database: Database) -> None:
        self._db = database

    def reference(self, code: str) -> Reference | None:
        with self._db.begin() as connection:
            # A trial's code leads nowhere: trying its buttons must not end a real owner's reminders.
            wanted = select(message).where(message.c.code == code, message.c.redirected.is_(False))
            # A copy in Teams bears the code too, but perhaps only some of the goals.
            wanted = wanted.where(message.c.channel == "email")
            sent = connection.execute(wanted).first()
            if sent is None:
                return None
            shown = select(step).where(step.c.message == sent.id, step.c.shown)
            rows = connection.execute(shown).all()
        return Reference(
            sent.plan,
            sent.owner,
            sent.day,
            {row.goal: row.occurrence for row in rows},
            _words(sent.raw),
            dict(json.loads(sent.recipients)),
            frozenset(row.goal for row in rows if row.step.endswith("w")),
        )

    def keep(self, received: Received) -> bool:
        letter, read = received.reply.letter, received.reply
        try:
            with self._db.begin() as connection:
                # The same mail by another way in has other Received lines but the same words.
                again = select(reply.c.id).where(reply.c.message_id == letter.message_id, reply.c.text == read.text)
                again = again.where(reply.c.sender_address == letter.from_address, reply.c.kind == received.kind)
                if letter.message_id and connection.scalar(again) is not None:
                    return False
                stored = connection.scalars(
                    insert(reply)
                    .values(
                        plan=received.plan,
                        sha256=sha256(received.raw).hexdigest(),
                        message_id=letter.message_id,
                        at=received.at,
                        sender_name=letter.from_name,
                        sender_address=letter.from_address,
                        subject=letter.subject,
                        kind=received.kind,
                        reason=received.reason,
                        text=read.text,
                        removed=read.removed,
                        signature=read.signature,
                        flags=json.dumps(list(read.flags), ensure_ascii=False),
                        raw=received.raw,
                    )
                    .returning(reply.c.id)
                ).one()
                for one in received.answers:
                    _store_answer(connection, stored, received.plan, one)
        except IntegrityError:
            return False
        return True


def _store_answer(connection: Connection, stored: int, plan: str, one: Answer) -> None:
    connection.execute(
        insert(answer).values(
            reply=stored,
            plan=plan,
            goal=one.goal,
            occurrence=one.occurrence,
            owner=one.owner,
            status=one.status,
            new_date=one.new_date,
            text=one.text,
            answered_by=one.answered_by,
            received=one.received,
            release=one.release,
            known_sender=one.known_sender,
        )
    )


def _words(raw: bytes) -> str:
    """Every word of a mail of our own making: a mail program quotes whichever part it showed."""
    mail = message_from_bytes(raw, policy=modern)
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    texts = [str(plain.get_content())] if plain else []
    texts += [read_html(str(page.get_content())).text] if page else []
    return "\n".join(texts)
