"""What words alone tell of who wrote them: a ticket system's receipt, an absence, or a person.

Each sentence is taken by itself. A machine is told only when nothing in the words can be about the matter; in doubt
it is a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from paminn.replies.lexicon.comparing import either, fold
from paminn.replies.lexicon.programs import (
    ABSENCE,
    ABSENCE_BESIDE,
    COURTESY,
    OF_ITS_TICKET,
    OF_THE_MATTER,
    RECEIPT,
    TICKET_FIELD,
)
from paminn.replies.lexicon.statuses import NAMING
from paminn.replies.meaning.goals import named
from paminn.replies.meaning.whole import stem

_MOST = 6_000  # characters that are looked at
_SENTENCE = re.compile(r"(?<=[^\d\s][.!?;])(?<!\bv\.)\s+(?=[^\Wa-zåäö\d])|\n+")
_STATUS = re.compile(rf"\b(?:{either(NAMING)})\b")
_WORD = re.compile(r"[^\W\d_]{5,}")


class Spoken(StrEnum):
    """Whose words they are."""

    OF_PERSON = "person"
    OF_RECEIPT = "receipt"
    OF_ABSENCE = "absence"


class _Sentence(StrEnum):
    RECEIPT = "receipt"
    ABSENCE = "absence"
    COURTESY = "courtesy"  # anybody's, and about nothing
    MATTER = "matter"
    UNKNOWN = "unknown"


def spoken_by(
    words: str, about: frozenset[str] = frozenset(), *, hinted: bool = False, from_nobody: bool = False
) -> Spoken:
    """Whose `words` these are, when our own and others' have been taken away.

    `about` are the stems of what was asked. `hinted`: something in the mail's head looks like a machine's too.
    `from_nobody`: it is from an address that nobody answers from.
    """
    kinds = {_kind(sentence, about) for sentence in _sentences(words)}
    if _Sentence.MATTER in kinds:
        return Spoken.OF_PERSON
    if _Sentence.RECEIPT in kinds:
        return Spoken.OF_ABSENCE if _Sentence.ABSENCE in kinds else Spoken.OF_RECEIPT
    if _Sentence.ABSENCE in kinds and (hinted or _Sentence.UNKNOWN not in kinds):
        return Spoken.OF_ABSENCE
    if kinds and (from_nobody or (hinted and kinds == {_Sentence.COURTESY})):
        return Spoken.OF_RECEIPT
    return Spoken.OF_PERSON


def _sentences(words: str) -> Sequence[str]:
    """The sentences, folded, without the empty ones."""
    paragraphs = re.sub(r"(?<=[^\n.!?:;])\n(?=[a-zåäö])", " ", words[:_MOST])
    folded = [fold(sentence).strip(" -–—*_>|#.!") for sentence in _SENTENCE.split(paragraphs)]
    return [sentence for sentence in folded if sentence]


def _kind(sentence: str, about: frozenset[str]) -> _Sentence:
    """What a folded sentence is."""
    is_of_ticket = OF_ITS_TICKET.search(sentence) is not None
    if named(sentence) or (_says_status(sentence) and not is_of_ticket):
        return _Sentence.MATTER
    if RECEIPT.search(sentence):
        return _Sentence.RECEIPT
    if TICKET_FIELD.match(sentence) or is_of_ticket:
        return _Sentence.COURTESY
    if OF_THE_MATTER.search(sentence) or any(stem(word) in about for word in _WORD.findall(sentence)):
        return _Sentence.MATTER
    if ABSENCE.search(sentence):
        return _Sentence.ABSENCE
    if COURTESY.search(sentence) or ABSENCE_BESIDE.search(sentence):
        return _Sentence.COURTESY
    return _Sentence.UNKNOWN


def _says_status(sentence: str) -> bool:
    return _STATUS.search(sentence) is not None
