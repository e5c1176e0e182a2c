"""Why a message did not arrive, in Swedish."""

from __future__ import annotations

from paminn.failure import Failure
from paminn.texts.pairs import pairs


def why(failure: Failure | None) -> str:
    """A part of a sentence, without capital letter or full stop; "" when nothing went wrong."""
    if failure is None:
        return ""
    return pairs("causes.txt")[failure.cause].replace("{detail}", failure.detail)


def sentence(failure: Failure) -> str:
    """The same as a sentence of its own, without its full stop."""
    words = why(failure)
    return words[:1].upper() + words[1:]
