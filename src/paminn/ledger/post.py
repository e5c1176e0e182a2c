"""Mail that came in, and what of ours it is about: the ports Post and Requests."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from paminn.errors import StorageError
from paminn.failure import Cause, Failure
from paminn.incoming.asked import Request
from paminn.incoming.decision import Action, Decision
from paminn.incoming.model import Clue, Item, Received, Reference
from paminn.ledger.database import Database
from paminn.ledger.dispatch import failure_columns, has_come, move
from paminn.ledger.envelopes import DOORS, people_kept
from paminn.ledger.memory import answer_of
from paminn.ledger.tables import absence, answer, decision, message, refusal, reply, step
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.ports.post import Origin
from paminn.reminders.message import Channel, State
from paminn.reminders.model import INTRODUCED, QUESTION_MARK
from paminn.replies.model import Flag
from paminn.standing.answer import Answer
from paminn.summary.requested import Requested


class SqlPost:
    def __init__(self, database: Database) -> None:
        self._db = database

    def references(self, clue: Clue, value: str) -> Sequence[Reference]:
        if not value:
            return []
        # A trial's code leads nowhere: trying its buttons must not end a real owner's reminders. A copy in Teams
        # bears the code too, but perhaps only some of the goals; a receipt asks for nothing. Nor does a notice, but by
        # its key it is known when it comes back to us.
        channels = [Channel.EMAIL]
        if clue is Clue.KEY:
            channels.append(Channel.NOTICE)
        is_asked_about = message.c.redirected.is_(False) & message.c.channel.in_(channels)
        mails = select(message).where(_is_meant(clue, value), is_asked_about).order_by(message.c.id)
        with self._db.begin() as connection:
            rows = connection.execute(mails).all()
            return [_reference(connection, row) for row in rows]

    def keep(self, received: Received) -> bool:
        row = _row(received)
        try:
            with self._db.begin() as connection:
                if not _is_new(connection, row):
                    return False
                if _has_namesake(connection, row):
                    row = _row(received, Flag.SAME_ID)
                stored = connection.scalars(insert(reply).values(row).returning(reply.c.id)).one()
                request = connection.scalar(select(message.c.id).where(message.c.key == received.about))
                for plan, answers in received.all_answers.items():
                    for given in answers:
                        store_answer(connection, stored, plan, given, request)
                _follow(connection, stored, received)
        except IntegrityError as error:
            # Another run stored it between our look and our writing; anything else must not pass for a duplicate.
            with self._db.begin() as connection:
                if _is_new(connection, row):
                    raise StorageError("Ett mejl gick inte att spara i minnet. Det ligger kvar i brevlådan.") from error
            return False
        return True

    def origin(self, number: str) -> Origin:
        with self._db.begin() as connection:
            if number.startswith("m"):
                mail = select(reply).where(reply.c.id == int(number.removeprefix("m")))
                row = connection.execute(mail).one()
                return Origin(row.id, row.sender_address, row.raw, row.text)
            of_mail = (reply.c.sender_address, reply.c.raw, reply.c.text.label("mail_text"))
            wanted = select(answer, *of_mail).join(reply).where(answer.c.id == int(number))
            row = connection.execute(wanted).one()
            edited = None
            if answer_of(row).edited:
                edited = _first_release(connection, row)
            return Origin(row.reply, row.sender_address, row.raw, row.mail_text, edited)

    def requests(self, plan: str, owner: RoleId, goal: GoalId, until: date) -> Sequence[Request]:
        shown = (
            select(message.c.day, message.c.redirected, step.c.occurrence, step.c.weeks)
            .join(message)
            .where(step.c.plan == plan, message.c.day <= until)
            .where(step.c.owner == owner, step.c.goal == goal, step.c.shown)
            .order_by(message.c.day, step.c.id)
        )
        with self._db.begin() as connection:
            rows = connection.execute(shown).all()
        requests = [Request(row.day, _asked_about(row), is_trial=row.redirected) for row in rows]
        return list(dict.fromkeys(requests))  # those who share a role may have had a mail each

    def numbers_in(self, plan: str, mails: Collection[int]) -> Mapping[int, Mapping[GoalId, str]]:
        named = (
            select(step.c.message, step.c.goal, step.c.number)
            .where(step.c.message.in_(mails), step.c.plan == plan)
            .where(step.c.number != "")
        )
        numbers: dict[int, dict[GoalId, str]] = {mail: {} for mail in mails}
        with self._db.begin() as connection:
            for row in connection.execute(named):
                numbers[row.message][row.goal] = row.number
        return numbers

    def arrived(self, plan: str, until: date) -> Sequence[Requested]:
        asked = (
            select(
                message.c.id,
                message.c.day,
                message.c.door,
                step.c.owner,
                step.c.goal,
                step.c.occurrence,
                step.c.shown,
            )
            .join(message)
            .where(step.c.plan == plan, message.c.channel == Channel.EMAIL, message.c.redirected.is_(False))
            .where(has_come(), message.c.day <= until, step.c.weeks.is_(None))
            .where(~step.c.step.startswith(QUESTION_MARK), step.c.step != INTRODUCED)
            .order_by(message.c.day, step.c.id)
        )
        with self._db.begin() as connection:
            rows = connection.execute(asked).all()
        requested = []
        for row in rows:
            if row.shown or row.occurrence.is_account:
                door = DOORS.get(row.door)
                requested.append(Requested(row.goal, row.owner, row.occurrence, row.day, door, row.id))
        return requested


def _first_release(connection: Connection, row: Row[Any]) -> Decision | None:
    """Who first let go of the text that stands there now: releasing it again changes nothing."""
    stands = sha256(row.released_text.encode()).hexdigest()
    releases = select(decision).where(decision.c.answer == row.id, decision.c.released_sha256 == stands)
    first = connection.execute(releases.order_by(decision.c.id).limit(1)).first()
    if first is None:
        return None
    return Decision(Action(first.what), first.who, first.at, first.why, played=first.played)


def _is_meant(clue: Clue, value: str) -> ColumnElement[bool]:
    match clue:
        case Clue.KEY:
            return message.c.key == value
        case Clue.CODE:
            return message.c.code == value
        case Clue.MESSAGE_ID:
            # What it has in our mailbox or, where that gave it one, our own, which is made from the key.
            key, _, _ = value.strip("<>").partition("@")
            return or_(message.c.message_id == value, message.c.key == key)
        case Clue.CONVERSATION:
            return message.c.conversation == value
        case _:
            assert_never(clue)


def _row(received: Received, *flags: Flag) -> dict[str, object]:
    read = received.reply
    letter = read.letter
    return {
        "plan": received.plan,
        "sha256": letter.sha256,
        "body_sha256": letter.body_sha256,
        "message_id": letter.message_id,
        "at": received.at,
        "sender_name": letter.from_name,
        "sender_address": letter.from_address,
        "subject": letter.subject,
        "kind": received.kind,
        "reason": received.why,
        "text": read.text,
        "removed": read.removed,
        "signature": read.signature,
        "flags": json.dumps([*read.flags, *flags], ensure_ascii=False),
        "raw": received.raw,
        "alone": read.alone,
    }


def _is_new(connection: Connection, row: Mapping[str, object]) -> bool:
    """Neither these bytes nor the same mail come another way: then only the lines that servers add at its head differ.

    A sender makes the Message-ID whatever they like, so that alone is not enough.
    """
    the_same_bytes = reply.c.sha256 == row["sha256"]
    the_same_mail = and_(
        reply.c.message_id != "",
        reply.c.message_id == row["message_id"],
        reply.c.sender_address == row["sender_address"],
        reply.c.subject == row["subject"],
        reply.c.body_sha256 == row["body_sha256"],
    )
    known = select(reply.c.id).where(or_(the_same_bytes, the_same_mail))
    return connection.scalar(known) is None


def _has_namesake(connection: Connection, row: Mapping[str, object]) -> bool:
    same = select(reply.c.id).where(reply.c.message_id == row["message_id"], reply.c.message_id != "")
    return connection.scalar(same.limit(1)) is not None


def _follow(connection: Connection, stored: int, received: Received) -> None:
    """What the mail tells beside answers: how ours ended, and who cannot be reached, or can be again."""
    if received.becomes is State.SEEN:
        _see(connection, received)
    elif received.becomes:
        why = failure_columns(Failure(Cause.TOLD_BY_MAIL, received.why))
        values = {"settled_at": received.at, **why}
        move(connection, received.about, received.becomes, values, given_back=received.given_back)
    for new in received.absences:
        told = {"address": new.address, "since": new.since, "until": new.until, "gone": new.gone, "about": new.about}
        connection.execute(insert(absence).values(reply=stored, plan=received.plan, **told))
    answers = [given for of_plan in received.all_answers.values() for given in of_plan]
    if answers:
        day = min(given.received for given in answers)
        for plan in received.committee | {received.plan}:
            end_absences(connection, plan, received.reply.letter.from_address.casefold(), day)


def _see(connection: Connection, received: Received) -> None:
    """It is our own mail, come back as its copy."""
    move(connection, received.about, State.SEEN, {"settled_at": received.at})
    # The mailbox may have given it a Message-ID of its own, which answers will name.
    named = received.reply.letter.message_id
    if named:
        ours = update(message).where(message.c.key == received.about)
        connection.execute(ours.values(message_id=named))


def end_absences(connection: Connection, plan: str, address: str, day: date) -> None:
    """From `day` on somebody reads at an address, whatever machines have told of it."""
    for table in (absence, refusal):
        ended = (
            update(table)
            .where(table.c.plan == plan)
            .where(table.c.address == address)
            .where(table.c.since <= day)
            .where(table.c.until >= day)
            .values(until=day - timedelta(days=1))
        )
        connection.execute(ended)


def _reference(connection: Connection, sent: Row[Any]) -> Reference:
    shown = select(step).where(step.c.message == sent.id, step.c.shown).order_by(step.c.id)
    items = []
    for row in connection.execute(shown):
        further = "" if row.plan == sent.plan else row.plan
        items.append(
            Item(row.number, row.goal, row.owner, _asked_about(row), row.person, further, row.step == INTRODUCED)
        )
    return Reference(
        key=sent.key,
        plan=sent.plan,
        owner=sent.owner,
        day=sent.day,
        code=sent.code,
        subject=sent.subject,
        items=tuple(items),
        raw=sent.raw,
        people=people_kept(sent.recipients),
    )


def _asked_about(row: Row[Any]) -> OccurrenceId:
    """What a step asked about: a preparation is an instance of its own."""
    occurrence: OccurrenceId = row.occurrence
    if row.weeks is None:
        return occurrence
    return occurrence.prepared(row.weeks)


def store_answer(connection: Connection, mail: int, plan: str, given: Answer, request: int | None = None) -> int:
    """The number that it gets. `request` is the mail of ours that it answers."""
    row = insert(answer).values(
        reply=mail,
        plan=plan,
        goal=given.goal,
        occurrence=given.occurrence,
        owner=given.owner,
        status=given.status,
        status_by_team=given.status_by_team,
        new_date=given.new_date,
        text=given.text,
        answered_by=given.answered_by,
        person=given.person,
        received=given.received,
        release=given.release,
        known_sender=given.known_sender,
        read_status=given.read_as,
        request=request,
    )
    return int(connection.scalars(row.returning(answer.c.id)).one())
