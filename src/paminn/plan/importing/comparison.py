"""Whether a plan still says what was decided: every cell of the document against the same of the plan.

What the document does not state is no difference. White space, soft hyphens, bullets and how a date or a period is
written are none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from unicodedata import normalize

from paminn.plan.decided import DecidedArea, DecidedGoal, DecidedPlan
from paminn.plan.importing.sketch import Facts, GoalAbove, Item, Sketch, items_of


class Field(StrEnum):
    """What of a plan differs."""

    TITLE = "titel"
    COMMITTEE = "beslutsinstans"
    DECIDED = "beslutad"
    REGISTRATION_NUMBER = "diarienummer"
    DOCUMENT_OWNER = "dokumentansvarig"
    PERIOD = "period"
    AREA = "fokusområde"
    INTRODUCTION = "inledning"
    GOAL = "delmål"
    NUMBER = "nr"
    WORDING = "lydelse"
    ACTIVITIES = "aktiviteter"
    RESPONSIBLE = "ansvarig"
    TIMEFRAME = "tidplan"


@dataclass(frozen=True, slots=True)
class Difference:
    """`goal` is the plan's number, empty for what is said of the whole plan or of an area.

    `decided` is the document's words and `plan` the plan's; one of them is empty where a whole goal is missing.
    """

    goal: str
    field: Field
    decided: str
    plan: str


# What two wordings must have in common to be one goal, of 1.
_ONE_GOAL = 0.6


def differences(sketch: Sketch, plan: DecidedPlan) -> tuple[Difference, ...]:
    """Everything that the document of `sketch` says otherwise than `plan`, in the plan's order."""
    return (*_facts(sketch.facts, plan), *_areas(sketch, plan), *_goals(sketch, plan))


def _facts(facts: Facts, plan: DecidedPlan) -> Iterator[Difference]:
    period = (facts.period, plan.period)
    decided = facts.decided.isoformat() if facts.decided else ""
    revised = plan.revised
    if revised is not None and facts.decided == revised:
        decided = ""  # the document is that of the revision
    pairs = (
        (Field.TITLE, facts.title, plan.title),
        (Field.COMMITTEE, facts.committee, plan.committee),
        (Field.DECIDED, decided, plan.decided.isoformat()),
        (Field.REGISTRATION_NUMBER, facts.registration_number, plan.registration_number),
        (Field.DOCUMENT_OWNER, facts.document_owner, plan.document_owner),
    )
    for field, said, kept in pairs:
        if said and folded(said) != folded(kept):
            yield Difference("", field, said, kept)
    if years(period[0]) and years(period[0]) != years(period[1]):
        yield Difference("", Field.PERIOD, *period)


def years(period: str) -> str:
    """ "2026–2029" as "2026-2029", "2026" as "2026-2026"; nothing where no year is said."""
    years = re.findall(r"20\d\d", period)
    if not years:
        return ""
    return f"{years[0]}-{years[-1]}"


# --- Areas and goals ----------------------------------------


def _areas(sketch: Sketch, plan: DecidedPlan) -> Iterator[Difference]:
    kept = {folded(area.title): area for area in plan.areas}
    for area in sketch.areas:
        same = kept.get(folded(area.title))
        if same is None:
            same = _area_numbered(area.number, plan.areas)
        called = f"{area.number} {area.title}".strip()
        if same is None:
            yield Difference("", Field.AREA, called, "")
            continue
        if folded(area.title) != folded(same.title):
            yield Difference("", Field.AREA, called, f"{same.number} {same.title}")
        if area.introduction and folded(area.introduction) != folded(same.introduction):
            yield Difference("", Field.INTRODUCTION, area.introduction, same.introduction)


def _area_numbered(number: str, areas: Sequence[DecidedArea]) -> DecidedArea | None:
    return next((area for area in areas if number and str(area.number) == number), None)


