"""What the year came to: one status a goal, from what its owners wrote and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from paminn.plan.identities import RoleId
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
    identity: RoleId | None = None

    @property
    def role_id(self) -> RoleId:
        """The role's identity."""
        return self.identity or RoleId(self.role)

    @property
    def said(self) -> Status | None:
        """The status of its answer; None without an answer, and where nobody has found one."""
        if self.answer is None:
            return None
        return self.answer.status


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
        of_parts = tuple(part.answer for part in self.parts if part.answer)
        return of_parts + self.others

    @property
    def deciding(self) -> tuple[PartSummary, ...]:
        return tuple(part for part in self.parts if part.decides)

    @property
    def silent(self) -> tuple[PartSummary, ...]:
        """The deciding parts without an answer."""
        return tuple(part for part in self.deciding if part.answer is None)

    @property
    def late(self) -> tuple[PartSummary, ...]:
        """The deciding parts whose owner wrote that they are late."""
        return tuple(part for part in self.deciding if part.said is Status.LATE)

    @property
    def split(self) -> tuple[int, int] | None:
        """In how many of the deciding parts it goes as `status` says, and of how many; None where it is all of them."""
        if self.status in (GoalStatus.MISSING, GoalStatus.UNSTATED) or not self.asked:
            return None
        said = [part.said for part in self.deciding if part.answer]
        _, count = gravest(said)
        if count == len(said):
            return None
        return count, len(said)


@dataclass(frozen=True, slots=True)
class AreaSummary:
    area: FocusArea
    goals: tuple[GoalSummary, ...]

    def count(self, status: GoalStatus) -> int:
        return sum(goal.status is status for goal in self.goals)


@dataclass(frozen=True, slots=True)
class AnnualSummary:
    """`answers` are those that count, in the order received; `superseded` is how many they replaced."""

    plan: ActionPlan
    year: int
    as_of: date
    areas: tuple[AreaSummary, ...]
    answers: tuple[Answer, ...]
    superseded: int
    unsent: Unsent = Unsent.NONE

    @property
    def goals(self) -> tuple[GoalSummary, ...]:
        return tuple(goal for area in self.areas for goal in area.goals)

    @property
    def asked(self) -> tuple[tuple[GoalSummary, PartSummary], ...]:
        """Every part that was to be asked."""
        return tuple((goal, part) for goal in self.goals if goal.asked for part in goal.parts)

    @property
    def silent(self) -> tuple[tuple[GoalSummary, PartSummary], ...]:
        """Of those asked, the parts without a released answer."""
        return tuple((goal, part) for goal, part in self.asked if part.answer is None)

    @property
    def answered(self) -> tuple[Key, ...]:
        """The (goal, role) pairs of those asked that have a released answer in this very account."""
        return _keys((goal, part) for goal, part in self.asked if part.answer and not part.earlier)

    @property
    def missing(self) -> tuple[Key, ...]:
        """The (goal, role) pairs of those asked that have no released answer."""
        return _keys(self.silent)

    def missing_because(self, silence: Silence) -> tuple[Key, ...]:
        """The pairs of `missing` that are missing for this reason."""
        return _keys((goal, part) for goal, part in self.silent if part.silence is silence)


def summarise(
    plan: ActionPlan,
    year: int,
    answers: Iterable[Answer],
    asked: Mapping[Key, Iterable[date]],
    as_of: date,
    unsent: Unsent = Unsent.NONE,
) -> AnnualSummary:
    """The account of `year` as it stood on `as_of`. `asked` is when each (goal, role) was reminded."""
    known = [answer for answer in answers if answer.received <= as_of]
    told = tell(plan, year, known)
    sight = _Sight(year, as_of, told, _reminded(year, as_of, told, asked))
    areas = []
    for area in plan.areas:
        goals = tuple(_goal(goal, sight) for goal in area.goals)
        areas.append(AreaSummary(area, goals))
    return AnnualSummary(
        plan=plan,
        year=year,
        as_of=as_of,
        areas=tuple(areas),
        answers=told.answers,
        superseded=told.superseded,
        unsent=unsent,
    )


def _keys(parts: Iterable[tuple[GoalSummary, PartSummary]]) -> tuple[Key, ...]:
    return tuple((goal.goal.id, part.role_id) for goal, part in parts)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one year's account can see."""

    year: int
    as_of: date
    told: Told
    reminded: Mapping[Key, tuple[date, ...]]


def _reminded(year: int, as_of: date, told: Told, asked: Mapping[Key, Iterable[date]]) -> dict[Key, tuple[date, ...]]:
    """The days of this year's reminders that each role has not answered."""
    first = date(year, 1, 1)
    last = min(as_of, closing(year) - timedelta(days=1))
    reminded = {}
    for key, days in asked.items():
        of_the_year = [day for day in sorted(days) if first <= day <= last]
        reminded[key] = unanswered(of_the_year, told.heard.get(key))
    return reminded


