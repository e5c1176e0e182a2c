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

from paminn.plan.model import Problem

Path = Sequence[str | int]

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
    ("unexpected end of stream", "Ett citattecken öppnas men stängs aldrig."),
    (
        "expected the node content",
        "En klammer eller hakparentes är inte riktigt skriven. Sätt texten inom citattecken.",
    ),
    ("did not find expected ',' or", "En hakparentes eller klammer öppnas men stängs inte."),
    ("expected ',' or", "En hakparentes eller klammer öppnas men stängs inte."),
    ("undefined alias", "Texten börjar med *. Sätt den inom citattecken."),
    ("expected <block end>", "Indraget stämmer inte med raderna ovanför."),
    ("bad indentation", "Indraget stämmer inte med raderna ovanför."),
    ("special characters are not allowed", "Filen innehåller ett osynligt styrtecken. Skriv om raden."),
)
_UNREADABLE = "Filen går inte att läsa som YAML. Kontrollera tecken och indrag."
_DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_QUOTED = re.compile(r"(?::\s|-\s)\"")


@dataclass(frozen=True)
class Source:
    """One file's text and its YAML tree."""

    file: str
    lines: tuple[str, ...]
    tree: Any = None

    def problem(self, path: Path, message: str, *, at_key: bool = False) -> Problem:
        """A problem at the value (or the key) that `path` leads to; the nearest place known otherwise."""
        line, column = self._place(path, at_key)
        return self.at(line, column, message)

    def at(self, line: int, column: int, message: str) -> Problem:
        """A problem at a line and column counted from 0."""
        line = min(max(line, 0), max(len(self.lines) - 1, 0))
        text = self.lines[line] if self.lines else ""
        return Problem(self.file, line + 1, min(column, len(text)) + 1, message, text)

    def _place(self, path: Path, at_key: bool) -> tuple[int, int]:
        node, place = self.tree, (0, 0)
        for position, step in enumerate(path):
            last = position == len(path) - 1
            if isinstance(node, CommentedMap) and step in node:
                place = node.lc.key(step) if last and at_key else node.lc.value(step)
                node = node[step]
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                place = node.lc.item(step)
                node = node[step]
            else:
                break
        return place


def parse(file: str, data: bytes) -> tuple[Source, list[Problem]]:
    """Read one file. Never raises: what cannot be read is a problem, and the tree is then None."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n")
        return Source(file, ()), [
            Problem(file, line + 1, 1, "Filen är inte sparad som UTF-8. Spara om den med kodningen UTF-8.")
        ]
    source = Source(file, tuple(text.splitlines()))
    try:
        tree = load(text)
    except DuplicateKeyError as error:
        key = str(error.problem).split('"')[1] if '"' in str(error.problem) else ""
        return source, [_marked(source, error, f'Nyckeln "{key}" står två gånger. Ta bort den ena.')]
    except MarkedYAMLError as error:
        return source, [_marked(source, error, _explain(error))]
    except (YAMLError, ValueError, RecursionError):
        return source, [_impossible_day(source) or source.at(0, 0, _UNREADABLE)]
    source = Source(file, source.lines, tree)
    if not isinstance(tree, CommentedMap):
        return source, [source.at(0, 0, "Filen är tom eller saknar nycklar av formen «titel: …».")]
    return source, []


def load(text: str) -> Any:
    """As YAML().load(text), by the fast parser. Where that stumbles, the careful one says what is wrong and where."""
    if _DIRECTIVE.search(text):  # another version of YAML, which the fast one does not heed
        return YAML().load(text)
    reader = YAML(typ="safe")
    try:
        node = reader.compose(text)
        return None if node is None else _value(reader.constructor, node)
    except (YAMLError, ValueError, TypeError):
        return YAML().load(text)


def _value(constructor: SafeConstructor, node: Node) -> Any:
    """What a node holds, with the place of each key and item."""
    if isinstance(node, MappingNode):
        mapping = CommentedMap()
        for key, value in node.value:
            name = constructor.construct_object(key)
            if name in mapping:
                raise ValueError
            at = (key.start_mark.line, key.start_mark.column, value.start_mark.line, value.start_mark.column)
            mapping._yaml_set_kv_line_col(name, at)
            mapping[name] = _value(constructor, value)
        return mapping
    if isinstance(node, SequenceNode):
        sequence = CommentedSeq()
        for number, value in enumerate(node.value):
            sequence._yaml_set_idx_line_col(number, (value.start_mark.line, value.start_mark.column))
            sequence.append(_value(constructor, value))
        return sequence
    return constructor.construct_object(node)


def _impossible_day(source: Source) -> Problem | None:
    """The parser turns 2025-09-31 into a date itself and fails without saying where."""
    for number, line in enumerate(source.lines):
        for found in _DAY.finditer(line):
            try:
                date.fromisoformat(found[0])
            except ValueError:
                return source.at(number, found.start(), f'"{found[0]}" är inget datum som finns. Skriv ÅÅÅÅ-MM-DD.')
    return None


def _open_quote(source: Source, last: int) -> Problem | None:
    """A value whose quote is never closed swallows the lines below it; the parser complains further down."""
    for number, line in enumerate(source.lines[: last + 1]):
        opened = _QUOTED.search(line)
        if opened and line.count('"', opened.end()) == 0:
            return source.at(number, opened.end() - 1, "Ett citattecken öppnas men stängs aldrig.")
    return None


def _marked(source: Source, error: MarkedYAMLError, message: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return source.at(0, 0, message)
    return _open_quote(source, mark.line) or source.at(mark.line, mark.column, message)


def _explain(error: MarkedYAMLError) -> str:
    words = f"{error.context or ''} {error.problem or ''}"
    for piece, sentence in _SYNTAX:
        if piece in words:
            return sentence
    return "Raden går inte att läsa som YAML. Kontrollera kolon, citattecken och indrag."
