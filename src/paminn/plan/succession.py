"""The version that follows: which identities go on, which are new, and from which day it holds. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from paminn.plan.comparing.model import Called, Change, Comparison, Retired, RetiredRole, Thing, What
from paminn.plan.decided import DecidedPlan
from paminn.plan.holders import Entry, still_about
from paminn.plan.identities import ActivityId, GoalId, RoleId, new_activities, new_identity
from paminn.plan.model import Timeframe
from paminn.plan.version import PlanVersion, VersionKind


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopts and when: the real clock's `at`, and `day`, the day it is where the work is done.

    `readings` are how the time plans are read now, `remembered` the identities that anything was ever remembered under,
    `rules` which goal each entry of rules.yaml was about until now, `entries` which role each entry of owners.yaml was
    about that stands as it did.
    """

    by: str
    at: datetime
    day: date
    readings: Mapping[str, Timeframe]
    remembered: frozenset[str] = frozenset()
    rules: Mapping[str, GoalId] | None = None
    entries: tuple[Entry, ...] = ()


def retired_goals(versions: Sequence[PlanVersion]) -> Iterator[Retired]:
    """The goals that earlier versions had and the latest has not, each as the last version with it called it."""
    *_, latest = versions
    told = set(latest.goals.values())
    for version in reversed(versions):
        for number, goal in version.goals.items():
            if goal not in told:
                told.add(goal)
                area = version.content.area_of[number]
                yield Retired(number, version.number, version.content.by_number[number], area.title)


def retired_roles(versions: Sequence[PlanVersion]) -> Iterator[RetiredRole]:
    """The roles that earlier versions had and the latest has not, by what each was called last."""
    *_, latest = versions
    told = set(latest.roles.values())
    for version in reversed(versions):
        for name, role in version.roles.items():
            if role not in told:
                told.add(role)
                yield RetiredRole(name, version.number)


def the_same_before(versions: Sequence[PlanVersion], content: DecidedPlan) -> PlanVersion | None:
    """The latest earlier version of just this content: adopting it again takes back what came after."""
    for version in reversed(versions[:-1]):
        if version.content.fingerprint == content.fingerprint:
            return version
    return None


def taken_back_to(versions: Sequence[PlanVersion], earlier: PlanVersion, adoption: Adoption) -> PlanVersion:
    """The content of an earlier version once more, with the identities that it had.

    It holds from the day from which what it takes back was to hold, so that nothing is told from that any more.
    """
    undone = [version.in_force for version in versions if version.number > earlier.number]
    changes = tuple(_back(versions[-1], earlier))
    return earlier.model_copy(
        update={
            "number": len(versions) + 1,
            "kind": VersionKind.TAKEN_BACK,
            "in_force": max(earlier.in_force, min(undone)),
            "adopted_at": adoption.at,
            "adopted_by": adoption.by,
            "rules": {**earlier.rules, **(adoption.rules or {})},
            "owners": still_about(adoption.entries, earlier.roles),
            "changes": changes,
        }
    )


def _back(latest: PlanVersion, earlier: PlanVersion) -> Iterator[Change]:
    """What becomes of the goals as seen from the version that is taken back."""
    for goal, number in earlier.numbers.items():
        called = Called(number, earlier.content.by_number[number].wording)
        now = latest.numbers.get(goal)
        if now is None:
            yield Change(Thing.GOAL, What.RETURNED, (), (called,))
        elif now != number:
            before = Called(now, latest.content.by_number[now].wording)
            yield Change(Thing.GOAL, What.RENUMBERED, (before,), (called,))
    for goal, number in latest.numbers.items():
        if goal not in earlier.numbers:
            before = Called(number, latest.content.by_number[number].wording)
            yield Change(Thing.GOAL, What.REMOVED, (before,))


def next_version(
    versions: Sequence[PlanVersion], content: DecidedPlan, comparison: Comparison, adoption: Adoption
) -> PlanVersion:
    """The version after `versions`, which are at least one, where the comparison is certain."""
    *_, latest = versions
    number = len(versions) + 1
    in_force = in_force_from(latest, content, adoption.day)
    goals = _goals(versions, content, comparison, adoption.remembered)
    roles = _roles(versions, content, comparison, adoption.remembered)
    new_goals = {goal for goal in goals.values() if goal not in _goals_given(versions)}
    # Also what a version knew that has been taken back since: a goal of it may come back.
    known_origins: dict[GoalId, tuple[GoalId, ...]] = {}
    known_since: dict[GoalId, date] = {}
    known_role_origins: dict[RoleId, tuple[RoleId, ...]] = {}
    for version in versions:
        known_origins |= version.origins
        known_role_origins |= version.role_origins
        known_since |= version.since
    return PlanVersion(
        plan=latest.plan,
        number=number,
        kind=VersionKind.REVISION,
        content=content,
        goals=goals,
        roles=roles,
        in_force=in_force,
        adopted_at=adoption.at,
        adopted_by=adoption.by,
        origins={**known_origins, **_origins(latest, goals, comparison)},
        since={**known_since, **dict.fromkeys(new_goals, in_force)},
        rules={entry: _goes_on_as(goal, goals, comparison, latest) for entry, goal in (adoption.rules or {}).items()},
        changes=comparison.changes,
        readings=adoption.readings,
        activities=_activities(versions, content, comparison, goals),
        role_origins={**known_role_origins, **_role_origins(latest, roles, comparison)},
        owners=still_about(adoption.entries, roles),
    )


