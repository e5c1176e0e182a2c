"""Where the quoted mail begins: found by what we know (marker, our address, our words), never by looks alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paminn.replies.codes import find_references
from paminn.replies.lexicon.comparing import fold
from paminn.replies.words.form import is_marker
from paminn.replies.words.heads import TIME, YEAR, Cut, Lines, bare_head_at, head_above, head_at, is_head, labels_end
from paminn.replies.words.known import Known
from paminn.replies.words.sent import Sent

_PREFIX = re.compile(r"^(?:\s?>){1,40} ?")
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
_LAST_SIGNS = (":", ">", "-", "*")
_MOST_LINES = 4  # on which the sentence may stand that says who wrote
_LONGEST_SENTENCE = 400
_LONGEST_WITHOUT_VERB = 160
_MOST_SEPARATORS = 3


def depth_of(line: str) -> tuple[int, str]:
    """How many ">" a line carries, and what stands behind them."""
    match = _PREFIX.match(line)
    if not match:
        return 0, line
    return match[0].count(">"), line[match.end() :]


def find_cut(lines: Sequence[str], known: Known, sent: Sent) -> Cut | None:
    """The first place where somebody else's mail begins."""
    bare = [depth_of(line) for line in lines]
    for index in range(len(lines)):
        cut = _cut_at(lines, bare, index, known, sent)
        if cut is not None:
            start = _with_separators(bare, cut.start)
            return Cut(start, cut.end, cut.depth, cut.own)
    return None


def heads_below(lines: Sequence[str], known: Known) -> int:
    """Where, within a quoted mail, the next one begins: anybody's head will do here."""
    bare = [depth_of(line) for line in lines]
    nothing_sent = Sent("")
    for index in range(len(lines)):
        if is_head(bare, index):
            return index
        if _WROTE.search(bare[index][1]) and _attribution(lines, bare, index, known, nothing_sent):
            return index
    return len(lines)


def _cut_at(lines: Sequence[str], bare: Lines, index: int, known: Known, sent: Sent) -> Cut | None:
    """The surest sign first."""
    cut = head_at(bare, index, known)
    if cut is None:
        cut = bare_head_at(bare, index, known)
    if cut is None:
        cut = _attribution(lines, bare, index, known, sent)
    if cut is None:
        cut = _marker(bare, index)
    if cut is None:
        cut = _our_lines(bare, index, sent)
    return cut


def _attribution(lines: Sequence[str], bare: Lines, last: int, known: Known, sent: Sent) -> Cut | None:
    """ "Den … skrev Påminn <…>:" ending at this line, on as few lines as it takes."""
    ended = bare[last][1].rstrip().endswith(_LAST_SIGNS) or lines[last].rstrip().endswith(_WROTE_ABOVE)
    if not ended:
        return None
    sentence = ""
    cut: Cut | None = None
    for start in range(last, max(-1, last - _MOST_LINES), -1):
        content = bare[start][1]
        if not content.strip():
            break
        if lines[start].lstrip().startswith(_WROTE_ABOVE):
            content = lines[start]
        sentence = f"{content.strip()} {sentence}".strip()
        if len(sentence) > _LONGEST_SENTENCE:
            continue
        if not _says_who_wrote(sentence, known, lines, last + 1, sent):
            continue
        depth = 0 if sentence.startswith(_WROTE_ABOVE) else bare[last][0]
        by_another = not known.is_own(sentence) and (known.is_other(sentence) or known.is_sender(sentence))
        cut = Cut(start, labels_end(bare, last + 1), depth, own=not by_another)
        if YEAR.search(sentence) or TIME.search(sentence):  # else the day stands on the line above
            break
    return cut


def _says_who_wrote(sentence: str, known: Known, lines: Sequence[str], below: int, sent: Sent) -> bool:
    """One sentence that says when and who: never "Den 12 september skrev vi till …". `below` is the next line."""
    if not (_START.match(sentence) or known.is_own(sentence[:60])):
        return False
    if _WROTE_SOMETHING.search(sentence):
        return False
    wrote = bool(_WROTE.search(sentence))
    year = bool(YEAR.search(sentence))
    time = bool(TIME.search(sentence))
    ours = known.is_own(sentence)
    somebody = ours or known.is_other(sentence) or (wrote and known.is_sender(sentence))
    if wrote and (year or time or ours):
        return somebody or _ours_below(lines, below, sent)
    if not (somebody and year and time):
        return False
    return len(sentence) <= _LONGEST_WITHOUT_VERB and sentence.endswith((_WROTE_ABOVE, "---", ":"))


def _ours_below(lines: Sequence[str], start: int, sent: Sent) -> bool:
    """The quote that follows at once is our reminder, whoever the head names."""
    begun = False
    for line in lines[start : start + 60]:
        depth, content = depth_of(line)
        if not content.strip():
            continue
        if not depth and not begun:
            return False
        begun = True
        if depth and (is_marker(content) or find_references(content) or sent.is_long(content)):
            return True
    return False


def _marker(bare: Lines, index: int) -> Cut | None:
    depth, content = bare[index]
    if is_marker(content):
        return Cut(head_above(bare, index), index + 1, depth)
    if index + 1 == len(bare):
        return None
    following = bare[index + 1][1]
    if not is_marker(following) and is_marker(f"{content} {following}"):
        return Cut(head_above(bare, index), index + 2, depth)
    return None


def _our_lines(bare: Lines, index: int, sent: Sent) -> Cut | None:
    """Three lines in a row that only we have written: a quote whose head is missing."""
    depth, content = bare[index]
    if not sent or not sent.is_long(content):
        return None
    three = [content for _, content in bare[index : index + 20] if content.strip()][:3]
    sent.reset()
    if len(three) < 3 or not all(sent.knows(line) for line in three):
        return None
    start = index
    sent.reset()
    while start > 0 and bare[start - 1][0] == depth and sent.knows(bare[start - 1][1]):
        start -= 1
    return Cut(start, start, depth)


def _with_separators(bare: Lines, start: int) -> int:
    """The rule or "-----Ursprungligt meddelande-----" just above belongs to the head."""
    for _ in range(_MOST_SEPARATORS):
        above = start - 1
        while above >= 0 and not bare[above][1].strip():
            above -= 1
        if above < 0 or not _separates(bare[above][1]):
            break
        start = above
    return start


def _separates(line: str) -> bool:
    return bool(_RULE.match(line) or _SEPARATOR.match(fold(line)))
