"""Which answers belong to which year's account, and which of them speak for a goal that year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from paminn.plan.model import ActionPlan, Kind
from paminn.standing.answer import Answer, Status
from paminn.standing.done import done_since
from paminn.standing.goal import is_over_when_done
from paminn.standing.word import Key, is_put_aside, latest_of_each, only_released, order


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
    if answer.received.year == year:
        return True
    return about.year == year and answer.received < closing(year)


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
        told = [*self.deciding.values(), *self.beside]
        told.sort(key=order)
        return tuple(told)


def tell(plan: ActionPlan, year: int, known: Iterable[Answer]) -> Told:
    """What the account of `year` tells, of all the answers that are known on its day."""
    of_roles = []
    speaking = []
    aside = []
    for answer in known:
        if is_put_aside(answer):
            continue
        of_roles.append(answer)
        if not belongs(answer, year):
            continue
        if _speaks_for_its_goal(answer, plan, year):
            speaking.append(answer)
        else:
            aside.append(answer)

    released = only_released(of_roles)
    speaking_released = only_released(speaking)
    aside_released = only_released(aside)
    done_before = _done_before(released, plan, year)
    deciding = _deciding(speaking_released, done_before)
    beside = _last_of_each_year(aside_released)
    earlier = {}
    for key, answer in done_before.items():
        if key not in deciding:
            earlier[key] = answer
    heard = {}
    for key, answer in latest_of_each(of_roles).items():
        heard[key] = answer.received
    came = len(speaking_released) + len(aside_released)
    return Told(
        deciding=deciding,
        beside=beside,
        earlier=earlier,
        done_on=_done_on(released, plan),
        newest=latest_of_each(speaking),
        heard=heard,
        superseded=came - len(deciding) - len(beside),
    )


def _deciding(released: Iterable[Answer], done_before: Mapping[Key, Answer]) -> dict[Key, Answer]:
    """The last word of each role, but for what an earlier account already says is done.

    That is not opened again by an answer from before it.
    """
    deciding = {}
    for key, answer in latest_of_each(released).items():
        done = done_before.get(key)
        if done is None or order(done) < order(answer):
            deciding[key] = answer
    return deciding


def _last_of_each_year(aside: Iterable[Answer]) -> tuple[Answer, ...]:
    """The last word of each role about each other year."""
    last: dict[tuple[Key, int], Answer] = {}
    for answer in sorted(aside, key=order):
        key = (answer.goal, answer.owner)
        last[key, answer.occurrence.year] = answer
    return tuple(last.values())


def _speaks_for_its_goal(answer: Answer, plan: ActionPlan, year: int) -> bool:
    """What recurs is answered each time anew, and nobody can say before the year what it came to."""
    goal = plan.by_id.get(answer.goal)
    if goal is None or goal.timeframe.kind is not Kind.RECURRING:
        return True
    return answer.occurrence.year == year and answer.received.year >= year


def _done_before(released: Iterable[Answer], plan: ActionPlan, year: int) -> dict[Key, Answer]:
    """The last answers of earlier accounts, where they say that a single piece of work is done."""
    earlier = []
    for answer in released:
        came_before = answer.received.year < year
        is_about_before = answer.received.year == year and answer.occurrence.year < year
        if not belongs(answer, year) and (came_before or is_about_before):
            earlier.append(answer)
    done = {}
    for key, answer in latest_of_each(earlier).items():
        if answer.status is Status.DONE and _is_over_when_done(answer, plan):
            done[key] = answer
    return done


def _done_on(released: Iterable[Answer], plan: ActionPlan) -> dict[Key, date]:
    """Since when each role says that its part of a single piece of work is done."""
    of_each: dict[Key, list[Answer]] = defaultdict(list)
    for answer in released:
        if _is_over_when_done(answer, plan):
            of_each[answer.goal, answer.owner].append(answer)
    done = {}
    for key, answers in of_each.items():
        since = done_since(answers)
        if since is not None:
            done[key] = since
    return done


def _is_over_when_done(answer: Answer, plan: ActionPlan) -> bool:
    goal = plan.by_id.get(answer.goal)
    return goal is not None and is_over_when_done(goal)
