"""Those who answer and say different things of the same matter. It is shown to a person and settled by nobody's clock.

Two of one role who have answered differently contradict each other, unless the role was asked anew between their words
(`answerer.not_asked_anew`), the one had left the role when the other answered, or each answers for themselves there:
then they have a part each. So do two responsible roles, where the plan
gives neither of them a part in words of its own ("ansvarar för publicering"): with such words, different answers are
two facts. The same person later is a change of mind.

The quality team is shown both kinds (`contradictions`). In what is told of the goal, two roles are always two of its
parts, which may go differently: only the people of one role keep it from being told how it goes (`unsettled`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import Goal, Owners, Part
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer
from paminn.standing.answerer import answerer, latest_of_each_answerer, not_asked_anew
from paminn.standing.each import last_words
from paminn.standing.goal import happens_once, responsible
from paminn.standing.word import is_of_the_goal, latest_by_role, order, says_how_it_goes


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is said differently about one instance of a goal.

    `answers` are the last word of everyone concerned, the oldest first; they have at least two statuses. Each of
    them counts (`word.counts`), though a person need not have released it: who may only tell of what is released asks
    with released answers alone.
    """

    goal: GoalId
    occurrence: OccurrenceId
    answers: tuple[Answer, ...]

    @property
    def roles(self) -> tuple[RoleId, ...]:
        """The roles concerned, each once."""
        return tuple(dict.fromkeys(answer.owner for answer in self.answers))


def contradictions(goal: Goal, answers: Iterable[Answer], owners: Owners | None = None) -> tuple[Contradiction, ...]:
    """Where those who answer about the goal contradict each other: at most one for each instance, the earliest first.

    `answers` may be about anything and are all that are known. `owners` tells who has left a role; without it nobody
    has. What happens once is one matter: who later says of it what the others say contradicts them no more, whatever
    that was an answer to.
    """
    known = owners or Owners()
    given = [answer for answer in answers if answer.goal == goal.id and says_how_it_goes(answer)]
    given = not_asked_anew_about(goal, given, known)
    instances = sorted({answer.occurrence for answer in given}, key=_day_then_year)
    contradicting: dict[tuple[Answer, ...], Contradiction] = {}
    for occurrence in instances:
        about_it = [answer for answer in given if answer.occurrence == occurrence]
        matter = given if happens_once(goal) else about_it
        against = (*_people_against_each_other(about_it, matter, known), *_roles_apart(goal, about_it, matter, known))
        if against:
            in_order = tuple(sorted(dict.fromkeys(against), key=order))
            contradicting[in_order] = Contradiction(goal.id, occurrence, in_order)
    return tuple(contradicting.values())


def unsettled(goal: Goal, answers: Iterable[Answer], owners: Owners | None = None) -> Contradiction | None:
    """What stands in the way of telling how the goal goes: people of one and the same role who contradict each other.

    Each role is judged alone, and all that are concerned are in it. Of what comes back, only what the role last spoke
    of: the rest is of the past. `answers` are those of the roles that are asked about.
    """
    disputed = _disputed(goal, answers, owners).values()
    if not disputed:
        return None
    newest = max((each.occurrence for each in disputed), key=_day_then_year)
    against: list[Answer] = []
    for each in disputed:
        if happens_once(goal) or each.occurrence == newest:
            against.extend(each.answers)
    return Contradiction(goal.id, newest, tuple(sorted(against, key=order)))


def last_undisputed(goal: Goal, answers: Iterable[Answer], owners: Owners | None = None) -> dict[RoleId, Answer]:
    """The last word of each role about the goal, but for roles whose own people contradict each other about it.

    Such a role has said nothing that could be told as settled. `answers` are about the goal.
    """
    given = [answer for answer in answers if is_of_the_goal(answer)]
    known = owners or Owners()
    disputed = _disputed(goal, given, known)
    undisputed = {}
    for role, last in last_words(given, known.answerers).items():
        if role not in disputed:
            undisputed[role] = last
    return undisputed


def not_asked_anew_about(goal: Goal, answers: Iterable[Answer], owners: Owners) -> list[Answer]:
    """Those of a goal's answers that their role has not been asked anew after: of what has several days, day by day."""
    if happens_once(goal):
        return not_asked_anew(answers, owners)
    by_day: dict[OccurrenceId, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_day[answer.occurrence].append(answer)
    return [answer for about_it in by_day.values() for answer in not_asked_anew(about_it, owners)]


def _disputed(goal: Goal, answers: Iterable[Answer], owners: Owners | None) -> dict[RoleId, Contradiction]:
    """The roles whose own people contradict each other about what the role last spoke of."""
    given = [answer for answer in answers if answer.goal == goal.id and is_of_the_goal(answer)]
    disputed = {}
    for role, last in latest_by_role(given).items():
        own = [answer for answer in given if answer.owner == role]
        for contradiction in contradictions(goal, own, owners):
            if happens_once(goal) or contradiction.occurrence == last.occurrence:
                disputed[role] = contradiction
    return disputed


def _day_then_year(occurrence: OccurrenceId) -> tuple[date, bool]:
    return occurrence.last_day, occurrence.is_account


def _people_against_each_other(
    about_it: Iterable[Answer], matter: Sequence[Answer], owners: Owners
) -> Iterator[Answer]:
    """The last words about an instance of those of one role who differ, by what they have last said of the `matter`."""
    by_role: dict[RoleId, list[Answer]] = defaultdict(list)
    for answer in about_it:
        if answer.owner not in owners.each:  # there different answers are different people's own
            by_role[answer.owner].append(answer)
    for words in by_role.values():
        differing = _differing(latest_of_each_answerer(words, owners).values())
        speakers = {answerer(answer) for answer in differing}
        all_they_said = [answer for answer in matter if answerer(answer) in speakers]
        yield from _differing(latest_of_each_answerer(all_they_said, owners).values())


def _roles_apart(
    goal: Goal, about_it: Iterable[Answer], matter: Sequence[Answer], owners: Owners
) -> tuple[Answer, ...]:
    """The last words about an instance of responsible roles that differ, by what each last said of the `matter`."""
    alike = [role for role in _alike(goal) if role not in owners.each]
    differing = _differing(latest_by_role(answer for answer in about_it if answer.owner in alike).values())
    roles = {answer.owner for answer in differing}
    return _differing(latest_by_role(answer for answer in matter if answer.owner in roles).values())


def _alike(goal: Goal) -> tuple[RoleId, ...]:
    """The responsible roles that answer for the same thing: those without words for a part of their own."""
    with_words = set()
    for part in goal.parts:
        if part.part is Part.RESPONSIBLE and part.words:
            with_words.add(part.role_id)
    return tuple(role for role in responsible(goal) if role not in with_words)


def _differing(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """All of these where they do not agree, else none."""
    given = tuple(answers)
    statuses = {answer.status for answer in given}
    return given if len(statuses) > 1 else ()
