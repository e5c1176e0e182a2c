"""The reminder we sent, as something to recognise: line by line, however a mail program wraps or decorates it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from paminn.replies.lexicon.comparing import either
from paminn.replies.lexicon.statuses import OFFERED
from paminn.replies.words.form import is_menu
from paminn.replies.words.goal_numbers import NUMBER, as_in_the_plan, is_no_mere_figure

_LINK = re.compile(r"<(?:https?|mailto|tel):[^>\s]{0,2000}>|\[cid:[^\]]{0,200}\]", re.I)
_BUTTON = re.compile(
    rf"^\W*(?:{either(OFFERED.values())})\s?[<(\[]mailto:[^\s>)\]]{{1,200}}\?subject=Svar%20",
    re.I,
)
_MARKS = str.maketrans({"–": "-", "—": "-", "”": '"', "“": '"', "’": "'", "…": "..."})
_UNKNOWN = re.compile(r"(?<=\w)\?(?=\w)")  # what a character set lacked
_EDGE = re.compile(r"^[\s>*_•·\-–|]+|[\s*_|]+$")
_HEADING = re.compile(rf"({NUMBER}) \S", re.I)
_CLOSING = ("så svarar du", "vill du ändå berätta hur det går")
_LABEL = re.compile(r"^([^\W\d][^:]{1,28}):\s*(.*)$")

MAX_SENT = 64_000

_FEWEST_KEPT = 3  # words of a line of ours in which more were typed
_MOST_TYPED = 60
_LONG = 20  # characters of a line that nobody writes by chance
_BEGINNING = 6  # characters by which a line of ours is looked up
_TAIL = 80  # characters of the line before that must stand before the tail of a broken one
_NEARLY_ALL = 0.8  # of our lines are in the quote
_MOSTLY_OURS = 0.7  # of the lines of the quote


@lru_cache(maxsize=4_096)  # each line of a quote is asked about from several sides
def norm(line: str) -> str:
    """A line for comparing: no link targets, no decoration, single blanks, plain marks, no case."""
    bare = _UNKNOWN.sub(" ", _LINK.sub("", line).translate(_MARKS))
    return " ".join(_EDGE.sub("", bare).split()).casefold()


def is_button(line: str) -> bool:
    """A button of our page, as a plain text has it: its word and the address it opens."""
    return bool(_BUTTON.match(line))


class Sent:
    """Which lines of a quote are ours. Short lines are ours only as often as we wrote them."""

    def __init__(self, text: str) -> None:
        """`text` is all of the reminder, in both its versions; nothing when it is not known."""
        self.lines = _normed(text[:MAX_SENT].split("\n"))
        self.goals: set[str] = set()
        self._headings: list[str] = []
        for line in self.lines:
            heading = _HEADING.match(line)
            if heading and is_no_mere_figure(heading[1]):
                self.goals.add(as_in_the_plan(heading[1]))
                self._headings.append(line)
        self._whole = " ".join(self.lines)
        self._counts = Counter(self.lines)
        self._labels = _labels_of(self.lines)
        self._by_beginning = _by_beginning(self.lines)
        self._by_words = [line.split() for line in sorted(set(self.lines), key=len, reverse=True)]
        self.reset()

    def __bool__(self) -> bool:
        return bool(self.lines)

    def reset(self) -> None:
        """A new copy of the reminder begins."""
        self._left = Counter(self._counts)  # how often each line may still come
        self._before = ""  # what the last line was of ours, with what has been added to it
        self.by_label = False

    def has(self, line: str) -> bool:
        """This whole line is one of ours."""
        return norm(line) in self._counts

    def is_long(self, line: str) -> bool:
        """A line of ours that nobody writes by chance."""
        text = norm(line)
        return _is_long(text) and text in self._counts

    def knows(self, line: str) -> bool:
        """Whether this quoted line is ours; lines must be asked in their order.

        `by_label` tells afterwards that it was known only by what stands before its colon.
        """
        self.by_label = False
        text = norm(line)
        if not text:
            return True
        before = self._before
        self._before = ""
        if is_button(line):
            return True
        if self._wrote(text):
            self._before = text
            return True
        if before and self._goes_on(before, text):
            self._before = f"{before} {text}"
            return True
        label = _LABEL.match(text)
        self.by_label = label is not None and label[1] in self._labels
        return self.by_label or (is_menu(text) and not self.within(line))

    def heading(self, line: str) -> str:
        """The goal whose wording begins at this line of ours, perhaps broken off by some program."""
        text = norm(line)
        begun = _HEADING.match(text)
        if begun and any(heading.startswith(text) for heading in self._headings):
            return as_in_the_plan(begun[1])
        return ""

    def closes(self, line: str) -> bool:
        """The last goal has been told, and how to answer begins."""
        return norm(line) in _CLOSING

    def continues(self, line: str) -> bool:
        """The tail of the line of ours that was asked about last, broken off by some program."""
        text = norm(line)
        if not text or text in self._counts:
            return False
        if not self._before or self._before in self._counts:
            return False
        if not self._goes_on(self._before, text):
            return False
        self._before = f"{self._before} {text}"
        return True

    def beyond(self, line: str) -> str:
        """What somebody typed at the end of a line of ours ("3. Vilken status? Pågår" -> "Pågår")."""
        text = norm(line)
        if text in self._whole:
            return ""
        for ours in self._by_beginning.get(text[:_BEGINNING], ()):
            if len(ours) >= 10 and text.startswith(ours) and not text[len(ours)].isalnum():
                return _last_words(line, text[len(ours) :])
        return ""

    def within(self, line: str) -> str:
        """What somebody typed into a line of ours, wherever in it: its words are all there, and these besides."""
        typed = norm(line).split()
        for ours in self._by_words:
            more = len(typed) - len(ours)
            if more <= 0 or more > _MOST_TYPED or len(ours) < _FEWEST_KEPT:
                continue
            kept = 0
            while kept < len(ours) and ours[kept] == typed[kept]:
                kept += 1
            if ours[kept:] == typed[kept + more :]:
                return _words_at(line, kept, kept + more)
        return ""

    def coverage(self, quote: Sequence[str]) -> bool:
        """Whether `quote` is this reminder: nearly all of ours is in it, or most of it is ours."""
        quoted = _normed(quote)
        ours = [line for line in self.lines if _has_three_words(line)]
        if ours and _share_in(" ".join(quoted), ours) >= _NEARLY_ALL:
            return True
        theirs = [line for line in quoted if _has_three_words(line)]
        return len(theirs) >= 3 and _share_in(self._whole, theirs) >= _MOSTLY_OURS

    def _wrote(self, text: str) -> bool:
        """We wrote it, as a whole line or as a long part of one. A short line is used up."""
        if text in self._counts and (self._left[text] > 0 or _has_three_words(text)):
            self._left[text] -= 1
            return True
        return _is_long(text) and text in self._whole

    def _goes_on(self, before: str, text: str) -> bool:
        """What we wrote goes on so."""
        return f"{before[-_TAIL:]} {text}" in self._whole


def _normed(lines: Sequence[str]) -> list[str]:
    """The lines for comparing, without the empty ones."""
    normed: list[str] = []
    for line in lines:
        bare = norm(line)
        if bare:
            normed.append(bare)
    return normed


def _by_beginning(lines: Sequence[str]) -> dict[str, list[str]]:
    """Each line once, the longest first, by how it begins."""
    by_beginning: dict[str, list[str]] = defaultdict(list)
    for line in sorted(set(lines), key=len, reverse=True):
        beginning = line[:_BEGINNING]
        by_beginning[beginning].append(line)
    return by_beginning


def _share_in(text: str, lines: Sequence[str]) -> float:
    """How large a part of `lines` stands in `text`."""
    present = [line for line in lines if line in text]
    return len(present) / len(lines)


def _labels_of(lines: Sequence[str]) -> set[str]:
    """What stands before the colon of our lines, where something stands behind it."""
    labels: set[str] = set()
    for line in lines:
        label = _LABEL.match(line)
        if label and label[2]:
            labels.add(label[1])
    return labels


def _has_three_words(text: str) -> bool:
    return text.count(" ") >= 2


def _is_long(text: str) -> bool:
    return len(text) >= _LONG and _has_three_words(text)


def _words_at(line: str, start: int, end: int) -> str:
    """Some of the words of a line as they stand there, counted as `norm` counts them."""
    words = _EDGE.sub("", _LINK.sub("", line)).split()
    return " ".join(words[start:end]).strip(" *_|")


def _last_words(line: str, rest: str) -> str:
    """The end of `line` that `rest` is, with its own letters."""
    count = len(rest.split())
    if not count:
        return ""
    words = _LINK.sub("", line).split()
    return " ".join(words[-count:]).strip(" *_|")
