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

Lines = Sequence[tuple[int, str]]  # of each line, how many ">" it carries and what stands behind them

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


def is_head(bare: Lines, index: int) -> bool:
    """Anybody's head begins here."""
    if _label_at(bare, index) not in _FROM:
        return False
    return len(_block(bare, index).of_head) >= 2


def head_at(bare: Lines, index: int, known: Known) -> Cut | None:
    """Från: us, and at least one more line of a head."""
    first = _LABEL.match(bare[index][1])
    if not first:
        return None
    label = _name_of(first)
    says_us = known.is_own(first[2])
    if label in _NOT_FROM or (label not in _FROM and not says_us):
        return None
    block = _block(bare, index)
    if not block.labels & _NOT_FROM and not (says_us and len(block.labels) >= 2):
        return None
    if not (_concerns_us(block, known) or _is_passed_on(block, known)):
        return None

    start = index
    while start > 0 and index - start < _MOST_ABOVE and _belongs_above(bare[start - 1][1], known):
        start -= 1
    end = _subject_end(bare, block, known)
    # Our mail under an alias of ours, or under a colleague's name, is told by the marker at its top.
    under_alias = not _concerns_us(block, known) and is_marker(_first_words(bare, end))
    own = known.is_own(block.values[0]) or under_alias
    return Cut(start, end, bare[index][0], own)


def bare_head_at(bare: Lines, index: int, known: Known) -> Cut | None:
    """Från "Påminn" <…>, Till …, Datum …: a head without colons, which only our address makes one."""
    first = _BARE_LABEL.match(bare[index][1])
    if not first or first[1].lower() not in _FROM:
        return None
    if not addresses_in(first[2]) & known.own_addresses:
        return None
    end = index + 1
    while end < min(index + _LONGEST_BARE_HEAD, len(bare)) and _BARE_LABEL.match(bare[end][1]):
        end += 1
    if end - index < 3:
        return None
    return Cut(index, end, bare[index][0])


def labels_end(bare: Lines, index: int) -> int:
    """Behind the Till, Datum and Ämne that some programs put below "NN skrev:", else `index` itself."""
    if index >= len(bare) or _label_at(bare, index) not in _LABELS:
        return index
    block = _block(bare, index)
    return block.end if len(block.of_head) >= 2 else index


def head_above(bare: Lines, index: int) -> int:
    """Our marker follows at once: such a head is one, whoever it names (an alias of ours, a colleague)."""
    end = index
    while end > 0 and not bare[end - 1][1].strip():
        end -= 1
    for start in range(end - 1, max(-1, end - 1 - _HIGHEST_ABOVE_MARKER), -1):
        if _label_at(bare, start) in _FROM:
            block = _block(bare, start)
            dated = any(YEAR.search(value) for value in block.values[1:])
            whole = block.end == end and dated and len(block.of_head) >= 2
            return start if whole else index
    return index


def _concerns_us(block: _Block, known: Known) -> bool:
    """The mail is from us or from somebody the answer went to; or from the owner, to us."""
    writer = block.values[0]
    if known.is_own(writer) or known.is_other(writer):
        return True
    return known.is_sender(writer) and any(known.is_own(value) for value in block.values[1:])


def _is_passed_on(block: _Block, known: Known) -> bool:
    """Somebody passed our mail on: a whole head with a day, to the owner, under our subject or with our reference."""
    if len(block.of_head) < 3 or not any(YEAR.search(value) for value in block.values):
        return False
    below = block.values[1:]
    about_it = any(find_references(value) or known.is_subject(value) for value in below)
    return about_it and any(known.is_sender(value) for value in below)


def _block(bare: Lines, first: int) -> _Block:
    """The lines from `first` on that may be one head."""
    block = _Block(first)
    empty = 0  # lines since the last label
    for index in range(first, min(first + _LONGEST_HEAD, len(bare))):
        content = bare[index][1].strip()
        if not content:
            empty += 1
            if empty > 1:
                break
            continue
        match = _LABEL.match(content)
        label = _name_of(match) if match else ""
        if match and (index == first or label in _LABELS or not (empty or block.of_head)):
            block.values.append(match[2])
            if index > first:
                block.labels.add(label)
            block.end = index + 1
            empty = 0
        elif not empty and block.values and (len(block.values) == 1 or _more_labels(bare, index + 1)):
            block.values[-1] += " " + content
        else:
            break
    return block


def _more_labels(bare: Lines, start: int) -> bool:
    """A wrapped value (a long To) is only one when the head goes on below it."""
    for _, content in bare[start : start + 3]:
        match = _LABEL.match(content)
        if match:
            return _name_of(match) in _LABELS
    return False


def _subject_end(bare: Lines, block: _Block, known: Known) -> int:
    """A wrapped subject's second line belongs to the head."""
    end = block.end
    if end >= len(bare) or not bare[end][1].strip() or not known.subject:
        return end
    value = block.values[-1]
    both = fold(f"{value} {bare[end][1]}")
    wrapped = len(both) > len(fold(value)) and both.endswith(known.subject)
    return end + 1 if wrapped else end


def _first_words(bare: Lines, start: int) -> str:
    for _, content in bare[start : start + _MOST_BELOW]:
        if content.strip():
            return content
    return ""


def _belongs_above(line: str, known: Known) -> bool:
    """Some put Till or Datum above Från; the owner's own such lines hold neither an address, a time nor our subject."""
    match = _LABEL.match(line)
    if not match or _name_of(match) not in _LABELS:
        return False
    value = match[2]
    if TIME.search(value) and YEAR.search(value):
        return True
    return known.is_own(value) or known.is_sender(value) or known.is_subject(value)


def _label_at(bare: Lines, index: int) -> str:
    """The label that the line begins with, or nothing."""
    match = _LABEL.match(bare[index][1])
    return _name_of(match) if match else ""


def _name_of(label: re.Match[str]) -> str:
    return label[1].strip().lower()
