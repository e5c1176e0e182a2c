"""What is asked about roles: those of which nothing is certain, and those that may be back."""

from __future__ import annotations

from collections.abc import Iterator

from paminn.plan.comparing.matching.duties import duties_of, goals_of_new, goals_of_old
from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.model import WhoIsWho
from paminn.plan.comparing.model import Answer, Called, Choice, Question, Said, Thing, Why
from paminn.plan.comparing.questions.answer_options import flag
from paminn.plan.comparing.questions.asking import Asking
from paminn.plan.comparing.questions.likelihood import role_likenesses
from paminn.plan.comparing.questions.reasons import why_open


def role_questions(who: WhoIsWho) -> Iterator[Question]:
    """One of each open old role, in the plan's order, then one of each that may be back."""
    if who.roles.open_old:
        yield from _open(who)
    yield from _returning(who)


def _open(who: WhoIsWho) -> Iterator[Question]:
    old_names = {role: fold(role) for role in who.old.roles}
    new_names = {role: fold(role) for role in who.new.roles}
    old = role_likenesses(duties_of(who.old, goals_of_old(who.old)))
    new = role_likenesses(duties_of(who.new, goals_of_new(who.new, who.goals)))
    reason = why_open(old_names, new_names, who.roles)

    def why(name: str) -> Why:
        if name in who.roles.open_new:
            return Why.ANOTHER
        if name in new_names:
            return Why.TAKEN
        return reason(name)

    return Asking(who.roles, old, new).questions(why)


def _returning(who: WhoIsWho) -> Iterator[Question]:
    for role, retired in who.roles_back.items():
        same = Said(same=((retired.name, role),))
        removed = Said(removed=(retired.name,))
        choices = (
            Choice(Answer.SAME, same, flag(same), (Called(role),)),
            Choice(Answer.REMOVED, removed, flag(removed)),
        )
        yield Question(Thing.ROLE, Why.RETURNING, Called(retired.name, retired.role), choices)