def _goal(goal: Goal, sight: _Sight) -> GoalSummary:
    deciders = deciding(goal)
    parts = []
    for part in _by_role(goal.parts):
        parts.append(_part(goal, part, part.role_id in deciders, sight))
    return GoalSummary(
        goal=goal,
        status=_status(goal, parts, sight),
        parts=tuple(parts),
        others=_others(goal, parts, sight.told),
    )


def _others(goal: Goal, parts: Iterable[PartSummary], told: Told) -> tuple[Answer, ...]:
    """What is told of the goal and decides nothing."""
    roles = {part.role_id for part in parts}
    others = [answer for answer in told.beside if answer.goal == goal.id]
    for (goal_id, role), answer in told.deciding.items():
        if goal_id == goal.id and role not in roles:
            others.append(answer)
    return tuple(sorted(others, key=order))


_WEIGHTIEST_FIRST = (Part.RESPONSIBLE, Part.PARTNER, Part.SUPPORT)


def _by_role(parts: Iterable[OwnerPart]) -> tuple[OwnerPart, ...]:
    """One part a role, since a role is asked once: ansvar weighs most, and all its words are kept."""
    merged: dict[RoleId, OwnerPart] = {}
    for part in parts:
        before = merged.get(part.role_id)
        if before is None:
            merged[part.role_id] = part
            continue
        weightier = min(before.part, part.part, key=_WEIGHTIEST_FIRST.index)
        words = [text for text in (before.words, part.words) if text]
        merged[part.role_id] = replace(part, part=weightier, words=", ".join(words))
    return tuple(merged.values())


def _part(goal: Goal, owned: OwnerPart, decides: bool, sight: _Sight) -> PartSummary:
    told = sight.told
    key = (goal.id, owned.role_id)
    earlier = told.earlier.get(key)
    answer = earlier or told.deciding.get(key)
    newest = told.newest.get(key)
    silence = None
    if answer is None:
        silence = why_untold(newest)
    return PartSummary(
        role=owned.role,
        identity=owned.identity,
        part=owned.part,
        words=owned.words,
        decides=decides,
        answer=answer,
        earlier=earlier is not None,
        done_on=_done_on(answer, told.done_on.get(key)),
        newer_held=_waits_after(answer, newest),
        silence=silence,
        reminded=sight.reminded.get(key, ()),
    )


def _done_on(answer: Answer | None, first: date | None) -> date | None:
    """`first` is when the role first said Klar, where it has not taken that back."""
    if answer is None or answer.status is not Status.DONE:
        return None
    if first is None or first > answer.received:
        return None
    return first


def _waits_after(answer: Answer | None, newest: Answer | None) -> bool:
    """Whether the newest answer is later than the one that is told, and waits for a person to release it."""
    if answer is None or newest is None:
        return False
    return newest.release is Release.HELD and order(newest) > order(answer)


def _status(goal: Goal, parts: Iterable[PartSummary], sight: _Sight) -> GoalStatus:
    if goal.replaced_by:
        return GoalStatus.REPLACED
    if goal.timeframe.kind is Kind.DONE:
        return GoalStatus.DONE_IN_PLAN
    answers = []
    for part in parts:
        if part.decides:
            if part.answer is None:
                return GoalStatus.MISSING
            answers.append(part.answer)
    if not answers:
        return GoalStatus.MISSING
    said = [answer.status for answer in answers]
    worst, _ = gravest(said)
    if worst is None:
        return GoalStatus.UNSTATED
    if None in said and worst is not Status.LATE:
        # An answer without a status may be the gravest of them, so the others cannot speak for it.
        return GoalStatus.UNSTATED
    if worst is Status.ONGOING and _outlasts(goal, answers, sight):
        return GoalStatus.OVERRUN
    return _of(worst)


def _of(status: Status) -> GoalStatus:
    """A goal's status where all its deciding answers say this, or something less grave."""
    match status:
        case Status.DONE:
            return GoalStatus.DONE
        case Status.ONGOING:
            return GoalStatus.ONGOING
        case Status.LATE:
            return GoalStatus.LATE
        case Status.NOT_STARTED:
            return GoalStatus.NOT_STARTED
        case _:
            assert_never(status)


def _outlasts(goal: Goal, answers: Iterable[Answer], sight: _Sight) -> bool:
    """Work goes on beyond the last day: it has passed, or an owner has given a later one of their own.

    Only a deadline or a period ends; what must have begun by a day goes on after it. A last day of a later year is
    that year's to tell of, however late this account is made.
    """
    frame = goal.timeframe
    if frame.kind not in (Kind.DEADLINE, Kind.PERIOD) or frame.end is None:
        return False
    if frame.end.year <= sight.year and sight.as_of > frame.end:
        return True
    for answer in answers:
        if answer.status is Status.ONGOING and answer.new_date and answer.new_date > frame.end:
            return True
    return False
