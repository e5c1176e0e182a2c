"""Where each of a role answers for themselves: how many have, and who has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from paminn.ports.memory import Memory
from paminn.reports.on_the_desk import EachHeard
from paminn.standing.answer import Answer
from paminn.standing.each import heard, not_heard
from paminn.standing.word import Key, is_of_the_goal, is_of_the_role
from paminn.usecases.plans import KeptPlan, decided


def each_heard(kept: KeptPlan, memory: Memory, today: date) -> Mapping[Key, EachHeard]:
    """Of each goal and role in which somebody has answered."""
    work = decided(kept, today)
    answerers = work.owners.answerers
    if not answerers:
        return {}
    own: dict[Key, list[Answer]] = defaultdict(list)
    for answer in memory.answers(work.plan.identity):
        if answer.owner in answerers and answer.received <= today and is_of_the_role(answer) and is_of_the_goal(answer):
            own[answer.goal, answer.owner].append(answer)
    told = {}
    for (goal, role), answers in own.items():
        people = answerers[role]
        missing = work.owners.named(role, not_heard(people, answers))
        told[goal, role] = EachHeard(heard(people, answers), missing)
    return told
