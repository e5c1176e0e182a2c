"""The reminder we sent, as something to recognise: line by line, however a mail program wraps or decorates it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from paminn.replies.lexicon.comparing import either
from paminn.replies.lexicon.statuses import OFFERED
from paminn.replies.words.form import FIELD, is_menu

_LINK = re.compile(r"<(?:https?|mailto|tel):[^>\s]{0,2000}>|\[cid:[^\]]{0,200}\]", re.I)
_BUTTON = re.compile(
    rf"^\W*(?:{either(OFFERED.values())})\s?[<(\[]mailto:[^\s>)\]]{{1,200}}\?subject=Svar%20",
    re.I,
)
_MARKS = str.maketrans({"–": "-", "—": "-", "”": '"', "“": '"', "’": "'", "…": "..."})
_UNKNOWN = re.compile(r"(?<=\w)\?(?=\w)")  # what a character set lacked
_EDGE = re.compile(r"^[\s>*_•·\-–|]+|[\s*_|]+$")
_HEADING = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3}) \S")
_CLOSING = ("så svarar du", "vill du ändå berätta hur det går")
_LABEL = re.compile(r"^([^\W\d][^:]{1,28}):\s*(.*)$")

MAX_SENT = 64_000


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
        lines = [norm(line) for line in text[:MAX_SENT].split("\n")]
        self.lines = [line for line in lines if line]
        self._counts = Counter(self.lines)
        self._whole = " ".join(self.lines)
        self._starts: dict[str, list[str]] = defaultdict(list)
        for line in sorted(set(self.lines), key=len, reverse=True):
            self._starts[line[:6]].append(line)
        self._headings = [line for line in self.lines if _HEADING.match(line)]
        self.goals = frozenset(line.split(" ")[0] for line in self._headings)
        labels = (match for line in self.lines if (match := _LABEL.match(line)))
        self._labels = {match[1] for match in labels if match[2] and not FIELD.match(match[0])}
        self.reset()

    def __bool__(self) -> bool:
        return bool(self.lines)

    def reset(self) -> None:
        """A new copy of the reminder begins."""
        self._left = Counter(self._counts)
        self._before = ""
        self.by_label = False

    def has(self, line: str) -> bool:
        """This whole line is one of ours."""
        return norm(line) in self._counts

    def is_long(self, line: str) -> bool:
        """A line of ours that nobody writes by chance."""
        text = norm(line)
        return len(text) >= 20 and text.count(" ") >= 2 and text in self._counts

    def knows(self, line: str) -> bool:
        """Whether this quoted line is ours; lines must be asked in their order."""
        text = norm(line)
        before, self._before = self._before, ""
        self.by_label = False
        if not text:
            self._before = before
            return True
        if is_button(line):
            return True
        if text in self._counts and (self._left[text] > 0 or text.count(" ") >= 2):
            self._left[text] -= 1
            self._before = text
            return True
        if len(text) >= 20 and text.count(" ") >= 2 and text in self._whole:
            self._before = text
            return True
        if before and f"{before[-80:]} {text}" in self._whole:
            self._before = f"{before} {text}"
            return True
        label = _LABEL.match(text)
        self.by_label = bool(label and label[1] in self._labels)
        return self.by_label or is_menu(text)

    def heading(self, line: str) -> str:
        """The goal whose wording begins at this line of ours, perhaps broken off by some program."""
        text = norm(line)
        begun = _HEADING.match(text)
        return begun[1] if begun and any(heading.startswith(text) for heading in self._headings) else ""

    def closes(self, line: str) -> bool:
        """The last goal has been told, and how to answer begins."""
        return norm(line) in _CLOSING

    def continues(self, line: str) -> bool:
        """The tail of the line of ours that was asked about last, broken off by some program."""
        text = norm(line)
        if not self._before or self._before in self._counts or not text or text in self._counts:
            return False
        if f"{self._before[-80:]} {text}" not in self._whole:
            return False
        self._before = f"{self._before} {text}"
        return True

    def beyond(self, line: str) -> str:
        """What somebody typed at the end of a line of ours ("3. Vilken status? Pågår" -> "Pågår")."""
        text = norm(line)
        if text in self._counts or text in self._whole:
            return ""
        for start in self._starts.get(text[:6], ()):
            if len(start) >= 10 and text.startswith(start) and not text[len(start)].isalnum():
                return _last_words(line, text[len(start) :])
        return ""

    def coverage(self, quote: Sequence[str]) -> bool:
        """Whether `quote` is this reminder: nearly all of ours is in it, or nearly all in it is ours."""
        lines = [norm(line) for line in quote]
        whole = " ".join(line for line in lines if line)
        own = [line for line in self.lines if line.count(" ") >= 2]
        if own and sum(line in whole for line in own) >= 0.8 * len(own):
            return True
        asked = [line for line in lines if line.count(" ") >= 2]
        return len(asked) >= 3 and sum(line in self._whole for line in asked) >= 0.7 * len(asked)


def _last_words(line: str, rest: str) -> str:
    """The end of `line` that `rest` is, with its own letters."""
    words = _LINK.sub("", line).split()
    count = len(rest.split())
    return " ".join(words[-count:]).strip(" *_|") if count else ""
