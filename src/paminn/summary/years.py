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
from paminn.standing.word import Key, is_put_aside, is_released, latest_of_each, order


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
        return tuple(sorted((*self.deciding.values(), *self.beside), key=order))


def tell(plan: ActionPlan, year: int, known: Iterable[Answer]) -> Told:
    """What the account of `year` tells, of all the answers that are known on its day."""
    of_roles = [answer for answer in known if not is_put_aside(answer)]
    released = [answer for answer in of_roles if is_released(answer)]
    yearly = [answer for answer in of_roles if belongs(answer, year)]
    speaking = [answer for answer in yearly if _speaks_for_its_goal(answer, plan, year)]
    told = [answer for answer in yearly if is_released(answer)]
    before = _done_before(released, plan, year)

    deciding: dict[Key, Answer] = {}
    for key, answer in latest_of_each(answer for answer in speaking if is_released(answer)).items():
        # What an earlier account already says is done is not opened again by an answer from before that.
        if key not in before or order(before[key]) < order(answer):
            deciding[key] = answer

    beside: dict[tuple[str, str, int], Answer] = {}
    for answer in sorted(told, key=order):
        if not _speaks_for_its_goal(answer, plan, year):
            beside[answer.goal, answer.owner, answer.occurrence.year] = answer

    return Told(
        deciding=deciding,
        beside=tuple(beside.values()),
        earlier={key: answer for key, answer in before.items() if key not in deciding},
        done_on=_done_on(released, plan),
        newest=latest_of_each(speaking),
        heard={key: answer.received for key, answer in latest_of_each(of_roles).items()},
        superseded=len(told) - len(deciding) - len(beside),
    )


def _speaks_for_its_goal(answer: Answer, plan: ActionPlan, year: int) -> bool:
    """What recurs is answered each time anew, and nobody can say before the year what it came to."""
    goal = plan.by_number.get(answer.goal)
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
    goal = plan.by_number.get(answer.goal)
    return goal is not None and is_over_when_done(goal)
