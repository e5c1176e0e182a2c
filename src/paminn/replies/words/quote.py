"""Where the quoted mail begins: found by what we know (marker, our address, our words), never by looks alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from paminn.replies.codes import find_references
from paminn.replies.lexicon.comparing import fold
from paminn.replies.words.form import is_marker
from paminn.replies.words.heads import TIME, YEAR, Cut, Heads
from paminn.replies.words.known import Known
from paminn.replies.words.lines import Line, marked
from paminn.replies.words.sent import Sent

_RULE = re.compile(r"^\s*[-_–—]{5,}\s*$")
_SEPARATOR = re.compile(
    r"^\W{0,40}(?:ursprungligt meddelande|originalmeddelande|ursprungsmeddelande|original message"
    r"|begin forwarded message|forwarded message"
    r"|vidarebefordrat (?:brev|mejl|meddelande)|vidarebefordrat av .{1,60})\W{0,40}$"
)
_WROTE = re.compile(r"\b(?:skrev|skriver|har skrivit|wrote|writes|schrieb|a écrit)\b", re.I)
_WROTE_SOMETHING = re.compile(  # a sentence goes on so, but no name does
    r"\b(?:skrev|skriver|skrivit|wrote|writes)\s+"
    r"(?:vi|jag|man|han|hon|hen|de|dom|den|det|att|till|om|i|på|under|ett|en|ni|du"
    r"|we|i|you|they|he|she|it|that|to|a|the)\b",
    re.I,
)
_START = re.compile(
    r"^(?:>{2,4}|-{3,}|[\"“”'<*\[]|\d|den\b|on\b|am\b|le\b|på\b|at\b|kl\b|i\b"
    r"|m[åa]n|tis|ons|tors?|fre|l[öo]r|s[öo]n|mon|tue|wed|thu|fri|sat|sun)",
    re.I,
)
_WROTE_ABOVE = ">>>"  # old programs put this before the line that says who wrote, and one behind it
_LAST_WITHOUT_VERB = (_WROTE_ABOVE, "---", ":")
_LAST_SIGNS = (":", ">", "-", "*")
_MOST_LINES = 4  # on which the sentence may stand that says who wrote
_LONGEST_SENTENCE = 400
_LONGEST_WITHOUT_VERB = 160
_MOST_SEPARATORS = 3
_MOST_BELOW = 60  # lines in which our mail is looked for


def find_cut(lines: Sequence[str], known: Known, sent: Sent) -> Cut | None:
    """The first place where somebody else's mail begins."""
    quote = _Quote([marked(line) for line in lines], known, sent)
    for index in range(len(lines)):
        cut = quote.cut_at(index)
        if cut is not None:
            return replace(cut, start=quote.with_separators(cut.start))
    return None


def heads_below(lines: Sequence[str], known: Known) -> int:
    """Where, within a quoted mail, the next one begins: anybody's head will do here."""
    quote = _Quote([marked(line) for line in lines], known, Sent(""))
    for index in range(len(lines)):
        if quote.is_anybodys_head(index):
            return index
    return len(lines)


