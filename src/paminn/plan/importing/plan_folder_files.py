"""A sketch as the files of a plan folder: what was decided word by word, every role, and rules to begin with.

What the files demand and the document does not say is filled in as little as can be, and is a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from paminn.plan.importing.original import Doubt
from paminn.plan.importing.owner_cell import NamedRole
from paminn.plan.importing.sketch import Area, Facts, GoalAbove, Item, NamedLevels, Sketch, items_of
from paminn.plan.level_names import KNOWN, OF_THE_KEYS
from paminn.plan.load import OWNERS, PLAN, RULES
from paminn.plan.model import Part
from paminn.plan.numbers import AREA_NUMBER, NUMBER, number_order

_WIDTH = 100  # characters of a line
_SHOWN = 80  # characters of a goal in a doubt
_SHORTEST_NAME = 3  # letters
_NOT_SAID = "ej angiven"
_SPACES = re.compile(r"\s+")

AREA_NUMBERED = "Området «{title}» har {own} i dokumentet. Det fick {number} i plan.yaml."
GOAL_NUMBERED = "«{words}» har {own} i dokumentet. Raden fick {number} i plan.yaml."
NO_AREA = "Ingen rubrik säger vilket område {goals} hör till. De står under planens titel, «{title}»."
_NO_NUMBER = "inget nummer"
_OTHER_NUMBER = "numret {number}, som inte kan användas,"


@dataclass(frozen=True)
class PlanFiles:
    """The three files by name, as UTF-8 text, and what is doubtful in them and in the document."""

    files: Mapping[str, str]
    doubts: tuple[Doubt, ...]
    name: str


@dataclass
class _Numbers:
    """What areas and goals are called: as in the document where that can be used, else counted."""

    doubts: list[Doubt] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def of_areas(self, areas: Sequence[Area]) -> list[int | str]:
        own = [number_of_an_area(area.number) for area in areas]
        keys = [number_order(str(number)) for number in own]
        if all(number is not None for number in own) and keys == sorted(set(keys)):
            return [number for number in own if number is not None]
        for number, area in enumerate(areas, 1):
            if area.number != str(number):
                said = _OTHER_NUMBER.format(number=area.number) if area.number else _NO_NUMBER
                message = AREA_NUMBERED.format(title=area.title, own=said, number=number)
                self.doubts.append(Doubt(f"område {number}", message))
        return list(range(1, len(areas) + 1))

    def of_goal(self, own: str, words: str, where: str, under: str) -> str:
        if re.fullmatch(NUMBER, own) and own not in self.taken:
            self.taken.add(own)
            return own
        number = next(made for made in counted(under) if made not in self.taken)
        self.taken.add(number)
        said = _OTHER_NUMBER.format(number=own) if own else _NO_NUMBER
        shown = " ".join(words.split())[:_SHOWN]
        self.doubts.append(Doubt(where, GOAL_NUMBERED.format(words=shown, own=said, number=number)))
        return number


def counted(under: str) -> Iterator[str]:
    """The numbers that goals under an area or a goal can have: 1.1, 1.2 …; A1, A2 … under a letter."""
    point = "" if under.isalpha() else "."
    for count in range(1, 1_000):
        yield f"{under}{point}{count}"


def number_of_an_area(own: str) -> int | str | None:
    """1 or A as plan.yaml has it; None for what it cannot have."""
    if own.isdecimal() and int(own) >= 1:
        return int(own)
    if re.fullmatch(AREA_NUMBER, own):
        return own
    return None


# --- The files ----------------------------------------


def plan_files(sketch: Sketch, heading: str, owners_heading: str, rules: str) -> PlanFiles:
    """`heading` and `owners_heading` are comments, without their signs; `rules` is rules.yaml but its first key.

    The files are valid as they stand, but for what the doubts say and the people that each role lacks.
    """
    numbers = _Numbers()
    areas = _with_an_area(sketch, numbers.doubts)
    written = []
    for number, area in zip(numbers.of_areas(areas), areas, strict=True):
        written.append(_area(number, area, numbers))
    name = plan_name(sketch.facts)
    plan = _plan(sketch, written)
    files = {
        PLAN: _yaml(plan, heading),
        OWNERS: _owners(areas, owners_heading),
        RULES: f"kännetecken: {name}\n{rules}",
    }
    return PlanFiles(files, (*sketch.doubts, *numbers.doubts), name)


def plan_name(facts: Facts) -> str:
    """What names the plan in addresses and codes: "trygg-och-stark-hela-livet-2026-2029"."""
    period = "" if any(year in facts.title for year in re.findall(r"\d{4}", facts.period)) else facts.period
    spaced = re.sub(r"[–—]", "-", f"{facts.title} {period}".casefold())
    plain = unicodedata.normalize("NFKD", spaced)
    letters = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    name = letters[:60].strip("-")
    if len(name) < _SHORTEST_NAME:
        return "handlingsplan"
    return name


def _with_an_area(sketch: Sketch, doubts: list[Doubt]) -> tuple[Area, ...]:
    """An area has a title; rows above the first heading are the plan's own."""
    areas = []
    for area in sketch.areas:
        if area.title:
            areas.append(area)
            continue
        title = sketch.facts.title or "Planen"
        goals = [item.number or f"«{one_line(item.wording)[:_SHOWN]}»" for item in items_of([area])]
        doubts.append(Doubt("områden", NO_AREA.format(goals=", ".join(goals), title=title)))
        areas.append(replace(area, title=title))
    return tuple(areas)


