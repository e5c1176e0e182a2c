"""plan.yaml with the words of a decided document, and everything else as a person left it.

A goal that goes on keeps its lines: comments, order of keys, and what the team has added. Only the keys in which the
document says something else are written anew. What the document does not have is left out, and what the team had
written of it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from paminn.plan.importing.comparison import is_same
from paminn.plan.importing.plan_folder_files import one_line, parts_as_written
from paminn.plan.revising.model import Left, LeftBehind, OtherColumn
from paminn.plan.revising.settling import SettledAbove, SettledArea, SettledGoal, goals_in, goals_of
from paminn.plan.revising.yaml_lines import (
    Edit,
    NotInLines,
    Place,
    comments_in,
    composed,
    item_as_yaml,
    items_in,
    key_added,
    key_commented_out,
    key_rewritten,
    keys_in,
    lines_with,
    moved_in,
)
from paminn.plan.schema import GoalFile, PlanFile

_AREAS = "fokusområden"
_GOALS = "delmål"
_ACTIONS = "åtgärder"
_READING = "läsning"
_OTHER = "övrigt"
_QUOTED = frozenset({"nr", "tidplan", "period", "diarienummer"})
# What of a goal the document says; all else is the team's.
_DECIDED = frozenset({"nr", "lydelse", "aktiviteter", "ansvarig", "ägare", "tidplan", _OTHER, "ersatt_av"})


@dataclass(frozen=True)
class Written:
    """The whole file, what of the team's words does not hold in it, and what is new in other columns."""

    text: str
    left: tuple[LeftBehind, ...]
    columns: tuple[OtherColumn, ...]


def written(
    text: str,
    plan: PlanFile,
    facts: Mapping[str, str | date],
    areas: Sequence[SettledArea],
    goes_on: Mapping[str, str],
) -> Written:
    """`text` says `plan`. `facts`: keys of the file's head with their new values.

    `goes_on`: new number -> number in `text`. Raises NotInLines where the file is not written line by line.
    """
    return _Writing(text, goals_in(plan), goes_on).whole(facts, areas)


@dataclass(frozen=True)
class _Block:
    """A goal's or an area's lines in the file, and its keys."""

    place: Place
    keys: Mapping[str, Place]


