"""Which answers belong to which year's account, and which of them speak for a goal that year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paminn.plan.model import ActionPlan, Goal, Kind
from paminn.standing.answer import Answer, Release, Status

Key = tuple[str, str]  # (goal, role)


def closing(year: int) -> date:
    """From this day on nothing more is gathered for the year, but for answers to the year's own request."""
    return date(year + 1, 3, 1)


def belongs(answer: Answer, year: int) -> bool:
    """Whether the account of `year` tells of the answer. One of January or February may stand in two accounts.

    An answer to a year's own request belongs to that year and no other, whenever it came.
    """
    about = answer.occurrence
    if about.is_account:
        return about.year == year
    return answer.received.year == year or (about.year == year and answer.received < closing(year))


@dataclass(frozen=True, slots=True)
class Told:
    """The released answers of one year, the last from each role.

    `deciding` speak for their goals; `beside` tell of another year's day of something that recurs. `earlier` are the
    last words of an earlier account that the work is done. `done_on` is when a role first said so and has not taken
    it back. `newest` and `heard` also know what no person has released. `superseded` is how many are not told.
    """

    deciding: Mapping[Key, Answer]
    beside: tuple[Answer, ...]
    earlier: Mapping[Key, Answer]
    done_on: Mapping[Key, date]
    newest: Mapping[Key, Answer]
    heard: Mapping[Key, date]
    superseded: int

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All that are told, in the order received."""
        return tuple(sorted((*self.deciding.values(), *self.beside), key=age))


def tell(plan: ActionPlan, year: int, known: Sequence[Answer]) -> Told:
    goals = {goal.number: goal for area in plan.areas for goal in area.goals}
    known = [answer for answer in known if not _strangers(answer)]
    yearly = [answer for answer in known if belongs(answer, year)]
    released = [answer for answer in known if answer.release is Release.RELEASED]
    counted = [answer for answer in yearly if answer.release is Release.RELEASED]
    speaking = [answer for answer in yearly if _speaks_for(answer, goals.get(answer.goal), year)]
    others = [answer for answer in counted if not _speaks_for(answer, goals.get(answer.goal), year)]
    earlier = _closed(released, goals, year)
    # What an earlier account already says is done is not opened again by an answer from before that.
    deciding = {
        key: answer
        for key, answer in latest(a for a in speaking if a.release is Release.RELEASED).items()
        if key not in earlier or age(earlier[key]) < age(answer)
    }
    beside = {(answer.goal, answer.owner, answer.occurrence.year): answer for answer in sorted(others, key=age)}
    return Told(
        deciding,
        tuple(beside.values()),
        {key: answer for key, answer in earlier.items() if key not in deciding},
        _done_on(a for a in released if _happens_once(goals.get(a.goal))),
        latest(speaking),
        {key: answer.received for key, answer in latest(known).items()},
        len(counted) - len(deciding) - len(beside),
    )


def age(answer: Answer) -> tuple[date, int]:
    return answer.received, answer.id


def latest(answers: Iterable[Answer]) -> dict[Key, Answer]:
    return {(answer.goal, answer.owner): answer for answer in sorted(answers, key=age)}


def _strangers(answer: Answer) -> bool:
    """What the team has put aside from an address that was not reminded was never the role's."""
    return answer.release is Release.WITHHELD and not answer.known_sender


def _speaks_for(answer: Answer, goal: Goal | None, year: int) -> bool:
    """What recurs is answered each time anew, and nobody can say before the year what it came to."""
    if goal is None or goal.timeframe.kind is not Kind.RECURRING:
        return True
    return answer.occurrence.year == year and answer.received.year >= year


def _happens_once(goal: Goal | None) -> bool:
    """A single piece of work; when its owner has finished it nobody asks about it again."""
    frame = goal.timeframe if goal else None
    return frame is not None and frame.kind in (Kind.DEADLINE, Kind.PERIOD) and not frame.more_days


def _closed(released: Iterable[Answer], goals: Mapping[str, Goal], year: int) -> dict[Key, Answer]:
    """The last answers of earlier accounts, where they say that a single piece of work is done."""
    before = latest(
        answer
        for answer in released
        if not belongs(answer, year)
        and (answer.received.year < year or (answer.received.year == year and answer.occurrence.year < year))
    )
    return {key: a for key, a in before.items() if a.status is Status.DONE and _happens_once(goals.get(a.goal))}


def _done_on(released: Iterable[Answer]) -> dict[Key, date]:
    said: dict[Key, list[Answer]] = defaultdict(list)
    for answer in sorted(released, key=age):
        if answer.status is not Status.DONE:
            said[answer.goal, answer.owner].clear()
        else:
            said[answer.goal, answer.owner].append(answer)
    return {key: answers[0].received for key, answers in said.items() if answers}