def _plan(sketch: Sketch, areas: list[CommentedMap]) -> CommentedMap:
    facts = sketch.facts
    plan = CommentedMap()
    plan["titel"] = _text(facts.title)
    if facts.subtitle:
        plan["undertitel"] = _text(facts.subtitle)
    plan["period"] = DoubleQuotedScalarString(facts.period)
    plan["beslutsinstans"] = _text(facts.committee)
    plan["beslutad"] = facts.decided
    if facts.valid_until:
        plan["giltig_till"] = facts.valid_until
    if facts.document_owner:
        plan["dokumentansvarig"] = _text(facts.document_owner)
    if facts.registration_number:
        plan["diarienummer"] = DoubleQuotedScalarString(facts.registration_number)
    notes = [f"{item.number or item.wording}, {note}" for item in items_of(sketch.areas) for note in item.notes]
    if notes:
        plan["noteringar"] = [_text(note) for note in notes]
    levels = _levels(sketch.levels)
    if levels:
        plan["nivåer"] = levels
    plan["fokusområden"] = areas
    return plan


def _levels(named: NamedLevels) -> CommentedMap:
    """What the document calls its levels, where the keys of plan.yaml do not say so."""
    written = CommentedMap()
    for key, said, of_the_key in (
        ("område", named.area, OF_THE_KEYS.area),
        ("mål", named.goal, OF_THE_KEYS.goal),
        ("åtgärd", named.action, OF_THE_KEYS.action),
    ):
        if said and said != of_the_key.singular and said in KNOWN:
            written[key] = KNOWN[said].heading
    return written


def _area(number: int | str, area: Area, numbers: _Numbers) -> CommentedMap:
    written = CommentedMap()
    written["nr"] = number
    written["titel"] = _text(area.title)
    if area.introduction:
        written["inledning"] = _text(area.introduction)
    goals = []
    for goal in area.goals:
        if isinstance(goal, GoalAbove):
            goals.append(_goal_above(goal, str(number), numbers))
        else:
            goals.append(_item(goal, str(number), numbers))
    written["delmål"] = goals
    return written