@dataclass
class _Writing:
    text: str
    had: Mapping[str, GoalFile]
    goes_on: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    areas: dict[str, _Block] = field(default_factory=dict)
    goals: dict[str, _Block] = field(default_factory=dict)
    left: list[LeftBehind] = field(default_factory=list)
    columns: list[OtherColumn] = field(default_factory=list)

    def whole(self, facts: Mapping[str, str | date], areas: Sequence[SettledArea]) -> Written:
        newline = "\r\n" if "\r\n" in self.text else "\n"
        plain = self.text.replace("\r\n", "\n")
        self.lines = plain.rstrip("\n").split("\n")
        tree = composed(plain)
        if tree is None:
            raise NotInLines
        head = keys_in(self.lines, tree, 0, len(self.lines))
        places = self._find(head[_AREAS])
        edits = list(self._facts(facts, head))
        edits.append(Edit(places[0].start, places[-1].end, tuple(self._areas(areas, places))))
        made = lines_with(self.lines, 0, len(self.lines), edits)
        self._tell_what_is_left(areas)
        return Written(newline.join(made) + newline, tuple(self.left), tuple(self.columns))

    def _find(self, key: Place) -> list[Place]:
        """The areas' places; each area's and each goal's block is remembered by its number."""
        places = items_in(self.lines, key)
        for place in places:
            block = _Block(place, keys_in(self.lines, place.value, place.start, place.end))
            self.areas[_scalar(block, "nr")] = block
            for goal in items_in(self.lines, block.keys[_GOALS]):
                self._find_goal(goal)
        return places

    def _find_goal(self, place: Place) -> None:
        block = _Block(place, keys_in(self.lines, place.value, place.start, place.end))
        self.goals[_scalar(block, "nr")] = block
        if _ACTIONS in block.keys:
            for action in items_in(self.lines, block.keys[_ACTIONS]):
                self._find_goal(action)

    # The head

    def _facts(self, facts: Mapping[str, str | date], head: Mapping[str, Place]) -> Iterator[Edit]:
        for key, said in facts.items():
            value = _value(key, said) if isinstance(said, str) else said
            if key in head:
                yield key_rewritten(self.lines, head[key], key, value)
            else:
                yield key_added(head["beslutad"], key, value)

    # Areas

    def _areas(self, areas: Sequence[SettledArea], places: Sequence[Place]) -> Iterator[str]:
        column = places[0].column
        spaced = _are_spaced(self.lines, places)
        for number, area in enumerate(areas):
            if area.before is None:
                made = self._new_area(area, column)
            else:
                made = self._area(area, self.areas[str(area.before.number)])
            yield from _set_apart(made, is_first=number == 0, spaced=spaced)

    def _area(self, area: SettledArea, block: _Block) -> list[str]:
        had = area.before
        edits = []
        if had is not None:
            words: list[tuple[str, object, object]] = [
                ("nr", had.number, area.number),
                ("titel", had.title, area.title),
                ("inledning", had.introduction, area.introduction),
            ]
            for key, before, now in words:
                if before == now:
                    continue
                value = one_line(now) if isinstance(now, str) else now
                if key in block.keys:
                    edits.append(key_rewritten(self.lines, block.keys[key], key, value))
                else:
                    edits.append(key_added(block.keys["titel"], key, value))
        edits.append(self._goals(area.goals, block.keys[_GOALS]))
        return lines_with(self.lines, block.place.start, block.place.end, edits)

    def _new_area(self, area: SettledArea, column: int) -> list[str]:
        tree: dict[str, object] = {"nr": area.number, "titel": one_line(area.title)}
        if area.introduction:
            tree["inledning"] = one_line(area.introduction)
        made = item_as_yaml(tree, column)
        made.append(f"{' ' * (column + 2)}{_GOALS}:")
        spaced = any(_are_spaced(self.lines, self._items(other, _GOALS)) for other in self.areas.values())
        made += self._listed(area.goals, column + 4, spaced=spaced)
        return made

    def _items(self, block: _Block, key: str) -> list[Place]:
        return items_in(self.lines, block.keys[key])

    # Goals

    def _goals(self, goals: Sequence[SettledGoal | SettledAbove], key: Place) -> Edit:
        """The goals of an area, or the actions of a goal, in the place of those that the file has."""
        places = items_in(self.lines, key)
        spaced = _are_spaced(self.lines, places)
        made = self._listed(goals, places[0].column, spaced=spaced)
        return Edit(places[0].start, places[-1].end, tuple(made))

    def _listed(self, goals: Iterable[SettledGoal | SettledAbove], column: int, *, spaced: bool) -> list[str]:
        made: list[str] = []
        for number, goal in enumerate(goals):
            if isinstance(goal, SettledAbove):
                own = self._above(goal, column, spaced=spaced)
            else:
                own = self._goal(goal, column)
            made += _set_apart(own, is_first=number == 0, spaced=spaced)
        return made

    def _above(self, goal: SettledAbove, column: int, *, spaced: bool) -> list[str]:
        had = goal.before
        if had is None:
            tree: dict[str, object] = {"nr": _value("nr", goal.number), "lydelse": one_line(goal.wording)}
            made = item_as_yaml(tree, column)
            made.append(f"{' ' * (column + 2)}{_ACTIONS}:")
            return made + self._listed(goal.actions, column + 4, spaced=spaced)
        block = self.goals[had.number]
        before = {"nr": had.number, "lydelse": had.wording}
        now = {"nr": goal.number, "lydelse": goal.wording}
        edits = list(_words_rewritten(self.lines, block, before, now))
        edits.append(self._goals(goal.actions, block.keys[_ACTIONS]))
        made = lines_with(self.lines, block.place.start, block.place.end, edits)
        return moved_in(made, column - block.place.column)

    def _goal(self, goal: SettledGoal, column: int) -> list[str]:
        had = self.had.get(self.goes_on.get(goal.number, ""))
        if had is None:
            return item_as_yaml(goal.as_written(), column)
        block = self.goals[had.number]
        made = lines_with(self.lines, block.place.start, block.place.end, self._goal_edits(goal, had, block))
        return moved_in(made, column - block.place.column)

    def _goal_edits(self, goal: SettledGoal, had: GoalFile, block: _Block) -> Iterator[Edit]:
        item = goal.item
        words = {"nr": had.number, "lydelse": had.wording, "ansvarig": had.responsible, "tidplan": had.timeframe}
        now = {
            "nr": goal.number,
            "lydelse": item.wording,
            "ansvarig": item.responsible,
            "tidplan": item.timeframe,
        }
        yield from _words_rewritten(self.lines, block, words, now)
        if not is_same("\n".join(item.activities), "\n".join(had.activities)):
            activities = [one_line(activity) for activity in item.activities]
            yield _rewritten_or_added(self.lines, block, "aktiviteter", activities, after="lydelse")
        if _parts_of(goal) != {(part.role, part.part) for part in had.parts}:
            yield key_rewritten(self.lines, block.keys["ägare"], "ägare", parts_as_written(item))
        other = _other_columns(item.extra, had.extra)
        if other != had.extra:
            for heading, now_said in other.items():
                before_said = had.extra.get(heading, "")
                if now_said != before_said:
                    self.columns.append(OtherColumn(goal.number, heading, before_said, now_said))
            quoted = {heading: DoubleQuotedScalarString(words) for heading, words in other.items()}
            yield _rewritten_or_added(self.lines, block, _OTHER, quoted, after="tidplan")
        if _READING in block.keys and not is_same(item.timeframe, had.timeframe):
            # It was a reading of other words. Held on to, it would date a time plan that nobody has read.
            self.left.append(LeftBehind(Left.RETIMED, had.number, goal.number, (_READING,)))
            yield key_commented_out(self.lines, block.keys[_READING])

    # What the team had written

    def _tell_what_is_left(self, areas: Sequence[SettledArea]) -> None:
        goes_on = set(self.goes_on.values())
        stands_for = {goal.before.number: goal.number for goal in goals_of(areas) if goal.before is not None}
        for number in self.had:
            if number in goes_on:
                continue
            block = self.goals[number]
            keys = tuple(key for key in block.keys if key not in _DECIDED)
            beside, own = comments_in(self.lines, replace(block.place, own=block.place.start))
            if keys or beside or own:
                now = stands_for.get(number, "")
                why = Left.UNCERTAIN if now else Left.GONE
                self.left.append(LeftBehind(why, number, now, keys, len(beside) + len(own)))


