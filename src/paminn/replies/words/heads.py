"""The heads that mail programs put above the mail they quote: Från, Skickat, Till, Ämne, in any order and tongue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from paminn.replies.codes import find_references
from paminn.replies.lexicon.comparing import either, fold, words
from paminn.replies.mail.addresses import addresses_in
from paminn.replies.words.form import is_marker
from paminn.replies.words.known import Known
from paminn.replies.words.lines import Line, first_words

_LABEL = re.compile(r"^[\s*_]{0,6}([^\W\d_][\w -]{0,18}?)[\s*_]{0,4}:[\s*_]{0,4}(.*)$")
_FROM = words("från from fra von van od de lähettäjä avsändare")
_TO = words("till to til an aan an kopia cc bcc")
_LABELS = (
    _FROM
    | _TO
    | words(
        "skickat sent sendt gesendet verzonden datum date ämne subject emne betreff onderwerp ärende rubrik "
        "prioritet priority importance vikt svar-till reply-to bilagor attachments"
    )
    | {"svara till", "skickat den", "svar till"}
)
_NOT_FROM = _LABELS - _FROM
_BARE_LABEL = re.compile(rf"^[\s*_]{{0,6}}({either(_LABELS)})\s{{1,9}}(\S.*)$", re.I)
YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d\d\b")
TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b")

_LONGEST_HEAD = 14  # lines
_LONGEST_BARE_HEAD = 8
_MOST_ABOVE = 6  # lines of a head above its Från
_MOST_BELOW = 10  # lines between a head and the first words of the mail
_HIGHEST_ABOVE_MARKER = 8  # lines from a head's Från to its end, where our marker follows


@dataclass(frozen=True, slots=True)
class Cut:
    """The quoted mail: its head is lines[start:end]; `depth` of ">" the head carries; `own` when the mail is ours."""

    start: int
    end: int
    depth: int = 0
    own: bool = True


@dataclass(frozen=True, slots=True)
class _Label:
    """Ämne: Påminnelse, its name in small letters."""

    name: str
    value: str

    @property
    def of_head(self) -> bool:
        return self.name in _LABELS

    @property
    def of_writer(self) -> bool:
        return self.name in _FROM


@dataclass(slots=True)
class _Block:
    """Lines that may be a head: where they end, their labels but the first, and each value with what was wrapped."""

    end: int
    labels: set[str] = field(default_factory=set)
    values: list[str] = field(default_factory=list)

    @property
    def of_head(self) -> set[str]:
        """Those of its labels that a head has."""
        return self.labels & _LABELS

    @property
    def writer(self) -> str:
        return self.values[0]

    @property
    def others(self) -> list[str]:
        """The values below the writer's."""
        return self.values[1:]

    @property
    def is_head(self) -> bool:
        """At least two lines of a head follow the first."""
        return len(self.of_head) >= 2


