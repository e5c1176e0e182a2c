"""What any plan with goals in areas is asked: the goals in its order, and by what a person calls them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar


class HasNumber(Protocol):
    """A goal as it stands in a plan."""

    @property
    def number(self) -> str: ...


GoalT = TypeVar("GoalT", bound=HasNumber)
GoalT_co = TypeVar("GoalT_co", bound=HasNumber, covariant=True)


class HoldsGoals(Protocol[GoalT_co]):
    """An area as it stands in a plan."""

    @property
    def goals(self) -> Sequence[GoalT_co]: ...


class GoalsInAreas(Generic[GoalT]):
    """A plan, which has `areas`."""

    if TYPE_CHECKING:

        @property
        def areas(self) -> Sequence[HoldsGoals[GoalT]]: ...

    def goals(self) -> Iterator[GoalT]:
        """Every goal in the plan's order."""
        for area in self.areas:
            yield from area.goals

    @cached_property
    def by_number(self) -> Mapping[str, GoalT]:
        """By what a person calls it today."""
        return {goal.number: goal for goal in self.goals()}
