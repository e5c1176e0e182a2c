"""Which goals and roles are certainly the same, without anybody saying so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.signs import GoalFacts, agree_in_all, signs_between

_ENOUGH = 3


def certain_goals(
    old: Mapping[str, GoalFacts],
    new: Mapping[str, GoalFacts],
    said_old: frozenset[str],
    said_new: frozenset[str],
) -> dict[str, str]:
    """New number -> old number, where the words are the same and enough else is; of what nobody has said anything of.

    The words must stand once on each side, with three of the five signs. A wording that stands more than once (a goal
    may have moved, and a copy of it stand in its place) needs all five, and all the activities.
    """
    old_by_wording = _by_wording(old.values())
    new_by_wording = _by_wording(new.values())
    same = {}
    for wording, olds in old_by_wording.items():
        news = new_by_wording.get(wording, [])
        if len(olds) == 1 and len(news) == 1:
            pairs = _alike_enough(olds[0], news[0])
        else:
            pairs = _alike_in_all(olds, news)
        for before, after in pairs:
            if before.number not in said_old and after.number not in said_new:
                same[after.number] = before.number
    return same


def _alike_enough(before: GoalFacts, after: GoalFacts) -> list[tuple[GoalFacts, GoalFacts]]:
    if len(signs_between(before, after)) < _ENOUGH:
        return []
    return [(before, after)]


def _alike_in_all(olds: Sequence[GoalFacts], news: Sequence[GoalFacts]) -> list[tuple[GoalFacts, GoalFacts]]:
    """Of goals in the same words, those where all five signs agree; the number is one, so that each has one at most."""
    by_number = {goal.number: goal for goal in news}
    alike = []
    for before in olds:
        after = by_number.get(before.number)
        if after is not None and agree_in_all(before, after):
            alike.append((before, after))
    return alike


def _by_wording(facts: Iterable[GoalFacts]) -> dict[str, list[GoalFacts]]:
    by_wording = defaultdict(list)
    for goal in facts:
        by_wording[goal.wording].append(goal)
    return by_wording


def certain_roles(
    old: Sequence[str], new: Sequence[str], said_old: frozenset[str], said_new: frozenset[str]
) -> dict[str, str]:
    """New name -> old name: the very same name, else the only ones that are the same when folded."""
    known = frozenset(old)
    same = {}
    for name in new:
        if name in known and name not in said_old and name not in said_new:
            same[name] = name
    left_old = _by_fold(name for name in old if name not in said_old and name not in same)
    left_new = _by_fold(name for name in new if name not in said_new and name not in same)
    for folded, olds in left_old.items():
        news = left_new.get(folded, [])
        if len(olds) == 1 and len(news) == 1:
            same[news[0]] = olds[0]
    return same


def _by_fold(names: Iterable[str]) -> dict[str, list[str]]:
    by_fold = defaultdict(list)
    for name in names:
        by_fold[fold(name)].append(name)
    return by_fold