class Heads:
    """The heads among the lines of an answer, by what we know of the mail."""

    def __init__(self, lines: Sequence[Line], known: Known) -> None:
        self._lines = lines
        self._known = known

    def is_anybodys(self, index: int) -> bool:
        """Anybody's head begins here."""
        label = self._label(index)
        if label is None or not label.of_writer:
            return False
        return self._block(index).is_head

    def head_at(self, index: int) -> Cut | None:
        """Från: us, and at least one more line of a head."""
        block = self._head_block(index)
        if block is None:
            return None
        concerns_us = self._concerns_us(block)
        if not concerns_us and not self._is_passed_on(block):
            return None
        end = self._with_wrapped_subject(block)
        below = first_words(self._lines[end : end + _MOST_BELOW])
        # Our mail under an alias of ours, or under a colleague's name, is told by the marker at its top.
        under_alias = not concerns_us and is_marker(below)
        return Cut(
            start=self._with_labels_above(index),
            end=end,
            depth=self._lines[index].depth,
            own=under_alias or self._known.is_own(block.writer),
        )

    def bare_head_at(self, index: int) -> Cut | None:
        """Från "Påminn" <…>, Till …, Datum …: a head without colons, which only our address makes one."""
        first = _BARE_LABEL.match(self._lines[index].content)
        if first is None or first[1].lower() not in _FROM:
            return None
        if not addresses_in(first[2]) & self._known.own_addresses:
            return None
        end = index
        for line in self._lines[index : index + _LONGEST_BARE_HEAD]:
            if not _BARE_LABEL.match(line.content):
                break
            end += 1
        if end - index < 3:
            return None
        return Cut(index, end, self._lines[index].depth)

    def labels_end(self, index: int) -> int:
        """Behind the Till, Datum and Ämne that some programs put below "NN skrev:", else `index` itself."""
        label = self._label(index)
        if label is None or not label.of_head:
            return index
        block = self._block(index)
        return block.end if block.is_head else index

    def head_above(self, index: int) -> int:
        """Our marker follows at once: such a head is one, whoever it names (an alias of ours, a colleague)."""
        end = index
        while end > 0 and self._lines[end - 1].is_empty:
            end -= 1
        highest = max(0, end - _HIGHEST_ABOVE_MARKER)
        for start in range(end - 1, highest - 1, -1):
            label = self._label(start)
            if label is None or not label.of_writer:
                continue
            block = self._block(start)
            dated = any(YEAR.search(value) for value in block.others)
            return start if dated and block.is_head and block.end == end else index
        return index

    def _label(self, index: int) -> _Label | None:
        """The label that the line begins with; None below the last line."""
        if index >= len(self._lines):
            return None
        return _label_of(self._lines[index].content)

    def _block(self, first: int) -> _Block:
        """The lines from `first` on that may be one head."""
        block = _Block(first)
        empty = 0  # lines since the last label
        last = min(first + _LONGEST_HEAD, len(self._lines))
        for index in range(first, last):
            content = self._lines[index].content.strip()
            if not content:
                empty += 1
                if empty > 1:
                    break
                continue
            label = _label_of(content)
            if label is not None and self._goes_on(block, label, first=index == first, after_gap=bool(empty)):
                block.values.append(label.value)
                if index > first:
                    block.labels.add(label.name)
                block.end = index + 1
                empty = 0
            elif self._is_wrapped(block, index, after_gap=bool(empty)):
                block.values[-1] += f" {content}"
            else:
                break
        return block

    def _head_block(self, index: int) -> _Block | None:
        """The lines of a head that begins here, whoever it names: with one label more of a head, or two and us."""
        label = self._label(index)
        if label is None:
            return None
        says_us = self._known.is_own(label.value)
        if not label.of_writer and (label.of_head or not says_us):
            return None
        block = self._block(index)
        if block.labels & _NOT_FROM:
            return block
        if says_us and len(block.labels) >= 2:
            return block
        return None

    def _goes_on(self, block: _Block, label: _Label, first: bool, after_gap: bool) -> bool:
        """Whether a label belongs to the head: any will do till one is of a head."""
        if first or label.of_head:
            return True
        return not after_gap and not block.of_head

    def _is_wrapped(self, block: _Block, index: int, after_gap: bool) -> bool:
        """The second line of a value (a long To): only where the head goes on below it, but for the first."""
        if after_gap or not block.values:
            return False
        return len(block.values) == 1 or self._more_labels(index + 1)

    def _more_labels(self, start: int) -> bool:
        for line in self._lines[start : start + 3]:
            label = _label_of(line.content)
            if label is not None:
                return label.of_head
        return False

    def _concerns_us(self, block: _Block) -> bool:
        """The mail is from us or from somebody the answer went to; or from the owner, to us."""
        known = self._known
        if known.is_own(block.writer) or known.is_other(block.writer):
            return True
        if not known.is_sender(block.writer):
            return False
        return any(known.is_own(value) for value in block.others)

    def _is_passed_on(self, block: _Block) -> bool:
        """Somebody passed our mail on: a whole head, dated, to the owner, under our subject or with our reference."""
        if len(block.of_head) < 3:
            return False
        if not any(YEAR.search(value) for value in block.values):
            return False
        if not any(self._known.is_sender(value) for value in block.others):
            return False
        return any(find_references(value) or self._known.is_subject(value) for value in block.others)

    def _with_wrapped_subject(self, block: _Block) -> int:
        """Where the head ends: a wrapped subject's second line belongs to it."""
        end = block.end
        subject = self._known.subject
        if not subject or end >= len(self._lines) or self._lines[end].is_empty:
            return end
        both = fold(f"{block.values[-1]} {self._lines[end].content}")
        return end + 1 if both.endswith(subject) else end

    def _with_labels_above(self, index: int) -> int:
        """Where the head begins: some put Till or Datum above Från."""
        start = index
        highest = max(0, index - _MOST_ABOVE)
        while start > highest and self._belongs_above(self._lines[start - 1]):
            start -= 1
        return start

    def _belongs_above(self, line: Line) -> bool:
        """The owner's own such lines hold neither an address, a time nor our subject."""
        label = _label_of(line.content)
        if label is None or not label.of_head:
            return False
        value = label.value
        if TIME.search(value) and YEAR.search(value):
            return True
        known = self._known
        return known.is_own(value) or known.is_sender(value) or known.is_subject(value)


def _label_of(content: str) -> _Label | None:
    match = _LABEL.match(content)
    if match is None:
        return None
    return _Label(match[1].strip().lower(), match[2])
