"""Where in a YAML file its keys and list items stand, line by line, and the same lines with some of them rewritten.

A file is rewritten in lines, and not from its tree, so that all that is not rewritten stays as a person left it. A
comment belongs to what it stands right above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_WIDTH = 100  # characters of a line
_NARROWEST = 40


@dataclass(frozen=True, slots=True)
class Place:
    """What a key or a list item takes of a file: the lines from `start` to before `end`, counted from 0.

    It begins at the line `own` and at `column`, where the key or the dash stands; its comments stand above.
    """

    start: int
    own: int
    end: int
    column: int
    value: Node


@dataclass(frozen=True, slots=True)
class Edit:
    """Other lines in the place of those from `start` to before `end`."""

    start: int
    end: int
    lines: tuple[str, ...]


class NotInLines(Exception):
    """Something that stands in braces or brackets, or on the line of something else, so that no lines are its own."""


def composed(text: str) -> Node | None:
    """The nodes of a text with their places. Raises YAMLError."""
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    return node


def keys_in(lines: Sequence[str], node: Node, start: int, end: int) -> dict[str, Place]:
    """The keys of a mapping that takes the lines from `start` to before `end`. Raises NotInLines."""
    if not isinstance(node, MappingNode) or node.flow_style:
        raise NotInLines
    own = []
    for key, value in node.value:
        own.append((key.value, key.start_mark.line, key.start_mark.column, value))
    begins = [start]
    for _, line, column, _ in own[1:]:
        begins.append(_with_comments(lines, line, column, begins[-1] + 1))
    places = {}
    for number, (name, line, column, value) in enumerate(own):
        until = begins[number + 1] if number + 1 < len(own) else end
        places[name] = Place(begins[number], line, until, column, value)
    return places


def items_in(lines: Sequence[str], place: Place) -> list[Place]:
    """The items of the list that a key has. Raises NotInLines."""
    node = place.value
    if not isinstance(node, SequenceNode) or node.flow_style:
        raise NotInLines
    own = []
    for item in node.value:
        line = item.start_mark.line
        column = lines[line].find("-")
        if lines[line][: column + 1].strip() != "-":
            raise NotInLines
        own.append((line, column, item))
    begins: list[int] = []
    for line, column, _ in own:
        floor = begins[-1] + 1 if begins else place.own + 1
        begins.append(_with_comments(lines, line, column, floor))
    places = []
    for number, (line, column, item) in enumerate(own):
        until = begins[number + 1] if number + 1 < len(own) else place.end
        places.append(Place(begins[number], line, until, column, item))
    return places


def _with_comments(lines: Sequence[str], line: int, column: int, floor: int) -> int:
    """The first line of what stands at `line`: the comments right above it, and the blank lines above them."""
    first = line
    while first > floor and _is_comment(lines[first - 1]) and _indent(lines[first - 1]) <= column:
        first -= 1
    while first > floor and not lines[first - 1].strip():
        first -= 1
    return first


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# --- Rewriting ----------------------------------------


def lines_with(lines: Sequence[str], start: int, end: int, edits: Iterable[Edit]) -> list[str]:
    """The lines from `start` to before `end`, with the edits among them, which do not overlap."""
    written: list[str] = []
    here = start
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        written += lines[here : edit.start]
        written += edit.lines
        here = edit.end
    written += lines[here:end]
    return written


def key_rewritten(lines: Sequence[str], place: Place, key: str, value: object) -> Edit:
    """The key with another value. What was commented in the old one stands below it."""
    before = lines[place.own][: place.column]
    written = as_yaml({key: value}, place.column)
    written[0] = before + written[0].lstrip(" ")
    beside, own = comments_in(lines, place)
    if beside and len(written) == 1:
        written[0] = f"{written[0]}  {beside[0]}"
        beside = beside[1:]
    below = [f"{' ' * place.column}{comment}" for comment in (*beside, *own)]
    return Edit(place.own, place.end, (*written, *below, *_blank_at_the_end(lines, place)))


def key_added(after: Place, key: str, value: object) -> Edit:
    """A key of its own below another of the same mapping."""
    return Edit(after.end, after.end, tuple(as_yaml({key: value}, after.column)))


def key_commented_out(lines: Sequence[str], place: Place) -> Edit:
    """The key's lines as comments: its words are kept and no longer hold."""
    written = []
    for line in lines[place.own : place.end]:
        if not line.strip():
            written.append(line)
        else:
            written.append(f"{' ' * place.column}# {line[place.column :]}")
    return Edit(place.own, place.end, tuple(written))


def as_yaml(tree: object, column: int) -> list[str]:
    """The lines of a tree whose keys stand at `column`."""
    yaml = YAML()
    yaml.width = max(_WIDTH - column, _NARROWEST)
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(CommentedMap(tree) if isinstance(tree, Mapping) else tree, stream)
    written = []
    for line in stream.getvalue().split("\n")[:-1]:
        written.append(" " * column + line if line else line)
    return written


def item_as_yaml(tree: Mapping[str, object], column: int) -> list[str]:
    """The lines of a list item whose dash stands at `column`."""
    written = as_yaml(tree, column + 2)
    written[0] = f"{' ' * column}- {written[0].lstrip(' ')}"
    return written


def moved_in(written: Sequence[str], by: int) -> list[str]:
    """The lines `by` columns further in, or out where that is negative; no word of them is lost."""
    moved = []
    for line in written:
        if not line.strip():
            moved.append(line)
        elif by >= 0:
            moved.append(" " * by + line)
        else:
            moved.append(line[min(-by, _indent(line)) :])
    return moved


def _blank_at_the_end(lines: Sequence[str], place: Place) -> tuple[str, ...]:
    blank = []
    for line in reversed(lines[place.own : place.end]):
        if line.strip():
            break
        blank.append(line)
    return tuple(blank)


# --- Comments ----------------------------------------


def comments_in(lines: Sequence[str], place: Place) -> tuple[list[str], list[str]]:
    """The comments within what a key or an item holds: those beside its values, and those on lines of their own."""
    words: set[int] = set()
    beside = []
    for scalar in _scalars(place.value):
        if scalar.style in ("|", ">"):
            words.update(_block_lines(lines, scalar, place))
            continue
        words.update(range(scalar.start_mark.line + 1, scalar.end_mark.line + 1))
        after = lines[scalar.end_mark.line][scalar.end_mark.column :].strip()
        if after.startswith("#"):
            beside.append(after)
    own = []
    for number in range(place.own, place.end):
        if number not in words and _is_comment(lines[number]):
            own.append(lines[number].strip())
    return beside, own


def _block_lines(lines: Sequence[str], scalar: ScalarNode, place: Place) -> Iterator[int]:
    """The lines of a text that begins with | or > on the line before."""
    first = scalar.start_mark.line + 1
    words = (line for line in lines[first : place.end] if line.strip())
    inmost = _indent(next(words, ""))
    for number in range(first, place.end):
        if lines[number].strip() and _indent(lines[number]) < inmost:
            return
        yield number


def _scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
