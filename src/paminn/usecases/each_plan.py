"""The same done for each of several plans: one that stops does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from paminn.errors import PaminnError

P = TypeVar("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Done(Generic[P, R]):
    """What came of one plan."""

    of: P
    result: R


@dataclass(frozen=True)
class Stopped(Generic[P]):
    """What stopped the work with one plan."""

    of: P
    error: PaminnError


@dataclass(frozen=True)
class OfEach(Generic[P, R]):
    """What came of each plan, and what stopped those that were stopped, both in the plans' order."""

    done: tuple[Done[P, R], ...]
    stopped: tuple[Stopped[P], ...] = ()

    @property
    def results(self) -> list[R]:
        return [done.result for done in self.done]

    @property
    def are_several(self) -> bool:
        """Whether there is more than one plan to tell apart."""
        return len(self.done) + len(self.stopped) > 1

    def exit_code(self, *, otherwise: int = 0) -> int:
        """The gravest of all; `otherwise` is what the command itself would end with."""
        return max([otherwise, *(stopped.error.exit_code for stopped in self.stopped)])


def of_each(plans: Sequence[P], do: Callable[[P], R]) -> OfEach[P, R]:
    """Do it for each. Of a single plan whatever stops it is raised, as it always was."""
    if len(plans) == 1:
        return OfEach((Done(plans[0], do(plans[0])),))
    done: list[Done[P, R]] = []
    stopped: list[Stopped[P]] = []
    for plan in plans:
        try:
            done.append(Done(plan, do(plan)))
        except PaminnError as error:
            stopped.append(Stopped(plan, error))
    return OfEach(tuple(done), tuple(stopped))
