"""Everything decided that differs between two plans, once it is known who is who."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.model import Matching
from paminn.plan.comparing.matching.signs import real_activities
from paminn.plan.comparing.model import Called, Change, PlanText, Retired, Thing, What
from paminn.plan.decided import DecidedArea, DecidedGoal, DecidedPlan


@dataclass(frozen=True, slots=True)
class New:
    """What is certainly new, and for goals that were carved out of others, the old numbers of those.

    `returns`: the retired goals that are back, by their new numbers.
    """

    goals: tuple[str, ...]
    roles: tuple[str, ...]
    carved: Mapping[str, tuple[str, ...]]
    returns: Mapping[str, Retired]


def changes_of(old: DecidedPlan, new: DecidedPlan, goals: Matching, roles: Matching, come: New) -> tuple[Change, ...]:
    """In the plan's order: its own words, then areas and goals by number, then roles.

    What is open, and what may yet be the same as it, is not here.
    """
    areas = same_areas(old, new)
    in_areas = [*_area_changes(old, new, areas), *_goal_changes(old, new, goals, roles, areas, come)]
    in_areas.sort(key=_place)
    return (*_plan_changes(old, new), *in_areas, *_role_changes(old, new, roles, come))


def _place(change: Change) -> tuple[int, ...]:
    """(area, goal within it) of the first goal that it is about; an area comes before its goals."""
    called = (*change.new, *change.old)[0]
    return tuple(int(number) for number in called.name.split("."))


# --- the plan's own words ----------------------------------------


def _plan_changes(old: DecidedPlan, new: DecidedPlan) -> Iterator[Change]:
    before = _plan_texts(old)
    for text, words in _plan_texts(new).items():
        if before[text] != words:
            yield from _text_change(text, Called("", before[text]), Called("", words))
    yield from _definitions(old.definitions, new.definitions)
    yield from _aims(old.aims, new.aims)


def _plan_texts(plan: DecidedPlan) -> dict[PlanText, str]:
    return {
        PlanText.TITLE: plan.title,
        PlanText.SUBTITLE: plan.subtitle,
        PlanText.PERIOD: plan.period,
        PlanText.COMMITTEE: plan.committee,
        PlanText.DECIDED: _day(plan.decided),
        PlanText.REVISED: _day(plan.revised),
        PlanText.VALID_UNTIL: _day(plan.valid_until),
        PlanText.DOCUMENT_OWNER: plan.document_owner,
        PlanText.REGISTRATION_NUMBER: plan.registration_number,
        PlanText.VISION: plan.vision,
    }


def _day(day: date | None) -> str:
    if day is None:
        return ""
    return day.isoformat()


def _definitions(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for word in dict.fromkeys((*new, *old)):
        before = Called(word, old[word]) if word in old else None
        after = Called(word, new[word]) if word in new else None
        if before != after:
            yield from _text_change(PlanText.DEFINITION, before, after)


def _aims(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Aim by aim, numbered from 1 in either plan: those that stand in both, in another order, are told too."""
    if old == new:
        return
    places = range(max(len(old), len(new)))
    for place in places:
        before = Called(str(place + 1), old[place]) if place < len(old) else None
        after = Called(str(place + 1), new[place]) if place < len(new) else None
        if before != after:
            yield from _text_change(PlanText.AIM, before, after)


def _text_change(text: PlanText, before: Called | None, after: Called | None) -> Iterator[Change]:
    old = () if before is None else (before,)
    new = () if after is None else (after,)
    yield Change(Thing.PLAN, What.TEXT, old, new, text)


# --- areas ----------------------------------------


def same_areas(old: DecidedPlan, new: DecidedPlan) -> dict[int, int]:
    """New number -> old number: by title, and by number where the title is new on both sides."""
    same: dict[int, int] = {}
    by_title = {fold(area.title): area.number for area in reversed(old.areas)}
    for area in new.areas:
        before = by_title.pop(fold(area.title), None)
        if before is not None:
            same[area.number] = before
    taken = set(same.values())
    left = {area.number for area in old.areas} - taken
    for area in new.areas:
        if area.number not in same and area.number in left:
            same[area.number] = area.number
    return same


