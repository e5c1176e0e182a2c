"""Why a message is in its state, as the first version kept it: a sentence, where there is a cause and a detail now."""

from __future__ import annotations

import re

from paminn.failure import Cause, Failure

_BY_PERSON = "enligt "
_RECIPIENT_REFUSED = re.compile(r"servern nekade mottagaren: (\d{3}(?:, \d{3})*)")
_FOREIGN_CHARACTERS = "adressen har tecken som e-postservern inte tar emot"
_GRAPH_RECIPIENT_REFUSED = re.compile(r"mottagarens adress tas inte emot \((.+)\)")


def read_earlier(sentence: str) -> Failure:
    """The failure that a sentence told of. Where nothing follows from which one it was, the sentence is kept whole."""
    if sentence.startswith(_BY_PERSON):
        return Failure(Cause.TOLD_BY_PERSON, sentence.removeprefix(_BY_PERSON))
    refused = _RECIPIENT_REFUSED.fullmatch(sentence)
    if refused:
        return _recipients_refused(refused[1])
    if sentence == _FOREIGN_CHARACTERS:
        return Failure(Cause.ADDRESS_HAS_FOREIGN_CHARACTERS)
    refused_by_graph = _GRAPH_RECIPIENT_REFUSED.fullmatch(sentence)
    if refused_by_graph:
        return Failure(Cause.GRAPH_RECIPIENT_REFUSED, refused_by_graph[1])
    return Failure(Cause.TOLD_EARLIER, sentence)


def _recipients_refused(codes: str) -> Failure:
    """`codes` as "450, 550"; one that begins with 5 is a no for good."""
    if any(code.startswith("5") for code in codes.split(", ")):
        return Failure(Cause.RECIPIENT_REFUSED, codes)
    return Failure(Cause.RECIPIENT_REFUSED_FOR_NOW, codes)
