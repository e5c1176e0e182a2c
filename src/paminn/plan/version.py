"""A plan as it was adopted: what was decided, what its numbers and names stand for, and since when it holds.

Two days are never confused: `in_force` is the committee's, `adopted_at` the real clock of the adoption.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from paminn.plan.comparing.model import Change
from paminn.plan.decided import DecidedPlan
from paminn.plan.identities import ActivityId, GoalId, RoleId, new_activities
from paminn.plan.model import ActionPlan, FocusArea, Goal, OwnerPart, Timeframe

# Who adopted a plan that nobody had used before.
FIRST_RUN = "påminn"


class VersionKind(StrEnum):
    """The values stand in ledgers, so that they never change."""

    FIRST = "first"
    REVISION = "revision"
    REREAD = "reread"  # the same content, its time plans read in another way
    TAKEN_BACK = "taken_back"  # the content of an earlier version, with the identities that it had


class PlanVersion(BaseModel):
    """One adopted version, as the ledger keeps it whole.

    `goals` and `roles` give the identities that its numbers and names stand for. `origins` are the goals that a goal
    was made of, `role_origins` the roles that a role was, `since` the day from which a goal holds that was not in the
    plan from the beginning. `rules` tells which goal an entry of rules.yaml is about that was written before this
    version, by the entry's fingerprint. `activities` are those of each goal, by its number, in the plan's order.
    `readings` are how the time plans were read, by number: what a later program reads otherwise does not change what
    was due. A goal with a `läsning` is read by that. `owners` tells which role an entry of owners.yaml is about that
    stands as it did before this version, by the entry's fingerprint, where its name does not.
    """

    # Its JSON stands in ledgers for ever: a field that comes later needs a value of its own.
    model_config = ConfigDict(frozen=True)

    plan: str
    number: int
    kind: VersionKind
    content: DecidedPlan
    goals: Mapping[str, GoalId]
    roles: Mapping[str, RoleId]
    in_force: date
    adopted_at: datetime
    adopted_by: str
    origins: Mapping[GoalId, tuple[GoalId, ...]] = {}
    since: Mapping[GoalId, date] = {}
    rules: Mapping[str, GoalId] = {}
    changes: tuple[Change, ...] = ()
    readings: Mapping[str, Timeframe] = {}
    activities: Mapping[str, tuple[ActivityId, ...]] = {}
    role_origins: Mapping[RoleId, tuple[RoleId, ...]] = {}
    owners: Mapping[str, RoleId] = {}

    @property
    def numbers(self) -> Mapping[GoalId, str]:
        """What each of its goals is called in it."""
        return {goal: number for number, goal in self.goals.items()}

    @property
    def names(self) -> Mapping[RoleId, str]:
        """What each of its roles is called in it."""
        return {role: name for name, role in self.roles.items()}


@dataclass(frozen=True, slots=True)
class Rereading:
    """How a time plan was read when it was adopted, and how it would be read now."""

    before: Timeframe
    now: Timeframe


def first_version(plan: ActionPlan, content: DecidedPlan, at: datetime, by: str = FIRST_RUN) -> PlanVersion:
    """A plan that nobody has used before: its goals and roles are what they are called. `plan` is how it is read."""
    return PlanVersion(
        plan=plan.identity,
        number=1,
        kind=VersionKind.FIRST,
        content=content,
        goals={goal.number: GoalId(goal.number) for goal in content.goals()},
        roles={role: RoleId(role) for role in content.roles},
        in_force=content.decided,
        adopted_at=at,
        adopted_by=by,
        readings=readings_of(plan),
        activities={goal.number: new_activities(GoalId(goal.number), len(goal.activities)) for goal in content.goals()},
    )


def readings_of(plan: ActionPlan) -> Mapping[str, Timeframe]:
    """How each time plan is read, by the goal's number; a reading that a person has decided is not ours to keep."""
    return {goal.number: goal.timeframe for goal in plan.goals() if not goal.reading_reason}


def rereadings(version: PlanVersion, plan: ActionPlan, numbers: Mapping[str, str]) -> Mapping[str, Rereading]:
    """The time plans that are read otherwise than when they were adopted, by a later program or by other rules.

    `plan` is how it is read now; `numbers` leads from those of its goals that are compared to what `version` calls
    them. By the number in `plan`.
    """
    differing = {}
    for number, now in readings_of(plan).items():
        before = version.readings.get(numbers.get(number, ""))
        if before is not None and _days_of(before) != _days_of(now):
            differing[number] = Rereading(before, now)
    return differing


