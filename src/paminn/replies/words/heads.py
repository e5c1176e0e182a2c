"""The heads that mail programs put above the mail they quote: Från, Skickat, Till, Ämne, in any order and tongue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paminn.replies.codes import find_references
from paminn.replies.lexicon.comparing import fold, words
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
_BARE_LABEL = re.compile(rf"^[\s*_]{{0,6}}({'|'.join(sorted(_LABELS, key=len, reverse=True))})\s{{1,9}}(\S.*)$", re.I)
YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d\d\b")
TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b")


@dataclass(frozen=True, slots=True)
class Cut:
    """The quoted mail: its head is lines[start:end]; `depth` of ">" the head carries; `own` when the mail is ours."""

    start: int
    end: int
    depth: int = 0
    own: bool = True


def is_head(bare: Lines, at: int) -> bool:
    """Anybody's head begins here."""
    first = _LABEL.match(bare[at][1])
    return bool(first and first[1].strip().lower() in _FROM and len(_block(bare, at)[1] & _LABELS) >= 2)


def head_at(bare: Lines, at: int, known: Known) -> Cut | None:
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
    if len(labels & _LABELS) < 3 or not any(YEAR.search(value) for value in values):
        return False
    about_it = any(find_references(value) or known.is_subject(value) for value in values[1:])
    return about_it and any(known.is_sender(value) for value in values[1:])


def bare_head_at(bare: Lines, at: int, known: Known) -> Cut | None:
    """Från "Påminn" <…>, Till …, Datum …: a head without colons, which only our address makes one."""
    first = _BARE_LABEL.match(bare[at][1])
    if not first or first[1].lower() not in _FROM or not addresses_in(first[2]) & known.own_addresses:
        return None
    end = at + 1
    while end < min(at + 8, len(bare)) and _BARE_LABEL.match(bare[end][1]):
        end += 1
    return Cut(at, end, bare[at][0]) if end - at >= 3 else None


def _block(bare: Lines, at: int) -> tuple[int, set[str], list[str]]:
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


def _more_labels(bare: Lines, at: int) -> bool:
    """A wrapped value (a long To) is only one when the head goes on below it."""
    for _, content in bare[at : at + 3]:
        match = _LABEL.match(content)
        if match:
            return match[1].strip().lower() in _LABELS
    return False


def _subject_end(bare: Lines, end: int, value: str, known: Known) -> int:
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
    stamped = bool(TIME.search(value) and YEAR.search(value))
    return stamped or known.is_own(value) or known.is_sender(value) or known.is_subject(value)


def labels_end(bare: Lines, at: int) -> int:
    """Behind the Till, Datum and Ämne that some programs put below "NN skrev:", else `at` itself."""
    first = _LABEL.match(bare[at][1]) if at < len(bare) else None
    if not first or first[1].strip().lower() not in _LABELS:
        return at
    end, labels, _ = _block(bare, at)
    return end if len(labels & _LABELS) >= 2 else at


def head_above(bare: Lines, at: int) -> int:
    """Our marker follows at once: such a head is one, whoever it names (an alias of ours, a colleague)."""
    end = at
    while end > 0 and not bare[end - 1][1].strip():
        end -= 1
    for start in range(end - 1, max(-1, end - 9), -1):
        first = _LABEL.match(bare[start][1])
        if first and first[1].strip().lower() in _FROM:
            stop, labels, values = _block(bare, start)
            dated = any(YEAR.search(value) for value in values[1:])
            return start if stop == end and dated and len(labels & _LABELS) >= 2 else at
    return at
