"""A decided document to the plans it holds: the rows of its tables as items under their areas and goals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from paminn.plan.importing.columns import Column
from paminn.plan.importing.doubtful_times import doubtful_times
from paminn.plan.importing.facts import facts_in
from paminn.plan.importing.level_words import named_levels
from paminn.plan.importing.numbered import area_called, goal_called, is_called_a_goal, numbered
from paminn.plan.importing.original import Block, DecidedDocument, Doubt, Heading, Table
from paminn.plan.importing.owner_cell import NamedRole, OwnerCell, read_owner_cell
from paminn.plan.importing.sketch import Area, GoalAbove, Item, Sketch
from paminn.plan.importing.straightened import straightened
from paminn.plan.importing.table_rows import Row, is_plan_table, rows_of
from paminn.plan.model import Part

_TIME = re.compile(r"^(?:[vh]t\s*-?\s*|kv(?:artal)?\s*\d\s*|q\d\s*)?(?:20)?\d\d$", re.IGNORECASE)
_CROSS = re.compile(r"^[x✓✔●•■▪√]$", re.IGNORECASE)
_BULLET = re.compile(r"^[•▪◦●○‣·*–—-]\s*")

NO_TIME = "{number}: raden saknar tidplan."
NO_TIME_COLUMN = "{place} har ingen kolumn för tid: {numbers} saknar tidplan."
NO_OWNER = "{number}: raden saknar ansvarig."
NO_ACTIVITY = "{number}: aktiviteten är tom."
GOES_ON = "{number}: målcellen är tom efter en sidbrytning. Raden lästes som en fortsättning på målet {goal}."
EMPTY_GOAL = "{number}: målcellen är tom. Raden lästes som en fortsättning på målet {goal}."
SEVERAL_LINES = "{number}: {count} stycken i samma cell kan vara en åtgärd eller flera. Cellen lästes som en."
CROSSES = "{number}: kryss i {columns} säger när. Skriv det som tidplan, till exempel «{example}»."
NOTE = "{number}: en kommentar i cellen {column} säger «{note}»."
MORE_OF = "Raden har varken ansvarig eller tidplan. Den lästes som en fortsättning på {number}."
NO_TABLE = (
    "Ingen tabell med delmål hittades. Planen behöver en tabell med rubriker som Mål, Aktivitet, Ansvarig och Tidplan."
)


def plans_in(document: DecidedDocument, known: Sequence[str] = ()) -> tuple[Sketch, ...]:
    """Every plan that the document holds, in order; one without a row where it holds none.

    `known` are the roles of a plan that the document may be a revision of, by the names they have there.
    """
    return tuple(_sketch(blocks, document, known) for blocks in _parts(straightened(document.blocks)))


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """The blocks of each plan: a new title after a plan's tables begins another plan."""
    part: list[Block] = []
    has_rows = False
    for block in blocks:
        if isinstance(block, Heading) and block.level == 0 and has_rows:
            yield tuple(part)
            part = []
            has_rows = False
        part.append(block)
        if isinstance(block, Table) and is_plan_table(block):
            has_rows = True
    yield tuple(part)


def _sketch(blocks: Sequence[Block], document: DecidedDocument, known: Sequence[str]) -> Sketch:
    doubts = list(document.doubts)
    facts = facts_in(blocks, document.margins, doubts)
    rows = list(rows_of(blocks, doubts))
    if not rows:
        doubts.append(Doubt("dokumentet", NO_TABLE))
    collector = _Collector((*known, *_known_roles(rows)), _actions_stand_alone(rows), doubts)
    collector.call_them(known)
    for row in rows:
        collector.take(row)
    collector.timeless(rows)
    areas = collector.areas()
    doubts += doubtful_times(areas, facts)
    return Sketch(facts, areas, tuple(doubts), named_levels(rows, areas))


# --- Which tables have owners on their actions ----------------------------------------


