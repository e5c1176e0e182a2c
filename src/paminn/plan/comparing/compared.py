"""Old plan, new plan and what a person said of them -> who is who, what differs and what must be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from paminn.plan.comparing.matching.certain import certain_goals, certain_roles, doubtful_roles
from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.hearing import Hearing, hear
from paminn.plan.comparing.matching.mended import mended_goals
from paminn.plan.comparing.matching.model import Matching, matched
from paminn.plan.comparing.matching.signs import GoalFacts, RoleKey, facts_of, goal_facts
from paminn.plan.comparing.model import (
    Answer,
    Called,
    Choice,
    Comparison,
    Question,
    Retired,
    RetiredRole,
    Said,
    Thing,
    Why,
)
from paminn.plan.comparing.questions.asking import Asking, flag
from paminn.plan.comparing.questions.likelihood import agreeing, goal_likeness, role_likenesses
from paminn.plan.comparing.telling.differences import New, carved_out, changes_of, same_activities
from paminn.plan.decided import DecidedPlan

_NOTHING = Said()


def compare(
    old: DecidedPlan,
    new: DecidedPlan,
    said: Said = _NOTHING,
    retired: Sequence[Retired] = (),
    retired_roles: Sequence[RetiredRole] = (),
) -> Comparison:
    """Hold the new plan against the adopted one. `retired` and `retired_roles`: what earlier versions removed.

    Each gone, changed, doubled or returning goal, and each role that is gone or returning or whose name another may
    bear, that nothing said settles is a question. A new one is none.
    """
    hearing = hear(said, old, new, retired, retired_roles)
    roles = _match_roles(old, new, hearing)
    old_facts = facts_of(old, {role: RoleKey(True, role) for role in old.roles})
    new_facts = facts_of(new, _role_keys(new, roles))
    goals = _match_goals(new, old_facts, new_facts, hearing)
    roles = _without_doubtful(old, new, roles, goals)
    back = _back_again(goals, new_facts, retired, hearing)
    roles_back = _roles_back_again(roles, retired_roles, hearing)
    new_goals = _told_as_new(goals, {number for numbers in back.values() for number in numbers})
    new_roles = _told_as_new(roles, frozenset(roles_back))
    goals_by_name = {gone.name: gone for gone in retired}
    returns = {number: goals_by_name[name] for number, name in goals.heard.returns.items()}
    roles_by_name = {gone.name: gone for gone in retired_roles}
    carved = carved_out(old, new, goals, new_goals)
    activities = {}
    for number, before in goals.same.items():
        activities[number] = same_activities(old.by_number[before], new.by_number[number])
    questions = (
        *_goal_questions(goals, old_facts, new_facts),
        *_returning_questions(back, new_facts),
        *_role_questions(old, new, goals, roles),
        *_returning_role_questions(roles_back),
    )
    return Comparison(
        changes=changes_of(old, new, goals, roles, New(new_goals, new_roles, carved, returns)),
        same_goals=goals.same,
        same_roles=roles.same,
        origins={**goals.heard.origins(), **carved},
        role_origins=roles.heard.origins(),
        returns=returns,
        role_returns={role: roles_by_name[name] for role, name in roles.heard.returns.items()},
        same_activities=activities,
        open_new=tuple(_still_open(new, goals, roles, new_goals, new_roles)),
        questions=questions,
        faults=hearing.faults,
        said=_NOTHING if hearing.faults else said,
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
    doubtful = doubtful_roles(_duties(old, _old_goals(old)), _duties(new, _likely_goals(old, new, goals)), roles)
    if not doubtful:
        return roles
    certain = {name: before for name, before in roles.same.items() if name not in roles.heard.same}
    for name in doubtful:
        del certain[name]
    return matched(old.roles, new.roles, roles.heard, certain)


def _duties(plan: DecidedPlan, goals: Mapping[str, Hashable]) -> dict[str, frozenset[Hashable]]:
    return {role: likeness.holds for role, likeness in role_likenesses(plan, goals).items()}


def _old_goals(old: DecidedPlan) -> dict[str, Hashable]:
    """What each number of the old plan stands for in both plans."""
    return {number: ("old", number) for number in old.by_number}


def _new_goals(new: DecidedPlan, goals: Matching) -> dict[str, Hashable]:
    """What each number of the new plan stands for in both plans."""
    stands_for: dict[str, Hashable] = {}
    for number in new.by_number:
        if number in goals.same:
            stands_for[number] = ("old", goals.same[number])
        else:
            stands_for[number] = ("new", number)
    return stands_for


def _likely_goals(old: DecidedPlan, new: DecidedPlan, goals: Matching) -> dict[str, Hashable]:
    """As `_new_goals`, but by the number where nothing is certain, and whatever a person has said: so that an answer
    about a goal leads to no new question about a role.
    """
    certain = {number: before for number, before in goals.same.items() if number not in goals.heard.same}
    taken = frozenset(certain.values())
    stands_for: dict[str, Hashable] = {}
    for number in new.by_number:
        before = certain.get(number, number)
        if number in certain or (before in old.by_number and before not in taken):
            stands_for[number] = ("old", before)
        else:
            stands_for[number] = ("new", number)
    return stands_for


def _match_goals(
    new: DecidedPlan,
    old_facts: Mapping[str, GoalFacts],
    new_facts: Mapping[str, GoalFacts],
    hearing: Hearing,
) -> Matching:
    heard = hearing.goals
    same = certain_goals(old_facts, new_facts, heard.olds(), heard.news())
    goals = matched(old_facts, new_facts, heard, same)
    if not goals.open_old:
        return goals
    mended = mended_goals(goals, old_facts, new_facts, new)
    return matched(old_facts, new_facts, heard, {**same, **mended})


def _told_as_new(matching: Matching, maybe_back: AbstractSet[str]) -> tuple[str, ...]:
    """What is open and can be nothing but new: none as long as an old one is open, since it may be that."""
    if matching.open_old:
        return ()
    return tuple(name for name in matching.open_new if name not in maybe_back)


def _still_open(
    new: DecidedPlan, goals: Matching, roles: Matching, new_goals: Sequence[str], new_roles: Sequence[str]
) -> Iterator[Called]:
    for number in goals.open_new:
        if number not in new_goals:
            yield Called(number, new.by_number[number].wording)
    for role in roles.open_new:
        if role not in new_roles:
            yield Called(role)


# --- the questions ----------------------------------------


def _goal_questions(
    goals: Matching, old_facts: Mapping[str, GoalFacts], new_facts: Mapping[str, GoalFacts]
) -> Iterator[Question]:
    if not goals.open_old:
        return iter(())
    old_wordings = {number: facts.wording for number, facts in old_facts.items()}
    new_wordings = {number: facts.wording for number, facts in new_facts.items()}
    old = {number: goal_likeness(facts) for number, facts in old_facts.items()}
    new = {number: goal_likeness(facts) for number, facts in new_facts.items()}
    return Asking(goals, old, new).questions(_reason(old_wordings, new_wordings, goals))


def _role_questions(old: DecidedPlan, new: DecidedPlan, goals: Matching, roles: Matching) -> Iterator[Question]:
    if not roles.open_old:
        return iter(())
    old_names = {role: fold(role) for role in old.roles}
    new_names = {role: fold(role) for role in new.roles}
    old_likenesses = role_likenesses(old, _old_goals(old))
    new_likenesses = role_likenesses(new, _new_goals(new, goals))
    reason = _reason(old_names, new_names, roles)

    def why(name: str) -> Why:
        if name in roles.open_new:
            return Why.ANOTHER
        if name in new_names:
            return Why.TAKEN
        return reason(name)

    return Asking(roles, old_likenesses, new_likenesses).questions(why)


def _roles_back_again(roles: Matching, retired: Sequence[RetiredRole], hearing: Hearing) -> dict[str, RetiredRole]:
    """By its name, each open new role that is called as the latest retired one, of which nothing was said."""
    settled = hearing.stay_away | frozenset(roles.heard.returns.values())
    latest: dict[str, RetiredRole] = {}
    for was in sorted(retired, key=lambda was: was.version):
        latest[fold(was.role)] = was
    back = {}
    for role in roles.open_new:
        gone = latest.get(fold(role))
        if gone is not None and gone.name not in settled:
            back[role] = gone
    return back


def _returning_role_questions(back: Mapping[str, RetiredRole]) -> Iterator[Question]:
    for role, retired in back.items():
        same = Said(same=((retired.name, role),))
        removed = Said(removed=(retired.name,))
        choices = (
            Choice(Answer.SAME, same, flag(same), (Called(role),)),
            Choice(Answer.REMOVED, removed, flag(removed)),
        )
        yield Question(Thing.ROLE, Why.RETURNING, Called(retired.name, retired.role), choices)


def _reason(old: Mapping[str, str], new: Mapping[str, str], matching: Matching) -> Callable[[str], Why]:
    """Why an old one is open, by the folded words of all on either side."""
    in_old = Counter(old.values())
    in_new = Counter(new.values())
    in_open_new = {new[name] for name in matching.open_new}

    def why(name: str) -> Why:
        words = old[name]
        if words not in in_open_new:
            return Why.CHANGED
        if in_old[words] > 1 or in_new[words] > 1:
            return Why.TWICE
        return Why.DOUBTFUL

    return why


def _back_again(
    goals: Matching, new_facts: Mapping[str, GoalFacts], retired: Sequence[Retired], hearing: Hearing
) -> dict[Retired, list[str]]:
    """By the latest retired goal in the same words, of which nothing was said: the open new goals in those words."""
    settled = hearing.stay_away | frozenset(goals.heard.returns.values())
    latest: dict[str, Retired] = {}
    for was in sorted(retired, key=lambda was: was.version):
        if was.name not in settled:
            latest[fold(was.goal.wording)] = was
    back: dict[Retired, list[str]] = {}
    for number in goals.open_new:
        gone = latest.get(new_facts[number].wording)
        if gone is not None:
            back.setdefault(gone, []).append(number)
    return back


def _returning_questions(
    back: Mapping[Retired, Sequence[str]], new_facts: Mapping[str, GoalFacts]
) -> Iterator[Question]:
    for retired, numbers in back.items():
        was = goal_likeness(goal_facts(retired.goal, retired.area_title, _as_old))
        choices = []
        for number in numbers:
            new = goal_likeness(new_facts[number])
            said = Said(same=((retired.name, number),))
            choices.append(Choice(Answer.SAME, said, flag(said), new.called, signs=agreeing(was, new)))
        said = Said(removed=(retired.name,))
        choices.append(Choice(Answer.REMOVED, said, flag(said)))
        old = Called(retired.name, retired.goal.wording)
        yield Question(Thing.GOAL, Why.RETURNING, old, tuple(choices))


def _as_old(role: str) -> RoleKey:
    return RoleKey(True, role)
