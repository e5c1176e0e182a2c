"""Where the quoted mail begins: found by what we know (marker, our address, our words), never by looks alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paminn.replies.codes import find_references
from paminn.replies.mail.clean import fold, words
from paminn.replies.mail.headers import addresses_in
from paminn.replies.words.form import is_marker
from paminn.replies.words.known import Known
from paminn.replies.words.sent import Sent

_PREFIX = re.compile(r"^(?:\s?>){1,40} ?")
_LABEL = re.compile(r"^[\s*_]{0,6}([^\W\d_][\w -]{0,18}?)[\s*_]{0,4}:[\s*_]{0,4}(.*)$")
_FROM = words("från from fra von van od de lähettäjä avsändare")
_TO = words("till to til an aan an kopia cc bcc")
_LABELS = (
    _FROM
    | _TO
    | words(
        "skickat sent sendt gesendet verzonden datum date ämne subject emne betreff onderwerp ärende "
        "rubrik prioritet "
        "priority importance vikt svar-till reply-to bilagor attachments"
    )
    | {"svara till", "skickat den", "svar till"}
)
_BARE_LABEL = re.compile(rf"^[\s*_]{{0,6}}({'|'.join(sorted(_LABELS, key=len, reverse=True))})\s{{1,9}}(\S.*)$", re.I)
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
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d\d\b")
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_START = re.compile(
    r"^(?:>{2,4}|-{3,}|[\"“”'<*\[]|\d|den\b|on\b|am\b|le\b|på\b|at\b|kl\b|i\b"
    r"|m[åa]n|tis|ons|tors?|fre|l[öo]r|s[öo]n|mon|tue|wed|thu|fri|sat|sun)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Cut:
    """The quoted mail: its head is lines[start:end]; `depth` of ">" the head carries; `own` when the mail is ours."""

    start: int
    end: int
    depth: int = 0
    own: bool = True


def depth_of(line: str) -> tuple[int, str]:
    """How many ">" a line carries, and what stands behind them."""
    match = _PREFIX.match(line)
    return (match[0].count(">"), line[match.end() :]) if match else (0, line)


def find_cut(lines: Sequence[str], known: Known, sent: Sent) -> Cut | None:
    """The first place where somebody else's mail begins."""
    bare = [depth_of(line) for line in lines]
    for at in range(len(lines)):
        cut = (
            _header_block(bare, at, known)
            or _bare_head(bare, at, known)
            or _attribution(lines, bare, at, known, sent)
            or _marker(lines, bare, at)
            or _our_lines(lines, bare, at, sent)
        )
        if cut:
            return _with_separators(lines, bare, cut)
    return None


def _header_block(bare: Sequence[tuple[int, str]], at: int, known: Known) -> Cut | None:
    """Från: us, and at least one more line of a head."""
    first = _LABEL.match(bare[at][1])
    if not first:
        return None
    name = first[1].strip().lower()
    if name in _LABELS - _FROM or (name not in _FROM and not known.is_own(first[2])):
        return None
    end, labels, values = _block(bare, at)
    who = values[0]
    if not labels & _LABELS - _FROM and not (known.is_own(first[2]) and len(labels) >= 2):
        return None
    ours = known.is_own(who) or known.is_other(who)
    ours = ours or (known.is_sender(who) and any(known.is_own(value) for value in values[1:]))
    if not (ours or _of_thread(labels, values, known)):
        return None
    start = at
    while start > 0 and at - start < 6 and _belongs_above(bare[start - 1][1], known):
        start -= 1
    end = _subject_end(bare, end, values[-1], known)
    below = next((content for _, content in bare[end : end + 10] if content.strip()), "")
    alias = not ours and is_marker(below)
    return Cut(start, end, bare[at][0], known.is_own(who) or alias)


def _of_thread(labels: set[str], values: Sequence[str], known: Known) -> bool:
    """Somebody passed our mail on: a whole head with a day, to the owner, under our subject or with our reference."""
    if len(labels & _LABELS) < 3 or not any(_YEAR.search(value) for value in values):
        return False
    about_it = any(find_references(value) or known.is_subject(value) for value in values[1:])
    return about_it and any(known.is_sender(value) for value in values[1:])


def _bare_head(bare: Sequence[tuple[int, str]], at: int, known: Known) -> Cut | None:
    """Från "Påminn" <…>, Till …, Datum …: a head without colons, which only our address makes one."""
    first = _BARE_LABEL.match(bare[at][1])
    if not first or first[1].lower() not in _FROM or not addresses_in(first[2]) & known.own_addresses:
        return None
    end = at + 1
    while end < min(at + 8, len(bare)) and _BARE_LABEL.match(bare[end][1]):
        end += 1
    return Cut(at, end, bare[at][0]) if end - at >= 3 else None


