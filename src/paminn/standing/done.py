"""What answers end: a goal, a day of it, a year's request. The last word counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import assert_never

from paminn.plan.identities import RoleId
from paminn.plan.model import Goal, Kind, Owners
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Status
from paminn.standing.contradiction import unsettled
from paminn.standing.goal import happens_once
from paminn.standing.word import counts, is_of_the_goal, latest, order, says_how_it_goes


def is_done(deciders: Collection[RoleId], last: Mapping[RoleId, Answer]) -> bool:
    """Whether the last word of every one of these roles is Klar. What nobody decides is never done."""
    if not deciders:
        return False
    for role in deciders:
        answer = last.get(role)
        if answer is None or answer.status is not Status.DONE:
            return False
    return True


def done_since(answers: Iterable[Answer]) -> date | None:
    """When one role first said Klar of a goal and has not taken it back; None while its last word is another."""
    since = None
    for answer in sorted(answers, key=order):
        if answer.status is not Status.DONE:
            since = None
        elif since is None:
            since = answer.received
    return since


def ends_the_day(goal: Goal, occurrence: OccurrenceId, said: Iterable[Answer], owners: Owners | None = None) -> bool:
    """Whether a role has said all that would be asked of it about one day of the goal.

    `said` is what the role has answered about the goal. Where its own people contradict each other, each of them must
    have said it.
    """
    about_it = []
    for answer in said:
        if says_how_it_goes(answer) and (happens_once(goal) or answer.occurrence == occurrence):
            about_it.append(answer)
    last = latest(about_it)
    if last is None or not _is_an_end(goal, last.status):
        return False
    contradiction = unsettled(goal, about_it, owners)
    if contradiction is None:
        return True
    return all(_is_an_end(goal, answer.status) for answer in contradiction.answers)


def _is_an_end(goal: Goal, status: Status | None) -> bool:
    match status:
        case Status.DONE:
            return True
        case Status.ONGOING:
            return goal.timeframe.kind is Kind.START
        case Status.LATE | Status.NOT_STARTED | None:
            return False
        case _:
            assert_never(status)


def accounts_for_the_year(
    goal: Goal,
    account: OccurrenceId,
    said: Sequence[Answer],
    asked_from: date,
    days: Collection[OccurrenceId],
    owners: Owners | None = None,
) -> bool:
    """Whether a role has given its account of a year, which it is asked for from the day `asked_from`.

    Whatever is said once the request has gone out is an account; so is a Klar that covers the year before it. `days`
    are those that the goal has in the year: where there are several, one Klar covers its own day and no more. One that
    the role's own people contradict covers nothing. An answer without a status is an account too: it has come, and
    reading it is the quality team's turn.
    """
    given = [answer for answer in said if counts(answer) and is_of_the_goal(answer)]
    for answer in given:
        if answer.occurrence == account or answer.received >= asked_from:
            return True
    if len(days) > 1:
        return all(ends_the_day(goal, day, given, owners) for day in days)
    covering = [answer for answer in given if happens_once(goal) or answer.occurrence.year == account.year]
    if not any(answer.status is Status.DONE for answer in covering):
        return False
    return unsettled(goal, covering, owners) is None


def promised_day(goal: Goal, occurrence: OccurrenceId, said: Iterable[Answer]) -> date | None:
    """A role's own last new day for one day of the goal; None where it has given none."""
    promise = last_promise(goal, occurrence, said)
    return None if promise is None else promise.new_date


def last_promise(goal: Goal, occurrence: OccurrenceId, said: Iterable[Answer]) -> Answer | None:
    """The last answer that gave a new day for one day of the goal, with Försenad; one that had passed already is none.

    `said` is what the role has answered about the goal, in the order given. A goal with one day may be given a new one
    in the year's account too. The account itself keeps its day.
    """
    if occurrence.is_account:
        return None
    promise = None
    for answer in said:
        about_it = answer.occurrence == occurrence or (happens_once(goal) and answer.occurrence.is_account)
        late = says_how_it_goes(answer) and answer.status is Status.LATE
        if about_it and late and answer.new_date and answer.new_date > answer.received:
            promise = answer
    return promise
