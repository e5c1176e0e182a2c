"""Our form, filled in where it stands in the mail we sent: read field by field, whatever the mail program did to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from paminn.replies.codes import find_references
from paminn.replies.lexicon.comparing import fold
from paminn.replies.words.form import FIELD, HEADING, is_marker, is_menu, says
from paminn.replies.words.form_day import read_day
from paminn.replies.words.sent import Sent

_MARKS = re.compile(r"^[\s>|]{1,80}")
_END = re.compile(r"\s*-{2,3}\s*$|(?:din kod|referens|från|from|skickat|sent)\s?:|-{4}|_{5}", re.I)


@dataclass(slots=True)
class _Field:
    label: str
    values: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        return " ".join(fold(value) for value in self.values)


@dataclass(slots=True)
class Block:
    """The filled fields of one goal ("" when the form names none), and the lines they stand on."""

    goal: str
    heading: str = ""
    fields: list[_Field] = field(default_factory=list)

    @property
    def lines(self) -> list[int]:
        return [at for one in self.fields for at in one.at]

    @property
    def text(self) -> str:
        shown = [f"{one.label}: {chr(10).join(one.values)}" for one in self.fields]
        return "\n".join([self.heading, *shown] if self.heading else shown)


def read_form(lines: Sequence[str], sent: Sent, above: Sequence[str] = ()) -> tuple[list[Block], set[int]]:
    """(what was filled in, the lines that only repeat what stands `above`): many copy the form and fill in the copy."""
    said = [(block.goal, one.label, f"{one.key} ") for block in _blocks(above, sent) for one in block.fields]
    blocks = list(_blocks(lines, sent))
    again: set[int] = set()
    for block in blocks if said else ():
        repeated = [one for one in block.fields if _is_said(block.goal, one, said)]
        again.update(at for one in repeated for at in one.at)
        block.fields = [one for one in block.fields if one not in repeated]
    return [block for block in blocks if block.fields], again


def _is_said(goal: str, one: _Field, said: Sequence[tuple[str, str, str]]) -> bool:
    """A signature may follow the last field of a copy."""
    key = f"{one.key} "
    return any(one.label == label and goal in (other, "") and there.startswith(key) for other, label, there in said)


def _blocks(lines: Sequence[str], sent: Sent) -> Iterator[Block]:
    block, current, gap = Block(""), None, False
    labels: set[str] = set()
    for at, line in enumerate(lines):
        words = _MARKS.sub("", line).strip()
        heading, found = HEADING.match(words), FIELD.match(words)
        if heading:
            yield from _finished(block, labels)
            block, current = Block(heading[1], words.strip(" *_:.")), None
            labels = set()
        elif found:
            labels.add(found[1].lower())
            current = _Field(found[1].capitalize())
            block.fields.append(current)
            _fill(current, found[2].strip(" \t*_"), at, sent, words)
        elif not words:
            gap = gap or current is not None
            continue
        elif current is not None:
            current = _went_on(current, words, at, gap, sent)
        gap = False
    yield from _finished(block, labels)


def _fill(current: _Field, value: str, at: int, sent: Sent, line: str) -> None:
    if says(value) and not is_menu(value) and not sent.has(line):
        current.values.append(value)
        current.at.append(at)


def _went_on(current: _Field, words: str, at: int, gap: bool, sent: Sent) -> _Field | None:
    """The words of a line below a field go with it, till the form ends; None when they do not."""
    if _END.match(words) or is_marker(words) or is_menu(words) or find_references(words):
        return None
    if (gap or current.values) and sent.has(words):
        return None
    if gap and current.label.lower() == "nytt datum" and (current.values or read_day(words) is None):
        return None
    current.values.append(words)
    current.at.append(at)
    return current


def _finished(block: Block, labels: set[str]) -> Iterator[Block]:
    """A lone "Status: …" under no goal may be anybody's."""
    block.fields = [one for one in block.fields if one.values]
    if block.fields and (block.goal or len(labels) >= 2):
        yield block
