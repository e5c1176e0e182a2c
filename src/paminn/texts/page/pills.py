"""How a goal or a role's part of it goes, as the page shows it: a sign and a word, told apart by more than colour."""

from __future__ import annotations

from dataclasses import dataclass

from paminn.standing.answer import Answer, Status
from paminn.standing.going import Going
from paminn.texts.language import in_parts
from paminn.texts.pairs import pairs
from paminn.texts.words import status_word

_WORDS = "site/pills.txt"
_UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Pill:
    """`kind` is the class by which the style sheet knows it: the status, or "unstated"."""

    kind: str
    sign: str
    word: str


def answer_pill(answer: Answer) -> Pill:
    """What one role has said of its part."""
    if answer.status is None:
        return _unstated()
    return Pill(answer.status, _sign(answer.status), status_word(answer.status))


def goal_pill(going: Going, occasion: str) -> Pill:
    """How the goal goes, in how many of its parts, and for which `occasion` where it recurs.

    What is done in some of its parts is shown as going on.
    """
    pill = _unstated()
    if going.status is not None:
        word = pairs(_WORDS)[f"goal.{going.status}"]
        pill = Pill(going.status, _sign(going.status), word)
    word = pill.word
    in_some_parts = going.roles < going.of
    if in_some_parts:
        word = f"{word} {in_parts(going.roles, going.of)}"
    if occasion:
        word = f"{word} för {occasion}"
    if in_some_parts and going.status is Status.DONE:
        return Pill(Status.ONGOING, _sign(Status.ONGOING), word)
    return Pill(pill.kind, pill.sign, word)


def carried_out() -> Pill:
    """What the plan itself says was done before it was decided."""
    return Pill(Status.DONE, _sign(Status.DONE), pairs(_WORDS)["carried_out"])


def _unstated() -> Pill:
    return Pill(_UNSTATED, _sign(_UNSTATED), pairs(_WORDS)["answer.unstated"])


def _sign(kind: str) -> str:
    return pairs(_WORDS)[f"sign.{kind}"]
