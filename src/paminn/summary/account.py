"""What the year came to: one status a goal, from what its owners wrote and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from paminn.plan.model import ActionPlan, FocusArea, Goal, Kind, OwnerPart, Part
from paminn.standing.answer import Answer, Release, Status
from paminn.standing.goal import deciding
from paminn.standing.going import gravest
from paminn.standing.silence import Silence, unanswered, why_untold
from paminn.standing.word import Key, order
from paminn.summary.years import Told, closing, tell


class GoalStatus(StrEnum):
    DONE = "done"
    DONE_IN_PLAN = "done_in_plan"  # the decided tidplan itself says so; nobody is asked
    ONGOING = "ongoing"
    OVERRUN = "overrun"  # ongoing beyond the plan's last day, though nobody has called it late
    LATE = "late"
    NOT_STARTED = "not_started"
    UNSTATED = "unstated"  # released without a status
    MISSING = "missing"
    REPLACED = "replaced"


class Unsent(StrEnum):
    """Whether the year's reminders were only written to a folder, where nobody has read them."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class PartSummary:
    """A role's part of a goal. `answer` and `silence` are never both set.

    `earlier`: the answer belongs to an earlier year's account. It said done, so this year nobody had to ask.
    `done_on`: when the role first said that its part is done, of work that happens once.
    `newer_held`: a later answer waits for a person to release it.
    `reminded`: the days of this year's reminders since the role's last answer about the goal.
    """

    role: str
    part: Part
    words: str
    decides: bool
    answer: Answer | None = None
    earlier: bool = False
    done_on: date | None = None
    newer_held: bool = False
    silence: Silence | None = None
    reminded: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalSummary:
    """`others` decide nothing: from roles without a part of the goal, or about another year's day."""

    goal: Goal
    status: GoalStatus
    parts: tuple[PartSummary, ...]
    others: tuple[Answer, ...] = ()

    @property
    def asked(self) -> bool:
        return self.goal.timeframe.kind is not Kind.DONE and not self.goal.replaced_by

    @property
    def answers(self) -> tuple[Answer, ...]:
        return tuple(part.answer for part in self.parts if part.answer) + self.others

    @property
    def silent(self) -> tuple[PartSummary, ...]:
        """The deciding parts without an answer."""
        return tuple(part for part in self.parts if part.decides and part.answer is None)

    @property
    def split(self) -> tuple[int, int] | None:
        """In how many of the deciding parts it goes as `status` says, and of how many; None where it is all of them."""
        said = [part.answer.status for part in self.parts if part.decides and part.answer]
        if self.status in (GoalStatus.MISSING, GoalStatus.UNSTATED) or not self.asked:
            return None
        count = gravest(said)[1]
        return (count, len(said)) if count < len(said) else None

    @property
    def late(self) -> tuple[PartSummary, ...]:
        """The deciding parts whose owner wrote that they are late."""
        return tuple(p for p in self.parts if p.decides and p.answer and p.answer.status is Status.LATE)


@dataclass(frozen=True, slots=True)
class AreaSummary:
    area: FocusArea
    goals: tuple[GoalSummary, ...]

    def count(self, status: GoalStatus) -> int:
        return sum(goal.status is status for goal in self.goals)


@dataclass(frozen=True, slots=True)
class AnnualSummary:
    """`answers` are those that count, in the order received; `superseded` is how many they replaced.

    `answered` and `missing` are the (goal, role) pairs of all that were to be asked: with and without a released
    answer.
    """

    plan: ActionPlan
    year: int
    as_of: date
    areas: tuple[AreaSummary, ...]
    answers: tuple[Answer, ...]
    superseded: int
    answered: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    unsent: Unsent = Unsent.NONE

    @property
    def goals(self) -> tuple[GoalSummary, ...]:
        return tuple(goal for area in self.areas for goal in area.goals)

    @property
    def silent(self) -> tuple[tuple[GoalSummary, PartSummary], ...]:
        """`missing` with all that is known about each."""
        return tuple((g, part) for g in self.goals if g.asked for part in g.parts if part.answer is None)

    def missing_because(self, silence: Silence) -> tuple[Key, ...]:
        """The pairs of `missing` that are missing for this reason."""
        return tuple((goal.goal.number, part.role) for goal, part in self.silent if part.silence is silence)


