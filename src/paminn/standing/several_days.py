"""What has several days is done time by time, never as a whole by one Klar."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from paminn.plan.identities import RoleId
from paminn.plan.model import Goal, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer
from paminn.standing.contradiction import last_undisputed
from paminn.standing.done import is_done


@dataclass(frozen=True, slots=True)
class Times:
    """`done` of the `of` times that a goal comes up."""

    done: int
    of: int

    @property
    def all_done(self) -> bool:
        return self.done == self.of


def times(
    goal: Goal,
    days: Collection[OccurrenceId],
    deciders: Collection[RoleId],
    answers: Iterable[Answer],
    owners: Owners | None = None,
) -> Times:
    """How many of these days of the goal are done: each by a Klar about that very day from every decider."""
    given = list(answers)
    done = 0
    for day in days:
        about_it = [answer for answer in given if answer.occurrence == day]
        if is_done(deciders, last_undisputed(goal, about_it, owners)):
            done += 1
    return Times(done, len(days))
