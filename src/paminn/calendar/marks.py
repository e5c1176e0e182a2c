"""What the released answers say is done, and how often that has turned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Release, Status


@dataclass(frozen=True, slots=True)
class Mark:
    """`turns` counts every time it became done or ceased to be; `turned` is the day of the latest, None without."""

    done: bool = False
    turns: int = 0
    turned: date | None = None


class Marks:
    """The released answers, whatever order they are given in."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        for answer in sorted((a for a in answers if a.release is Release.RELEASED), key=_release_order):
            self._answers[answer.goal].append(answer)

    def of(self, goal: str, deciding: frozenset[str], occurrence: OccurrenceId | None = None) -> Mark:
        """Done while the latest word of every deciding role is Klar; about `occurrence` alone when one is named."""
        mark = Mark()
        latest: dict[str, Answer] = {}
        for answer in self._answers.get(goal, ()):
            if occurrence and answer.occurrence != occurrence:
                continue
            before = latest.get(answer.owner)
            if before is None or _age(before) <= _age(answer):
                latest[answer.owner] = answer
            finished = {owner for owner, said in latest.items() if said.status is Status.DONE}
            if (bool(deciding) and deciding <= finished) is not mark.done:
                mark = Mark(not mark.done, mark.turns + 1, _released(answer))
        return mark


def _age(answer: Answer) -> tuple[date, int]:
    return answer.received, answer.id


def _released(answer: Answer) -> date:
    return answer.released or answer.received


def _release_order(answer: Answer) -> tuple[date, date, int]:
    return _released(answer), *_age(answer)
