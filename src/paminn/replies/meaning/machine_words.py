"""What words alone tell of who wrote them: a ticket system's receipt, an absence, or a person.

Each sentence is taken by itself. A machine is told only when nothing in the words can be about the matter; in doubt
it is a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from paminn.replies.lexicon import tickets
from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.programs import ABSENCE, ABSENCE_BESIDE, AUTOMATIC, COURTESY, OF_THE_MATTER, RECEIPT
from paminn.replies.lexicon.statuses import NAMING
from paminn.replies.meaning.goals import named
from paminn.replies.meaning.status_words import asks_or_supposes
from paminn.replies.meaning.whole import stem

_MOST = 6_000  # characters that are looked at
_SHORT = re.compile(
    r"\b(?:fr\.? ?o\.? ?m\.|t\.? ?o\.? ?m\.|v\.(?= ?\d)|kl\.(?= ?\d)|bl\. ?a\.)", re.I
)  # no sentence ends there
_SENTENCE = re.compile(
    r"(?<=[^\d\s][.!?;])(?<!\bv\.)\s+(?=[^\Wa-zåäö\d])|(?:(?<=/\d\.)|(?<=/\d\d\.)|(?<=\d{4}\.))\s+(?=[A-ZÅÄÖ])|\n+"
)
_STATUS = re.compile(rf"\b(?:{either(NAMING)})\b")
_WORD = re.compile(r"[^\W\d_]{5,}")


class Spoken(StrEnum):
    """Whose words they are."""

    OF_PERSON = "person"
    OF_RECEIPT = "receipt"
    OF_ABSENCE = "absence"
    IN_DOUBT = "doubt"  # an owner's status, or a ticket's


class _Sentence(StrEnum):
    RECEIPT = "receipt"
    AUTOMATIC = "automatic"  # a program's, it says
    ABSENCE = "absence"
    COURTESY = "courtesy"  # anybody's, and about nothing
    SYSTEM = "system"  # a ticket system's
    TICKET = "ticket"  # about a ticket, whoever writes it
    TICKETS_STATUS = "ticket's status"  # in one sentence with the ticket's number
    STATUS = "status"  # and nothing else
    MATTER = "matter"
    UNKNOWN = "unknown"


def spoken_by(
    words: str,
    about: frozenset[str] = frozenset(),
    *,
    hinted: bool = False,
    from_nobody: bool = False,
    under_number: bool = False,
) -> Spoken:
    """Whose `words` these are, when our own and others' have been taken away.

    `about` are the stems of what was asked. `hinted`: something in the mail's head looks like a machine's too.
    `from_nobody`: it is from an address that nobody answers from. `under_number`: its subject begins with a ticket's.
    """
    kinds = {_kind(sentence, about) for sentence in _sentences(words)}
    says_something = _Sentence.MATTER in kinds or _Sentence.STATUS in kinds
    if _Sentence.SYSTEM in kinds:
        has_more = _Sentence.MATTER in kinds or _Sentence.UNKNOWN in kinds
        return Spoken.IN_DOUBT if has_more else Spoken.OF_RECEIPT
    if _Sentence.TICKETS_STATUS in kinds:
        return Spoken.IN_DOUBT
    if _Sentence.STATUS in kinds and _Sentence.MATTER not in kinds:
        of_ticket = kinds & {_Sentence.TICKET, _Sentence.RECEIPT}
        if of_ticket or under_number or from_nobody:
            return Spoken.IN_DOUBT
    if says_something:
        return Spoken.OF_PERSON
    if kinds & {_Sentence.RECEIPT, _Sentence.AUTOMATIC}:
        return Spoken.OF_ABSENCE if _Sentence.ABSENCE in kinds else Spoken.OF_RECEIPT
    if _Sentence.ABSENCE in kinds and (hinted or _Sentence.UNKNOWN not in kinds):
        return Spoken.OF_ABSENCE
    if kinds and (from_nobody or (hinted and kinds <= {_Sentence.COURTESY, _Sentence.TICKET})):
        return Spoken.OF_RECEIPT
    return Spoken.OF_PERSON


def _sentences(words: str) -> Sequence[str]:
    """The sentences, folded, without the empty ones."""
    words = _SHORT.sub(lambda short: short[0].replace(".", ""), words[:_MOST])
    paragraphs = re.sub(r"(?<=[^\n.!?:;])\n(?=[a-zåäö])", " ", words)
    folded = [fold(sentence).strip(" -–—*_>|#.!") for sentence in _SENTENCE.split(paragraphs)]
    return [sentence for sentence in folded if sentence]


def _kind(sentence: str, about: frozenset[str]) -> _Sentence:
    """What a folded sentence is."""
    if named(sentence):
        return _Sentence.MATTER
    is_impersonal = tickets.FIRST_PERSON.search(sentence) is None
    if tickets.NUMBER_FIELD.match(sentence):
        return _Sentence.TICKET
    if is_impersonal and tickets.SYSTEM.search(sentence):
        return _Sentence.SYSTEM
    if tickets.STATUS_ALONE.match(sentence):
        return _Sentence.STATUS
    is_of_ticket = tickets.OF_ITS_TICKET.search(sentence) is not None
    is_of_a_ticket = is_impersonal and tickets.OF_A_TICKET.search(sentence) is not None
    if _says_status(sentence) and not (is_of_ticket or is_of_a_ticket):
        return _Sentence.MATTER
    if RECEIPT.search(sentence) and not tickets.ON_OUR_SIDE.search(sentence):
        return _Sentence.RECEIPT
    if AUTOMATIC.search(sentence):
        return _Sentence.AUTOMATIC
    if is_of_a_ticket and _says_status(sentence):
        is_a_persons = tickets.BEGINS_WITH_STATUS.match(sentence)
        return _Sentence.MATTER if is_a_persons else _Sentence.TICKETS_STATUS
    if is_of_a_ticket or (is_of_ticket and is_impersonal):
        return _Sentence.TICKET
    if tickets.FIELD.match(sentence) or is_of_ticket:
        return _Sentence.COURTESY
    if OF_THE_MATTER.search(sentence) or any(stem(word) in about for word in _WORD.findall(sentence)):
        return _Sentence.MATTER
    if ABSENCE.search(sentence):
        return _Sentence.ABSENCE
    if COURTESY.search(sentence) or ABSENCE_BESIDE.search(sentence):
        return _Sentence.COURTESY
    return _Sentence.UNKNOWN


def _says_status(sentence: str) -> bool:
    return _STATUS.search(sentence) is not None and not asks_or_supposes(sentence)
