"""Why a message is in its state, as the first version kept it: a sentence, where there is a cause and a detail now."""

from __future__ import annotations

import re

from paminn.failure import Cause, Failure, recipients_refused

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
        codes = refused[1].split(", ")
        return recipients_refused(frozenset(int(code) for code in codes))
    if sentence == _FOREIGN_CHARACTERS:
        return Failure(Cause.ADDRESS_HAS_FOREIGN_CHARACTERS)
    refused_by_graph = _GRAPH_RECIPIENT_REFUSED.fullmatch(sentence)
    if refused_by_graph:
        return Failure(Cause.GRAPH_RECIPIENT_REFUSED, refused_by_graph[1])
    return Failure(Cause.TOLD_EARLIER, sentence)
