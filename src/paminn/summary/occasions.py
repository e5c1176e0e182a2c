"""What has several days, told day by day: "två av fyra kvartal" is never the whole year by one Klar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from paminn.plan.identities import RoleId
from paminn.plan.model import Goal, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer
from paminn.standing.contradiction import unsettled
from paminn.standing.each import last_words
from paminn.standing.goal import deciding
from paminn.standing.several_days import Times
from paminn.summary.goal_status import GoalStatus, status_of
from paminn.summary.requested import Requested

# What a goal is told as when its days went differently. What is yet to come says nothing.
_GRAVEST_FIRST = (
    GoalStatus.LATE,
    GoalStatus.CONTRADICTED,
    GoalStatus.MISSING,
    GoalStatus.UNSTATED,
    GoalStatus.NOT_STARTED,
    GoalStatus.ONGOING,
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """How one day of a goal went; `asked`: somebody who decides was asked about it.

    `NOT_YET`: it lies ahead and nobody has been asked about it.
    """

    about: OccurrenceId
    status: GoalStatus
    asked: bool


def days_to_tell(goal: Goal, days: Iterable[OccurrenceId], year: int) -> tuple[OccurrenceId, ...]:
    """The days that are told one by one: a recurring goal's of the year, else all; none where there is only one."""
    told = tuple(days)
    if goal.timeframe.comes_back:
        told = tuple(day for day in told if day.year == year)
    if len(told) < 2:
        return ()
    return told


def occasions(
    goal: Goal,
    days: Iterable[OccurrenceId],
    answers: Iterable[Answer],
    requests: Iterable[Requested],
    as_of: date,
    owners: Owners,
) -> tuple[Occasion, ...]:
    """Each day by the answers about that very day. `answers` and `requests` are those about the goal."""
    deciders = deciding(goal)
    given = [answer for answer in answers if answer.owner in deciders]
    asked = {request.occurrence for request in requests if request.role in deciders}
    told = []
    for day in days:
        about_it = [answer for answer in given if answer.occurrence == day]
        is_asked = day in asked
        is_ahead = day.last_day > as_of and not is_asked
        status = _status(goal, deciders, about_it, is_ahead, owners)
        told.append(Occasion(day, status, is_asked))
    return tuple(told)


def _status(
    goal: Goal, deciders: Collection[RoleId], about_it: Sequence[Answer], is_ahead: bool, owners: Owners
) -> GoalStatus:
    if not about_it and is_ahead:
        return GoalStatus.NOT_YET
    if unsettled(goal, about_it, owners) is not None:
        return GoalStatus.CONTRADICTED
    last = last_words(about_it, owners.answerers)
    if len(last) < len(deciders) or not last:
        return GoalStatus.MISSING
    return status_of(last.values())


def times_of(told: Collection[Occasion]) -> Times:
    """How many of these days are done."""
    done = sum(occasion.status is GoalStatus.DONE for occasion in told)
    return Times(done, len(told))


def status_of_all(told: Collection[Occasion], of_the_year: Sequence[Answer]) -> GoalStatus:
    """What the days come to together.

    `of_the_year` are the accounts of the year that all who decide have given; empty when some have not. They say how
    it goes where a day has no answer of its own, but a Klar about the year is no Klar about its days.
    """
    if times_of(told).all_done:
        return GoalStatus.DONE
    found = {occasion.status for occasion in told}
    if of_the_year:
        found.discard(GoalStatus.MISSING)
        found.add(status_of(of_the_year))
    for status in _GRAVEST_FIRST:
        if status in found:
            return status
    if GoalStatus.DONE in found:
        return GoalStatus.ONGOING
    return GoalStatus.MISSING