def _actions_stand_alone(rows: Sequence[Row]) -> frozenset[tuple[str, ...]]:
    """The headings of the tables in which a goal stands over several actions with owners or times of their own."""
    alone = set()
    for row in rows:
        if not row.has(Column.GOAL) or not row.has(Column.ACTION):
            continue
        goal = row.cell(Column.GOAL)
        action = row.cell(Column.ACTION)
        says_who_or_when = row.cell(Column.OWNER).text or row.cell(Column.TIME).text
        below_a_goal = (goal.goes_on or not goal.text) and says_who_or_when and action.text
        goal_number, _ = numbered("", goal.text)
        action_number, _ = numbered("", action.text)
        both_numbered = bool(goal_number and action_number)
        if below_a_goal or both_numbered:
            alone.add(row.headings.words)
    return frozenset(alone)


# --- Roles that can be told apart elsewhere ----------------------------------------


def _known_roles(rows: Sequence[Row]) -> tuple[str, ...]:
    """The roles that stand in cells where nothing else does, and those that more than one reading agrees on."""
    known: dict[str, str] = {}
    for row in rows:
        for column in (Column.OWNER, Column.SUPPORT, Column.PARTNER):
            for line in row.cell(column).text.split("\n"):
                for named in read_owner_cell(line).roles:
                    if len(named.role.split()) <= 3:
                        known.setdefault(named.role.casefold(), named.role)
    return tuple(known.values())


# --- Rows as items ----------------------------------------


@dataclass
class _Goal:
    number: str
    wording: str
    items: list[Item] = field(default_factory=list)

    def is_called_as(self, other: _Goal) -> bool:
        return (self.number, self.wording) == (other.number, other.wording)


@dataclass
class _Area:
    number: str
    title: str
    introduction: str
    goals: list[Item | _Goal] = field(default_factory=list)


