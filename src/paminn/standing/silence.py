"""Who has answered what was asked, who is silent, and what never reached them.

An answer of the same day as a reminder answers it: nobody is chased for having been quick.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import assert_never

from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Answer, Release
from paminn.standing.answerer import answerer
from paminn.standing.word import counts, order, says_how_it_goes


class Silence(StrEnum):
    """Why a role has said nothing that could be told. Only the first means that nobody wrote.

    `NOT_ALL`: each answers for themselves, and somebody has not.
    """

    NO_ANSWER = "no_answer"
    HELD = "held"
    WITHHELD = "withheld"
    NOT_ALL = "not_all"


def is_answered(asked: date, last_answer: date | None) -> bool:
    """Whether what was asked on a day had its answer, the last of which came on `last_answer`."""
    return last_answer is not None and last_answer >= asked


def is_silent(last_asked: date | None, last_answer: date | None) -> bool:
    """Whether somebody was asked and has not answered since. Who was never asked is not silent."""
    return last_asked is not None and not is_answered(last_asked, last_answer)


def unanswered(asked: Iterable[date], last_answer: date | None) -> tuple[date, ...]:
    """The days of those reminders that nobody has answered, as they were given."""
    return tuple(day for day in asked if not is_answered(day, last_answer))


def waits_to_be_read(answer: Answer) -> bool:
    """Whether it is the role's own, nobody could tell what status it means, and no person has read it yet."""
    return counts(answer) and answer.status is None and answer.release is Release.HELD


def is_being_read(occurrence: OccurrenceId, said: Iterable[Answer]) -> bool:
    """Whether what a role has written about an instance of a goal waits for a person to read it.

    It has answered then, and is not asked again before it is known what it said. `said` is what the role has answered.
    A status that the same person gave afterwards is their answer. What nobody has read of a preparation may be about
    its day; what has been read is not.
    """
    unread = set()
    for answer in sorted(said, key=order):
        if answer.occurrence.whole != occurrence or not counts(answer):
            continue
        if waits_to_be_read(answer):
            unread.add(answerer(answer))
        elif says_how_it_goes(answer):
            unread.discard(answerer(answer))
    return bool(unread)


def is_missed(failed: date, reached: Iterable[date], last_answer: date | None) -> bool:
    """Whether a reminder that did not arrive is still missed: no other has since, and nobody has answered."""
    if is_answered(failed, last_answer):
        return False
    return all(day < failed for day in reached)


def why_untold(newest: Answer | None) -> Silence:
    """Why a role has no word that is told. Not published is not the same as not written.

    `newest` is the last of its answers, whatever a person has decided about it. One that is released is somebody's own,
    where each answers for themselves.
    """
    if newest is None:
        return Silence.NO_ANSWER
    match newest.release:
        case Release.HELD:
            return Silence.HELD
        case Release.WITHHELD:
            return Silence.WITHHELD
        case Release.RELEASED:
            return Silence.NOT_ALL
        case _:
            assert_never(newest.release)
