"""What the released answers say is done, and how often that has turned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer
from paminn.standing.done import is_done
from paminn.standing.word import only_released, order


@dataclass(frozen=True, slots=True)
class Mark:
    """`turns` counts every time it became done or ceased to be; `turned` is the day of the latest, None without."""

    done: bool = False
    turns: int = 0
    turned: date | None = None


class Marks:
    """The released answers, whatever order they are given in."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        released = only_released(answers)
        self._as_released: dict[GoalId, list[Answer]] = defaultdict(list)
        for answer in sorted(released, key=_release_order):
            self._as_released[answer.goal].append(answer)

    def of(self, goal: GoalId, deciders: Collection[RoleId], occurrence: OccurrenceId | None = None) -> Mark:
        """Done while the latest word of every deciding role is Klar; about `occurrence` alone when one is named.

        The answers are gone through as they were let go, which need not be as they were given.
        """
        mark = Mark()
        last: dict[RoleId, Answer] = {}
        for answer in self._as_released.get(goal, ()):
            if occurrence and answer.occurrence != occurrence:
                continue
            known = last.get(answer.owner)
            if known is None or order(known) <= order(answer):
                last[answer.owner] = answer
            if is_done(deciders, last) is not mark.done:
                mark = Mark(not mark.done, mark.turns + 1, _release_day(answer))
        return mark


def _release_day(answer: Answer) -> date:
    return answer.released or answer.received


def _release_order(answer: Answer) -> tuple[date, tuple[date, int]]:
    return _release_day(answer), order(answer)
