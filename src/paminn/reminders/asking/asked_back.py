"""What the quality team asks back about an answer, beside what the day asks anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from paminn.plan.identities import GoalId, RoleId
from paminn.reminders.asking.plan_days import PlanDays
from paminn.reminders.asking.whom import Whom
from paminn.reminders.model import AskedBack, Claim, History, Reminder, Step, StepKind

# What no mail has carried yet, by goal and role.
NotHad = Mapping[tuple[GoalId, RoleId], Sequence[AskedBack]]


def not_had(history: History) -> NotHad:
    """What the quality team asks back and no mail has carried yet."""
    waiting: dict[tuple[GoalId, RoleId], list[AskedBack]] = defaultdict(list)
    if not history.questions:
        return waiting
    answers = {answer.id: answer for answer in history.answers}
    for question in history.questions:
        answer = answers.get(question.answer)
        if answer is not None and question.mail is None:
            waiting[answer.goal, answer.owner].append(AskedBack(question, answer))
    return waiting


def questions_for(whom: Whom, waiting: NotHad) -> list[AskedBack]:
    """Those of the role's questions that are for them: of somebody who has left, for all who hold the role now."""
    theirs = []
    for asked_back in waiting.get((whom.goal.id, whom.role), ()):
        of = asked_back.answer.person
        if not whom.person or of == whom.person or of not in whom.people:
            theirs.append(asked_back)
    return theirs


def with_questions(
    whom: Whom, questions: Sequence[AskedBack], reminder: Reminder | None, days: PlanDays, history: History
) -> Reminder:
    """The questions in the goal's reminder of the day, where all of its readers have one; else a reminder of their own.

    There is at least one question.
    """
    claims = [_claim_of(whom, asked_back, days) for asked_back in questions]
    if reminder is not None and not reminder.only:
        return replace(reminder, covers=(*reminder.covers, *claims), asked_back=tuple(questions))
    first = claims[0]
    return Reminder(
        goal=whom.goal,
        part=whom.part,
        occurrence=days.instance(whom.goal, first.occurrence),
        step=first.step,
        due=first.due,
        number=max(history.sent.get((whom.role, first.occurrence), 0), 1),
        covers=tuple(claims),
        person=whom.person,
        asked_back=tuple(questions),
    )


def _claim_of(whom: Whom, asked_back: AskedBack, days: PlanDays) -> Claim:
    """A question takes with it what its instance of the goal would have asked until that day."""
    occurrence = days.instance(whom.goal, asked_back.answer.occurrence)
    question = asked_back.question
    return Claim(occurrence.id, whom.due(occurrence), Step(StepKind.QUESTION, question.number, question.day))