def _words_rewritten(
    lines: Sequence[str], block: _Block, had: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[Edit]:
    for key, words in now.items():
        if not is_same(words, had[key]):
            yield key_rewritten(lines, block.keys[key], key, _value(key, words))


def _rewritten_or_added(lines: Sequence[str], block: _Block, key: str, value: object, after: str) -> Edit:
    if key in block.keys:
        return key_rewritten(lines, block.keys[key], key, value)
    return key_added(block.keys[after], key, value)


def _parts_of(goal: SettledGoal) -> set[tuple[str, str]]:
    return {(named.role, named.part.value) for named in goal.item.roles}


def _other_columns(said: Mapping[str, str], had: Mapping[str, str]) -> dict[str, str]:
    """What stands under `övrigt`: the team's own, and the document's columns in its words."""
    other = dict(had)
    for heading, words in said.items():
        if not is_same(words, had.get(heading, "")):
            other[heading] = one_line(words)
    return other


def _value(key: str, words: str) -> object:
    """As it stands in the file: what YAML could take for a number in quotes."""
    plain = one_line(words)
    if key in _QUOTED:
        return DoubleQuotedScalarString(plain)
    return plain


def _scalar(block: _Block, key: str) -> str:
    words: str = block.keys[key].value.value
    return words


def _are_spaced(lines: Sequence[str], places: Sequence[Place]) -> bool:
    """Whether there is a blank line between the items."""
    return any(not lines[place.start].strip() for place in places[1:])


def _set_apart(made: Sequence[str], *, is_first: bool, spaced: bool) -> list[str]:
    own = list(made)
    if is_first:
        while own and not own[0].strip():
            del own[0]
    elif spaced and own[0].strip():
        own.insert(0, "")
    return own
