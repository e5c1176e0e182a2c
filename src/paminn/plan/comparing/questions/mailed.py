"""The questions before anything has been adopted, of a plan that mails have told of: has it other words by now?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paminn.plan.comparing.model import Answer, Called, Choice, Comparison, Fault, Question, Said, Thing, Why
from paminn.plan.comparing.questions.answer_options import flag
from paminn.plan.decided import DecidedPlan


def held_against_mails(new: DecidedPlan, mailed: Mapping[str, str], said: Said) -> Comparison:
    """`mailed`: what the mails said, by number, of the goals of which the plan now says something else.

    All that can be answered is that it is the same goal in other words. What is another must wait until the plan that
    the mails told of has been adopted: until then nobody knows what the goal was.
    """
    unanswered = {number: words for number, words in mailed.items() if (number, number) not in said.same}
    questions = tuple(_questions(new, unanswered))
    faults = tuple(_faults(said, mailed))
    return Comparison((), {}, {}, questions=questions, faults=faults, said=Said() if faults else said)


def _questions(new: DecidedPlan, mailed: Mapping[str, str]) -> Iterator[Question]:
    for number, words in mailed.items():
        same = Said(same=((number, number),))
        now = Called(number, new.by_number[number].wording)
        choice = Choice(Answer.SAME, same, flag(same), new=(now,))
        yield Question(Thing.GOAL, Why.MAILED, Called(number, words), (choice,))


def _faults(said: Said, mailed: Mapping[str, str]) -> Iterator[Fault]:
    names = [f"{old}={new}" for old, new in said.same if old != new or old not in mailed]
    names += [old for old, _ in said.split]
    names += [",".join(olds) for olds, _ in said.merge]
    names += said.removed
    for name in names:
        yield Fault(
            name,
            f"{name} går inte att svara om än, för ingen plan är antagen. "
            "Lägg först tillbaka den plan.yaml som gällde, anta den, och ändra sedan.",
        )
