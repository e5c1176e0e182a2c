"""What is the same, what ended and what is open, of goals or of roles alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from paminn.plan.comparing.matching.signs import GoalFacts
from paminn.plan.comparing.model import Retired, RetiredRole
from paminn.plan.decided import DecidedPlan


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of the goals, or of the roles. Olds are numbers or names of the old plan, news of the new one."""

    same: Mapping[str, str] = field(default_factory=dict)  # new -> old
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    merged: tuple[tuple[tuple[str, ...], str], ...] = ()
    removed: tuple[str, ...] = ()
    returns: Mapping[str, str] = field(default_factory=dict)  # new -> the name of the retired one that is back
    carved: Mapping[str, str] = field(default_factory=dict)  # new -> the old one, which goes on without it

    def olds(self) -> frozenset[str]:
        """Every old one of which something was said."""
        olds = [*self.same.values(), *self.removed]
        for old, _ in self.split:
            olds.append(old)
        for several, _ in self.merged:
            olds.extend(several)
        return frozenset(olds)

    def news(self) -> frozenset[str]:
        """Every new one of which something was said."""
        news = [*self.same, *self.returns, *self.carved]
        for _, several in self.split:
            news.extend(several)
        for _, new in self.merged:
            news.append(new)
        return frozenset(news)

    def origins(self) -> dict[str, tuple[str, ...]]:
        """What each part of a split, and each that was merged or carved out, came from."""
        origins: dict[str, tuple[str, ...]] = {new: (old,) for new, old in self.carved.items()}
        for old, several in self.split:
            for new in several:
                origins[new] = (old,)
        for olds, new in self.merged:
            origins[new] = olds
        return origins


@dataclass(frozen=True, slots=True)
class Matching:
    """Who is who so far. `same` is new -> old; `open_old` and `open_new` stand in their plan's order."""

    heard: Heard
    same: Mapping[str, str]
    open_old: tuple[str, ...]
    open_new: tuple[str, ...]


def matched(olds: Iterable[str], news: Iterable[str], heard: Heard, same: Mapping[str, str]) -> Matching:
    """`same` are those that nobody said anything of."""
    together = {**heard.same, **same}
    settled_old = heard.olds() | frozenset(same.values())
    settled_new = heard.news() | frozenset(same)
    open_old = tuple(old for old in olds if old not in settled_old)
    open_new = tuple(new for new in news if new not in settled_new)
    return Matching(heard, together, open_old, open_new)


@dataclass(frozen=True, slots=True)
class WhoIsWho:
    """Everything that is known of who is who between an old plan and a new one, before anything is asked or told.

    `goals_back` and `roles_back` may be what an earlier version removed; nobody has said so yet. `returns` and
    `role_returns` are what a person said is back, by what it is called now. `new_goals` and `new_roles` are new.
    `maybe_carved` are the goals that may have been carved out of one that goes on, by its old number.
    """

    old: DecidedPlan
    new: DecidedPlan
    goals: Matching
    roles: Matching
    old_facts: Mapping[str, GoalFacts]
    new_facts: Mapping[str, GoalFacts]
    goals_back: Mapping[Retired, Sequence[str]]
    roles_back: Mapping[str, RetiredRole]
    returns: Mapping[str, Retired]
    role_returns: Mapping[str, RetiredRole]
    new_goals: tuple[str, ...]
    new_roles: tuple[str, ...]
    maybe_carved: Mapping[str, tuple[str, ...]]