def _goals(sketch: Sketch, plan: DecidedPlan) -> Iterator[Difference]:
    items = list(items_of(sketch.areas))
    goals = list(plan.goals())
    pairs = _paired(items, goals)
    for index, goal in enumerate(goals):
        item = pairs.get(index)
        if item is None:
            yield Difference(goal.number, Field.GOAL, "", goal.wording)
        else:
            yield from _cells(item, goal)
    yield from _goals_above(sketch, goals, pairs)
    paired = {id(item) for item in pairs.values()}
    for item in items:
        if id(item) not in paired:
            yield Difference(item.number, Field.GOAL, item.wording, "")


def _goals_above(sketch: Sketch, goals: Sequence[DecidedGoal], pairs: Mapping[int, Item]) -> Iterator[Difference]:
    """The goals that stand over actions, each once: the document's words over an action against the plan's."""
    over = {}
    for area in sketch.areas:
        for goal in area.goals:
            if isinstance(goal, GoalAbove):
                over.update({id(item): goal for item in goal.items})
    told: set[tuple[str, str]] = set()
    for index, item in pairs.items():
        said = over.get(id(item))
        kept = goals[index].above
        if said is None or kept is None or (kept.number, said.wording) in told:
            continue
        told.add((kept.number, said.wording))
        if said.number and said.number != kept.number:
            yield Difference(kept.number, Field.NUMBER, said.number, kept.number)
        if said.wording and not is_same(said.wording, kept.wording):
            yield Difference(kept.number, Field.WORDING, said.wording, kept.wording)


def _paired(items: Sequence[Item], goals: Sequence[DecidedGoal]) -> dict[int, Item]:
    """Each goal, by its place in the plan, with its row: by the words, then the number, then by what is most alike."""
    pairs: dict[int, Item] = {}
    left = list(items)
    for agree in (_says_the_same, _has_the_same_number):
        for index, goal in enumerate(goals):
            if index in pairs:
                continue
            alike = [item for item in left if agree(item, goal)]
            if alike:
                pairs[index] = alike[0]
                left.remove(alike[0])
    likely = []
    for index, goal in enumerate(goals):
        if index in pairs:
            continue
        for place, item in enumerate(left):
            likely.append((_likeness(item, goal), index, place))
    taken: set[int] = set()
    for likeness, index, place in sorted(likely, reverse=True):
        if likeness >= _ONE_GOAL and index not in pairs and place not in taken:
            pairs[index] = left[place]
            taken.add(place)
    return pairs


def _says_the_same(item: Item, goal: DecidedGoal) -> bool:
    return folded(item.wording) == folded(goal.wording)


def _has_the_same_number(item: Item, goal: DecidedGoal) -> bool:
    return bool(item.number) and item.number == goal.number


def _likeness(item: Item, goal: DecidedGoal) -> float:
    return SequenceMatcher(None, folded(item.wording), folded(goal.wording), autojunk=False).ratio()


def _cells(item: Item, goal: DecidedGoal) -> Iterator[Difference]:
    cells = (
        (Field.NUMBER, item.number, goal.number),
        (Field.WORDING, item.wording, goal.wording),
        (Field.ACTIVITIES, "\n".join(item.activities), "\n".join(goal.activities)),
        (Field.RESPONSIBLE, item.responsible, goal.responsible),
        (Field.TIMEFRAME, item.timeframe, goal.timeframe),
    )
    for field, said, kept in cells:
        unsaid = field is Field.NUMBER and not said  # Word shows none, and the team has counted
        if not unsaid and not is_same(said, kept):
            yield Difference(goal.number, field, said, kept)


def is_same(said: str, kept: str) -> bool:
    """Whether nothing that counts differs between the document's words and the plan's."""
    if folded(said) == folded(kept):
        return True
    return _day(said) is not None and _day(said) == _day(kept)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None


_SIGNS = re.compile("[\u00ad\u200b\u200c\ufeff]")
_BULLETS = re.compile(r"(?:^|(?<=\s))[•▪◦●○‣·*–—-](?=\s)")
_HYPHENS = re.compile("[\u2010\u2011]")


def folded(words: str) -> str:
    """Words without what is no difference: blanks, soft hyphens, bullets."""
    without = _HYPHENS.sub("-", _SIGNS.sub("", normalize("NFC", words)))
    return " ".join(_BULLETS.sub(" ", without).split())
