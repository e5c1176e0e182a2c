"""What a document calls its levels, by its headings and the headings of its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from paminn.plan.importing.columns import Column, fold
from paminn.plan.importing.numbered import is_called_a_goal, level_word
from paminn.plan.importing.sketch import Area, GoalAbove, NamedLevels
from paminn.plan.importing.table_rows import Row
from paminn.plan.level_names import noun_in

# What they are called where the heading of their column is no noun ("Vad ska göras?").
_AREA = "område"
_GOAL = "mål"
_ACTION = "åtgärd"


def named_levels(rows: Sequence[Row], areas: Sequence[Area]) -> NamedLevels:
    """The words that most rows stand under."""
    area = _most(_area_words(rows)) or _AREA
    goal = _of_column(rows, Column.GOAL, _GOAL)
    action = _of_column(rows, Column.ACTION, _ACTION)
    has_goals_above = any(isinstance(goal, GoalAbove) for area in areas for goal in area.goals)
    if has_goals_above:
        above = _most(
            level_word(row.under[-1].text) for row in rows if row.under and is_called_a_goal(row.under[-1].text)
        )
        return NamedLevels(area, goal or above or _GOAL, action or _ACTION)
    if not goal:
        return NamedLevels(area, action)
    return NamedLevels(area, goal)


def _area_words(rows: Sequence[Row]) -> Iterable[str]:
    for row in rows:
        if row.has(Column.AREA):
            yield _of_column([row], Column.AREA, _AREA)
        for heading in row.under:
            word = level_word(heading.text)
            if word and not is_called_a_goal(heading.text):
                yield word


def _of_column(rows: Sequence[Row], column: Column, otherwise: str) -> str:
    """What the heading of a column calls its things, `otherwise` where it is no noun; empty where no row has one."""
    named = []
    for row in rows:
        for kind, heading in zip(row.headings.columns, row.headings.words, strict=True):
            if kind is column:
                named.append(_noun_of(heading) or otherwise)
    return _most(named)


def _noun_of(heading: str) -> str:
    """The first level that a heading names: "Aktivitet/åtgärd" is aktivitet; empty where it names none."""
    for word in fold(heading).replace("/", " ").split():
        noun = noun_in(word)
        if noun is not None:
            return noun.singular
    return ""


def _most(words: Iterable[str]) -> str:
    counted = Counter(word for word in words if word)
    if not counted:
        return ""
    ((word, _),) = counted.most_common(1)
    return word
