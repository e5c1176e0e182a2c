"""The rows of a decided document with the numbers, areas and roles that the plan folder has for them.

A number that the document states is the row's. Where it states none the row keeps the number of the goal with the same
words, or of the only one that can stand in its place; else it gets a number that nothing has had. That says nothing of
whether it is the same goal: `plan/comparing` says so, or a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from paminn.plan.importing.comparison import folded, is_same
from paminn.plan.importing.owner_cell import NamedRole
from paminn.plan.importing.plan_folder_files import counted, item_as_written, number_of_an_area, with_somebody
from paminn.plan.importing.sketch import Area, GoalAbove, Item, Sketch, items_of
from paminn.plan.model import Part
from paminn.plan.numbers import NUMBER
from paminn.plan.schema import AreaFile, GoalAboveFile, GoalFile, PlanFile


@dataclass(frozen=True)
class SettledGoal:
    """A row of the document. `before` is what the plan had in its place, whether or not it is the same goal.

    `item` has the plan's spelling of everything in which only blanks, bullets and the like differ.
    """

    number: str
    item: Item
    before: GoalFile | None

    def as_written(self) -> dict[str, object]:
        """What stands under its dash in plan.yaml."""
        return dict(item_as_written(self.item, self.number))


@dataclass(frozen=True)
class SettledAbove:
    """A goal whose actions are followed up; `before` is the one of the plan that it goes on from."""

    number: str
    wording: str
    actions: tuple[SettledGoal, ...]
    before: GoalAboveFile | None


@dataclass(frozen=True)
class SettledArea:
    """`before` is the area of the plan that it goes on from."""

    number: int | str
    title: str
    introduction: str
    goals: tuple[SettledGoal | SettledAbove, ...]
    before: AreaFile | None


def settled(sketch: Sketch, plan: PlanFile) -> tuple[SettledArea, ...]:
    """The document's areas in its order."""
    return _Settling(plan).areas(sketch)


def goals_of(areas: Iterable[SettledArea]) -> Iterator[SettledGoal]:
    """Every row with its own owner and time, in the document's order."""
    for area in areas:
        for goal in area.goals:
            if isinstance(goal, SettledAbove):
                yield from goal.actions
            else:
                yield goal


def goals_in(plan: PlanFile) -> dict[str, GoalFile]:
    """What is followed up in the plan, by number, in its order."""
    return {goal.number: goal for area in plan.areas for goal in goals_under(area)}


def goals_under(area: AreaFile) -> Iterator[GoalFile]:
    """What is followed up in an area, in its order."""
    for goal in area.goals:
        if isinstance(goal, GoalFile):
            yield goal
        else:
            yield from goal.actions


