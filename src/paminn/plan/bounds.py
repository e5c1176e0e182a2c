"""How large a plan file may be, before anything is made of what it says.

A few lines of YAML can stand for a thousand million values, by references to references; and what lies deep enough in
itself exhausts whoever unfolds it. So the parser's events, which take no more room than the text, are counted first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

LINES = 50_000
VALUES = 50_000
# Of all texts together: no more than the largest file has, so that only references come above it.
CHARACTERS = 2_000_000
DEPTH = 20

_TOO_MANY_LINES = f"Filen har mer än {LINES} rader. Dela planen i flera, eller ta bort det som inte hör till den."
_TOO_MANY_VALUES = (
    f"Filen rymmer mer än {VALUES} uppgifter. Dela planen i flera, och skriv ut det som hänvisningar (*) står för."
)
_TOO_MUCH_TEXT = (
    f"Filens texter är tillsammans mer än {CHARACTERS} tecken. Dela planen i flera, och skriv ut det som hänvisningar "
    "(*) står för."
)
_TOO_DEEP = (
    f"Filen har listor i varandra i mer än {DEPTH} steg. Så djup är ingen plan. Kontrollera klamrar, streck och indrag."
)
_ROUND = "Hänvisningen (*) pekar på sig själv. Skriv ut vad den står för."


class TooMuch(ValueError):
    """The sentence, and the line and column from 0 that it is about."""

    def __init__(self, sentence: str, line: int = 0, column: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line
        self.column = column


@dataclass(frozen=True)
class _Amount:
    values: int
    characters: int

    def __add__(self, more: _Amount) -> _Amount:
        return _Amount(self.values + more.values, self.characters + more.characters)


_ITSELF = _Amount(1, 0)  # a list, a mapping


@dataclass
class _Open:
    """A list or mapping that is being read."""

    anchor: str | None
    holds: _Amount


@dataclass
class _Count:
    """How much the text stands for, references unfolded."""

    total: _Amount = _Amount(0, 0)
    levels: list[_Open] = field(default_factory=list)
    anchored: dict[str, _Amount] = field(default_factory=dict)

    def add(self, more: _Amount) -> None:
        self.total += more
        for level in self.levels:
            level.holds += more

    def close(self) -> None:
        level = self.levels.pop()
        if level.anchor is not None:
            self.anchored[level.anchor] = level.holds


def refuse_long(text: str) -> None:
    """Raises TooMuch."""
    if text.count("\n") > LINES:
        raise TooMuch(_TOO_MANY_LINES, LINES)


def refuse_unfolding(events: Iterable[Any]) -> None:
    """Raises TooMuch, at the first event that goes too far; what the parser itself raises meanwhile goes on up."""
    count = _Count()
    for event in events:
        if isinstance(event, (SequenceEndEvent, MappingEndEvent)):
            count.close()
            continue
        if not isinstance(event, NodeEvent):
            continue
        mark = event.start_mark
        if isinstance(event, AliasEvent):
            if any(level.anchor == event.anchor for level in count.levels):
                raise TooMuch(_ROUND, mark.line, mark.column)
            count.add(count.anchored.get(event.anchor, _ITSELF))
        elif isinstance(event, (SequenceStartEvent, MappingStartEvent)):
            count.add(_ITSELF)
            count.levels.append(_Open(event.anchor, _ITSELF))
            if len(count.levels) > DEPTH:
                raise TooMuch(_TOO_DEEP, mark.line, mark.column)
        elif isinstance(event, ScalarEvent):
            scalar = _Amount(1, len(event.value))
            count.add(scalar)
            if event.anchor is not None:
                count.anchored[event.anchor] = scalar
        if count.total.values > VALUES:
            raise TooMuch(_TOO_MANY_VALUES, mark.line, mark.column)
        if count.total.characters > CHARACTERS:
            raise TooMuch(_TOO_MUCH_TEXT, mark.line, mark.column)
