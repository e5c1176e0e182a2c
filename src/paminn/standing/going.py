"""How a goal of several owners goes, for the page and the account alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paminn.plan.identities import RoleId
from paminn.plan.model import Goal, Kind
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Status
from paminn.standing.goal import responsible

_GRAVEST_FIRST = (Status.LATE, Status.NOT_STARTED, Status.ONGOING, Status.DONE)


def gravest(statuses: Iterable[Status | None]) -> tuple[Status | None, int]:
    """The gravest status and how many said it. None, and how many said none, where nobody has given a status."""
    given = list(statuses)
    for status in _GRAVEST_FIRST:
        if status in given:
            return status, given.count(status)
    return None, given.count(None)


@dataclass(frozen=True, slots=True)
class Going:
    """What the responsible roles say together: `roles` of the `of` there are say `status`, about `occurrence`.

    `status` is None where those who have answered gave none.
    """

    status: Status | None
    roles: int
    of: int
    occurrence: OccurrenceId

    @property
    def is_done(self) -> bool:
        return self.status is Status.DONE and self.roles == self.of


def going(goal: Goal, last: Mapping[RoleId, Answer]) -> Going | None:
    """How the responsible roles say that the goal goes, each by its last word; None where none has said anything.

    Of something that recurs, only those are heard that speak of the latest occasion.
    """
    roles = responsible(goal)
    answers = [last[role] for role in roles if role in last]
    if not answers:
        return None
    if goal.timeframe.kind is Kind.RECURRING:
        occasion = max(answer.occurrence.last_day for answer in answers)
        answers = [answer for answer in answers if answer.occurrence.last_day == occasion]
    status, count = gravest(answer.status for answer in answers)
    return Going(status, count, len(roles), answers[0].occurrence)