def _days_of(frame: Timeframe) -> tuple[object, ...]:
    """All of a reading that anybody is reminded by; a warning in other words is no other reading."""
    return frame.kind, frame.start, frame.end, frame.more_days, frame.recurrence


def in_force_on(versions: Sequence[PlanVersion], day: date) -> PlanVersion:
    """The version that held on a day: of all that were in force by then the one that was adopted last.

    Each follows the one before it, so that a decision which is adopted late holds also where something was adopted
    meanwhile. `versions` are in the order adopted, and at least one. What was in force before the first is the first.
    """
    held, *_ = versions
    for version in versions:
        if version.in_force <= day:
            held = version
    return held


@dataclass(frozen=True, slots=True)
class Revision:
    """What one version changed, and from which day."""

    version: int
    in_force: date
    changes: tuple[Change, ...]


def revisions_in(versions: Sequence[PlanVersion], year: int) -> tuple[Revision, ...]:
    """What was changed from a day of the year on, in that order."""
    return tuple(revision for revision in revisions_of(versions) if revision.in_force.year == year)


def revisions_of(versions: Sequence[PlanVersion]) -> tuple[Revision, ...]:
    """Everything that was changed, by the day from which it holds; nothing that has been taken back.

    `versions` are all that are known, in the order adopted.
    """
    revisions = []
    for version in sorted(_holding(versions), key=lambda version: (version.in_force, version.number)):
        if version.kind is VersionKind.REVISION:
            revisions.append(Revision(version.number, version.in_force, version.changes))
    return tuple(revisions)


def _holding(versions: Sequence[PlanVersion]) -> Iterator[PlanVersion]:
    """The latest and all that it follows, backwards; where some were taken back it follows the one that was before."""
    known = list(versions)
    while known:
        version = known.pop()
        if version.kind is VersionKind.TAKEN_BACK:
            known = _up_to_the_same(known, version)
        else:
            yield version


def _up_to_the_same(earlier: Sequence[PlanVersion], version: PlanVersion) -> list[PlanVersion]:
    """Those up to the version that was taken up again: the latest of its content before the one that it undid."""
    *until, _undone = earlier
    while until and until[-1].content.fingerprint != version.content.fingerprint:
        until.pop()
    return until


# --- the identities laid over what the files say ---------------------------------------


def identified(plan: ActionPlan, version: PlanVersion, versions: Sequence[PlanVersion]) -> ActionPlan:
    """The plan with its goals and roles by what they are. `plan` is read from what the version holds.

    `versions` are all that are known, in the order adopted: they tell what goals were called that it does not have, and
    all that a role has been called.
    """
    numbers: dict[GoalId, str] = {}
    names: dict[RoleId, str] = {}
    borne: dict[RoleId, dict[str, None]] = defaultdict(dict)
    for known in versions:
        numbers |= known.numbers
        names |= known.names
        for name, role in known.roles.items():
            borne[role][name] = None
    areas = []
    for area in plan.areas:
        goals = tuple(_identified_goal(goal, version, borne) for goal in area.goals)
        areas.append(FocusArea(area.number, area.title, area.introduction, goals))
    return replace(plan, areas=tuple(areas), known_numbers=numbers, known_names=names)


def _identified_goal(goal: Goal, version: PlanVersion, borne: Mapping[RoleId, Iterable[str]]) -> Goal:
    identity = version.goals.get(goal.number, GoalId(goal.number))
    timeframe = goal.timeframe
    if not goal.reading_reason:
        timeframe = version.readings.get(goal.number, timeframe)
    return replace(
        goal,
        timeframe=timeframe,
        identity=identity,
        origins=version.origins.get(identity, ()),
        since=version.since.get(identity),
        parts=tuple(_identified_part(part, version, borne) for part in goal.parts),
    )


def _identified_part(part: OwnerPart, version: PlanVersion, borne: Mapping[RoleId, Iterable[str]]) -> OwnerPart:
    identity = version.roles.get(part.role, RoleId(part.role))
    origins = version.role_origins.get(identity, ())
    return replace(part, identity=identity, origins=origins, names=tuple(borne.get(identity, ())))