def _area_changes(old: DecidedPlan, new: DecidedPlan, same: Mapping[int, int]) -> Iterator[Change]:
    before = {area.number: area for area in old.areas}
    for area in new.areas:
        if area.number not in same:
            yield from _text_change(PlanText.AREA, None, _area_called(area))
            if area.introduction:
                yield from _text_change(PlanText.AREA_INTRODUCTION, None, _introduction(area))
            continue
        was = before[same[area.number]]
        if _area_called(was) != _area_called(area):
            yield from _text_change(PlanText.AREA, _area_called(was), _area_called(area))
        if was.introduction != area.introduction:
            yield from _text_change(PlanText.AREA_INTRODUCTION, _introduction(was), _introduction(area))
    for area in old.areas:
        if area.number not in same.values():
            yield from _text_change(PlanText.AREA, _area_called(area), None)


def _area_called(area: DecidedArea) -> Called:
    return Called(str(area.number), area.title)


def _introduction(area: DecidedArea) -> Called:
    return Called(str(area.number), area.introduction)


# --- goals ----------------------------------------


def _goal_changes(
    old: DecidedPlan,
    new: DecidedPlan,
    goals: Matching,
    roles: Matching,
    areas: Mapping[int, int],
    come: New,
) -> Iterator[Change]:
    yield from _ended_and_begun(goals, _wordings(old), _wordings(new), Thing.GOAL)
    for number, retired in come.returns.items():
        gone = Called(retired.name, retired.goal.wording)
        yield Change(Thing.GOAL, What.RETURNED, (gone,), (_called(new.by_number[number]),))
    for number in come.goals:
        after = (_called(new.by_number[number]),)
        if number in come.carved:
            origins = tuple(_called(old.by_number[origin]) for origin in come.carved[number])
            yield Change(Thing.GOAL, What.CARVED, origins, after)
        else:
            yield Change(Thing.GOAL, What.NEW, (), after)
    back = {before: after for after, before in goals.same.items()}
    for number, before in goals.same.items():
        was = old.by_number[before]
        goal = new.by_number[number]
        old_area = old.area_of[before]
        new_area = new.area_of[number]
        if areas.get(new_area.number) != old_area.number:
            yield _goal_change(What.MOVED, was, goal, old_area.title, new_area.title)
        yield from _differences(was, goal, roles)
        if back.get(was.replaced_by, "") != goal.replaced_by:
            yield _goal_change(What.REPLACED, was, goal, was.replaced_by, goal.replaced_by)


def _ended_and_begun(
    matching: Matching, old: Mapping[str, str], new: Mapping[str, str], thing: Thing
) -> Iterator[Change]:
    """What a person said was removed, split or merged; `old` and `new` are the words of each."""
    heard = matching.heard
    for name in heard.removed:
        yield Change(thing, What.REMOVED, (Called(name, old[name]),))
    for name, several in heard.split:
        parts = tuple(Called(part, new[part]) for part in several)
        yield Change(thing, What.SPLIT, (Called(name, old[name]),), parts)
    for olds, name in heard.merged:
        merged = tuple(Called(part, old[part]) for part in olds)
        yield Change(thing, What.MERGED, merged, (Called(name, new[name]),))


def _wordings(plan: DecidedPlan) -> dict[str, str]:
    return {goal.number: goal.wording for goal in plan.goals()}


def _called(goal: DecidedGoal) -> Called:
    return Called(goal.number, goal.wording)


def _goal_change(what: What, was: DecidedGoal, goal: DecidedGoal, before: str, after: str) -> Change:
    return Change(Thing.GOAL, what, (Called(was.number, before),), (Called(goal.number, after),))


def _differences(was: DecidedGoal, goal: DecidedGoal, roles: Matching) -> Iterator[Change]:
    if was.number != goal.number:
        yield _goal_change(What.RENUMBERED, was, goal, was.wording, goal.wording)
    if was.wording != goal.wording:
        yield _goal_change(What.REWORDED, was, goal, was.wording, goal.wording)
    yield from _activity_changes(was, goal)
    yield from _owner_changes(was, goal, roles)
    if was.timeframe != goal.timeframe:
        yield _goal_change(What.RETIMED, was, goal, was.timeframe, goal.timeframe)


