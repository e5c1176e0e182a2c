"""What a decided document says, as it will be written in a plan folder: every word the document's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from paminn.plan.importing.original import Doubt
from paminn.plan.importing.owner_cell import NamedRole


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document says of itself; empty or None where it does not. `period` is in its own words."""

    title: str = ""
    subtitle: str = ""
    committee: str = ""
    decided: date | None = None
    registration_number: str = ""
    document_owner: str = ""
    period: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A row with its own owner and time; `where` is its place in the document.

    `name_roles` are the headings in `extra` whose cells name roles too.
    """

    number: str
    wording: str
    activities: tuple[str, ...]
    responsible: str
    roles: tuple[NamedRole, ...]
    timeframe: str
    extra: Mapping[str, str]
    notes: tuple[str, ...]
    where: str
    name_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalAbove:
    """A goal whose actions have owners and times of their own."""

    number: str
    wording: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Area:
    number: str
    title: str
    introduction: str
    goals: tuple[Item | GoalAbove, ...]


@dataclass(frozen=True, slots=True)
class NamedLevels:
    """What the document calls its levels, in small letters and of one; empty where it does not say.

    `goal` is what goals are called, or the rows themselves where the document has only actions.
    """

    area: str = ""
    goal: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One plan of a document."""

    facts: Facts
    areas: tuple[Area, ...]
    doubts: tuple[Doubt, ...] = ()
    levels: NamedLevels = NamedLevels()


def items_of(areas: Sequence[Area]) -> Iterator[Item]:
    """Every row with its own owner and time, in the document's order."""
    for area in areas:
        for goal in area.goals:
            if isinstance(goal, GoalAbove):
                yield from goal.items
            else:
                yield goal
