"""Why a message did not arrive, in Swedish."""

from __future__ import annotations

from paminn.failure import Cause, Failure
from paminn.texts.pairs import pairs
from paminn.texts.words import told


def why(failure: Failure | None) -> str:
    """A part of a sentence, without capital letter or full stop; "" when nothing went wrong."""
    if failure is None:
        return ""
    detail = failure.detail
    if failure.cause is Cause.TOLD_BY_MAIL:
        detail = told(detail)
    return pairs("causes.txt")[failure.cause].replace("{detail}", detail)


def sentence(failure: Failure) -> str:
    """The same as a sentence of its own, without its full stop."""
    words = why(failure)
    return words[:1].upper() + words[1:]
