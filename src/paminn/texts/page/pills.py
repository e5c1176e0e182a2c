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


def goal_pill(going: Going, occasion: str, times: str = "") -> Pill:
    """How the goal goes, in how many of its parts, and for which `occasion` where it recurs.

    `times` is how many of its days are done, in words. What is done in some of its parts or on some of its days is
    shown as going on, and what those responsible contradict each other about is not shown as settled.
    """
    if going.contradicted:
        return contradicted()
    if going.status is None or _answered_as_a_whole(going):
        return _in_words(_unstated(), going, occasion)
    word = pairs(_WORDS)[f"goal.{going.status}"]
    kind = going.status
    if going.status is Status.DONE and not going.is_done:
        kind = Status.ONGOING
    if not times:
        return _in_words(Pill(kind, _sign(kind), word), going, occasion)
    done = pairs(_WORDS)["goal.times"].format(times=times)
    if going.status is Status.DONE:
        return Pill(kind, _sign(kind), _first_upper(done))
    some = _in_words(Pill(kind, _sign(kind), word), going, occasion)
    return Pill(kind, some.sign, f"{some.word}, {done}")


def _answered_as_a_whole(going: Going) -> bool:
    """Whether one Klar was given for all the days of something that is done day by day."""
    return going.status is Status.DONE and going.times is not None and going.times.done == 0


def _in_words(pill: Pill, going: Going, occasion: str) -> Pill:
    """The pill with how many parts and which occasion it tells of."""
    word = pill.word
    if going.roles < going.of:
        word = f"{word} {in_parts(going.roles, going.of)}"
    if occasion:
        word = f"{word} för {occasion}"
    return Pill(pill.kind, pill.sign, word)


def contradicted() -> Pill:
    """What is said by people who contradict each other."""
    return Pill(_UNSTATED, _sign("contradicted"), pairs(_WORDS)["contradicted"])


def carried_out() -> Pill:
    """What the plan itself says was done before it was decided."""
    return Pill(Status.DONE, _sign(Status.DONE), pairs(_WORDS)["carried_out"])


def _unstated() -> Pill:
    return Pill(_UNSTATED, _sign(_UNSTATED), pairs(_WORDS)["answer.unstated"])


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sign(kind: str) -> str:
    return pairs(_WORDS)[f"sign.{kind}"]
