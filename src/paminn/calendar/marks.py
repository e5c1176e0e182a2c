"""What the released answers say is done, and how often that has turned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.model import Goal, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer
from paminn.standing.contradiction import last_undisputed
from paminn.standing.done import is_done
from paminn.standing.goal import responsible
from paminn.standing.word import is_of_the_goal, only_released, order


@dataclass(frozen=True, slots=True)
class Mark:
    """`turns` counts every time it became done or ceased to be; `turned` is the day of the latest, None without.

    `by_team`: what makes it done is a status that the quality team has set.
    """

    done: bool = False
    turns: int = 0
    turned: date | None = None
    by_team: bool = False


class Marks:
    """The released answers, whatever order they are given in. `owners` tells who has left a role."""

    def __init__(self, answers: Iterable[Answer], owners: Owners | None = None) -> None:
        self._owners = owners
        self._as_released: dict[GoalId, list[Answer]] = defaultdict(list)
        for answer in sorted(only_released(answers), key=_release_order):
            if is_of_the_goal(answer):
                self._as_released[answer.goal].append(answer)

    def of(self, goal: Goal, occurrence: OccurrenceId | None = None) -> Mark:
        """Done while the latest word of every responsible role is Klar and nobody of them contradicts another.

        About `occurrence` alone when one is named. The answers are gone through as they were let go, which need not be
        as they were given.
        """
        deciders = responsible(goal)
        mark = Mark()
        given: list[Answer] = []
        last_words: dict[RoleId, Answer] = {}
        for answer in self._as_released.get(goal.id, ()):
            if occurrence and answer.occurrence != occurrence:
                continue
            given.append(answer)
            earlier = last_words.get(answer.owner)
            if earlier is None or order(answer) >= order(earlier):
                last_words[answer.owner] = answer
            last: Mapping[RoleId, Answer] = last_words
            if is_done(deciders, last_words):  # whether anybody contradicts it is asked only where it matters
                last = last_undisputed(goal, given, self._owners)
            if is_done(deciders, last) is not mark.done:
                mark = Mark(not mark.done, mark.turns + 1, _release_day(answer))
            by_team = mark.done and any(last[role].status_by_team for role in deciders)
            if by_team is not mark.by_team:
                mark = replace(mark, by_team=by_team)
        return mark


def _release_day(answer: Answer) -> date:
    return answer.released or answer.received


def _release_order(answer: Answer) -> tuple[date, tuple[date, int]]:
    return _release_day(answer), order(answer)
