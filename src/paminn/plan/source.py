"""YAML text with the place of every value, and its syntax errors in plain Swedish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from paminn.plan.bounds import TooMuch, refuse_long, refuse_unfolding
from paminn.plan.model import Problem
from paminn.plan.slips import near

Path = Sequence[str | int]

_NOT_CLOSED = "En hakparentes eller klammer öppnas men stängs inte."
_OPEN_QUOTE = "Ett citattecken öppnas men stängs aldrig."

# The usual slips of a hand, by a piece of the parser's own words.
_SYNTAX = (
    ("'\\t'", "Här står ett tabbtecken. Använd mellanslag för indrag."),
    ("found character '%'", "Texten börjar med %. Sätt den inom citattecken."),
    ("found character '@'", "Texten börjar med @. Sätt den inom citattecken."),
    ("found character '`'", "Texten börjar med `. Sätt den inom citattecken."),
    (
        "mapping values are not allowed",
        "Kolon mitt i en text. Sätt texten inom citattecken, eller kontrollera indraget.",
    ),
    (
        "could not find expected ':'",
        'Raden saknar kolon efter nyckeln, till exempel «tidplan: "Klart ht 2025"».',
    ),
    ("unexpected end of stream", _OPEN_QUOTE),
    (
        "expected the node content",
        "En klammer eller hakparentes är inte riktigt skriven. Sätt texten inom citattecken.",
    ),
    ("expected ',' or", _NOT_CLOSED),
    ("undefined alias", "Texten börjar med *. Sätt den inom citattecken."),
    ("expected <block end>", "Indraget stämmer inte med raderna ovanför."),
)
_UNREADABLE = "Filen går inte att läsa som YAML. Kontrollera tecken och indrag."
_CONTROL_CHARACTER = "Filen innehåller ett osynligt styrtecken. Skriv om raden."
_NO_KEYS = "Filen är tom eller saknar nycklar av formen «titel: …»."
_NOT_UTF8 = "Filen är inte sparad som UTF-8. Spara om den med kodningen UTF-8."
# Letters. The careful parser takes seconds for a text that is longer, and so has no say in it.
_LONG = 200_000
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_VALUE_IN_QUOTES = re.compile(r"(?::\s|-\s)\"")


@dataclass(frozen=True)
class Source:
    """One file's text and its YAML tree."""

    file: str
    lines: tuple[str, ...]
    tree: Any = None

    def problem(self, path: Path, message: str, *, at_key: bool = False) -> Problem:
        """A problem at the value (or the key) that `path` leads to; the nearest place known otherwise."""
        line, column = self.place(path, at_key=at_key)
        return self.at(line, column, message)

    def at(self, line: int, column: int, message: str) -> Problem:
        """A problem at a line and column counted from 0; beyond the text, at its end."""
        if not self.lines:
            return Problem(self.file, 1, 1, message)
        last_line = len(self.lines) - 1
        line = min(max(line, 0), last_line)
        text = self.lines[line]
        column = min(column, len(text))
        return Problem(self.file, line + 1, column + 1, message, text)

    def word_at(self, path: Path) -> str:
        """What stands at the value of `path`, as it is written, down to the next space or sign."""
        line, column = self.place(path)
        return re.split(r"[\s,\]}]", self.lines[line][column:], maxsplit=1)[0]

    def place(self, path: Path, *, at_key: bool = False) -> tuple[int, int]:
        """The line and column, from 0, of what `path` leads to; of the nearest known otherwise."""
        node = self.tree
        place = (0, 0)
        last = len(path) - 1
        for position, step in enumerate(path):
            if isinstance(node, CommentedMap) and step in node:
                if at_key and position == last:
                    place = node.lc.key(step)
                else:
                    place = node.lc.value(step)
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                place = node.lc.item(step)
            else:
                break
            node = node[step]
        return place


