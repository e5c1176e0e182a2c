"""What waits on the quality team's desk, and one answer or mail with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from paminn.incoming.answer_states import AnswerState, Fact, KeptDecision
from paminn.incoming.situation import Situation
from paminn.incoming.waiting import HeldAnswer, UnplacedMail
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan
from paminn.ports.desk import Desk
from paminn.ports.record import Record
from paminn.reminders.model import Concern
from paminn.replies.codes import hide_codes
from paminn.replies.meaning.privacy import personal_flags
from paminn.reports.on_the_desk import (
    AskedQuestion,
    Edited,
    Origin,
    Shown,
    ShownAnswer,
    ShownMail,
    Waiting,
    WaitingMail,
)
from paminn.standing.answer import Answer
from paminn.texts.plan_words import goal_called
from paminn.today import Today
from paminn.usecases.desk.as_it_came import as_it_came
from paminn.usecases.desk.at_hand import DeskDoors, answer_numbered, mail_numbered
from paminn.usecases.plans import KeptPlan, decided
from paminn.usecases.reading.contradicted import against, contradicted
from paminn.usecases.reading.each_heard import each_heard

LISTED_FOR = timedelta(days=30)


def waiting(kept: KeptPlan, desk: Desk, today: Today) -> Sequence[Waiting]:
    """What a person must look at, answers first, with the text: for the desk, never for a log or an artifact."""
    plan = decided(kept, today.day).plan
    rows: list[Waiting] = []
    for row in desk.waiting(plan.identity):
        if isinstance(row, HeldAnswer):
            rows.append(replace(row, answer=as_called(row.answer, plan)))
        else:
            rows.append(_on_its_day(row, today.now))
    return rows


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
    flags = personal_flags(answer.text)
    alone = ""
    for row in doors.desk.waiting(plan.identity):
        if isinstance(row, HeldAnswer) and row.answer.id == answer.id:
            flags = row.flags
            if row.answer.status is None and row.answer.read_as is not None:
                alone = row.alone
    rows = contradicted(doors.kept, doors.memory, today.day)
    shown = as_called(answer, plan)
    origin = _origin(doors, number, today.now)
    return ShownAnswer(
        shown,
        flags,
        origin,
        against(answer, rows),
        history_of(doors, answer, plan),
        questions_about(doors, answer, plan),
        alone,
        each_heard(doors.kept, doors.memory, today.day).get((shown.goal, shown.owner)),
    )


def questions_about(doors: DeskDoors, answer: Answer, plan: ActionPlan) -> tuple[AskedQuestion, ...]:
    """What has been asked back about an answer, and what it is the answer to itself."""
    answers = {other.id: other for other in doors.memory.answers(plan.identity)}
    questions = []
    for question in doors.memory.history(plan.identity, Concern()).questions:
        about = answers[question.answer]
        is_about_it = question.answer == answer.id
        is_of_the_same = (about.goal, about.owner) == (answer.goal, answer.owner)
        is_answered_by_it = is_of_the_same and question.mail is not None and question.mail == answer.request
        if is_about_it or is_answered_by_it:
            questions.append(AskedQuestion(question.who, question.day, question.text, question.mail, is_answered_by_it))
    return tuple(questions)


def history_of(doors: DeskDoors, answer: Answer, plan: ActionPlan) -> tuple[KeptDecision, ...]:
    """All that has been decided about an answer, with goals and roles by what they are called today."""
    kept = doors.record.decisions(plan.identity, answer.id)
    return tuple(
        replace(decision, before=_called(decision.before, plan), after=_called(decision.after, plan))
        for decision in kept
    )


def _called(state: AnswerState | None, plan: ActionPlan) -> AnswerState | None:
    if state is None:
        return None
    called = dict(state)
    goal = called.get(Fact.GOAL)
    owner = called.get(Fact.OWNER)
    if goal is not None:
        called[Fact.GOAL] = goal_called(plan, GoalId(goal))
    if owner is not None:
        called[Fact.OWNER] = plan.name_of(RoleId(owner))
    return called


def as_called(answer: Answer, plan: ActionPlan) -> Answer:
    """The answer with its goal and role by what they are called today: to be shown, and for nothing else."""
    return replace(answer, goal=GoalId(goal_called(plan, answer.goal)), owner=RoleId(plan.name_of(answer.owner)))


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
