"""What was promised and sent: the port Dispatch."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    union,
    update,
)
from sqlalchemy.exc import IntegrityError

from paminn.failure import Failure
from paminn.ledger.database import Database
from paminn.ledger.envelopes import envelope_of, sent_of
from paminn.ledger.lineage import count
from paminn.ledger.tables import answer, message, refusal, step
from paminn.ledger.together import Together
from paminn.plan.identities import GoalId
from paminn.reminders.away import FOR_GOOD
from paminn.reminders.message import (
    ARRIVED,
    GIVES_BACK,
    TRANSITIONS,
    UNSETTLED,
    Asked,
    Channel,
    Outgoing,
    Sent,
    SentEnvelope,
    State,
    Tally,
    Trace,
    tally,
)
from paminn.reminders.model import Claim, Reminder
from paminn.standing.answer import Release
from paminn.standing.word import Key


class SqlDispatch:
    def __init__(self, database: Database) -> None:
        self._db = database
        self._together = Together(database)

    def claim(self, messages: Sequence[Outgoing], at: datetime) -> frozenset[str]:
        with self._db.begin() as connection:
            _take_turns(connection, messages)
            keys = _all_or_each(connection, messages, at)
            if keys:
                count(self._db, connection)
            return keys

    def advance(
        self,
        key: str,
        state: State,
        at: datetime,
        failure: Failure | None = None,
        trace: Trace | None = None,
        was: State | None = None,
        dead: Collection[str] = (),
        missed: Collection[str] | None = None,
    ) -> bool:
        values = {"settled_at": at, **failure_columns(failure), **_trace_columns(trace)}
        if missed is not None:
            values["missed"] = json.dumps(sorted(missed)) if missed else ""

        def carried_out(connection: Connection) -> bool:
            if not move(connection, key, state, values, was):
                return False
            _remember_refusals(connection, key, dead)
            return True

        return self._together.carry_out(carried_out)

    def take_as_sent(
        self, messages: Sequence[Outgoing], state: State, at: datetime, failure: Failure | None = None
    ) -> frozenset[str]:
        with self._db.begin() as connection:
            _take_turns(connection, messages)
            keys = _all_or_each(connection, messages, at)
            taken = update(message).where(message.c.key.in_(keys))
            connection.execute(taken.values(state=state, settled_at=at, **failure_columns(failure)))
            return keys

    def sent(self, plan: str, since: date | None = None) -> Sequence[Sent]:
        asked_for = [message.c.plan == plan]
        if since:
            # Each half has an index of its own; an `or` of the two, or the plan once more, would read its every mail.
            late_enough = select(message.c.id).where(message.c.plan == plan, message.c.day >= since)
            unsettled = select(message.c.id).where(message.c.plan == plan, message.c.state.in_(UNSETTLED))
            asked_for = [message.c.id.in_(union(late_enough, unsettled))]
        messages = select(message).where(*asked_for).order_by(message.c.id)
        shown = (
            select(step.c.message, step.c.goal, step.c.owner, step.c.person, _further_plan())
            .join(message)
            .where(*asked_for)
            .where(step.c.shown)
            .order_by(step.c.id)
        )
        with self._db.begin() as connection:
            asked = _asked(connection, shown)
            rows = connection.execute(messages).all()
        return [sent_of(row, asked[row.id]) for row in rows]

    def mails_about(self, plan: str, goals: Collection[GoalId]) -> Sequence[SentEnvelope]:
        about = (step.c.plan == plan, step.c.goal.in_(goals), step.c.shown)
        shown = select(step.c.message, step.c.goal, step.c.owner, step.c.person, _further_plan()).join(message)
        shown = shown.where(*about).order_by(step.c.id)

        arrived = select(step.c.message, step.c.goal, step.c.owner)
        arrived = arrived.join(message).where(*about, has_come())

        all_but_its_bytes = [column for column in message.c if column is not message.c.raw]
        holding_them = select(step.c.message).where(*about)
        mails = select(*all_but_its_bytes).where(message.c.id.in_(holding_them))
        mails = mails.where(message.c.channel == Channel.EMAIL, message.c.redirected.is_(False))
        mails = mails.order_by(message.c.id)

        came: dict[int, set[Key]] = defaultdict(set)
        with self._db.begin() as connection:
            asked = _asked(connection, shown)
            for row in connection.execute(arrived):
                came[row.message].add((row.goal, row.owner))
            rows = connection.execute(mails).all()
        return [envelope_of(row, asked[row.id], came[row.id]) for row in rows]


def _further_plan() -> ColumnElement[str]:
    """The plan of a step, where that is not its message's own."""
    return case((step.c.plan == message.c.plan, ""), else_=step.c.plan).label("further")