def parse(file: str, data: bytes) -> tuple[Source, list[Problem]]:
    """Read one file. Never raises: what cannot be read is a problem, and the tree is then None."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n")
        return Source(file, ()), [Problem(file, line + 1, 1, _NOT_UTF8)]
    try:
        refuse_long(text)
    except TooMuch as error:
        return Source(file, ()), [Problem(file, error.line + 1, 1, error.sentence)]
    unread = Source(file, tuple(text.splitlines()))
    try:
        tree = load(text)
    except TooMuch as error:
        return unread, [unread.at(error.line, error.column, error.sentence)]
    except DuplicateKeyError as error:
        sentence = f'Nyckeln "{_quoted(error)}" står två gånger. Ta bort den ena.'
        return unread, [_marked(unread, error, sentence)]
    except MarkedYAMLError as error:
        return unread, [_marked(unread, error, _explain(error))]
    except ReaderError as error:
        return unread, [_control_character(unread, text, error)]
    except (YAMLError, ValueError, TypeError, AttributeError, KeyError):  # a tag that does not suit its value, too
        problem = _impossible_day(unread)
        if problem is None:
            problem = unread.at(0, 0, _UNREADABLE)
        return unread, [problem]
    source = Source(file, unread.lines, tree)
    if not isinstance(tree, CommentedMap):
        return source, [source.at(0, 0, _NO_KEYS)]
    return source, []


def load(text: str) -> Any:
    """As YAML().load(text), by the fast parser. Where that stumbles, the careful one says what is wrong and where.

    Raises TooMuch, and what the parsers raise.
    """
    reader = YAML(typ="safe")
    careful = YAML()
    long = len(text) > _LONG
    try:
        refuse_unfolding(reader.parse(text))
    except YAMLError:
        if long:
            raise
        return careful.load(text)
    if _DIRECTIVE.search(text):  # another version of YAML, which the fast one does not heed
        return careful.load(text)
    try:
        node = reader.compose(text)
        if node is None:
            return None
        return _value(reader.constructor, node)
    except (YAMLError, ValueError, TypeError, AttributeError, KeyError):
        if long:
            raise
        return careful.load(text)


def _value(constructor: SafeConstructor, node: Node) -> Any:
    """What a node holds, with the place of each key and item."""
    if isinstance(node, MappingNode):
        return _mapping(constructor, node)
    if isinstance(node, SequenceNode):
        return _sequence(constructor, node)
    return constructor.construct_object(node)


def _mapping(constructor: SafeConstructor, node: MappingNode) -> CommentedMap:
    mapping = CommentedMap()
    for key_node, value_node in node.value:
        key = constructor.construct_object(key_node)
        key_start = key_node.start_mark
        if key in mapping:
            raise DuplicateKeyError(problem=f'found duplicate key "{key}"', problem_mark=key_start)
        start = value_node.start_mark
        places = (key_start.line, key_start.column, start.line, start.column)
        mapping._yaml_set_kv_line_col(key, places)
        mapping[key] = _value(constructor, value_node)
    return mapping


def _sequence(constructor: SafeConstructor, node: SequenceNode) -> CommentedSeq:
    sequence = CommentedSeq()
    for index, item_node in enumerate(node.value):
        start = item_node.start_mark
        sequence._yaml_set_idx_line_col(index, (start.line, start.column))
        sequence.append(_value(constructor, item_node))
    return sequence


def _quoted(error: DuplicateKeyError) -> str:
    """The key that the parser complains of, which it shows in quotes."""
    _, _, from_key = str(error.problem).partition('"')
    key, _, _ = from_key.partition('"')
    return key


def _control_character(source: Source, text: str, error: ReaderError) -> Problem:
    before = text[: error.position]
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    return source.at(line, column, _CONTROL_CHARACTER)


def _impossible_day(source: Source) -> Problem | None:
    """The parser turns 2025-09-31 into a date itself and fails without saying where."""
    for number, line in enumerate(source.lines):
        for written in _DAY.finditer(line):
            try:
                date.fromisoformat(written[0])
            except ValueError:
                sentence = f'"{written[0]}" är inget datum som finns. Skriv ÅÅÅÅ-MM-DD.'
                return source.at(number, written.start(), sentence)
    return None


def _marked(source: Source, error: MarkedYAMLError, sentence: str) -> Problem:
    """A problem where the parser says, or where the quote was opened that swallowed the lines down to there."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return source.at(0, 0, sentence)
    open_quote = _open_quote(source, mark.line)
    if open_quote is not None:
        return open_quote
    slip = near(source.lines, mark.line, mark.column, in_brackets=sentence == _NOT_CLOSED)
    if slip is not None:
        return source.at(slip.line, slip.column, slip.sentence)
    return source.at(mark.line, mark.column, sentence)


def _open_quote(source: Source, last: int) -> Problem | None:
    """The first value down to line `last` whose quote is never closed."""
    for number, line in enumerate(source.lines[: last + 1]):
        opened = _VALUE_IN_QUOTES.search(line)
        if opened and '"' not in line[opened.end() :]:
            return source.at(number, opened.end() - 1, _OPEN_QUOTE)
    return None


def _explain(error: MarkedYAMLError) -> str:
    """What the parser's own words mean, in Swedish."""
    words = f"{error.context or ''} {error.problem or ''}"
    for piece, sentence in _SYNTAX:
        if piece in words:
            return sentence
    return "Raden går inte att läsa som YAML. Kontrollera kolon, citattecken och indrag."
