"""What a role says in which everybody answers for themselves: its part is done when all who hold it now have said Klar.

Who has left drops out, and who has come is waited for. An answer without a person was given while one answered for all,
and holds for everybody until they say something of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paminn.plan.identities import GoalId, RoleId
from paminn.standing.answer import Answer, Status
from paminn.standing.word import Key, latest, latest_by_role

# The roles in which each answers for themselves → the mailboxes of those who hold them.
Answerers = Mapping[RoleId, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Heard:
    """How many of those who answer for themselves have answered."""

    answered: int
    of: int


def said_by(person: str, answers: Iterable[Answer]) -> list[Answer]:
    """What holds for a person, of answers of their role."""
    return [answer for answer in answers if answer.person in ("", person)]


def heard(people: Sequence[str], answers: Iterable[Answer]) -> Heard:
    """`answers` are those of the role."""
    given = list(answers)
    answered = [person for person in people if said_by(person, given)]
    return Heard(len(answered), len(people))


def not_heard(people: Sequence[str], answers: Iterable[Answer]) -> list[str]:
    """Those of them who have not answered; `answers` are those of the role."""
    given = list(answers)
    return [person for person in people if not said_by(person, given)]


def last_words(answers: Iterable[Answer], answerers: Answerers) -> dict[RoleId, Answer]:
    """The last word of each role, of answers about one goal.

    Where each answers for themselves it is the gravest that somebody says, and a Klar only when all have said so: while
    others are silent the role has said nothing.
    """
    given = list(answers)
    words = latest_by_role(given)
    for role in words.keys() & answerers.keys():
        people = answerers[role]
        if not people:
            continue
        word = _word_of_all(people, [answer for answer in given if answer.owner == role])
        if word is None:
            del words[role]
        else:
            words[role] = word
    return words


def last_words_of_each(answers: Iterable[Answer], answerers: Answerers) -> dict[Key, Answer]:
    """The same of answers about several goals, by goal and role."""
    by_goal: dict[GoalId, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_goal[answer.goal].append(answer)
    words: dict[Key, Answer] = {}
    for goal, about_it in by_goal.items():
        for role, word in last_words(about_it, answerers).items():
            words[goal, role] = word
    return words


def _word_of_all(people: Sequence[str], answers: Sequence[Answer]) -> Answer | None:
    last = [latest(said_by(person, answers)) for person in people]
    spoken = [answer for answer in last if answer is not None]
    not_done = [answer for answer in spoken if answer.status is not Status.DONE]
    if not_done:
        return max(not_done, key=_gravity)
    if len(spoken) < len(people):
        return None
    return latest(spoken)


def _gravity(answer: Answer) -> tuple[int, int]:
    """Late is graver than not begun, and that than under way; of two alike the later."""
    order = (None, Status.DONE, Status.ONGOING, Status.NOT_STARTED, Status.LATE)
    return order.index(answer.status), answer.id
