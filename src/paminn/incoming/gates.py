"""What stands in the way of a decision until it is given its own reason. One reason opens one gate."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from paminn.incoming.decision import Action, Concerns, Decision
from paminn.plan.occurrence import OccurrenceId
from paminn.replies.meaning.privacy import personal_flags
from paminn.replies.model import Flag
from paminn.standing.answer import Answer, Status
from paminn.standing.word import own_word_before


class Gate(StrEnum):
    """A question that a person must answer before a decision stands."""

    NO_STATUS = "no_status"  # nobody has said how it goes: opened by a status and the reason for it
    STATUS = "status"  # another status than the one that was read
    TEXT = "text"  # other words than the owner's
    DATE = "date"  # another new day than the one that was read
    GOAL = "goal"  # another goal or role than the one that it was read for
    STEP_OR_DAY = "step_or_day"  # whether it is about a preparation or its day
    DAY = "day"  # that it is about the day, though only a preparation was asked about
    NO_STEP = "no_step"  # there is no preparation that it could be about
    HELD_BACK = "held_back"
    PRIVATE = "private"  # what is let go of looks private
    QUESTION = "question"  # nothing is asked
    PLACED = "placed"  # what stands by itself is said to belong somewhere, or nowhere
    STRANGER = "stranger"  # somebody else's word would stand for the role's own


@dataclass(frozen=True, slots=True)
class Shut:
    """A gate that no reason has opened.

    `read_as` is the status that was read and `stands` the one that the answer has, `flags` are what looks private,
    `own` is what the role itself has said, `about` the preparation that it may be about.
    """

    gate: Gate
    read_as: Status | None = None
    stands: Status | None = None
    flags: tuple[Flag, ...] = ()
    own: Answer | None = None
    about: OccurrenceId | None = None


def gates_shut(
    answer: Answer, decision: Decision, answers: Sequence[Answer], about: OccurrenceId | None = None
) -> tuple[Shut, ...]:
    """All that stands in the way of a decision about an answer; `answers` are all that are known of its plan.

    `about` is what it would be about by the goal and the role that the decision gives it; None: what it is about.
    """
    shut = [*_of_what_it_concerns(answer, decision, about or answer.occurrence), *_of_what_is_set(answer, decision)]
    match decision.what:
        case Action.RELEASE:
            shut += _of_release(answer, decision, answers)
        case Action.WITHHOLD:
            if not decision.why:
                shut.append(Shut(Gate.HELD_BACK))
        case Action.ASSIGN:
            if decision.owner is not None and decision.owner != answer.owner:
                shut += _of_stranger(answer, decision, answers)
        case Action.ASK:
            shut += _of_question(decision)
        case Action.PLACE:
            if not decision.why:
                shut.append(Shut(Gate.PLACED))
        case _:
            assert_never(decision.what)
    return tuple(shut)


def gates_shut_to_mail(decision: Decision, becomes: Answer | None, answers: Sequence[Answer]) -> tuple[Shut, ...]:
    """All that stands in the way of a decision about a mail that no answer was read from.

    `becomes` is the answer that it would be, None where it is laid aside. Its `known_sender` tells whether who wrote
    is known to answer for the role.
    """
    shut: list[Shut] = []
    if becomes is None:
        if not decision.why:
            shut.append(Shut(Gate.HELD_BACK))
        return tuple(shut)
    unread = replace(becomes, status=None)
    shut += _of_what_it_concerns(unread, decision, becomes.occurrence)
    if decision.status is not None and not decision.why:
        shut.append(Shut(Gate.STATUS))
    if decision.new_date is not None and not decision.why:
        shut.append(Shut(Gate.DATE))
    newest = replace(becomes, id=sys.maxsize)  # of one day it would be read last
    return (*shut, *_of_stranger(newest, decision, answers))


def _of_what_it_concerns(answer: Answer, decision: Decision, about: OccurrenceId) -> list[Shut]:
    """What nobody could read of an answer about a preparation is never made one about its day unasked, or the reverse.

    That it is about the day is another matter than the mail asked about, and has a reason.
    """
    if not about.is_step:
        return [] if decision.concerns is None else [Shut(Gate.NO_STEP)]
    if decision.concerns is Concerns.DAY and not decision.why:
        return [Shut(Gate.DAY, about=about)]
    is_known = answer.status is not None and about == answer.occurrence
    would_have_status = decision.what is Action.RELEASE or bool(decision.status or answer.status)
    if would_have_status and not is_known and decision.concerns is None:
        return [Shut(Gate.STEP_OR_DAY, about=about)]
    return []


def _of_what_is_set(answer: Answer, decision: Decision) -> list[Shut]:
    """What the team sets has a reason every time: a status, a text, a day, a goal."""
    shut: list[Shut] = []
    is_read = answer.read_as is not None and answer.occurrence.is_step
    if decision.what is Action.RELEASE and answer.status is None and decision.status is None and not is_read:
        shut.append(Shut(Gate.NO_STATUS))
    if decision.why:
        return shut
    is_set_aside = answer.status is None and not answer.occurrence.is_step
    is_undone = answer.status_by_team and decision.status is not answer.status
    if decision.status is not None and (is_set_aside or is_undone or decision.status is not answer.read_as):
        shut.append(Shut(Gate.STATUS, read_as=answer.read_as, stands=answer.status))
    if decision.text is not None and (answer.edited or decision.text != answer.text):
        shut.append(Shut(Gate.TEXT))
    if decision.new_date is not None and decision.new_date != answer.new_date:
        shut.append(Shut(Gate.DATE))
    if (decision.goal or answer.goal, decision.owner or answer.owner) != (answer.goal, answer.owner):
        shut.append(Shut(Gate.GOAL))
    return shut


def _of_question(decision: Decision) -> list[Shut]:
    """It leaves in a mail."""
    if not decision.why:
        return [Shut(Gate.QUESTION)]
    flags = personal_flags(decision.why)
    if flags and not decision.private_why:
        return [Shut(Gate.PRIVATE, flags=flags)]
    return []


def _of_release(answer: Answer, decision: Decision, answers: Sequence[Answer]) -> list[Shut]:
    shut: list[Shut] = []
    text = answer.text if decision.text is None else decision.text
    flags = personal_flags(text)
    if flags and not decision.private_why:
        shut.append(Shut(Gate.PRIVATE, flags=flags))
    return [*shut, *_of_stranger(answer, decision, answers)]


def _of_stranger(answer: Answer, decision: Decision, answers: Sequence[Answer]) -> list[Shut]:
    """Somebody else's word would take the place of the role's own; who answers for one role is a stranger to others."""
    goal = decision.goal or answer.goal
    owner = decision.owner or answer.owner
    if owner != answer.owner:
        answer = replace(answer, known_sender=False)
    own = own_word_before(answers, answer, goal, owner)
    if own is None or decision.stranger_why:
        return []
    return [Shut(Gate.STRANGER, own=own)]