def summarise(
    plan: ActionPlan,
    year: int,
    answers: Iterable[Answer],
    asked: Mapping[Key, Iterable[date]],
    as_of: date,
    unsent: Unsent = Unsent.NONE,
) -> AnnualSummary:
    """The account of `year` as it stood on `as_of`. `asked` is when each (goal, role) was reminded."""
    told = tell(plan, year, [answer for answer in answers if answer.received <= as_of])
    first, last = date(year, 1, 1), min(as_of, closing(year) - timedelta(days=1))
    sight = _Sight(
        year,
        as_of,
        told,
        {
            key: unanswered(sorted(day for day in days if first <= day <= last), told.heard.get(key))
            for key, days in asked.items()
        },
    )
    areas = tuple(AreaSummary(area, tuple(_goal(goal, sight) for goal in area.goals)) for area in plan.areas)
    pairs = [(g.goal.number, p) for area in areas for g in area.goals if g.asked for p in g.parts]
    return AnnualSummary(
        plan,
        year,
        as_of,
        areas,
        told.answers,
        told.superseded,
        tuple((number, p.role) for number, p in pairs if p.answer and not p.earlier),
        tuple((number, p.role) for number, p in pairs if p.answer is None),
        unsent,
    )


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one year's account can see."""

    year: int
    as_of: date
    told: Told
    reminded: Mapping[Key, tuple[date, ...]]


def _goal(goal: Goal, sight: _Sight) -> GoalSummary:
    owned = _by_role(goal.parts)
    deciders = deciding(goal)
    parts = tuple(_part(goal, part, part.role in deciders, sight) for part in owned)
    roles = {part.role for part in owned}
    others = [a for (number, role), a in sight.told.deciding.items() if number == goal.number and role not in roles]
    others += [a for a in sight.told.beside if a.goal == goal.number]
    return GoalSummary(goal, _status(goal, parts, sight), parts, tuple(sorted(others, key=order)))


def _by_role(parts: Iterable[OwnerPart]) -> tuple[OwnerPart, ...]:
    """One part a role, since a role is asked once: ansvar weighs most, and all its words are kept."""
    rank = {Part.RESPONSIBLE: 0, Part.PARTNER: 1, Part.SUPPORT: 2}
    merged: dict[str, OwnerPart] = {}
    for part in parts:
        before = merged.get(part.role)
        if before:
            words = ", ".join(text for text in (before.words, part.words) if text)
            part = OwnerPart(part.role, min(before.part, part.part, key=rank.__getitem__), words)
        merged[part.role] = part
    return tuple(merged.values())


def _part(goal: Goal, owned: OwnerPart, decides: bool, sight: _Sight) -> PartSummary:
    key, told = (goal.number, owned.role), sight.told
    earlier = told.earlier.get(key)
    answer = earlier or told.deciding.get(key)
    newest = told.newest.get(key)
    return PartSummary(
        owned.role,
        owned.part,
        owned.words,
        decides,
        answer,
        earlier=earlier is not None,
        done_on=_done_on(answer, told.done_on.get(key)),
        newer_held=bool(answer and newest and newest.release is Release.HELD and order(newest) > order(answer)),
        silence=None if answer else why_untold(newest),
        reminded=sight.reminded.get(key, ()),
    )


def _done_on(answer: Answer | None, first: date | None) -> date | None:
    return first if answer and answer.status is Status.DONE and first and first <= answer.received else None


def _status(goal: Goal, parts: tuple[PartSummary, ...], sight: _Sight) -> GoalStatus:
    if goal.replaced_by:
        return GoalStatus.REPLACED
    if goal.timeframe.kind is Kind.DONE:
        return GoalStatus.DONE_IN_PLAN
    answers = [part.answer for part in parts if part.decides]
    if not answers or None in answers:
        return GoalStatus.MISSING
    said = [answer.status for answer in answers if answer]
    worst, _ = gravest(said)
    if worst is None or (None in said and worst is not Status.LATE):
        # An answer without a status may be the gravest of them, so the others cannot speak for it.
        return GoalStatus.UNSTATED
    if worst is Status.ONGOING and _outlasts(goal, answers, sight):
        return GoalStatus.OVERRUN
    return GoalStatus(worst)


def _outlasts(goal: Goal, answers: Iterable[Answer | None], sight: _Sight) -> bool:
    """Work goes on beyond the last day: it has passed, or an owner has given a later one of their own.

    Only a deadline or a period ends; what must have begun by a day goes on after it. A last day of a later year is
    that year's to tell of, however late this account is made.
    """
    frame = goal.timeframe
    if frame.kind not in (Kind.DEADLINE, Kind.PERIOD) or frame.end is None:
        return False
    seen = sight.as_of if frame.end.year <= sight.year else date.min
    own = [a.new_date for a in answers if a and a.status is Status.ONGOING and a.new_date]
    return max([seen, *own]) > frame.end
