"""Whose word counts, and which of several is the last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from paminn.plan.identities import GoalId, RoleId
from paminn.standing.answer import Answer, Release

Key = tuple[GoalId, RoleId]


def order(answer: Answer) -> tuple[date, int]:
    """The order in which answers were given: of two of one day, the one that was read later is the later."""
    return answer.received, answer.id


def latest(answers: Iterable[Answer]) -> Answer | None:
    """The last word of all these."""
    last = None
    for answer in answers:
        if last is None or order(answer) >= order(last):
            last = answer
    return last


def latest_of_each(answers: Iterable[Answer]) -> dict[Key, Answer]:
    """The last word of each role about each goal."""
    last: dict[Key, Answer] = {}
    for answer in sorted(answers, key=order):
        last[answer.goal, answer.owner] = answer
    return last


def latest_by_role(answers: Iterable[Answer]) -> dict[RoleId, Answer]:
    """The last word of each role, of answers about one goal."""
    last: dict[RoleId, Answer] = {}
    for answer in sorted(answers, key=order):
        last[answer.owner] = answer
    return last


def is_of_the_role(answer: Answer) -> bool:
    """Whether it is taken for the role's own: from an address that was reminded, or released by a person."""
    return answer.known_sender or is_released(answer)


def is_released(answer: Answer) -> bool:
    """Whether a person has let it go. Nothing else may reach a document, a page or a calendar."""
    return answer.release is Release.RELEASED


def only_released(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Those that a person has let go, in the order given."""
    return tuple(answer for answer in answers if is_released(answer))


def counts(answer: Answer) -> bool:
    """Whether it is the role's own, and nobody has held it back."""
    return is_of_the_role(answer) and answer.release is not Release.WITHHELD


def is_of_the_goal(answer: Answer) -> bool:
    """Whether it is about the goal, a day of it or its year: what is said of a preparation tells nothing of those."""
    return not answer.occurrence.is_step


def says_how_it_goes(answer: Answer) -> bool:
    """Whether it counts, is about the goal and has a status: nothing else ends a goal or a day."""
    return counts(answer) and is_of_the_goal(answer) and answer.status is not None


def is_put_aside(answer: Answer) -> bool:
    """Whether a person has held back what came from an address that was not reminded: it was never the role's."""
    return answer.release is Release.WITHHELD and not answer.known_sender


def waits_from_another(answer: Answer) -> bool:
    """Whether it came from an address that was not reminded, and no person has looked at it."""
    return answer.release is Release.HELD and not answer.known_sender


def own_word_before(answers: Iterable[Answer], other: Answer, goal: GoalId, role: RoleId) -> Answer | None:
    """What the role itself last said about the goal, where somebody else's answer came after it.

    None where `other` is the role's own.
    """
    if other.known_sender:
        return None
    own = []
    for answer in answers:
        is_about_it = answer.goal == goal and answer.owner == role
        came_before = order(answer) < order(other)
        if is_about_it and came_before and answer.known_sender and answer.release is not Release.WITHHELD:
            own.append(answer)
    return latest(own)