@dataclass
class _Settling:
    plan: PlanFile
    stated: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def areas(self, sketch: Sketch) -> tuple[SettledArea, ...]:
        items = list(items_of(sketch.areas))
        goals = goals_in(self.plan)
        before = paired(items, list(goals.values()))
        self.stated = set(_usable(item.number for item in items))
        # What is gone leaves its number behind: whoever gets it anew would be taken for it.
        self.known = {*goals, *self._numbers_above(), *self.stated}
        areas = []
        kept = _areas_that_go_on(sketch.areas, self.plan.areas, before)
        for area, same in zip(sketch.areas, kept, strict=True):
            if same is not None:
                before.update(dict(_in_the_only_place(list(items_of([area])), list(goals_under(same)), before)))
        numbers = _area_numbers(sketch.areas, kept)
        for area, same, number in zip(sketch.areas, kept, numbers, strict=True):
            settled_goals: list[SettledGoal | SettledAbove] = []
            for goal in area.goals:
                if isinstance(goal, GoalAbove):
                    settled_goals.append(self._above(goal, str(number), before))
                else:
                    settled_goals.append(self._goal(goal, str(number), before))
            areas.append(
                SettledArea(
                    number=number,
                    title=_kept_words(area.title or sketch.facts.title, same.title if same else ""),
                    introduction=_introduction(area, same),
                    goals=tuple(settled_goals),
                    before=same,
                )
            )
        return tuple(areas)

    def _numbers_above(self) -> Iterator[str]:
        for area in self.plan.areas:
            for goal in area.goals:
                yield goal.number

    def _number(self, stated: str, before: str, under: str) -> str:
        if stated in self.stated and stated not in self.given:
            number = stated
        elif before and before not in self.stated and before not in self.given:
            number = before
        else:
            number = next(made for made in counted(under) if made not in self.known)
        self.given.add(number)
        self.known.add(number)
        return number

    def _above(self, goal: GoalAbove, under: str, before: dict[int, GoalFile]) -> SettledAbove:
        same = self._same_above(goal, before)
        number = self._number(goal.number, same.number if same else "", under)
        return SettledAbove(
            number=number,
            wording=_kept_words(goal.wording, same.wording if same else ""),
            actions=tuple(self._goal(item, number, before) for item in goal.items),
            before=same,
        )

    def _same_above(self, goal: GoalAbove, before: dict[int, GoalFile]) -> GoalAboveFile | None:
        above = [row for area in self.plan.areas for row in area.goals if isinstance(row, GoalAboveFile)]
        for row in above:
            if folded(row.wording) == folded(goal.wording):
                return row
        actions = {before[id(item)].number for item in goal.items if id(item) in before}
        for row in above:
            had = {action.number for action in row.actions}
            if (goal.number and row.number == goal.number) or (actions and actions <= had):
                return row
        return None

    def _goal(self, item: Item, under: str, before: dict[int, GoalFile]) -> SettledGoal:
        had = before.get(id(item))
        number = self._number(item.number, had.number if had else "", under)
        if had is None:
            return SettledGoal(number, with_somebody(replace(item, number=number)), None)
        item = with_somebody(item)
        same_owners = _name_the_same(item, had)
        activities = item.activities
        if is_same("\n".join(activities), "\n".join(had.activities)):
            activities = had.activities
        kept = replace(
            item,
            number=number,
            wording=_kept_words(item.wording, had.wording),
            activities=activities,
            responsible=_kept_words(item.responsible, had.responsible),
            timeframe=_kept_words(item.timeframe, had.timeframe),
            roles=_roles_of(had) if same_owners else _roles_with_words(item, had),
        )
        return SettledGoal(number, kept, had)


def _usable(numbers: Iterable[str]) -> Iterator[str]:
    return (number for number in numbers if re.fullmatch(NUMBER, number))


def _kept_words(said: str, kept: str) -> str:
    """The plan's own spelling, where the document says no other thing."""
    return kept if is_same(said, kept) else said


def _introduction(area: Area, same: AreaFile | None) -> str:
    """What the document does not state is no difference."""
    if same is None:
        return area.introduction
    if not area.introduction:
        return same.introduction
    return _kept_words(area.introduction, same.introduction)


# --- Roles ----------------------------------------


def _name_the_same(item: Item, had: GoalFile) -> bool:
    """Whether every cell that names somebody says what it said."""
    same = is_same(item.responsible, had.responsible)
    for heading in item.name_roles:
        if heading in had.extra:
            same = same and is_same(item.extra[heading], had.extra[heading])
    return same


def _roles_of(goal: GoalFile) -> tuple[NamedRole, ...]:
    return tuple(NamedRole(part.role, Part(part.part), part.words) for part in goal.parts)


def _roles_with_words(item: Item, before: GoalFile) -> tuple[NamedRole, ...]:
    """The roles that the cell names; one that goes on keeps what the team wrote that it does, if the cell says it."""
    words = {(part.role.casefold(), part.part): part.words for part in before.parts}
    cell = folded(item.responsible).casefold()
    roles = []
    for named in item.roles:
        had = words.get((named.role.casefold(), named.part.value), "")
        if not named.words and folded(had).casefold() in cell:
            roles.append(replace(named, words=had))
        else:
            roles.append(named)
    return tuple(roles)


# --- Which row stands in whose place ----------------------------------------


