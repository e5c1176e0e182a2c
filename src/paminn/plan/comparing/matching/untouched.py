"""Which role names certainly stand for the same in both plans, whatever a person will say of the others."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from paminn.plan.comparing.matching.duties import duties_of, goals_of_old, likely_goals_of_new
from paminn.plan.comparing.matching.hearing import hear
from paminn.plan.comparing.matching.who import who_is_who
from paminn.plan.comparing.model import Said
from paminn.plan.decided import DecidedPlan


def untouched_roles(old: DecidedPlan, new: DecidedPlan) -> frozenset[str]:
    """The names whose role does just what the role of that name did.

    Roles that do the same are told apart by their names alone: where one of those is new or gone, none is certain.
    """
    who = who_is_who(old, new, hear(Said(), old, new, ()), (), ())
    before = _names_by_duties(duties_of(old, goals_of_old(old)))
    after = _names_by_duties(duties_of(new, likely_goals_of_new(old, new, who.goals)))
    untouched: set[str] = set()
    for duties, names in before.items():
        if after.get(duties) == names:
            untouched |= names
    return frozenset(untouched)


def _names_by_duties(duties: Mapping[str, frozenset[Hashable]]) -> dict[frozenset[Hashable], set[str]]:
    names: dict[frozenset[Hashable], set[str]] = {}
    for name, held in duties.items():
        names.setdefault(held, set()).add(name)
    return names