def _activity_changes(was: DecidedGoal, goal: DecidedGoal) -> Iterator[Change]:
    same = same_activities(was, goal)
    for place, words in enumerate(goal.activities):
        after = (Called(goal.number, words),)
        if place not in same:
            yield Change(Thing.GOAL, What.ACTIVITIES, (), after)
        elif was.activities[same[place]] != words:
            before = (Called(was.number, was.activities[same[place]]),)
            yield Change(Thing.GOAL, What.ACTIVITIES, before, after)
    for place, words in enumerate(was.activities):
        if place not in same.values():
            yield Change(Thing.GOAL, What.ACTIVITIES, (Called(was.number, words),))


def same_activities(was: DecidedGoal, goal: DecidedGoal) -> dict[int, int]:
    """New place -> old place of each activity of a goal that goes on: the same words, else the only one left."""
    same: dict[int, int] = {}
    for exactly in (True, False):
        waiting = defaultdict(list)
        for place, words in enumerate(was.activities):
            if place not in same.values():
                waiting[words if exactly else fold(words)].append(place)
        for place, words in enumerate(goal.activities):
            places = waiting[words if exactly else fold(words)]
            if place not in same and places:
                same[place] = places.pop(0)
    gone = [place for place in range(len(was.activities)) if place not in same.values()]
    come = [place for place in range(len(goal.activities)) if place not in same]
    if len(gone) == 1 and len(come) == 1:
        same[come[0]] = gone[0]
    return same


def _owner_changes(was: DecidedGoal, goal: DecidedGoal, roles: Matching) -> Iterator[Change]:
    """Other roles or parts, whatever the roles are called; and other words about them.

    As long as it is asked what became of a role, its goals may have the owners that they had.
    """
    before = {(part.role, part.part) for part in was.parts}
    after = {(roles.same.get(part.role), part.part) for part in goal.parts}
    if before != after and was.roles.isdisjoint(roles.open_old):
        yield _goal_change(What.OWNERS, was, goal, _parts(was), _parts(goal))
    if was.responsible != goal.responsible:
        yield _goal_change(What.OWNERS, was, goal, was.responsible, goal.responsible)


def _parts(goal: DecidedGoal) -> str:
    return ", ".join(f"{part.role} ({part.part})" for part in goal.parts)


def carved_out(
    old: DecidedPlan, new: DecidedPlan, goals: Matching, new_goals: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Of new goals, those with an activity that left a goal which goes on: from which, by their old numbers."""
    stood_under: dict[str, list[str]] = defaultdict(list)
    for goal in old.goals():
        for activity in real_activities(goal):
            stood_under[activity].append(goal.number)
    goes_on = {before: after for after, before in goals.same.items()}
    carved = {}
    for number in new_goals:
        origins: dict[str, None] = {}
        for activity in real_activities(new.by_number[number]):
            for before in stood_under[activity]:
                after = goes_on.get(before)
                if after is not None and activity not in real_activities(new.by_number[after]):
                    origins[before] = None
        if origins:
            carved[number] = tuple(origins)
    return carved


# --- roles ----------------------------------------


def _role_changes(old: DecidedPlan, new: DecidedPlan, roles: Matching, come: New) -> Iterator[Change]:
    old_names = _nothing(old.roles)
    new_names = _nothing(new.roles)
    yield from _ended_and_begun(roles, old_names, new_names, Thing.ROLE)
    for name in come.roles:
        yield Change(Thing.ROLE, What.NEW, (), (Called(name),))
    for name, retired in roles.heard.returns.items():
        yield Change(Thing.ROLE, What.RETURNED, (Called(retired),), (Called(name),))
    for name, before in roles.same.items():
        if name != before:
            yield Change(Thing.ROLE, What.RENAMED, (Called(before),), (Called(name),))


def _nothing(names: Iterable[str]) -> dict[str, str]:
    """A role has no words but its name."""
    return dict.fromkeys(names, "")