def paired(items: Sequence[Item], goals: Sequence[GoalFile]) -> dict[int, GoalFile]:
    """The goal in whose place each row stands, by the row's `id()`: the same words, else its number."""
    pairs: dict[int, GoalFile] = {}
    left = {goal.number: goal for goal in goals}
    in_plan = Counter(folded(goal.wording) for goal in goals)
    in_document = Counter(folded(item.wording) for item in items)
    by_words = {folded(goal.wording): goal for goal in goals}
    for item in items:
        words = folded(item.wording)
        if in_plan[words] == 1 and in_document[words] == 1:
            goal = by_words[words]
            pairs[id(item)] = goal
            del left[goal.number]
    for item in items:
        if id(item) not in pairs and item.number in left:
            pairs[id(item)] = left.pop(item.number)
    return pairs


def _in_the_only_place(
    items: Sequence[Item], goals: Sequence[GoalFile], pairs: dict[int, GoalFile]
) -> Iterator[tuple[int, GoalFile]]:
    """Rows of an area that show no number, where as many goals stand between the same two others as they do."""
    places = {goal.number: place for place, goal in enumerate(goals)}
    has_row = {goal.number for goal in pairs.values()}
    run: list[Item] = []
    before = -1
    for item in [*items, None]:
        goal = pairs.get(id(item)) if item is not None else None
        if item is not None and goal is None:
            run.append(item)
            continue
        here = len(goals) if goal is None else places.get(goal.number, before)
        between = [other for other in goals[before + 1 : here] if other.number not in has_row]
        are_alike = len(run) == len(between) == here - before - 1
        if are_alike and not any(re.fullmatch(NUMBER, other.number) for other in run):
            for row, other in zip(run, between, strict=True):
                yield id(row), other
        run = []
        before = here


def _areas_that_go_on(
    areas: Sequence[Area], kept: Sequence[AreaFile], before: dict[int, GoalFile]
) -> list[AreaFile | None]:
    """Which area of the plan each of the document's is: by its title, its number, or whose goals stand in it."""
    same: list[AreaFile | None] = [None] * len(areas)
    left = list(kept)
    for agree in (_has_the_title, _has_the_number, _has_the_goals):
        for place, area in enumerate(areas):
            if same[place] is not None:
                continue
            for other in left:
                if agree(area, other, before):
                    same[place] = other
                    left.remove(other)
                    break
    return same


def _has_the_title(area: Area, kept: AreaFile, before: dict[int, GoalFile]) -> bool:
    return folded(area.title) == folded(kept.title)


def _has_the_number(area: Area, kept: AreaFile, before: dict[int, GoalFile]) -> bool:
    return bool(area.number) and area.number == str(kept.number)


def _has_the_goals(area: Area, kept: AreaFile, before: dict[int, GoalFile]) -> bool:
    """Most of the rows that stand in some goal's place stand in one of its."""
    own = {goal.number for goal in goals_under(kept)}
    stand_for = [before[id(item)].number for item in items_of([area]) if id(item) in before]
    return 2 * len([number for number in stand_for if number in own]) > len(stand_for)


def _area_numbers(areas: Sequence[Area], kept: Sequence[AreaFile | None]) -> list[int | str]:
    """The number that the document states, else the one it had, else the next."""
    stated = [number_of_an_area(area.number) for area in areas]
    if len(set(stated)) < len(stated):
        stated = [None] * len(areas)  # two with the same number, or several with none
    numbers: list[int | str] = []
    taken: set[int | str] = {number for number in stated if number is not None}
    taken.update(area.number for area in kept if area is not None)
    for own, same in zip(stated, kept, strict=True):
        if own is not None:
            numbers.append(own)
        elif same is not None and same.number not in numbers:
            numbers.append(same.number)
        else:
            numbers.append(_next_after(taken))
            taken.add(numbers[-1])
    return numbers


def _next_after(taken: Collection[int | str]) -> int | str:
    letters = sorted(number for number in taken if isinstance(number, str))
    if letters and len(letters) == len(taken) and letters[-1] < "Z":
        return chr(ord(letters[-1][0]) + 1)
    return max([number for number in taken if isinstance(number, int)], default=0) + 1
