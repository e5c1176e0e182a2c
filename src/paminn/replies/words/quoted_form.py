"""Our form, filled in where it stands in the mail we sent: read field by field, whatever the mail program did to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from paminn.replies.codes import find_references
from paminn.replies.lexicon.comparing import fold
from paminn.replies.words.form import FIELD, HEADING, is_left_blank, is_marker, is_menu, says
from paminn.replies.words.form_day import read_day
from paminn.replies.words.sent import Sent

_MARKS = re.compile(r"^[\s>|]{1,80}")
_END = re.compile(r"\s*-{2,3}\s*$|(?:din kod|referens|från|from|skickat|sent)\s?:|-{4}|_{5}", re.I)
_NEW_DATE = "nytt datum"


@dataclass(slots=True)
class _Field:
    """A field, what was filled in there line by line, and on which lines that stands."""

    label: str
    values: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its words for comparing; a blank ends the last of them."""
        return " ".join(fold(value) for value in self.values) + " "

    def add(self, value: str, place: int) -> None:
        self.values.append(value)
        self.places.append(place)


@dataclass(slots=True)
class Block:
    """The filled fields of one goal ("" when the form names none), and the lines they stand on."""

    goal: str
    heading: str = ""
    fields: list[_Field] = field(default_factory=list)

    @property
    def lines(self) -> list[int]:
        places: list[int] = []
        for filled in self.fields:
            places += filled.places
        return places

    @property
    def text(self) -> str:
        shown = [self.heading] if self.heading else []
        for filled in self.fields:
            value = "\n".join(filled.values)
            shown.append(f"{filled.label}: {value}")
        return "\n".join(shown)

    def holds(self, goal: str, copy: _Field) -> bool:
        """A copy, under that goal or under none, is filled in here too. A signature may follow the last field here."""
        if goal not in (self.goal, ""):
            return False
        for filled in self.fields:
            if filled.label == copy.label and filled.key.startswith(copy.key):
                return True
        return False


class _Reading:
    """Goes through the lines of a form and gathers what was filled in."""

    def __init__(self, sent: Sent) -> None:
        self.blocks: list[Block] = []
        self._sent = sent
        self._block = Block("")
        self._labels: set[str] = set()  # of the block, filled or not
        self._field: _Field | None = None  # the one that the next line may go on with
        self._gap = False  # an empty line has followed it

    def line(self, place: int, line: str) -> None:
        """The next line."""
        words = _MARKS.sub("", line).strip()
        if not words:
            self._gap = self._gap or self._field is not None
            return
        heading = HEADING.match(words)
        begun = FIELD.match(words)
        if heading:
            self.finish()
            self._block = Block(heading[1], words.strip(" *_:."))
        elif begun:
            self._begin(begun, place, words)
        elif self._field is not None:
            if self._goes_on(self._field, words):
                self._field.add(words, place)
            else:
                self._field = None
        self._gap = False

    def finish(self) -> None:
        """The block ends. A lone "Status: …" under no goal may be anybody's."""
        block = self._block
        block.fields = [filled for filled in block.fields if filled.values]
        if block.goal or len(self._labels) >= 2:
            self.blocks.append(block)
        self._labels = set()
        self._field = None

    def _begin(self, begun: re.Match[str], place: int, words: str) -> None:
        self._labels.add(begun[1].lower())
        self._field = _Field(begun[1].capitalize())
        self._block.fields.append(self._field)
        value = begun[2].strip(" \t*_")
        if is_left_blank(begun[1], value):
            self._field = None
        elif says(value) and not is_menu(value) and not self._sent.has(words):
            self._field.add(value, place)

    def _goes_on(self, current: _Field, words: str) -> bool:
        """The words of a line below a field go with it, till the form ends."""
        if _END.match(words) or is_marker(words) or is_menu(words) or find_references(words):
            return False
        if (self._gap or current.values) and self._sent.has(words):
            return False
        if self._gap and current.label.lower() == _NEW_DATE:
            return not current.values and read_day(words) is not None
        return True


def read_form(lines: Sequence[str], sent: Sent, above: Sequence[str] = ()) -> tuple[list[Block], set[int]]:
    """(what was filled in, the lines that only repeat what stands `above`): many copy the form and fill in the copy."""
    blocks_above = _blocks(above, sent)
    blocks: list[Block] = []
    again: set[int] = set()
    for block in _blocks(lines, sent):
        new: list[_Field] = []
        for filled in block.fields:
            if any(other.holds(block.goal, filled) for other in blocks_above):
                again.update(filled.places)
            else:
                new.append(filled)
        block.fields = new
        if new:
            blocks.append(block)
    return blocks, again


def _blocks(lines: Sequence[str], sent: Sent) -> list[Block]:
    reading = _Reading(sent)
    for place, line in enumerate(lines):
        reading.line(place, line)
    reading.finish()
    return reading.blocks
