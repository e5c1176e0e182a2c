"""What an earlier version removed and may be back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paminn.plan.comparing.matching.folding import fold
from paminn.plan.comparing.matching.hearing import Hearing
from paminn.plan.comparing.matching.model import Matching
from paminn.plan.comparing.matching.signs import GoalFacts
from paminn.plan.comparing.model import Retired, RetiredRole


def goals_back_again(
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


def roles_back_again(roles: Matching, retired: Sequence[RetiredRole], hearing: Hearing) -> dict[str, RetiredRole]:
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
