"""What the committee decided, and nothing else: the content by which one version of a plan differs from another.

What the team adds to read the decision by (`läsning`, `del`, `noteringar`, comments, the order of keys) is not here, so
that it can change without a decision. Texts are kept with blanks run together, as NFC.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict

from paminn.plan.in_areas import GoalsInAreas
from paminn.plan.model import AreaNumber, Part
from paminn.plan.numbers import number_order
from paminn.plan.schema import AreaFile, GoalFile, PlanFile


class _Decided(BaseModel):
    # Its JSON stands in ledgers for ever: a field that comes later needs a value of its own.
    model_config = ConfigDict(frozen=True, extra="forbid")


class DecidedPart(_Decided):
    """A role by its name in this plan, and what it does for the goal."""

    role: str
    part: Part


class DecidedAbove(_Decided):
    """The goal that actions stand under, by its number in this plan."""

    number: str
    wording: str


class DecidedGoal(_Decided):
    """A goal, or an action under the one `above`, by its number in this plan.

    `activities` and `parts` stand in the plan's order.
    """

    number: str
    wording: str
    activities: tuple[str, ...]
    responsible: str
    parts: tuple[DecidedPart, ...]
    timeframe: str
    replaced_by: str = ""
    above: DecidedAbove | None = None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(part.role for part in self.parts)


class DecidedArea(_Decided):
    number: AreaNumber
    title: str
    introduction: str
    goals: tuple[DecidedGoal, ...]


class DecidedPlan(_Decided, GoalsInAreas[DecidedGoal]):
    """The whole decision. `valid_until` is None for one that holds until further notice."""

    title: str
    subtitle: str
    period: str
    committee: str
    decided: date
    revised: date | None
    valid_until: date | None
    document_owner: str
    registration_number: str
    definitions: Mapping[str, str]
    vision: str
    aims: tuple[str, ...]
    areas: tuple[DecidedArea, ...]

    @cached_property
    def area_of(self) -> Mapping[str, DecidedArea]:
        """The area of each goal, by the goal's number."""
        return {goal.number: area for area in self.areas for goal in area.goals}

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Every role that has a part in a goal, by name, once, in the plan's order."""
        names = [part.role for goal in self.goals() for part in goal.parts]
        return tuple(dict.fromkeys(names))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of the content in an order that is not the file's: areas and goals by number."""
        canonical = json.dumps(_in_order(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()


def decided_in(file: PlanFile) -> DecidedPlan:
    """What a plan file says was decided."""
    return DecidedPlan(
        title=_text(file.title),
        subtitle=_text(file.subtitle),
        period=_text(file.period).replace("–", "-").replace(" ", ""),
        committee=_text(file.committee),
        decided=file.decided,
        revised=file.revised,
        valid_until=file.valid_until if isinstance(file.valid_until, date) else None,
        document_owner=_text(file.document_owner),
        registration_number=_text(file.registration_number),
        definitions={_text(word): _text(meaning) for word, meaning in file.definitions.items()},
        vision=_text(file.vision),
        aims=tuple(_text(aim) for aim in file.aims),
        areas=tuple(_area(area) for area in file.areas),
    )


def _area(area: AreaFile) -> DecidedArea:
    return DecidedArea(
        number=area.number,
        title=_text(area.title),
        introduction=_text(area.introduction),
        goals=tuple(_goals(area)),
    )


def _goals(area: AreaFile) -> Iterator[DecidedGoal]:
    for goal in area.goals:
        if isinstance(goal, GoalFile):
            yield _goal(goal, None)
            continue
        above = DecidedAbove(number=goal.number, wording=_text(goal.wording))
        for action in goal.actions:
            yield _goal(action, above)


def _goal(goal: GoalFile, above: DecidedAbove | None) -> DecidedGoal:
    parts = [DecidedPart(role=_text(part.role), part=Part(part.part)) for part in goal.parts]
    return DecidedGoal(
        number=goal.number,
        wording=_text(goal.wording),
        activities=tuple(_text(activity) for activity in goal.activities),
        responsible=_text(goal.responsible),
        parts=tuple(parts),
        timeframe=_text(goal.timeframe),
        replaced_by=_text(goal.replaced_by),
        above=above,
    )


def _text(words: str) -> str:
    """As it is kept: NFC, with every run of blanks as one."""
    return " ".join(normalize("NFC", words).split())


def _in_order(plan: DecidedPlan) -> dict[str, object]:
    """The content with nothing of the order in which the file happens to say it."""
    content = plan.model_dump(mode="json", exclude={"areas"})
    areas = sorted(plan.areas, key=lambda area: number_order(str(area.number)))
    content["areas"] = [area.model_dump(mode="json", exclude={"goals"}) for area in areas]
    placed = sorted(plan.area_of.items(), key=lambda pair: pair[0])
    goals = []
    for number, area in placed:
        goal = plan.by_number[number].model_dump(mode="json")
        if goal["above"] is None:
            del goal["above"]  # so that what was decided before there were such goals keeps its fingerprint
        goal["area"] = area.number
        goal["activities"].sort()
        # A role with two parts of one kind has both words in the file, but one part as decided.
        parts = {(part["role"], part["part"]) for part in goal["parts"]}
        goal["parts"] = sorted(parts)
        goals.append(goal)
    content["goals"] = goals
    return content