def _goes_on_as(goal: GoalId, goals: Mapping[str, GoalId], comparison: Comparison, latest: PlanVersion) -> GoalId:
    """What rules.yaml said of a goal that was merged is about the one it became; of one that is gone about no other."""
    if goal in goals.values():
        return goal
    became = [new for new, olds in _origins(latest, goals, comparison).items() if goal in olds]
    if len(became) == 1:
        return became[0]
    return goal


def reread(versions: Sequence[PlanVersion], adoption: Adoption) -> PlanVersion:
    """The latest version with its time plans as they are read now, from the day of the adoption."""
    *_, latest = versions
    return latest.model_copy(
        update={
            "number": len(versions) + 1,
            "kind": VersionKind.REREAD,
            "in_force": adoption.day,
            "adopted_at": adoption.at,
            "adopted_by": adoption.by,
            "changes": (),
            "readings": adoption.readings,
        }
    )


def in_force_from(latest: PlanVersion, content: DecidedPlan, day: date) -> date:
    """The committee's day where the plan names a new one, else the day of the adoption.

    An earlier day of decision is no new decision but a mended one, and does not rewrite what has been told since.
    """
    revised = content.revised
    if revised is not None and revised != latest.content.revised and revised >= content.decided:
        return revised
    if content.decided > latest.content.decided:
        return content.decided
    return day


def _goals_given(versions: Sequence[PlanVersion]) -> set[str]:
    given: set[str] = set()
    for version in versions:
        given.update(version.goals.values())
    return given


def _goals(
    versions: Sequence[PlanVersion], content: DecidedPlan, comparison: Comparison, remembered: frozenset[str]
) -> dict[str, GoalId]:
    *_, latest = versions
    given = _goals_given(versions) | remembered
    goals = {}
    for goal in content.goals():
        number = goal.number
        if number in comparison.same_goals:
            goals[number] = latest.goals[comparison.same_goals[number]]
        elif number in comparison.returns:
            back = comparison.returns[number]
            goals[number] = versions[back.version - 1].goals[back.number]
        else:
            goals[number] = GoalId(new_identity(number, len(versions) + 1, given))
    return goals


def _activities(
    versions: Sequence[PlanVersion], content: DecidedPlan, comparison: Comparison, goals: Mapping[str, GoalId]
) -> dict[str, tuple[ActivityId, ...]]:
    """Those that go on keep their identities, and no other activity of the goal ever gets one that was given."""
    *_, latest = versions
    activities = {}
    for goal in content.goals():
        identity = goals[goal.number]
        given = [activity for version in versions for activity in _activities_of(version, identity)]
        before = latest.activities.get(comparison.same_goals.get(goal.number, ""), ())
        same = comparison.same_activities.get(goal.number, {})
        going_on = {place: before[old] for place, old in same.items() if old < len(before)}
        new = iter(new_activities(identity, len(goal.activities) - len(going_on), given))
        places = range(len(goal.activities))
        activities[goal.number] = tuple(going_on[place] if place in going_on else next(new) for place in places)
    return activities


def _activities_of(version: PlanVersion, goal: GoalId) -> tuple[ActivityId, ...]:
    number = version.numbers.get(goal)
    if number is None:
        return ()
    return version.activities.get(number, ())


def _roles(
    versions: Sequence[PlanVersion], content: DecidedPlan, comparison: Comparison, remembered: frozenset[str]
) -> dict[str, RoleId]:
    *_, latest = versions
    given: set[str] = set(remembered)
    for version in versions:
        given.update(version.roles.values())
    roles = {}
    for name in content.roles:
        before = comparison.same_roles.get(name)
        if before is not None:
            roles[name] = latest.roles[before]
        elif name in comparison.role_returns:
            back = comparison.role_returns[name]
            roles[name] = versions[back.version - 1].roles[back.role]
        else:
            roles[name] = RoleId(new_identity(name, len(versions) + 1, given))
    return roles


def _role_origins(
    latest: PlanVersion, roles: Mapping[str, RoleId], comparison: Comparison
) -> dict[RoleId, tuple[RoleId, ...]]:
    origins = {}
    for name, olds in comparison.role_origins.items():
        origins[roles[name]] = tuple(latest.roles[old] for old in olds)
    return origins


def _origins(
    latest: PlanVersion, goals: Mapping[str, GoalId], comparison: Comparison
) -> dict[GoalId, tuple[GoalId, ...]]:
    origins = {}
    for number, olds in comparison.origins.items():
        known = tuple(latest.goals[old] for old in olds if old in latest.goals)
        if known:
            origins[goals[number]] = known
    return origins