@dataclass
class _Collector:
    """Puts the rows where they belong, and says what was doubtful in doing so."""

    known: tuple[str, ...]
    alone: frozenset[tuple[str, ...]]
    doubts: list[Doubt]
    _areas: list[_Area] = field(default_factory=list)
    _goal: _Goal | None = None
    _goal_heading: Heading | None = None
    _names: dict[str, str] = field(default_factory=dict)

    def call_them(self, roles: Iterable[str]) -> None:
        """Roles that have a name go by it, however their letters are written here."""
        for role in roles:
            self._names.setdefault(role.casefold(), role)

    def take(self, row: Row) -> None:
        self._enter_area(row)
        if self._goes_on_with_the_row_above(row):
            return
        heading = _heading_of_goal(row)
        if heading is not None and not row.has(Column.GOAL):
            self._take_below(row, heading)
        elif row.headings.words in self.alone:
            self._take_action(row)
        else:
            self._take_goal(row)

    def areas(self) -> tuple[Area, ...]:
        finished = []
        for area in self._areas:
            goals: list[Item | GoalAbove] = []
            for goal in area.goals:
                if isinstance(goal, _Goal):
                    goals.append(GoalAbove(goal.number, goal.wording, tuple(goal.items)))
                else:
                    goals.append(goal)
            if goals:
                finished.append(Area(area.number, area.title, area.introduction, tuple(goals)))
        return tuple(finished)

    def timeless(self, rows: Sequence[Row]) -> None:
        """Tables without a column for time are told of once."""
        places: dict[str, list[str]] = {}
        for row in rows:
            if not row.has(Column.TIME):
                place = row.where.split(",")[0]
                places.setdefault(place, []).append(self._number_in(row))
        for place, numbers in places.items():
            shown = ", ".join(numbers)
            self.doubts.append(Doubt(place, NO_TIME_COLUMN.format(place=place.capitalize(), numbers=shown)))

    def _number_in(self, row: Row) -> str:
        number, _ = numbered(row.cell(Column.NUMBER).text, row.cell(Column.ACTION).text or row.cell(Column.GOAL).text)
        return number

    def _enter_area(self, row: Row) -> None:
        stated = " ".join(row.cell(Column.AREA).text.split())
        if stated:
            number, title = area_called(stated, "")
        elif row.has(Column.AREA) and self._areas:
            return
        else:
            number, title = _heading_of(row)
        if self._areas and (self._areas[-1].number, self._areas[-1].title) == (number, title):
            return
        self._goal = None
        introduction = "\n".join(row.introduction)
        self._areas.append(_Area(number, title, introduction))

    # What one row is

    def _goes_on_with_the_row_above(self, row: Row) -> bool:
        """A row of more activities, without owner and time: the rest of a row that a page break cut."""
        if row.cell(Column.OWNER).text or row.cell(Column.TIME).text or row.cell(Column.NUMBER).text:
            return False
        above = self._last()
        if above is None or not row.has(Column.OWNER) or not row.has(Column.TIME):
            return False
        words = row.cell(Column.ACTION).text or row.cell(Column.GOAL).text
        owner = row.cell(Column.OWNER)
        whole = owner.goes_on or row.begins_table
        if not whole or (row.cell(Column.GOAL).text and row.cell(Column.ACTION).text):
            return False
        more = replace(above, activities=(*above.activities, *_activities(words)))
        self._replace_last(more)
        self.doubts.append(Doubt(row.where, MORE_OF.format(number=above.number or above.wording)))
        return True

    def _last(self) -> Item | None:
        if not self._areas or not self._areas[-1].goals:
            return None
        last = self._areas[-1].goals[-1]
        if isinstance(last, _Goal):
            return last.items[-1] if last.items else None
        return last

    def _replace_last(self, item: Item) -> None:
        last = self._areas[-1].goals[-1]
        if isinstance(last, _Goal):
            last.items[-1] = item
        else:
            self._areas[-1].goals[-1] = item

    def _take_action(self, row: Row) -> None:
        goal = row.cell(Column.GOAL)
        number, words = numbered(row.cell(Column.NUMBER).text, row.cell(Column.ACTION).text)
        if goal.text:
            goal_number, wording = goal_called(goal.text)
            stated = _Goal(goal_number, _one_line(wording))
            if self._goal is None or not self._goal.is_called_as(stated):  # it may be said again on each of its rows
                self._goal = stated
                self._areas[-1].goals.append(self._goal)
        elif self._goal is None:
            self._goal = _Goal("", "")
            self._areas[-1].goals.append(self._goal)
        elif not goal.goes_on:
            message = GOES_ON if row.begins_table else EMPTY_GOAL
            called = self._goal.number or self._goal.wording
            self.doubts.append(Doubt(row.where, message.format(number=number or words, goal=called)))
        self._goal.items.append(self._item(row, number, words, ()))

    def _take_below(self, row: Row, heading: Heading) -> None:
        """An action whose goal is the heading of its table."""
        if self._goal is None or heading is not self._goal_heading:
            number, wording = goal_called(heading.text)
            self._goal = _Goal(number, _one_line(wording))
            self._goal_heading = heading
            self._areas[-1].goals.append(self._goal)
        number, words = numbered(row.cell(Column.NUMBER).text, row.cell(Column.ACTION).text)
        self._goal.items.append(self._item(row, number, words, ()))

    def _take_goal(self, row: Row) -> None:
        self._goal = None
        activities = _activities(row.cell(Column.ACTION).text)
        wording = row.cell(Column.GOAL).text
        if not row.has(Column.GOAL) or not wording:
            wording = row.cell(Column.ACTION).text
            activities = ()
        number, words = self._own_number(row, wording)
        self._areas[-1].goals.append(self._item(row, number, words, activities))

    def _own_number(self, row: Row, wording: str) -> tuple[str, str]:
        """What a goal is numbered: by its column, by the heading above it ("Mål 3"), or by its own first word."""
        stated = row.cell(Column.NUMBER).text
        heading = _heading_of_goal(row)
        if not stated and heading is not None:
            stated, _ = goal_called(heading.text)
        if stated:
            return numbered(stated, wording)
        return goal_called(wording)

    def _item(self, row: Row, number: str, words: str, activities: tuple[str, ...]) -> Item:
        lines = _activities(words)
        shown = number or f"«{_one_line(words)[:60]}»"
        if len(lines) > 1 and not activities:
            self.doubts.append(Doubt(row.where, SEVERAL_LINES.format(number=shown, count=len(lines))))
        responsible = row.cell(Column.OWNER)
        timeframe = row.cell(Column.TIME)
        roles = self._roles(row, shown)
        if not responsible.text:
            self.doubts.append(Doubt(row.where, NO_OWNER.format(number=shown)))
        if row.has(Column.TIME) and not timeframe.text:
            self.doubts.append(Doubt(row.where, NO_TIME.format(number=shown)))
        crossed = _crossed(row)
        if crossed and not timeframe.text:
            columns = f"kolumnen {crossed[0]}" if len(crossed) == 1 else f"kolumnerna {', '.join(crossed)}"
            example = crossed[0] if len(crossed) == 1 else f"{crossed[0]}–{crossed[-1]}"
            self.doubts.append(Doubt(row.where, CROSSES.format(number=shown, columns=columns, example=example)))
        if row.has(Column.ACTION) and row.has(Column.GOAL) and not row.cell(Column.ACTION).text:
            self.doubts.append(Doubt(row.where, NO_ACTIVITY.format(number=shown)))
        notes = self._notes(row, shown)
        taking_part = self._taking_part(row)
        return Item(
            number=number,
            wording=words.strip(),
            activities=activities,
            responsible=responsible.text,
            roles=roles,
            timeframe=_one_line(timeframe.text),
            extra=row.extra() | taking_part,
            notes=notes,
            where=row.where,
            name_roles=tuple(taking_part),
        )

    def _roles(self, row: Row, shown: str) -> tuple[NamedRole, ...]:
        roles: list[NamedRole] = []
        for column, part in (
            (Column.OWNER, Part.RESPONSIBLE),
            (Column.SUPPORT, Part.SUPPORT),
            (Column.PARTNER, Part.PARTNER),
        ):
            cell: OwnerCell = read_owner_cell(row.cell(column).text, self.known, part)
            for doubt in cell.doubts:
                self.doubts.append(Doubt(row.where, f"{shown}: {doubt}"))
            for named in cell.roles:
                called = self._names.setdefault(named.role.casefold(), named.role)
                roles.append(replace(named, role=called))
        return tuple(dict.fromkeys(roles))

    def _taking_part(self, row: Row) -> dict[str, str]:
        """The words of a column of partners or support, as the document has them."""
        said = {}
        for kind, words, cell in zip(row.headings.columns, row.headings.words, row.cells, strict=True):
            if kind in (Column.SUPPORT, Column.PARTNER) and cell.text:
                said[words] = cell.text
        return said

    def _notes(self, row: Row, shown: str) -> tuple[str, ...]:
        notes = []
        for words, cell in zip(row.headings.words, row.cells, strict=True):
            for note in cell.notes:
                notes.append(f"{words}: {note}")
                self.doubts.append(Doubt(row.where, NOTE.format(number=shown, column=words, note=note)))
        return tuple(notes)


# --- Words ----------------------------------------


def _activities(words: str) -> tuple[str, ...]:
    lines = [_BULLET.sub("", line.strip()).strip() for line in words.split("\n")]
    return tuple(line for line in lines if line)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _heading_of(row: Row) -> tuple[str, str]:
    """The nearest heading above a row that is an area's: neither the plan's title nor the row's own goal."""
    own = _heading_of_goal(row)
    areas = [heading for heading in row.under if heading is not own and heading.level > 0]
    if not areas:
        return "", ""
    nearest = areas[-1]
    return area_called(" ".join(nearest.text.split()), nearest.number)


def _crossed(row: Row) -> tuple[str, ...]:
    """The columns of years or terms in which the row has a cross, by heading."""
    return tuple(heading for heading, words in row.extra().items() if _TIME.match(heading) and _CROSS.match(words))


def _heading_of_goal(row: Row) -> Heading | None:
    """The heading above a row that says its goal, or the number of it, where the row itself does not."""
    if not row.under or not is_called_a_goal(row.under[-1].text):
        return None
    _, words = goal_called(row.under[-1].text)
    if words and row.has(Column.GOAL):
        return None
    return row.under[-1]
