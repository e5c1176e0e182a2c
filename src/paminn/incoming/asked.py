"""Which instance of a goal an answer is about, when a person has told the goal and the role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from paminn.plan.identities import GoalId
from paminn.plan.occurrence import OccurrenceId


@dataclass(frozen=True, slots=True)
class Request:
    """That a role was asked about a goal in a message of this `day`. `is_trial`: the message went to a tester."""

    day: date
    occurrence: OccurrenceId
    is_trial: bool = False


def asked_about(requests: Sequence[Request], goal: GoalId, received: date) -> OccurrenceId:
    """What a role was last asked about `goal` when it answered; the year's account when it never was.

    `requests` are the role's about this goal, in the order made. Nobody has seen a trial but the one who tried.
    """
    last = last_request(requests, received)
    if last is None:
        return OccurrenceId.account(goal, received.year)
    return last.occurrence


def last_request(requests: Sequence[Request], received: date) -> Request | None:
    """The last of them that had been made when it answered, trials apart."""
    last: Request | None = None
    for request in requests:
        if request.is_trial or request.day > received:
            continue
        # Of one message that asks about several instances the first is the most urgent.
        if last is None or request.day > last.day:
            last = request
    return last
