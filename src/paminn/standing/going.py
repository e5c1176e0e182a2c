"""How a goal of several owners goes, for the page and the account alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paminn.plan.model import Goal, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Status
from paminn.standing.contradiction import unsettled
from paminn.standing.each import last_words
from paminn.standing.goal import responsible
from paminn.standing.several_days import Times, times
from paminn.standing.word import is_of_the_goal

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

    `status` is None where those who have answered gave none. `contradicted`: they say different things of the same
    matter, so that nothing is settled. `times` are those of a goal with several days, of the year it speaks of where
    it recurs.
    """

    status: Status | None
    roles: int
    of: int
    occurrence: OccurrenceId
    contradicted: bool = False
    times: Times | None = None

    @property
    def is_done(self) -> bool:
        if self.contradicted or self.roles < self.of or self.status is not Status.DONE:
            return False
        return self.times is None or self.times.all_done


def going(
    goal: Goal,
    answers: Iterable[Answer],
    days: Iterable[OccurrenceId] = (),
    owners: Owners | None = None,
) -> Going | None:
    """How the responsible roles say that the goal goes, each by its last word; None where none has said anything.

    Of something that recurs, only what is said of the latest year is heard, and where it has several days in that year
    only those are that speak of the latest of them. `answers` are about the goal and may be told, `days` are all that
    the goal has.
    """
    roles = responsible(goal)
    given = [answer for answer in answers if answer.owner in roles and is_of_the_goal(answer)]
    if not given:
        return None
    told = list(days)
    if goal.timeframe.comes_back:
        year = max(answer.occurrence.year for answer in given)
        given = [answer for answer in given if answer.occurrence.year == year]
        told = [day for day in told if day.year == year]
    answerers = owners.answerers if owners is not None else {}
    last = list(last_words(given, answerers).values())
    if not last:
        return None
    newest = max((answer.occurrence for answer in last), key=lambda about: about.last_day)
    done = None
    heard = given
    if len(told) > 1:
        done = times(goal, told, roles, given, owners)
        if done.all_done:
            return Going(Status.DONE, len(roles), len(roles), newest, times=done)
        if goal.timeframe.comes_back:
            last = [answer for answer in last if answer.occurrence.last_day == newest.last_day]
            heard = [answer for answer in given if answer.occurrence.last_day == newest.last_day]
    status, count = gravest(answer.status for answer in last)
    is_contradicted = unsettled(goal, heard, owners) is not None
    return Going(status, count, len(roles), newest, contradicted=is_contradicted, times=done)
