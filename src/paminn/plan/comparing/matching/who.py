"""Who is who: what a person said first, then what is certain, then what is in doubt or may be back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from paminn.plan.comparing.matching.activities import maybe_carved_out
from paminn.plan.comparing.matching.certain import certain_goals, certain_roles
from paminn.plan.comparing.matching.doubtful import doubtful_roles
from paminn.plan.comparing.matching.duties import duties_of, goals_of_old, likely_goals_of_new
from paminn.plan.comparing.matching.hearing import Hearing
from paminn.plan.comparing.matching.mended import mended_goals
from paminn.plan.comparing.matching.model import Heard, Matching, WhoIsWho, matched
from paminn.plan.comparing.matching.returning import goals_back_again, roles_back_again
from paminn.plan.comparing.matching.signs import GoalFacts, RoleKey, facts_of
from paminn.plan.comparing.model import Retired, RetiredRole
from paminn.plan.decided import DecidedPlan


def who_is_who(
    old: DecidedPlan,
    new: DecidedPlan,
    hearing: Hearing,
    retired: Sequence[Retired],
    retired_roles: Sequence[RetiredRole],
) -> WhoIsWho:
    """`retired` and `retired_roles`: what earlier versions removed."""
    roles = _match_roles(old, new, hearing)
    old_facts = facts_of(old, {role: RoleKey(True, role) for role in old.roles})
    new_facts = facts_of(new, _role_keys(new, roles))
    goals = _match_goals(new, old_facts, new_facts, hearing)
    roles = _without_doubtful(old, new, roles, goals)
    maybe_carved = maybe_carved_out(old, new, goals, roles)
    goals_back = goals_back_again(goals, new_facts, retired, hearing)
    roles_back = roles_back_again(roles, retired_roles, hearing)
    goals_by_name = {gone.name: gone for gone in retired}
    roles_by_name = {gone.name: gone for gone in retired_roles}
    return WhoIsWho(
        old=old,
        new=new,
        goals=goals,
        roles=roles,
        old_facts=old_facts,
        new_facts=new_facts,
        goals_back=goals_back,
        roles_back=roles_back,
        returns={number: goals_by_name[name] for number, name in goals.heard.returns.items()},
        role_returns={role: roles_by_name[name] for role, name in roles.heard.returns.items()},
        new_goals=_certainly_new(goals, _asked_about(goals_back, maybe_carved)),
        new_roles=_certainly_new(roles, frozenset(roles_back)),
        maybe_carved=maybe_carved,
    )


def _match_roles(old: DecidedPlan, new: DecidedPlan, hearing: Hearing) -> Matching:
    heard = hearing.roles
    same = certain_roles(old.roles, new.roles, heard.olds(), heard.news())
    return matched(old.roles, new.roles, heard, same)


def _role_keys(new: DecidedPlan, roles: Matching) -> dict[str, RoleKey]:
    keys = {}
    for role in new.roles:
        if role in roles.same:
            keys[role] = RoleKey(True, roles.same[role])
        else:
            keys[role] = RoleKey(False, role)
    return keys


def _without_doubtful(old: DecidedPlan, new: DecidedPlan, roles: Matching, goals: Matching) -> Matching:
    """The roles but for those whose name another may bear by now, of which a person must say who it is."""
    doubtful = doubtful_roles(
        duties_of(old, goals_of_old(old)), duties_of(new, likely_goals_of_new(old, new, goals)), roles
    )
    if not doubtful:
        return roles
    certain = {name: before for name, before in roles.same.items() if name not in roles.heard.same}
    for name in doubtful:
        del certain[name]
    return matched(old.roles, new.roles, roles.heard, certain)


def _match_goals(
    new: DecidedPlan,
    old_facts: Mapping[str, GoalFacts],
    new_facts: Mapping[str, GoalFacts],
    hearing: Hearing,
) -> Matching:
    heard = _with_carved(hearing.goals, certain_goals(old_facts, new_facts, frozenset(), frozenset()))
    same = certain_goals(old_facts, new_facts, heard.olds(), heard.news())
    goals = matched(old_facts, new_facts, heard, same)
    if not goals.open_old:
        return goals
    mended = mended_goals(goals, old_facts, new_facts, new)
    return matched(old_facts, new_facts, heard, {**same, **mended})


def _with_carved(heard: Heard, certain: Mapping[str, str]) -> Heard:
    """A goal that was split into itself, as certainly as any, and others goes on: those were carved out of it."""
    same = dict(heard.same)
    carved = {}
    split = []
    for old, several in heard.split:
        itself = [new for new in several if certain.get(new) == old]
        if itself:
            same[itself[0]] = old
            carved.update(dict.fromkeys((new for new in several if new not in itself), old))
        else:
            split.append((old, several))
    return replace(heard, same=same, split=tuple(split), carved=carved)


def _asked_about(
    goals_back: Mapping[Retired, Sequence[str]], maybe_carved: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """The new goals of which it is asked whether they are new."""
    asked: set[str] = set()
    for numbers in (*goals_back.values(), *maybe_carved.values()):
        asked.update(numbers)
    return frozenset(asked)


def _certainly_new(matching: Matching, maybe_back: AbstractSet[str]) -> tuple[str, ...]:
    """What is open and can be nothing but new: none as long as an old one is open, since it may be that."""
    if matching.open_old:
        return ()
    return tuple(name for name in matching.open_new if name not in maybe_back)
