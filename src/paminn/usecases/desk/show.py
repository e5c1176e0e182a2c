"""What waits on the quality team's desk, and one answer or mail with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from paminn.incoming.situation import Situation
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.plan.model import ActionPlan
from paminn.ports.desk import Desk
from paminn.ports.record import Record
from paminn.ports.requests import Requests
from paminn.replies.codes import hide_codes
from paminn.replies.meaning.privacy import personal_flags
from paminn.reports.on_the_desk import Edited, Origin, Shown, ShownAnswer, ShownMail, Waiting, WaitingMail
from paminn.standing.answer import Answer
from paminn.today import Today
from paminn.usecases.desk.answer_shown import answer_waiting, history_of, questions_about, what_they_are_called
from paminn.usecases.desk.as_it_came import as_it_came
from paminn.usecases.desk.at_hand import DeskDoors, answer_numbered, mail_numbered
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.reading.contradicted import against, contradicted
from paminn.usecases.reading.each_heard import each_heard

LISTED_FOR = timedelta(days=30)


def waiting(kept: KeptPlan, desk: Desk, requests: Requests, today: Today) -> Sequence[Waiting]:
    """What a person must look at, answers first, with the text: for the desk, never for a log or an artifact."""
    plan = decided(kept, today.day).plan
    held: list[HeldAnswer] = []
    mails: list[WaitingMail] = []
    for row in desk.waiting(plan.identity):
        if isinstance(row, HeldAnswer):
            held.append(row)
        else:
            mails.append(_on_its_day(row, today.now))
    called = what_they_are_called([row.answer for row in held], plan, requests)
    answers = [answer_waiting(row, called[row.answer.id]) for row in held]
    return [*answers, *mails]


def laid_aside(kept: KeptPlan, record: Record, today: Today) -> Sequence[WaitingMail]:
    """The machines' mails of late, the newest first: nothing to decide, but nothing out of sight."""
    plan = decided(kept, today.day).plan.identity
    return [_on_its_day(row, today.now) for row in record.laid_aside(plan, today.now.date() - LISTED_FOR)]


def show(doors: DeskDoors, number: str, today: Today) -> Shown:
    """One answer ("12") or one mail without an answer ("m3"), with its text and where it is from. Raises UsageError."""
    plan = decided(doors.kept, today.day).plan
    if number.startswith("m"):
        return mail_shown(doors, mail_numbered(doors, plan.identity, number), today.now)
    answer = answer_numbered(doors.memory.answers(plan.identity), number)
    origin = _origin(doors, number, today.now)
    contradictions = contradicted(doors.kept, doors.memory, today.day)
    return replace(
        _row_of(doors, answer, origin.mail, plan),
        origin=origin,
        against=against(answer, contradictions),
        history=history_of(doors, answer, plan),
        questions=questions_about(doors, answer, plan),
        each=each_heard(doors.kept, doors.memory, today.day).get((answer.goal, answer.owner)),
    )


def _row_of(doors: DeskDoors, answer: Answer, mail: int, plan: ActionPlan) -> ShownAnswer:
    """An answer as it stands in the list, or would if it still waited."""
    called = what_they_are_called([answer], plan, doors.requests)[answer.id]
    for row in doors.desk.waiting(plan.identity):
        if isinstance(row, HeldAnswer) and row.answer.id == answer.id:
            return answer_waiting(row, called)
    return ShownAnswer(answer, called, mail, personal_flags(answer.text))


def mail_shown(doors: DeskDoors, mail: UnplacedMail, now: datetime) -> ShownMail:
    """A mail without an answer, with its words."""
    return ShownMail(_on_its_day(mail, now), _origin(doors, mail.number, now))


def _on_its_day(mail: UnplacedMail, now: datetime) -> WaitingMail:
    """A mail that came half past midnight came on the day that has begun here, not on the one that UTC still has."""
    received = mail.at.astimezone(now.tzinfo).date()
    text = hide_codes(mail.text)
    return WaitingMail(mail.mail, received, mail.why, mail.flags, mail.sender_name, text, mail.kind)


def _origin(doors: DeskDoors, number: str, now: datetime) -> Origin:
    """What only who reads this one answer or mail is shown."""
    origin = doors.post.origin(number)
    edited = None
    if origin.edited is not None:
        edited_on = origin.edited.played or origin.edited.at.astimezone(now.tzinfo).date()
        edited = Edited(origin.edited.who, edited_on, origin.edited.why)
    work = decided(doors.kept, now.date())
    situation = Situation(work.plan.identity, work.owners, now, goals=work.plan.by_id)
    letter = as_it_came(origin.raw, doors.reader, doors.post, situation)
    return Origin(origin.mail, origin.address, hide_codes(origin.text), edited, letter)
