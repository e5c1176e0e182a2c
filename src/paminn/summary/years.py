"""Which answers belong to which year's account, and which of them speak for a goal that year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from paminn.plan.model import ActionPlan, Goal
from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Status
from paminn.standing.done import done_since
from paminn.standing.each import Answerers, last_words_of_each
from paminn.standing.goal import is_over_when_done
from paminn.standing.word import Key, is_of_the_goal, is_put_aside, latest_of_each, only_released, order


def closing(year: int) -> date:
    """From this day on nothing more is gathered for the year, but for answers to the year's own request."""
    return date(year + 1, 3, 1)


def belongs(about: OccurrenceId, day: date, year: int, goal: Goal | None) -> bool:
    """Whether the account of `year` tells of what was asked or answered on a day about an instance of a goal.

    What concerns a year's own request belongs to that year and no other, whenever it was. What comes back belongs to
    the year that its time is in, until nothing more is gathered for that year, and then to the year it happened in; so
    does what is to be prepared for it. All else belongs to the year it happened in; in January and February also to the
    year before, if it is about that. A later answer changes nothing in that. `goal` is None where the plan has it no
    longer.
    """
    if about.is_account:
        return about.year == year
    is_still_gathered = day < closing(about.year)
    if goal is not None and goal.timeframe.comes_back:
        return year == (about.year if is_still_gathered else day.year)
    if day.year == year:
        return True
    return about.year == year and is_still_gathered


def is_of(answer: Answer, year: int, plan: ActionPlan) -> bool:
    """Whether the account of `year` tells of the answer."""
    return belongs(answer.occurrence, answer.received, year, plan.by_id.get(answer.goal))


@dataclass(frozen=True, slots=True)
class Told:
    """The released answers of one year, all of them, each role's and the rest the oldest first.

    `words` speak for their goals, `beside` tell of another year's day of something that recurs. `deciding` is the last
    of each role's words, unless an earlier account says that its work is done; then that is in `earlier`. `done_on` is
    when a role first said so and has not taken it back. `until_closing` is every released answer given before nothing
    more is gathered for the year, `so_far` those of the year and of the years before it. `newest` and `heard` also know
    what no person has released.
    """

    words: Mapping[Key, tuple[Answer, ...]]
    beside: tuple[Answer, ...]
    deciding: Mapping[Key, Answer]
    earlier: Mapping[Key, Answer]
    done_on: Mapping[Key, date]
    until_closing: tuple[Answer, ...]
    so_far: tuple[Answer, ...]
    newest: Mapping[Key, Answer]
    heard: Mapping[Key, date]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All that are told, in the order received."""
        told = list(self.beside)
        for words in self.words.values():
            told.extend(words)
        return tuple(sorted(told, key=order))


def tell(plan: ActionPlan, year: int, known: Iterable[Answer], answerers: Answerers = MappingProxyType({})) -> Told:
    """What the account of `year` tells, of all the answers that are known on its day.

    In the roles of `answerers` everybody answers for themselves, and they decide together.
    """
    of_roles = []
    speaking = []
    aside = []
    for answer in known:
        if is_put_aside(answer):
            continue
        of_roles.append(answer)
        if not is_of(answer, year, plan):
            continue
        if _speaks_for_its_goal(answer, plan, year):
            speaking.append(answer)
        else:
            aside.append(answer)

    released = [answer for answer in only_released(of_roles) if is_of_the_goal(answer)]
    words: dict[Key, list[Answer]] = defaultdict(list)
    for answer in sorted(only_released(speaking), key=order):
        words[answer.goal, answer.owner].append(answer)
    done_before = _done_before(released, plan, year)
    deciding = _deciding(only_released(speaking), done_before, answerers)
    earlier = {}
    for key, answer in done_before.items():
        if key not in deciding:
            earlier[key] = answer
    heard = {}
    for key, answer in latest_of_each(of_roles).items():
        heard[key] = answer.received
    return Told(
        words={key: tuple(answers) for key, answers in words.items()},
        beside=tuple(sorted(only_released(aside), key=order)),
        deciding=deciding,
        earlier=earlier,
        done_on=_done_on(released, plan),
        until_closing=tuple(answer for answer in released if answer.received < closing(year)),
        so_far=tuple(answer for answer in released if answer.received.year < year or is_of(answer, year, plan)),
        newest=latest_of_each(speaking),
        heard=heard,
    )


def _deciding(released: Iterable[Answer], done_before: Mapping[Key, Answer], answerers: Answerers) -> dict[Key, Answer]:
    """The last word of each role, but for what an earlier account already says is done.

    That is not opened again by an answer from before it.
    """
    deciding = {}
    for key, answer in last_words_of_each(released, answerers).items():
        done = done_before.get(key)
        if done is None or order(done) < order(answer):
            deciding[key] = answer
    return deciding


def _speaks_for_its_goal(answer: Answer, plan: ActionPlan, year: int) -> bool:
    """What recurs is answered each time anew, and nobody can say before the year what it came to.

    What is said of a preparation for a day is said of nothing else.
    """
    if not is_of_the_goal(answer):
        return False
    goal = plan.by_id.get(answer.goal)
    if goal is None or not goal.timeframe.comes_back:
        return True
    return answer.occurrence.year == year and answer.received.year >= year


def _done_before(released: Iterable[Answer], plan: ActionPlan, year: int) -> dict[Key, Answer]:
    """The last answers of earlier accounts, where they say that a single piece of work is done."""
    earlier = []
    for answer in released:
        came_before = answer.received.year < year
        is_about_before = answer.received.year == year and answer.occurrence.year < year
        if not is_of(answer, year, plan) and (came_before or is_about_before):
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
