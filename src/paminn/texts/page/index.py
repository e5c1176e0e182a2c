"""The page beside the calendars: sv/site/ rendered as one file that fetches nothing and runs nothing.

What owners have answered stands here as a word and a sign, and only where a person has released it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files

from markupsafe import Markup, escape

from paminn.calendar.entries import Entry
from paminn.calendar.feed import Feed
from paminn.calendar.ics import CalendarEntry
from paminn.plan.model import ActionPlan, Goal, Kind, OwnerPart, Owners, Part
from paminn.plan.occurrence import OccurrenceId
from paminn.plan.version import Revision
from paminn.standing.answer import Answer, Status
from paminn.standing.contradiction import last_undisputed
from paminn.standing.each import Heard, heard, last_words
from paminn.standing.going import Going, going
from paminn.standing.word import is_of_the_goal, is_released
from paminn.texts.adoption import change_told
from paminn.texts.calendar import owner_words, worded
from paminn.texts.language import swedish_date
from paminn.texts.page.pills import Pill, answer_pill, carried_out, contradicted, goal_pill
from paminn.texts.page.subscribe import code_to_scan, page_address, subscription
from paminn.texts.page.timeline import timeline
from paminn.texts.plan_words import in_times, plan_title, reading, short, timeframe
from paminn.texts.render import render
from paminn.texts.words import part_word


@dataclass(frozen=True, slots=True)
class _Owner:
    """A role's part of a goal and its latest released answer; `occasion` is the day or year it speaks of.

    `contradicted`: those who hold the role contradict each other. `heard`: how many have answered, where each answers
    for themselves.
    `words` name the role and its duty, `duty` is only what it does, when the plan says.
    """

    words: str
    duty: str
    part: OwnerPart
    answer: Answer | None
    occasion: str
    contradicted: bool
    heard: Heard | None = None

    @property
    def pill(self) -> Pill | None:
        if self.answer is None:
            return None
        if self.contradicted:
            return contradicted()
        return answer_pill(self.answer)

    @property
    def new_date(self) -> date | None:
        """The day it has given instead; what is done needs none."""
        if self.answer is None or self.answer.status is Status.DONE:
            return None
        return self.answer.new_date


@dataclass(frozen=True, slots=True)
class _Goal:
    """`pill` is how it goes; None while nothing has been released."""

    goal: Goal
    owners: tuple[_Owner, ...]
    pill: Pill | None


def index_page(
    plan: ActionPlan,
    entries: Sequence[Entry],
    answers: Iterable[Answer],
    feeds: Iterable[Feed],
    public_url: str = "",
    owners: Owners | None = None,
    revisions: Sequence[Revision] = (),
    plans_page: str = "",
) -> str:
    """The page as HTML. `feeds` are the calendars published beside it, the whole plan's among them.

    `public_url` is the address of the folder, when that is known; `owners` tells who has left a role.
    `revisions` are what has been changed since the plan was first adopted, `plans_page` leads to all plans.
    """
    released = _released(answers)
    days = _entries_of_goals(entries)
    goals = {}
    for goal in plan.goals():
        about_it = released.get(goal.id, [])
        goals[goal.number] = _goal(goal, about_it, _days(days.get(goal.number, ())), owners)
    areas = []
    for area in plan.areas:
        areas.append((area, [goals[goal.number] for goal in area.goals]))
    css = page_style()
    abbreviations, concepts = _definitions(plan)
    title = plan_title(plan)
    return render(
        "site/index.html",
        plan=plan,
        plans_page=plans_page,
        title=title,
        css=Markup(css),  # noqa: S704 - our own file, and no word of the plan
        css_hash=b64encode(sha256(css.encode()).digest()).decode(),
        areas=areas,
        picture=timeline(plan, days),
        roles=_roles(goals.values()),
        years=_years(entries, worded(plan, entries)),
        abbreviations=abbreviations,
        concepts=concepts,
        explained=_Explained(abbreviations),
        area_names={area.number: f"{area.number}. {area.title}" for area in plan.areas},
        here=page_address(public_url),
        code=code_to_scan(public_url),
        timeframe=timeframe,
        reading=reading,
        short=short,
        parts=tuple(Part),
        part_word=part_word,
        revisions=[(revision, [change_told(change) for change in revision.changes]) for revision in revisions],
        **_calendars(title, tuple(feeds), public_url),
    )


def _entries_of_goals(entries: Iterable[Entry]) -> Mapping[str, Sequence[Entry]]:
    """The entries that are a goal's, by its number."""
    of_goals: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.goal:
            of_goals[entry.goal.number].append(entry)
    return of_goals


def _definitions(plan: ActionPlan) -> tuple[dict[str, str], dict[str, str]]:
    """What the plan explains: its abbreviations, and its other words."""
    abbreviations = {}
    concepts = {}
    for word, text in plan.definitions.items():
        if word.isupper():
            abbreviations[word] = text
        else:
            concepts[word] = text
    return abbreviations, concepts