def _block(bare: Sequence[tuple[int, str]], at: int) -> tuple[int, set[str], list[str]]:
    """(where the head ends, its labels but the first, its values with what was wrapped)."""
    labels: set[str] = set()
    values: list[str] = []
    end, empty = at, 0
    for index in range(at, min(at + 14, len(bare))):
        content = bare[index][1].strip()
        match = _LABEL.match(content)
        if not content:
            empty += 1
            if empty > 1:
                break
        elif match and (index == at or match[1].strip().lower() in _LABELS or not (empty or labels & _LABELS)):
            values.append(match[2])
            if index > at:
                labels.add(match[1].strip().lower())
            end, empty = index + 1, 0
        elif empty == 0 and values and (len(values) == 1 or _more_labels(bare, index + 1)):
            values[-1] += " " + content
        else:
            break
    return end, labels, values


def _more_labels(bare: Sequence[tuple[int, str]], at: int) -> bool:
    """A wrapped value (a long To) is only one when the head goes on below it."""
    for _, content in bare[at : at + 3]:
        match = _LABEL.match(content)
        if match:
            return match[1].strip().lower() in _LABELS
    return False


def _subject_end(bare: Sequence[tuple[int, str]], end: int, value: str, known: Known) -> int:
    """A wrapped subject's second line belongs to the head."""
    if end < len(bare) and bare[end][1].strip() and known.subject:
        both = fold(f"{value} {bare[end][1]}")
        if len(both) > len(fold(value)) and both.endswith(known.subject):
            return end + 1
    return end


def _belongs_above(line: str, known: Known) -> bool:
    """Some put Till or Datum above Från; the owner's own such lines hold neither an address, a time nor our subject."""
    match = _LABEL.match(line)
    if not match or match[1].strip().lower() not in _LABELS:
        return False
    value = match[2]
    stamped = bool(_TIME.search(value) and _YEAR.search(value))
    return stamped or known.is_own(value) or known.is_sender(value) or known.is_subject(value)


def _attribution(
    lines: Sequence[str], bare: Sequence[tuple[int, str]], at: int, known: Known, sent: Sent
) -> Cut | None:
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
            found = Cut(start, _labels_end(bare, at + 1), depth, not other)
            if _YEAR.search(joined) or _TIME.search(joined):  # else the day stands on the line above
                break
    return found


def _labels_end(bare: Sequence[tuple[int, str]], at: int) -> int:
    """Behind the Till, Datum and Ämne that some programs put below "NN skrev:", else `at` itself."""
    first = _LABEL.match(bare[at][1]) if at < len(bare) else None
    if not first or first[1].strip().lower() not in _LABELS:
        return at
    end, labels, _ = _block(bare, at)
    return end if len(labels & _LABELS) >= 2 else at


def heads_below(lines: Sequence[str], known: Known) -> int:
    """Where, within a quoted mail, the next one begins: anybody's head will do here."""
    bare = [depth_of(line) for line in lines]
    for at in range(len(lines)):
        first = _LABEL.match(bare[at][1])
        if first and first[1].strip().lower() in _FROM and len(_block(bare, at)[1] & _LABELS) >= 2:
            return at
        if _VERB.search(bare[at][1]) and _attribution(lines, bare, at, known, Sent("")):
            return at
    return len(lines)


def _names_writer(text: str, known: Known, below: object) -> bool:
    """One sentence that says when and who: never "Den 12 september skrev vi till …"."""
    if not (_START.match(text) or known.is_own(text[:60])) or _GOES_ON.search(text):
        return False
    year, time, verb = bool(_YEAR.search(text)), bool(_TIME.search(text)), bool(_VERB.search(text))
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


def _marker(lines: Sequence[str], bare: Sequence[tuple[int, str]], at: int) -> Cut | None:
    wrapped = f"{bare[at][1]} {bare[at + 1][1]}" if at + 1 < len(bare) else ""
    if is_marker(bare[at][1]):
        return Cut(_head_above(bare, at), at + 1, bare[at][0])
    if wrapped and not is_marker(bare[at + 1][1]) and is_marker(wrapped):
        return Cut(_head_above(bare, at), at + 2, bare[at][0])
    return None


def _head_above(bare: Sequence[tuple[int, str]], at: int) -> int:
    """Our marker follows at once: such a head is one, whoever it names (an alias of ours, a colleague)."""
    end = at
    while end > 0 and not bare[end - 1][1].strip():
        end -= 1
    for start in range(end - 1, max(-1, end - 9), -1):
        first = _LABEL.match(bare[start][1])
        if first and first[1].strip().lower() in _FROM:
            stop, labels, values = _block(bare, start)
            dated = any(_YEAR.search(value) for value in values[1:])
            return start if stop == end and dated and len(labels & _LABELS) >= 2 else at
    return at


def _our_lines(lines: Sequence[str], bare: Sequence[tuple[int, str]], at: int, sent: Sent) -> Cut | None:
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


def _with_separators(lines: Sequence[str], bare: Sequence[tuple[int, str]], cut: Cut) -> Cut:
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