def _asked(connection: Connection, shown: Select[Any]) -> Mapping[int, list[Asked]]:
    """What each message asks, by its number, in the order of the steps that `shown` finds."""
    asked: dict[int, list[Asked]] = defaultdict(list)
    for row in connection.execute(shown):
        asked[row.message].append(Asked(row.goal, row.owner, row.person, row.further))
    return asked


def _all_or_each(connection: Connection, messages: Sequence[Outgoing], at: datetime) -> frozenset[str]:
    """The keys of those that are now ours."""
    try:
        with connection.begin_nested():
            _claim(connection, messages, at)
    except IntegrityError:
        # Somebody has one of them: the others are still to be had, each by itself.
        return frozenset(outgoing.key for outgoing in messages if _claimed(connection, outgoing, at))
    return frozenset(outgoing.key for outgoing in messages)


def _take_turns(connection: Connection, messages: Sequence[Outgoing]) -> None:
    """Let one claim of a plan's steps end before the next begins, or two could each wait for what the other has.

    SQLite has one writer at a time anyway. PostgreSQL lets go at the end of the transaction.
    """
    if connection.dialect.name != "postgresql":
        return
    plans: set[str] = set()
    for outgoing in messages:
        plans.update(outgoing.plans)
    for plan in sorted(plans):
        connection.execute(text("select pg_advisory_xact_lock(1, hashtext(:plan))"), {"plan": plan})


def move(
    connection: Connection,
    key: str,
    state: State,
    values: Mapping[str, object],
    was: State | None = None,
    given_back: Collection[Key] = (),
) -> bool:
    """Take a message to its next state, `values` with it. False: it cannot go there from where it stands, or `was`.

    Where its steps are given back, only those of `given_back` are, if any are named.
    """
    if state is State.CLAIMED:
        return False  # a claim takes its steps as well, so it is never a mere change of state
    allowed = [before for before, following in TRANSITIONS.items() if state in following]
    if was is not None:
        allowed = [before for before in allowed if before is was]
    can_move = update(message).where(message.c.key == key, message.c.state.in_(allowed))
    moved = connection.execute(can_move.values(state=state, attempts=_attempts(allowed, state), **values))
    if not moved.rowcount:
        return False
    if state in GIVES_BACK:
        row = select(message.c.id).where(message.c.key == key).scalar_subquery()
        due_again = update(step).where(step.c.message == row)
        if given_back:
            named = [and_(step.c.goal == goal, step.c.owner == owner) for goal, owner in given_back]
            due_again = due_again.where(or_(*named))
        connection.execute(due_again.values(taken=None))
    return True


def has_come() -> ColumnElement[bool]:
    """Whether what a step asks has reached somebody: with its mail, or as what a mail kept that others came back of.

    An answer to it tells as much, whatever a machine says of the mail afterwards.
    """
    is_kept = and_(message.c.state.in_(GIVES_BACK), step.c.taken.is_not(None))
    is_of_the_role = or_(answer.c.known_sender, answer.c.release == Release.RELEASED)
    answered = select(answer.c.request, answer.c.goal, answer.c.owner).where(
        answer.c.request.is_not(None), is_of_the_role
    )
    is_answered = tuple_(step.c.message, step.c.goal, step.c.owner).in_(answered)
    return or_(message.c.state.in_(ARRIVED), is_kept, is_answered)


def _attempts(allowed: Sequence[State], after: State) -> ColumnElement[int]:
    """How often it has been let go, from whichever of the states in `allowed` it comes."""
    counted: ColumnElement[int] = message.c.attempts
    for before in allowed:
        match tally(before, after):
            case Tally.SAME:
                continue
            case Tally.ONE_MORE:
                changed = message.c.attempts + 1
            case Tally.ONE_LESS:
                changed = message.c.attempts - 1
            case Tally.NONE:
                changed = literal(0)
        counted = case((message.c.state == before, changed), else_=counted)
    return counted


def _remember_refusals(connection: Connection, key: str, dead: Collection[str]) -> None:
    if not dead:
        return
    refused = connection.execute(select(message.c.plan, message.c.day).where(message.c.key == key)).one()
    rows = []
    for address in sorted(dead):
        since_until = {"since": refused.day, "until": FOR_GOOD}
        rows.append({"plan": refused.plan, "address": address, "about": key, **since_until})
    connection.execute(insert(refusal), rows)


def _trace_columns(trace: Trace | None) -> dict[str, object]:
    """The names that a mailbox gave a message, where it gave any; what it did not name keeps the name it had."""
    if trace is None:
        return {}
    columns: dict[str, object] = {"remote_id": trace.remote_id, "conversation": trace.conversation}
    if trace.message_id:
        columns["message_id"] = trace.message_id
    return columns