def _calendars(title: str, feeds: Sequence[Feed], public_url: str) -> dict[str, object]:
    """What the page knows of the calendars beside it: those that anybody may still want to subscribe to."""
    (whole,) = (feed for feed in feeds if feed.is_whole_plan)
    calendars = []
    feed_of_role = {}
    feed_of_area = {}
    for feed in feeds:
        if feed.is_past:  # a role that is gone may have been called as another is today
            continue
        calendars.append((feed, subscription(feed.name, public_url, feed.path)))
        if feed.role:
            feed_of_role[feed.role] = feed
        if feed.area is not None:
            feed_of_area[feed.area] = feed
    return {
        "plan_feed": whole.path,
        "whole": subscription(title, public_url, whole.path),
        "calendars": calendars,
        "feed_of_role": feed_of_role,
        "feed_of_area": feed_of_area,
    }


class _Explained:
    """Marks each abbreviation with its meaning the first time it is read, and not again."""

    def __init__(self, abbreviations: Mapping[str, str]) -> None:
        self._meanings = abbreviations
        self._left = set(abbreviations)
        words = "|".join(re.escape(word) for word in sorted(abbreviations, key=len, reverse=True))
        self._pattern = re.compile(rf"\b({words})\b" if words else r"(?!)")

    def __call__(self, text: str) -> Markup:
        pieces = []
        for piece in self._pattern.split(text):
            if piece in self._left:
                self._left.discard(piece)
                pieces.append(Markup('<abbr title="{}">{}</abbr>').format(self._meanings[piece], piece))
            else:
                pieces.append(escape(piece))
        return Markup("").join(pieces)


def _released(answers: Iterable[Answer]) -> Mapping[str, list[Answer]]:
    """The released answers about each goal."""
    released: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        if is_released(answer) and is_of_the_goal(answer):
            released[answer.goal].append(answer)
    return released


def _days(entries: Iterable[Entry]) -> list[OccurrenceId]:
    """The days that a goal is to be done on; what is marked or prepared before them is the same day."""
    days: dict[OccurrenceId, None] = {}
    for entry in entries:
        for occurrence in entry.occurrences:
            days[occurrence] = None
    return list(days)


def _goal(goal: Goal, released: Sequence[Answer], days: Sequence[OccurrenceId], owners: Owners | None) -> _Goal:
    """`released` are the answers about the goal that may be told, `days` those that it has."""
    answerers = owners.answerers if owners is not None else {}
    last = last_words(released, answerers)
    undisputed = last_undisputed(goal, released, owners)
    told = []
    for part in goal.parts:
        answer = last.get(part.role_id)
        words = owner_words(part)
        duty = ""
        if words != part.role:
            duty = part.words
        contradicts = answer is not None and part.role_id not in undisputed
        answered_by = None
        if part.role_id in answerers:
            of_role = [given for given in released if given.owner == part.role_id]
            answered_by = heard(answerers[part.role_id], of_role)
        told.append(_Owner(words, duty, part, answer, _occasion(goal, answer), contradicts, answered_by))
    return _Goal(goal, tuple(told), _how_it_goes(goal, going(goal, released, days, owners)))


def _how_it_goes(goal: Goal, said: Going | None) -> Pill | None:
    if goal.timeframe.kind is Kind.DONE:
        return carried_out()
    if said is None:
        return None
    return goal_pill(said, _occasion(goal, said), _in_times(goal, said))


def _in_times(goal: Goal, said: Going) -> str:
    """två av fyra kvartal 2026; nothing where the goal has one day, or none"""
    if said.times is None:
        return ""
    told = in_times(goal.timeframe, said.times)
    if goal.timeframe.comes_back:
        return f"{told} {said.occurrence.year}"
    return told


def _occasion(goal: Goal, about: Answer | Going | None) -> str:
    """25 november 2026, or 2026; nothing where the goal does not recur"""
    if about is None or not goal.timeframe.comes_back:
        return ""
    if about.occurrence.day is None:
        return str(about.occurrence.year)
    return swedish_date(about.occurrence.day)


def _roles(goals: Iterable[_Goal]) -> Mapping[str, list[tuple[_Goal, _Owner]]]:
    """Each role with the goals it has a part in, both in the plan's order."""
    roles: dict[str, list[tuple[_Goal, _Owner]]] = {}
    for goal in goals:
        if not goal.goal.replaced_by:
            for owner in goal.owners:
                roles.setdefault(owner.part.role, []).append((goal, owner))
    return roles


def _years(
    entries: Iterable[Entry], words: Iterable[CalendarEntry]
) -> Mapping[int, Mapping[date, list[tuple[Entry, CalendarEntry]]]]:
    years: dict[int, dict[date, list[tuple[Entry, CalendarEntry]]]] = {}
    for entry, worded_entry in zip(entries, words, strict=True):
        days = years.setdefault(entry.day.year, {})
        of_the_day = days.setdefault(entry.day, [])
        of_the_day.append((entry, worded_entry))
    return years


@cache
def page_style() -> str:
    source = (files("paminn.texts") / "sv" / "site" / "style.css").read_text("utf-8")
    # A browser reads every line break as this one before it takes the checksum.
    return source.replace("\r\n", "\n")