class _Quote:
    """The signs of a quoted mail among the lines of an answer."""

    def __init__(self, lines: Sequence[Line], known: Known, sent: Sent) -> None:
        self._lines = lines
        self._known = known
        self._sent = sent
        self._heads = Heads(lines, known)

    def cut_at(self, index: int) -> Cut | None:
        """The quoted mail that begins at this line, by the surest sign first."""
        signs = (
            self._heads.head_at,
            self._heads.bare_head_at,
            self._attribution,
            self._marker,
            self._our_lines,
        )
        for sign in signs:
            cut = sign(index)
            if cut is not None:
                return cut
        return None

    def is_anybodys_head(self, index: int) -> bool:
        """A head, or a sentence that says who wrote, whoever that is."""
        if self._heads.is_anybodys(index):
            return True
        if not _WROTE.search(self._lines[index].content):
            return False
        return self._attribution(index) is not None

    def with_separators(self, start: int) -> int:
        """The rule or "-----Ursprungligt meddelande-----" just above belongs to the head."""
        for _ in range(_MOST_SEPARATORS):
            above = start - 1
            while above >= 0 and self._lines[above].is_empty:
                above -= 1
            if above < 0 or not _separates(self._lines[above].content):
                break
            start = above
        return start

    def _attribution(self, last: int) -> Cut | None:
        """ "Den … skrev Påminn <…>:" ending at this line, on as few lines as it takes."""
        if not self._lines[last].content.rstrip().endswith(_LAST_SIGNS):
            return None
        sentence = ""
        cut: Cut | None = None
        highest = max(0, last + 1 - _MOST_LINES)
        for start in range(last, highest - 1, -1):
            line = self._lines[start]
            if line.is_empty:
                break
            marked_above = line.whole.lstrip().startswith(_WROTE_ABOVE)
            content = line.whole if marked_above else line.content
            sentence = f"{content.strip()} {sentence}".strip()
            if len(sentence) > _LONGEST_SENTENCE or not self._says_who_wrote(sentence, last + 1):
                continue
            cut = self._cut_by(sentence, start, last)
            if YEAR.search(sentence) or TIME.search(sentence) or not self._may_be_a_day(start - 1):
                break
        return cut

    def _may_be_a_day(self, index: int) -> bool:
        """Whether the day on which somebody wrote may stand on this line, above who it was: no sentence does."""
        if index < 0:
            return False
        line = self._lines[index].content.strip()
        return bool(_START.match(line)) and any(map(str.isdigit, line)) and not line.endswith((".", "!", "?"))

    def _cut_by(self, sentence: str, start: int, last: int) -> Cut:
        """The cut at a sentence that says who wrote, on the lines from `start` to `last`."""
        known = self._known
        depth = self._lines[last].depth
        if sentence.startswith(_WROTE_ABOVE):
            depth = 0
        own = known.is_own(sentence)
        if not own:
            own = not known.is_other(sentence) and not known.is_sender(sentence)
        end = self._heads.labels_end(last + 1)
        return Cut(start, end, depth, own)

    def _says_who_wrote(self, sentence: str, below: int) -> bool:
        """One sentence that says when and who: never "Den 12 september skrev vi till …". `below` is the next line."""
        known = self._known
        if not _START.match(sentence) and not known.is_own(sentence[:60]):
            return False
        if _WROTE_SOMETHING.search(sentence):
            return False
        if _WROTE.search(sentence):
            return self._says_with_verb(sentence, below)
        return self._says_without_verb(sentence)

    def _says_with_verb(self, sentence: str, below: int) -> bool:
        """Den 1 december 2025 skrev Påminn:"""
        known = self._known
        ours = known.is_own(sentence)
        if not ours and not YEAR.search(sentence) and not TIME.search(sentence):
            return False
        if ours or known.is_other(sentence) or known.is_sender(sentence):
            return True
        return self._is_ours(below)

    def _says_without_verb(self, sentence: str) -> bool:
        """Påminn, den 1 december 2025 kl. 07:30:"""
        known = self._known
        if not known.is_own(sentence) and not known.is_other(sentence):
            return False
        if not YEAR.search(sentence) or not TIME.search(sentence):
            return False
        return len(sentence) <= _LONGEST_WITHOUT_VERB and sentence.endswith(_LAST_WITHOUT_VERB)

    def _is_ours(self, start: int) -> bool:
        """The quote that follows at once is our reminder, whoever the head names."""
        following = [line for line in self._lines[start : start + _MOST_BELOW] if not line.is_empty]
        if not following or not following[0].depth:
            return False
        for line in following:
            if line.depth and self._is_line_of_ours(line.content):
                return True
        return False

    def _is_line_of_ours(self, content: str) -> bool:
        return is_marker(content) or bool(find_references(content)) or self._sent.is_long(content)

    def _marker(self, index: int) -> Cut | None:
        """Our marker, whole or wrapped; the head above it belongs to it."""
        line = self._lines[index]
        if is_marker(line.content):
            end = index + 1
        elif self._is_wrapped_marker(index):
            end = index + 2
        else:
            return None
        return Cut(self._heads.head_above(index), end, line.depth)

    def _is_wrapped_marker(self, index: int) -> bool:
        if index + 1 == len(self._lines):
            return False
        first = self._lines[index].content
        second = self._lines[index + 1].content
        return not is_marker(second) and is_marker(f"{first} {second}")

    def _our_lines(self, index: int) -> Cut | None:
        """Three lines in a row that only we have written: a quote whose head is missing."""
        sent = self._sent
        first = self._lines[index]
        if not sent or not sent.is_long(first.content):
            return None
        three = [line for line in self._lines[index : index + 20] if not line.is_empty][:3]
        sent.reset()
        if len(three) < 3 or not all(sent.knows(line.content) for line in three):
            return None
        start = self._first_of_ours(index)
        return Cut(start, start, first.depth)

    def _first_of_ours(self, index: int) -> int:
        """The first of the lines of ours that stand above this one, as deep as it."""
        depth = self._lines[index].depth
        self._sent.reset()
        start = index
        while start > 0:
            above = self._lines[start - 1]
            if above.depth != depth or not self._sent.knows(above.content):
                break
            start -= 1
        return start


def _separates(content: str) -> bool:
    return bool(_RULE.match(content) or _SEPARATOR.match(fold(content)))
