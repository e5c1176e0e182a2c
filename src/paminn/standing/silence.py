"""Who has answered what was asked, who is silent, and what never reached them.

An answer of the same day as a reminder answers it: nobody is chased for having been quick.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from paminn.standing.answer import Answer, Release


class Silence(StrEnum):
    """Why a role's answer is not told. Only the first means that nobody wrote."""

    NO_ANSWER = "no_answer"
    HELD = "held"
    WITHHELD = "withheld"


def is_answered(asked: date, last_answer: date | None) -> bool:
    """Whether what was asked on a day had its answer, the last of which came on `last_answer`."""
    return last_answer is not None and last_answer >= asked


def is_silent(last_asked: date | None, last_answer: date | None) -> bool:
    """Whether somebody was asked and has not answered since. Who was never asked is not silent."""
    return last_asked is not None and not is_answered(last_asked, last_answer)


def unanswered(asked: Iterable[date], last_answer: date | None) -> tuple[date, ...]:
    """The days of those reminders that nobody has answered, as they were given."""
    return tuple(day for day in asked if not is_answered(day, last_answer))


def is_missed(failed: date, reached: Iterable[date], last_answer: date | None) -> bool:
    """Whether a reminder that did not arrive is still missed: no other has since, and nobody has answered."""
    if is_answered(failed, last_answer):
        return False
    return all(day < failed for day in reached)


def why_untold(newest: Answer | None) -> Silence:
    """Why a role of whom nothing is released is silent. Not published is not the same as not written.

    `newest` is the last of its answers, whatever a person has decided about it.
    """
    if newest is None:
        return Silence.NO_ANSWER
    if newest.release is Release.HELD:
        return Silence.HELD
    return Silence.WITHHELD
