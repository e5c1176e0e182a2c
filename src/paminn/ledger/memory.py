"""What has been sent and said so far: the port Memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, distinct, func, or_, select

from paminn.incoming.answer_states import where_words_were_placed, who_set_the_status
from paminn.incoming.decision import Action
from paminn.ledger.database import Database
from paminn.ledger.decisions import decision_of
from paminn.ledger.envelopes import mailboxes_missed
from paminn.ledger.tables import absence, answer, decision, message, refusal, step, version
from paminn.plan.identities import RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.away import Absence, believed
from paminn.reminders.message import GIVES_BACK, Channel, State
from paminn.reminders.model import INTRODUCED, QUESTION_MARK, Concern, History, Question
from paminn.standing.answer import Answer, Placing, Release, SetByTeam, Status

_Claimed = tuple[RoleId, OccurrenceId, date]
_MOST_NAMED = 10_000  # SQLite takes some thirty thousand values in a question
_RETRIED = timedelta(days=31)  # what failed longer ago has been followed by another reminder


class SqlMemory:
    def __init__(self, database: Database) -> None:
        self._db = database

    def history(self, plan: str, concern: Concern | None = None, *, redirected: bool = False) -> History:
        if concern is not None and len(concern.instances) + len(concern.goals) > _MOST_NAMED:
            return self.history(plan, redirected=redirected).about(concern)
        # What somebody was asked, not what they were told to prepare. Two mails may ask the same: once is once.
        # A question about an answer is no reminder.
        was_asked = step.c.shown & step.c.weeks.is_(None) & ~step.c.step.startswith(QUESTION_MARK)
        times_asked = func.count(distinct(case((was_asked, step.c.step_day)))).label("times_asked")
        of_plan = (step.c.plan == plan, message.c.redirected == redirected, message.c.channel == Channel.EMAIL)
        # A mail that was passed on keeps the steps of those roles that nobody else could take.
        counted = [*of_plan, or_(message.c.state.not_in(GIVES_BACK), step.c.taken.is_not(None))]
        # Who has been introduced is told by itself, and has been asked for nothing by that.
        introduced = [*counted, step.c.step == INTRODUCED]
        counted.append(step.c.step != INTRODUCED)
        said = [answer.c.plan == plan]
        if concern is not None:
            counted.append(step.c.occurrence.in_(concern.instances))
            said.append(answer.c.goal.in_(concern.goals))
        by_role = (
            select(
                step.c.owner,
                step.c.occurrence,
                step.c.due,
                func.max(step.c.step_day).label("last_step"),
                times_asked,
            )
            .join(message)
            .where(*counted)
            .group_by(step.c.owner, step.c.occurrence, step.c.due)
        )
        by_mailbox = (
            select(
                step.c.owner,
                step.c.person,
                step.c.occurrence,
                step.c.due,
                message.c.recipients,
                message.c.missed,
                func.max(step.c.step_day).label("last_step"),
                times_asked,
            )
            .join(message)
            .where(*counted)
            .group_by(
                step.c.owner, step.c.person, step.c.occurrence, step.c.due, message.c.recipients, message.c.missed
            )
        )
        introductions = (
            select(step.c.owner, step.c.person, message.c.recipients, message.c.missed)
            .join(message)
            .where(*introduced)
            .distinct()
        )
        absences = select(absence).where(absence.c.plan == plan).order_by(absence.c.id)
        refusals = select(refusal).where(refusal.c.plan == plan).order_by(refusal.c.id)
        covered: dict[tuple[RoleId, OccurrenceId, date], date] = {}
        sent: dict[tuple[RoleId, OccurrenceId], int] = defaultdict(int)
        sent_to: dict[tuple[RoleId, str, OccurrenceId], int] = defaultdict(int)
        had: dict[tuple[RoleId, str, OccurrenceId, date], date] = {}
        with self._db.begin() as connection:
            for row in connection.execute(by_role):
                covered[row.owner, row.occurrence, row.due] = row.last_step
                sent[row.owner, row.occurrence] += row.times_asked
            for row in connection.execute(by_mailbox):
                # Who answers for themselves has had it, though somebody stood in for them.
                readers = {row.person} if row.person else _had(row)
                for mailbox in readers:
                    sent_to[row.owner, mailbox, row.occurrence] += row.times_asked
                    key = (row.owner, mailbox, row.occurrence, row.due)
                    had[key] = max(row.last_step, had.get(key, row.last_step))
            known_to: set[tuple[RoleId, str]] = set()
            for row in connection.execute(introductions):
                readers = {row.person} if row.person else _had(row)
                known_to.update((row.owner, mailbox) for mailbox in readers)
            away = [_absence_of(row) for row in connection.execute(absences)]
            away += [_refused(row) for row in connection.execute(refusals)]
            missed = _missed(connection, plan, of_plan, covered)
            questions = _questions(connection, plan, of_plan)
        said_so_far = self._answers(plan, said)
        known_away = believed(away)
        return History(covered, sent, said_so_far, known_away, sent_to, missed, had, questions, frozenset(known_to))

    def answers(self, plan: str) -> tuple[Answer, ...]:
        return self._answers(plan, [answer.c.plan == plan])

    def _answers(self, plan: str, said: Sequence[ColumnElement[bool]]) -> tuple[Answer, ...]:
        answers = select(answer, message.c.day.label("asked_on")).outerjoin(message, answer.c.request == message.c.id)
        answers = answers.where(*said).order_by(answer.c.received, answer.c.id)
        with self._db.begin() as connection:
            rows = connection.execute(answers).all()
            set_by: Mapping[int, SetByTeam] = {}
            has_one_set = any(row.status_by_team for row in rows)
            if has_one_set:
                set_by = _who_set_the_status(connection, plan)
            placings = _placings(connection, plan)
        told: list[Answer] = []
        for row in rows:
            known = answer_of(row, set_by.get(row.id), placings.get(row.id))
            told.append(replace(known, asked_on=row.asked_on))
        return tuple(told)

    def exclusive(self, what: str) -> AbstractContextManager[None]:
        return self._db.exclusive(what)


def _questions(connection: Connection, plan: str, of_plan: Sequence[ColumnElement[bool]]) -> tuple[Question, ...]:
    """What the quality team has asked back; each has gone with the mail that holds its step."""
    asked = select(decision).join(answer).where(answer.c.plan == plan, decision.c.what == Action.ASK)
    rows = connection.execute(asked.order_by(decision.c.id)).all()
    if not rows:
        return ()
    held = select(step.c.step, step.c.message).join(message).where(*of_plan)
    held = held.where(step.c.taken.is_not(None), step.c.step.startswith(QUESTION_MARK))
    mails: dict[str, int] = {}
    for row in connection.execute(held):
        mails[row.step] = row.message
    questions = []
    for row in rows:
        made = decision_of(row)
        mail = mails.get(f"{QUESTION_MARK}{row.id}")
        questions.append(Question(row.id, made.answer, made.who, made.day, made.why, mail))
    return tuple(questions)


@lru_cache(maxsize=4_096)
def _mailboxes(recipients: str) -> frozenset[str]:
    """The mailboxes among the recipients of a message, as they are kept."""
    try:
        return frozenset(address.casefold() for address, _ in json.loads(recipients))
    except (ValueError, TypeError, AttributeError):  # damage: what it tells of is held all the same
        return frozenset()


def _had(row: Row[Any]) -> frozenset[str]:
    """Who got a message that has not failed."""
    return _mailboxes(row.recipients) - mailboxes_missed(row.missed)


def _missed(
    connection: Connection,
    plan: str,
    of_plan: Sequence[ColumnElement[bool]],
    covered: Mapping[_Claimed, date],
) -> Mapping[_Claimed, frozenset[str]]:
    """Whom the latest reminder did not reach while others of the role had theirs that day.

    Their mail failed, or it was refused for the moment where the others' was taken.
    """
    # Of all plans: a mail of several is found by the one that leads it.
    leading = [plan, *connection.scalars(select(version.c.plan).distinct())]
    is_led = message.c.plan.in_(leading)
    newest = connection.scalar(select(func.max(message.c.day)).where(is_led, message.c.channel == Channel.EMAIL))
    if newest is None:
        return {}
    columns = (
        step.c.owner,
        step.c.occurrence,
        step.c.due,
        step.c.step_day,
        message.c.day,
        message.c.recipients,
        message.c.missed,
        message.c.state,
    )
    is_reminder = step.c.step != INTRODUCED
    recent = (*of_plan, is_led, is_reminder, message.c.day >= newest - _RETRIED, step.c.person == "")
    failed_on: dict[tuple[_Claimed, date], frozenset[str]] = defaultdict(frozenset)
    missed_by_some = and_(message.c.missed != "", message.c.state.not_in(GIVES_BACK))
    without = select(*columns).join(message).where(*recent, or_(message.c.state == State.FAILED, missed_by_some))
    for row in connection.execute(without):
        claimed = (row.owner, row.occurrence, row.due)
        if covered.get(claimed) != row.step_day:
            continue
        if row.state == State.FAILED:
            failed_on[claimed, row.day] |= _mailboxes(row.recipients)
        else:
            failed_on[claimed, row.day] |= mailboxes_missed(row.missed)
    if not failed_on:
        return {}
    had: dict[_Claimed, frozenset[str]] = defaultdict(frozenset)
    went_on: set[tuple[_Claimed, date]] = set()
    for row in connection.execute(select(*columns).join(message).where(*recent, message.c.state.not_in(GIVES_BACK))):
        claimed = (row.owner, row.occurrence, row.due)
        if covered.get(claimed) == row.step_day:
            had[claimed] |= _had(row)
            went_on.add((claimed, row.day))
    missed: dict[_Claimed, frozenset[str]] = {}
    for claimed, day in failed_on.keys() & went_on:
        missing = failed_on[claimed, day] - had[claimed]
        if missing:
            missed[claimed] = missed.get(claimed, frozenset()) | missing
    return missed


# A value that this version does not know leaves an answer unread and held: a person looks at it.
_STATUSES = {status.value: status for status in Status}
_RELEASES = {release.value: release for release in Release}


def answer_of(row: Row[Any], set_by: SetByTeam | None = None, placed: Placing | None = None) -> Answer:
    """An answer as the rest of the house knows it; its text is the released one where there is one.

    `set_by` is who last set its status, `placed` where the words belong that stood by themselves in its mail.
    """
    text = row.text
    if row.released_text is not None:
        text = row.released_text
    status = _STATUSES.get(row.status or "")
    return Answer(
        id=row.id,
        goal=row.goal,
        occurrence=row.occurrence,
        owner=row.owner,
        status=status,
        text=text,
        received=row.received,
        answered_by=row.answered_by,
        person=row.person,
        new_date=row.new_date,
        release=_RELEASES.get(row.release, Release.HELD),
        released=row.released,
        known_sender=row.known_sender,
        edited=text != row.text,
        status_by_team=row.status_by_team,
        read_as=_STATUSES.get(row.read_status or ""),
        is_reading_known=row.read_known,
        set_by=set_by if row.status_by_team else None,
        placed=placed,
        request=row.request,
    )


def _refused(row: Row[Any]) -> Absence:
    return Absence(row.address, row.since, row.until, gone=True, about=row.about, number=f"n{row.id}")


def _who_set_the_status(connection: Connection, plan: str) -> Mapping[int, SetByTeam]:
    """Who last set the status of each answer that has one of the team's."""
    by_team = (answer.c.plan == plan) & answer.c.status_by_team
    rows = connection.execute(select(decision).join(answer).where(by_team).order_by(decision.c.id))
    return who_set_the_status(decision_of(row) for row in rows)


def _placings(connection: Connection, plan: str) -> Mapping[int, Placing]:
    """Where words were placed that stood by themselves in a mail, by the answers that were read from it."""
    is_placed = select(decision.c.answer).where(decision.c.what == Action.PLACE)
    bear_on_it = (answer.c.plan == plan) & decision.c.answer.in_(is_placed)
    rows = connection.execute(select(decision).join(answer).where(bear_on_it).order_by(decision.c.id))
    return where_words_were_placed(decision_of(row) for row in rows)


def _absence_of(row: Row[Any]) -> Absence:
    return Absence(row.address, row.since, row.until, gone=row.gone, about=row.about, number=f"f{row.id}")
