"""Who has answered differently of the same matter: a person speaks with them, and both answers stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from paminn.plan.identities import GoalId
from paminn.plan.model import ActionPlan
from paminn.ports.memory import Memory
from paminn.reports.contradicting import Contradicting, Said
from paminn.standing.answer import Answer
from paminn.standing.contradiction import contradictions
from paminn.usecases.plans import Decided, KeptPlan, decided


def contradicted(kept: KeptPlan, memory: Memory, today: date) -> Sequence[Contradicting]:
    """Each contradiction as it stood at the end of `today`, in the plan's order."""
    return contradicted_in(decided(kept, today), memory, today)


def contradicted_in(work: Decided, memory: Memory, today: date) -> Sequence[Contradicting]:
    """The same, in a plan that has been read already."""
    answers: dict[GoalId, list[Answer]] = defaultdict(list)
    for answer in memory.answers(work.plan.identity):
        if answer.received <= today:
            answers[answer.goal].append(answer)
    rows = []
    for goal in work.plan.goals():
        for contradiction in contradictions(goal, answers[goal.id], work.owners):
            said = tuple(_said(answer, work.plan) for answer in contradiction.answers)
            rows.append(Contradicting(goal.number, contradiction.occurrence, said))
    return rows


def against(answer: Answer, rows: Sequence[Contradicting]) -> tuple[Said, ...]:
    """What stands against an answer: what the others of its contradiction say, where it is in one."""
    others = []
    for row in rows:
        numbers = [said.number for said in row.answers]
        if answer.id in numbers:
            others += [said for said in row.answers if said.status is not answer.status]
    return tuple(others)


def _said(answer: Answer, plan: ActionPlan) -> Said:
    assert answer.status is not None, "who contradicts has said how it goes"
    return Said(
        number=answer.id,
        owner=plan.name_of(answer.owner),
        answered_by=answer.answered_by,
        status=answer.status,
        received=answer.received,
        release=answer.release,
    )