def _goal_above(goal: GoalAbove, under: str, numbers: _Numbers) -> CommentedMap:
    written = CommentedMap()
    where = goal.items[0].where
    number = numbers.of_goal(goal.number, goal.wording, where, under)
    written["nr"] = DoubleQuotedScalarString(number)
    written["lydelse"] = _text(goal.wording)
    written["åtgärder"] = [_item(item, f"{number}.", numbers) for item in goal.items]
    return written


def _item(item: Item, under: str, numbers: _Numbers) -> CommentedMap:
    number = numbers.of_goal(item.number, item.wording, item.where, under.rstrip("."))
    return item_as_written(item, number)


def with_somebody(item: Item) -> Item:
    """With the words that stand for a role where the document names none."""
    roles = item.roles or (NamedRole(_nobody(item), Part.RESPONSIBLE, is_vacant=True),)
    return replace(item, responsible=item.responsible or _NOT_SAID, roles=roles)


def item_as_written(item: Item, number: str) -> CommentedMap:
    """A row as it stands in plan.yaml under its `number`."""
    item = with_somebody(item)
    written = CommentedMap()
    written["nr"] = DoubleQuotedScalarString(number)
    written["lydelse"] = _text(item.wording)
    if item.activities:
        written["aktiviteter"] = [_text(activity) for activity in item.activities]
    written["ansvarig"] = _text(item.responsible)
    written["ägare"] = parts_as_written(item)
    written["tidplan"] = DoubleQuotedScalarString(one_line(item.timeframe))
    if item.extra:
        written["övrigt"] = {
            heading: DoubleQuotedScalarString(one_line(words)) for heading, words in item.extra.items()
        }
    return written


def parts_as_written(item: Item) -> list[CommentedMap]:
    return [_part(named.role, named.part.value, named.words) for named in item.roles]


def _part(role: str, part: str, words: str) -> CommentedMap:
    written = CommentedMap({"roll": _text(role), "typ": part})
    if words:
        written["del"] = _text(words)
    return written


def _nobody(item: Item) -> str:
    """What stands for a role where the document names none."""
    return one_line(item.responsible) if item.responsible.strip() else _NOT_SAID


def roles_of(items: Iterable[Item]) -> tuple[str, ...]:
    """Every role once, in the plan's order; what stands for one where the document names none too."""
    roles: dict[str, None] = {}
    for item in items:
        for named in item.roles:
            roles[named.role] = None
        if not item.roles:
            roles[_nobody(item)] = None
    return tuple(roles)


def vacant_roles(items: Iterable[Item]) -> Iterator[str]:
    """What stands for a role that the document says nobody has."""
    for item in items:
        if not item.roles:
            yield _nobody(item)
        for named in item.roles:
            if named.is_vacant:
                yield named.role


def _owners(areas: Iterable[Area], heading: str) -> str:
    """Every role once, in the plan's order, each with a place for its people, or marked as vacant."""
    items = tuple(items_of(tuple(areas)))
    vacant = set(vacant_roles(items))
    rows = []
    for role in roles_of(items):
        rows.append(place_of(role, is_vacant=role in vacant))
    return _yaml(CommentedMap({"roller": rows}), heading)


def place_of(role: str, *, is_vacant: bool) -> CommentedMap:
    """A role as it stands in owners.yaml before anybody has written who has it."""
    if is_vacant:
        return CommentedMap({"roll": _text(role), "vakant": "ja"})
    return CommentedMap({"roll": _text(role), "personer": []})


# --- YAML ----------------------------------------


def _yaml(tree: CommentedMap, heading: str) -> str:
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(tree, stream)
    comment = "".join(f"# {line}".rstrip() + "\n" for line in heading.strip().splitlines())
    return f"{comment}\n{stream.getvalue()}"


def _text(words: str) -> str:
    """A text on one line; the writer wraps it, and quotes what YAML would take for something else."""
    return one_line(words)


def one_line(words: str) -> str:
    """Every run of blanks as one."""
    return _SPACES.sub(" ", words).strip()
