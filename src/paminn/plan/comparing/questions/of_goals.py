"""What is asked about goals: those of which nothing is certain, and those that may be back."""

from __future__ import annotations

from collections.abc import Iterator

from paminn.plan.comparing.matching.model import WhoIsWho
from paminn.plan.comparing.matching.signs import RoleKey, goal_facts
from paminn.plan.comparing.model import Answer, Called, Choice, Question, Said, Sign, Thing, Why
from paminn.plan.comparing.questions.answer_options import flag
from paminn.plan.comparing.questions.asking import Asking
from paminn.plan.comparing.questions.likelihood import agreeing, goal_likeness
from paminn.plan.comparing.questions.reasons import why_open


def goal_questions(who: WhoIsWho) -> Iterator[Question]:
    """One of each open old goal, in the plan's order, then of each that new ones may come from or that may be back."""
    if who.goals.open_old:
        yield from _open(who)
    yield from _carved(who)
    yield from _returning(who)


def _carved(who: WhoIsWho) -> Iterator[Question]:
    """Of a goal that goes on: is what left it for new goals the same work, or are those new in every way?"""
    goes_on = {before: after for after, before in who.goals.same.items()}
    for before, numbers in who.maybe_carved.items():
        out_of_it = Said(split=((before, (goes_on[before], *numbers)),))
        by_itself = Said(same=((before, goes_on[before]),))
        new = tuple(Called(number, who.new.by_number[number].wording) for number in numbers)
        choices = (
            Choice(Answer.SPLIT, out_of_it, flag(out_of_it), new, signs=(Sign.ACTIVITY,)),
            Choice(Answer.SAME, by_itself, flag(by_itself), new),
        )
        yield Question(Thing.GOAL, Why.CARVED, Called(before, who.old.by_number[before].wording), choices)


def _open(who: WhoIsWho) -> Iterator[Question]:
    old_wordings = {number: facts.wording for number, facts in who.old_facts.items()}
    new_wordings = {number: facts.wording for number, facts in who.new_facts.items()}
    old = {number: goal_likeness(facts) for number, facts in who.old_facts.items()}
    new = {number: goal_likeness(facts) for number, facts in who.new_facts.items()}
    return Asking(who.goals, old, new).questions(why_open(old_wordings, new_wordings, who.goals))


def _returning(who: WhoIsWho) -> Iterator[Question]:
    for retired, numbers in who.goals_back.items():
        was = goal_likeness(goal_facts(retired.goal, retired.area_title, _as_old))
        choices = []
        for number in numbers:
            new = goal_likeness(who.new_facts[number])
            said = Said(same=((retired.name, number),))
            choices.append(Choice(Answer.SAME, said, flag(said), new.called, signs=agreeing(was, new)))
        said = Said(removed=(retired.name,))
        choices.append(Choice(Answer.REMOVED, said, flag(said)))
        old = Called(retired.name, retired.goal.wording)
        yield Question(Thing.GOAL, Why.RETURNING, old, tuple(choices))


def _as_old(role: str) -> RoleKey:
    return RoleKey(True, role)
