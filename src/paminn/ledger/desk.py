"""What waits for the quality team, and what it has decided: the ports Desk and Record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any, assert_never

from sqlalchemy import Connection, Row, insert, or_, select, update

from paminn.errors import Busy, UsageError
from paminn.incoming.answer_states import (
    NOTHING,
    AnswerState,
    KeptDecision,
    differences,
    state_after,
    state_of,
    where_words_were_placed,
    who_set_the_status,
)
from paminn.incoming.decision import Action, Decision, PlacedMail, RuledAnswer, SeenTo
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.ledger.database import Database
from paminn.ledger.decisions import decision_of, state_columns
from paminn.ledger.flags import flags_kept
from paminn.ledger.lineage import count
from paminn.ledger.memory import answer_of
from paminn.ledger.post import end_absences, store_answer
from paminn.ledger.tables import answer, decision, reply, seen_to
from paminn.replies.model import LAID_ASIDE, WRITTEN_BY_PEOPLE, MailKind
from paminn.standing.answer import Answer, Release

_LIST = "Se listan med: paminn replies list"
_MEANWHILE = "Någon annan hann besluta om det samtidigt. Läs det igen innan du beslutar."


class SqlDesk:
    def __init__(self, database: Database) -> None:
        self._db = database

    def waiting(self, plan: str) -> Sequence[HeldAnswer | UnplacedMail]:
        held = (
            select(answer, reply.c.flags, reply.c.alone, reply.c.text.label("words"))
            .join(reply)
            .where(answer.c.plan == plan, answer.c.release == Release.HELD)
            .order_by(answer.c.id)
        )
        # By indexes alone: the mails of ten years are much to read, and nearly all have answers.
        other = reply.alias()
        has_answer = select(answer.c.id).where(answer.c.reply == other.c.id).exists()
        without_answer = select(other.c.id).where(other.c.plan == plan, ~has_answer)
        unplaced = (
            select(reply)
            .where(reply.c.id.in_(without_answer), reply.c.settled_at.is_(None))
            .where(reply.c.kind.in_(WRITTEN_BY_PEOPLE))
            .order_by(reply.c.id)
        )
        waiting: list[HeldAnswer | UnplacedMail] = []
        of_held = select(decision).join(answer).where(answer.c.plan == plan, answer.c.release == Release.HELD)
        with self._db.begin() as connection:
            decisions = [decision_of(row) for row in connection.execute(of_held.order_by(decision.c.id))]
            asked_on = {made.answer: made.day for made in decisions if made.what is Action.ASK}
            placings = where_words_were_placed(decisions)
            for row in connection.execute(held):
                flags = flags_kept(row.flags)
                placed = answer_of(row, placed=placings.get(row.id))
                waiting.append(HeldAnswer(placed, row.reply, flags, asked_on.get(row.id), row.alone, row.words))
            for row in connection.execute(unplaced):
                waiting.append(_unplaced_of(row))
        return waiting

    def laid_aside(self, plan: str, since: date) -> Sequence[UnplacedMail]:
        is_answered = select(answer.c.id).where(answer.c.reply == reply.c.id).exists()
        aside = (
            select(reply)
            .where(reply.c.plan == plan, reply.c.kind.in_(LAID_ASIDE), reply.c.settled_at.is_(None), ~is_answered)
            .where(reply.c.at >= datetime.combine(since, time.min, UTC))
            .order_by(reply.c.id.desc())
        )
        with self._db.begin() as connection:
            return [_unplaced_of(row) for row in connection.execute(aside)]

    def answered_mail(self, plan: str, mail: int) -> UnplacedMail | None:
        of_mail = select(answer.c.id).where(answer.c.reply == reply.c.id)
        is_of_plan = or_(reply.c.plan == plan, of_mail.where(answer.c.plan == plan).exists())
        wanted = select(reply).where(reply.c.id == mail, of_mail.exists(), is_of_plan)
        with self._db.begin() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        return _unplaced_of(row)

    def decisions(self, plan: str, answer_number: int | None = None) -> Sequence[KeptDecision]:
        kept = select(decision).join(answer).where(answer.c.plan == plan).order_by(decision.c.id)
        if answer_number is not None:
            kept = kept.where(decision.c.answer == answer_number)
        with self._db.begin() as connection:
            return [decision_of(row) for row in connection.execute(kept)]

    def decide(self, rulings: Sequence[RuledAnswer | PlacedMail]) -> Sequence[Answer | None]:
        made: list[Answer | None] = []
        with self._db.begin() as connection:
            for ruling in rulings:
                match ruling:
                    case RuledAnswer():
                        made.append(_decided(connection, ruling))
                    case PlacedMail():
                        made.append(_placed(connection, ruling))
                    case _:
                        assert_never(ruling)
            count(self._db, connection)
        return made

    def see_to(self, plan: str, seen: SeenTo) -> None:
        row = {"address": seen.address, "at": seen.at, "played": seen.played, "who": seen.who, "why": seen.why}
        with self._db.begin() as connection:
            connection.execute(insert(seen_to).values(plan=plan, **row))
            end_absences(connection, plan, seen.address, seen.day)
            count(self._db, connection)


def _decided(connection: Connection, ruling: RuledAnswer) -> Answer:
    number = ruling.before.id
    change = ruling.change
    mine = select(answer).where(answer.c.id == number)
    row = connection.execute(mine.with_for_update()).first()
    if row is None:
        raise UsageError(f"Det finns inget svar med nummer {number}. {_LIST}")
    if answer_of(row) != ruling.before:
        raise Busy(_MEANWHILE)
    values = {
        "goal": change.goal,
        "owner": change.owner,
        "occurrence": change.occurrence,
        "status": change.status,
        "status_by_team": change.status_by_team,
        "new_date": change.new_date,
        "release": change.release,
        "released": change.released,
        "released_text": change.text,
        "person": change.person,
    }
    connection.execute(update(answer).where(answer.c.id == number).values(values))
    changes = differences(state_of(ruling.before), state_after(change))
    _keep(connection, number, ruling.decision, changes, original=row.text, released=change.text)
    return _answer_now(connection, number)


def _placed(connection: Connection, ruling: PlacedMail) -> Answer | None:
    made = ruling.decision
    row = connection.execute(select(reply).where(reply.c.id == ruling.mail).with_for_update()).first()
    if row is None:
        raise UsageError(f"Det finns inget mejl med nummer m{ruling.mail}. {_LIST}")
    if not ruling.is_further:
        _settle(connection, row, made)
    if ruling.answer is None:
        return None
    number = store_answer(connection, ruling.mail, ruling.plan or row.plan, ruling.answer)
    changes = differences(NOTHING, state_of(ruling.answer))
    _keep(connection, number, made, changes, original=ruling.answer.text, released=None)
    return _answer_now(connection, number)


def _settle(connection: Connection, mail: Row[Any], made: Decision) -> None:
    """A mail without an answer has been dealt with, once."""
    if mail.settled_at is not None:
        raise Busy(_MEANWHILE)
    settled = {
        "settled_by": made.who,
        "settled_at": made.at,
        "settled_why": made.why or made.what,
        "settled_played": made.played,
    }
    connection.execute(update(reply).where(reply.c.id == mail.id).values(settled))


def _answer_now(connection: Connection, number: int) -> Answer:
    row = connection.execute(select(answer).where(answer.c.id == number)).one()
    kept = connection.execute(select(decision).where(decision.c.answer == number).order_by(decision.c.id))
    decisions = [decision_of(made) for made in kept]
    set_by = who_set_the_status(decisions).get(number)
    return answer_of(row, set_by, where_words_were_placed(decisions).get(number))


def _unplaced_of(row: Row[Any]) -> UnplacedMail:
    return UnplacedMail(
        mail=row.id,
        at=row.at,
        why=row.reason,
        flags=flags_kept(row.flags),
        sender_name=row.sender_name,
        text=row.removed if row.kind in LAID_ASIDE else row.text,
        kind=MailKind(row.kind),
    )


def _keep(
    connection: Connection,
    number: int,
    made: Decision,
    changes: tuple[AnswerState, AnswerState],
    *,
    original: str,
    released: str | None,
) -> None:
    """A decision stands for ever, with what it changed and what tells whether a text is the one decided about."""
    before, after = state_columns(changes, made.placed)
    connection.execute(
        insert(decision).values(
            answer=number,
            at=made.at,
            played=made.played,
            who=made.who,
            what=made.what,
            why=made.why,
            private_why=made.private_why,
            stranger_why=made.stranger_why,
            state_before=before,
            state_after=after,
            original_sha256=_sha256(original),
            released_sha256=None if released is None else _sha256(released),
        )
    )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()