def failure_columns(failure: Failure | None) -> dict[str, object]:
    """Why a message is in its state, as it is kept; both are empty when nothing went wrong."""
    if failure is None:
        return {"cause": "", "detail": ""}
    return {"cause": failure.cause, "detail": failure.detail}


def _claimed(connection: Connection, outgoing: Outgoing, at: datetime) -> bool:
    """Take the message and all its steps, or nothing when it or one of them is somebody's already.

    Raises what the database raised when nobody has any of it: then it was not lost to another run.
    """
    try:
        with connection.begin_nested():
            _claim(connection, [outgoing], at)
    except IntegrityError:
        if not _is_somebodys(connection, outgoing):
            raise
        return False
    return True


def _is_somebodys(connection: Connection, outgoing: Outgoing) -> bool:
    """Whether the message, or a step that it takes with it, is held now."""
    held = select(message.c.id).where(message.c.key == outgoing.key, message.c.state != State.FAILED)
    if connection.execute(held).first():
        return True
    taken: set[str] = set()
    for reminder in outgoing.digest.reminders:
        for claim in reminder.covers:
            held_as = _taken(outgoing, reminder, claim)
            if held_as:
                taken.add(held_as)
    taken -= _held(connection, outgoing.beside)
    return connection.execute(select(step.c.id).where(step.c.taken.in_(taken)).limit(1)).first() is not None


def _claim(connection: Connection, messages: Sequence[Outgoing], at: datetime) -> None:
    row_of = _failed_before(connection, messages)
    connection.execute(delete(step).where(step.c.message.in_(row_of.values())))
    new = []
    for outgoing in messages:
        values = _message_columns(outgoing, at)
        if outgoing.key in row_of:
            connection.execute(update(message).where(message.c.id == row_of[outgoing.key]).values(values))
        else:
            new.append(values | {"attempts": 0})
    if new:
        for row in connection.execute(insert(message).returning(message.c.key, message.c.id), new):
            row_of[row.key] = row.id
    steps: list[dict[str, object]] = []
    holder_of: dict[str, str] = {}
    for outgoing in messages:
        held_beside = _held(connection, outgoing.beside)
        for columns in _step_columns(row_of[outgoing.key], outgoing):
            taken = columns["taken"]
            is_beside = taken in held_beside or holder_of.get(str(taken)) in outgoing.beside
            if is_beside:
                columns["taken"] = None
            elif taken is not None:
                holder_of[str(taken)] = outgoing.key
            steps.append(columns)
    if steps:  # a receipt asks for nothing
        connection.execute(insert(step), steps)


def _held(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """The steps that messages with these keys hold."""
    if not keys:
        return frozenset()
    held = select(step.c.taken).join(message).where(message.c.key.in_(keys), step.c.taken.is_not(None))
    return frozenset(connection.scalars(held))


def _failed_before(connection: Connection, messages: Sequence[Outgoing]) -> dict[str, int]:
    """The rows, by key, of those that failed when they were last tried: they are tried once more."""
    keys = [outgoing.key for outgoing in messages]
    failed = select(message.c.key, message.c.id).where(message.c.key.in_(keys), message.c.state == State.FAILED)
    return {row.key: row.id for row in connection.execute(failed)}


def _message_columns(outgoing: Outgoing, at: datetime) -> dict[str, object]:
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
        "missed": "",
        **failure_columns(None),
    }


def _step_columns(row: int, outgoing: Outgoing) -> Iterator[dict[str, object]]:
    for reminder in outgoing.digest.reminders:
        for claim in reminder.covers:
            yield {
                "message": row,
                "plan": reminder.plan or outgoing.plan,
                "goal": reminder.goal.id,
                "number": reminder.goal.number,
                "owner": reminder.owner,
                "person": reminder.person,
                "occurrence": claim.occurrence,
                "due": claim.due,
                "step": claim.step.label,
                "step_day": claim.step.day,
                "weeks": claim.step.count if claim.step.is_preparation else None,
                "shown": claim.occurrence == reminder.occurrence.id and claim.step == reminder.step,
                "taken": _taken(outgoing, reminder, claim),
            }


def _taken(outgoing: Outgoing, reminder: Reminder, claim: Claim) -> str | None:
    """What no other message can have while this one has it."""
    if outgoing.is_copy:  # its key is guard enough; a card with one old step must not keep back the new ones
        return None
    if reminder.only:  # others of the role have had it
        return None
    parts = [
        reminder.plan or outgoing.plan,
        outgoing.channel,
        "prov" if outgoing.redirected else "",
        reminder.owner,
        str(claim.occurrence),
        claim.due.isoformat(),
        claim.step.day.isoformat(),
    ]
    if reminder.person:
        parts.append(reminder.person)
    if claim.step.is_question or claim.step.is_introduction:  # which may have the day of another step
        parts.append(claim.step.label)
    return sha256("\0".join(parts).encode()).hexdigest()
