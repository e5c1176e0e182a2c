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
    r"^\W{0,40}(?:ursprungligt meddelande|originalmeddelande|ursprungsmeddelande|original message|begin "
    r"forwarded message"
    r"|forwarded message|vidarebefordrat (?:brev|mejl|meddelande)|vidarebefordrat av .{1,60})\W{0,40}$"
)
_VERB = re.compile(r"\b(?:skrev|skriver|har skrivit|wrote|writes|schrieb|a écrit)\b", re.I)
_GOES_ON = re.compile(
    r"\b(?:skrev|skriver|skrivit|wrote|writes)\s+(?:vi|jag|man|han|hon|hen|de|dom|den|det|att|till|om|i"
    r"|på|under|ett|en|ni|du"
    r"|we|i|you|they|he|she|it|that|to|a|the)\b",
    re.I,
)
_START = re.compile(
    r"^(?:>{2,4}|-{3,}|[\"“”'<*\[]|\d|den\b|on\b|am\b|le\b|på\b|at\b|kl\b|i\b"
    r"|m[åa]n|tis|ons|tors?|fre|l[öo]r|s[öo]n|mon|tue|wed|thu|fri|sat|sun)",
    re.I,
)


def depth_of(line: str) -> tuple[int, str]:
    """How many ">" a line carries, and what stands behind them."""
    match = _PREFIX.match(line)
    return (match[0].count(">"), line[match.end() :]) if match else (0, line)


def find_cut(lines: Sequence[str], known: Known, sent: Sent) -> Cut | None:
    """The first place where somebody else's mail begins."""
    bare = [depth_of(line) for line in lines]
    for at in range(len(lines)):
        cut = (
            head_at(bare, at, known)
            or bare_head_at(bare, at, known)
            or _attribution(lines, bare, at, known, sent)
            or _marker(lines, bare, at)
            or _our_lines(lines, bare, at, sent)
        )
        if cut:
            return _with_separators(lines, bare, cut)
    return None


def _attribution(lines: Sequence[str], bare: Lines, at: int, known: Known, sent: Sent) -> Cut | None:
    """ "Den … skrev Påminn <…>:" ending at this line, on as few lines as it takes."""
    if not bare[at][1].rstrip().endswith((":", ">", "-", "*")) and not lines[at].rstrip().endswith(">>>"):
        return None
    joined, found = "", None
    for start in range(at, max(-1, at - 4), -1):
        if not bare[start][1].strip():
            break
        raw = lines[start] if lines[start].lstrip().startswith(">>>") else bare[start][1]
        joined = f"{raw.strip()} {joined}".strip()
        if len(joined) <= 400 and _names_writer(joined, known, lambda: _ours_below(lines, at + 1, sent)):
            depth = 0 if joined.startswith(">>>") else bare[at][0]
            other = not known.is_own(joined) and (known.is_other(joined) or known.is_sender(joined))
            found = Cut(start, labels_end(bare, at + 1), depth, not other)
            if YEAR.search(joined) or TIME.search(joined):  # else the day stands on the line above
                break
    return found


def heads_below(lines: Sequence[str], known: Known) -> int:
    """Where, within a quoted mail, the next one begins: anybody's head will do here."""
    bare = [depth_of(line) for line in lines]
    for at in range(len(lines)):
        if is_head(bare, at):
            return at
        if _VERB.search(bare[at][1]) and _attribution(lines, bare, at, known, Sent("")):
            return at
    return len(lines)


def _names_writer(text: str, known: Known, below: object) -> bool:
    """One sentence that says when and who: never "Den 12 september skrev vi till …"."""
    if not (_START.match(text) or known.is_own(text[:60])) or _GOES_ON.search(text):
        return False
    year, time, verb = bool(YEAR.search(text)), bool(TIME.search(text)), bool(_VERB.search(text))
    person = known.is_own(text) or known.is_other(text) or (known.is_sender(text) and verb)
    if verb and (year or time or known.is_own(text)):
        return person or (callable(below) and bool(below()))
    return person and year and time and len(text) <= 160 and text.endswith((">>>", "---", ":"))


def _ours_below(lines: Sequence[str], at: int, sent: Sent) -> bool:
    """The quote that follows at once is our reminder, whoever the head names."""
    following = [(depth, content) for depth, content in map(depth_of, lines[at : at + 60]) if content.strip()]
    if not following or not following[0][0]:
        return False
    quoted = [content for depth, content in following if depth]
    return any(is_marker(line) or find_references(line) or sent.is_long(line) for line in quoted)


def _marker(lines: Sequence[str], bare: Lines, at: int) -> Cut | None:
    wrapped = f"{bare[at][1]} {bare[at + 1][1]}" if at + 1 < len(bare) else ""
    if is_marker(bare[at][1]):
        return Cut(head_above(bare, at), at + 1, bare[at][0])
    if wrapped and not is_marker(bare[at + 1][1]) and is_marker(wrapped):
        return Cut(head_above(bare, at), at + 2, bare[at][0])
    return None


def _our_lines(lines: Sequence[str], bare: Lines, at: int, sent: Sent) -> Cut | None:
    """Three lines in a row that only we have written: a quote whose head is missing."""
    if not sent or not sent.is_long(bare[at][1]):
        return None
    depth = bare[at][0]
    following = [content for _, content in bare[at : at + 20] if content.strip()][:3]
    sent.reset()
    if len(following) == 3 and all(sent.knows(line) for line in following):
        start = at
        sent.reset()
        while start > 0 and bare[start - 1][0] == depth and sent.knows(bare[start - 1][1]):
            start -= 1
        return Cut(start, start, depth)
    return None


def _with_separators(lines: Sequence[str], bare: Lines, cut: Cut) -> Cut:
    """The rule or "-----Ursprungligt meddelande-----" just above belongs to the head."""
    start = cut.start
    for _ in range(3):
        above = start - 1
        while above >= 0 and not bare[above][1].strip():
            above -= 1
        if above < 0 or not (_RULE.match(bare[above][1]) or _SEPARATOR.match(fold(bare[above][1]))):
            break
        start = above
    return Cut(start, cut.end, cut.depth, cut.own)
