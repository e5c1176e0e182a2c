"""One answer as the desk shows it: what it is about by what that is called today, and what has become of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from paminn.incoming.answer_states import AnswerState, Fact, KeptDecision
from paminn.incoming.waiting import HeldAnswer
from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import ActionPlan
from paminn.ports.requests import Requests
from paminn.reminders.model import Concern
from paminn.replies.meaning.privacy import personal_flags
from paminn.reports.contradicting import Contradicting
from paminn.reports.on_the_desk import AskedQuestion, KnownAs, ShownAnswer, ShownDecision
from paminn.standing.answer import Answer
from paminn.texts.plan_words import goal_called
from paminn.usecases.desk.at_hand import DeskDoors
from paminn.usecases.reading.contradicted import against


def what_they_are_called(answers: Collection[Answer], plan: ActionPlan, requests: Requests) -> Mapping[int, KnownAs]:
    """What each of these answers is about, by the answer's number."""
    asked_in = {answer.request for answer in answers if answer.request is not None}
    numbers = requests.numbers_in(plan.identity, asked_in)
    called: dict[int, KnownAs] = {}
    for answer in answers:
        asked_as = ""
        if answer.request is not None:
            asked_as = numbers[answer.request].get(answer.goal, "")
        if asked_as == plan.number_of(answer.goal):
            asked_as = ""
        called[answer.id] = KnownAs(goal_called(plan, answer.goal), plan.name_of(answer.owner), asked_as)
    return called


def answer_waiting(held: HeldAnswer, called: KnownAs) -> ShownAnswer:
    """A row of the list."""
    alone = held.alone if held.answer.placed is None else ""
    return ShownAnswer(held.answer, called, held.mail, held.flags, held.asked_on, alone)


def answers_decided(
    doors: DeskDoors, answers: Sequence[Answer], plan: ActionPlan, contradictions: Sequence[Contradicting]
) -> Sequence[ShownAnswer]:
    """What answers are when something has been decided about them."""
    called = what_they_are_called(answers, plan, doors.requests)
    cards: list[ShownAnswer] = []
    for answer in answers:
        cards.append(
            ShownAnswer(
                answer,
                called[answer.id],
                doors.post.origin(str(answer.id)).mail,
                personal_flags(answer.text),
                against=against(answer, contradictions),
                history=history_of(doors, answer, plan),
                questions=questions_about(doors, answer, plan),
            )
        )
    return cards


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


def history_of(doors: DeskDoors, answer: Answer, plan: ActionPlan) -> tuple[ShownDecision, ...]:
    """All that has been decided about an answer, in the order made."""
    return tuple(_decision_shown(kept, plan) for kept in doors.record.decisions(plan.identity, answer.id))


def _decision_shown(kept: KeptDecision, plan: ActionPlan) -> ShownDecision:
    placed = None
    if kept.placed is not None:
        placed = tuple(goal_called(plan, goal) for goal in kept.placed)
    return ShownDecision(kept, _called(kept.before, plan), _called(kept.after, plan), placed)


def _called(state: AnswerState | None, plan: ActionPlan) -> AnswerState | None:
    """A state with its goal and role by what they are called today."""
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
