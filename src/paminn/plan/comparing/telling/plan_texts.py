"""What differs in the plan's own words and in its areas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.model import Called, Change, PlanText, Thing, What
from paminn.plan.decided import DecidedArea, DecidedPlan
from paminn.plan.model import AreaNumber


def plan_changes(old: DecidedPlan, new: DecidedPlan) -> Iterator[Change]:
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


def same_areas(old: DecidedPlan, new: DecidedPlan) -> dict[AreaNumber, AreaNumber]:
    """New number -> old number: by title, and by number where the title is new on both sides."""
    same: dict[AreaNumber, AreaNumber] = {}
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


def area_changes(old: DecidedPlan, new: DecidedPlan, same: Mapping[AreaNumber, AreaNumber]) -> Iterator[Change]:
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


def above_changes(old: DecidedPlan, new: DecidedPlan) -> Iterator[Change]:
    """The goals that only stand over actions, by their numbers: they are told of as words, and never asked about."""
    before = _goals_above(old)
    after = _goals_above(new)
    for number in dict.fromkeys((*after, *before)):
        was = Called(number, before[number]) if number in before else None
        now = Called(number, after[number]) if number in after else None
        if was != now:
            yield from _text_change(PlanText.GOAL_ABOVE, was, now)


def _goals_above(plan: DecidedPlan) -> dict[str, str]:
    return {goal.above.number: goal.above.wording for goal in plan.goals() if goal.above is not None}


def _area_called(area: DecidedArea) -> Called:
    return Called(str(area.number), area.title)


def _introduction(area: DecidedArea) -> Called:
    return Called(str(area.number), area.introduction)
