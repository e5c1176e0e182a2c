"""Those who answer and say different things of the same matter. It is shown to a person and settled by nobody's clock.

Two of one role who have answered differently contradict each other, unless the one had left the role when the other
answered. So do two responsible roles, where the plan gives neither of them a part in words of its own ("ansvarar för
publicering"): with such words, different answers are two facts. The same person later is a change of mind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from paminn.plan.identities import RoleId
from paminn.plan.model import Goal, Owners, Part
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer
from paminn.standing.answerer import latest_of_each_answerer
from paminn.standing.goal import responsible
from paminn.standing.word import latest_by_role, order, says_how_it_goes


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is said differently about one instance of a goal.

    `answers` are the last word of everyone concerned, the oldest first; they have at least two statuses. Each of
    them counts (`word.counts`), though a person need not have released it: who may only tell of what is released asks
    with released answers alone.
    """

    goal: str
    occurrence: OccurrenceId
    answers: tuple[Answer, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles concerned, each once."""
        return tuple(dict.fromkeys(answer.owner for answer in self.answers))


def contradictions(goal: Goal, answers: Iterable[Answer], owners: Owners | None = None) -> tuple[Contradiction, ...]:
    """Where those who answer about the goal contradict each other: at most one for each instance, the earliest first.

    `answers` may be about anything and are all that are known. `owners` tells who has left a role; without it nobody
    has.
    """
    about: dict[OccurrenceId, list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.goal == goal.number and says_how_it_goes(answer):
            about[answer.occurrence].append(answer)
    contradicting = []
    for occurrence in sorted(about, key=lambda occurrence: (occurrence.last_day, occurrence.is_account)):
        against = _against_each_other(goal, about[occurrence], owners or Owners())
        if against:
            contradicting.append(Contradiction(goal.number, occurrence, against))
    return tuple(contradicting)


def last_undisputed(goal: Goal, answers: Iterable[Answer], owners: Owners | None = None) -> dict[RoleId, Answer]:
    """The last word of each role about the goal, but for roles whose own people contradict each other about it.

    Such a role has said nothing that could be told as settled. `answers` are about the goal.
    """
    given = list(answers)
    undisputed = {}
    for role, last in latest_by_role(given).items():
        about_it = []
        for answer in given:
            if answer.owner == role and answer.occurrence == last.occurrence and says_how_it_goes(answer):
                about_it.append(answer)
        of_each = latest_of_each_answerer(about_it, owners or Owners())
        if not _differ(of_each.values()):
            undisputed[role] = last
    return undisputed


def _against_each_other(goal: Goal, about_it: Iterable[Answer], owners: Owners) -> tuple[Answer, ...]:
    """The last words that stand against another, about one instance of the goal; empty where all agree."""
    by_role: dict[str, list[Answer]] = defaultdict(list)
    for who, answer in latest_of_each_answerer(about_it, owners).items():
        by_role[who.role].append(answer)

    alike: list[Answer] = []
    for role in _alike(goal):
        alike.extend(by_role.get(role, ()))
    against: list[Answer] = []
    if _differ(alike):
        against = alike
    for of_the_role in by_role.values():
        if _differ(of_the_role):
            against = [*against, *of_the_role]
    return tuple(sorted(dict.fromkeys(against), key=order))


def _alike(goal: Goal) -> tuple[str, ...]:
    """The responsible roles that answer for the same thing: those without words for a part of their own."""
    with_words = set()
    for part in goal.parts:
        if part.part is Part.RESPONSIBLE and part.words:
            with_words.add(part.role)
    return tuple(role for role in responsible(goal) if role not in with_words)


def _differ(answers: Iterable[Answer]) -> bool:
    return len({answer.status for answer in answers}) > 1
