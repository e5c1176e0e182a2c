"""How likely two goals, or two roles, are the same: only to put the choices of a question in order.

No score tells a goal in new words from another in its place, so none decides anything.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from paminn.plan.comparing.matching.folding import fold, words_of
from paminn.plan.comparing.matching.signs import GoalFacts
from paminn.plan.comparing.model import Called, Sign, Thing

_STEM = 6
_CONTAINED = 0.95


@dataclass(frozen=True)
class Likeness:
    """A goal or a role, or several taken together, as it is weighed against others.

    `holds` are a goal's activities, or a role's duties: (goal, part). A role has no owners, time plans or areas.
    """

    thing: Thing
    called: tuple[Called, ...]
    stems: frozenset[str]
    wordings: frozenset[str]
    holds: frozenset[Hashable]
    owners: frozenset[Hashable] = field(default_factory=frozenset)
    timeframes: frozenset[str] = field(default_factory=frozenset)
    areas: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(called.name for called in self.called)

    def with_another(self, other: Likeness) -> Likeness:
        """The two as if they were one: what something was split into, or merged from."""
        return Likeness(
            thing=self.thing,
            called=self.called + other.called,
            stems=self.stems | other.stems,
            wordings=self.wordings | other.wordings,
            holds=self.holds | other.holds,
            owners=self.owners | other.owners,
            timeframes=self.timeframes | other.timeframes,
            areas=self.areas | other.areas,
        )


def together(several: Iterable[Likeness]) -> Likeness:
    """All of them as if they were one; there is at least one."""
    taken, *others = several
    for other in others:
        taken = taken.with_another(other)
    return taken


def goal_likeness(facts: GoalFacts) -> Likeness:
    return Likeness(
        thing=Thing.GOAL,
        called=(Called(facts.number, facts.goal.wording),),
        stems=_stems(facts.goal.wording),
        wordings=frozenset({facts.wording}),
        holds=facts.activities,
        owners=frozenset({facts.owners}),
        timeframes=frozenset({facts.timeframe}),
        areas=frozenset({facts.area}),
    )


def role_likenesses(duties: Mapping[str, frozenset[Hashable]]) -> dict[str, Likeness]:
    """Of every role, by name, from what it does for which goal."""
    likenesses = {}
    for role, held in duties.items():
        likenesses[role] = Likeness(
            thing=Thing.ROLE,
            called=(Called(role),),
            stems=_stems(role),
            wordings=frozenset({fold(role)}),
            holds=held,
        )
    return likenesses


def likelihood(old: Likeness, new: Likeness) -> float:
    """From 0 to 1."""
    words = _words_in_common(old.stems, new.stems)
    held = _share(old.holds, new.holds)
    if old.thing is Thing.ROLE:
        return 0.3 * words + 0.7 * held
    score = 0.5 * words + 0.25 * held
    if not old.owners.isdisjoint(new.owners):
        score += 0.1
    if not old.timeframes.isdisjoint(new.timeframes):
        score += 0.1
    if not old.names.isdisjoint(new.names):
        score += 0.05
    return score


def agreeing(old: Likeness, new: Likeness) -> tuple[Sign, ...]:
    """The signs to show a person."""
    if old.thing is Thing.ROLE:
        if old.holds == new.holds:
            return (Sign.DUTIES,)
        return ()
    agrees = {
        Sign.WORDING: old.wordings & new.wordings,
        Sign.NUMBER: old.names & new.names,
        Sign.AREA: old.areas & new.areas,
        Sign.ACTIVITY: old.holds & new.holds,
        Sign.OWNERS: old.owners & new.owners,
        Sign.TIMEFRAME: old.timeframes & new.timeframes,
    }
    return tuple(sign for sign, common in agrees.items() if common)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words_of(text))


def _words_in_common(old: AbstractSet[str], new: AbstractSet[str]) -> float:
    """The share of stems in both, or how much of the shorter is in the longer."""
    common = len(old & new)
    if not common:
        return 0.0
    shared = 2 * common / (len(old) + len(new))
    contained = common / min(len(old), len(new))
    return max(shared, _CONTAINED * contained)


def _share(old: AbstractSet[Hashable], new: AbstractSet[Hashable]) -> float:
    """How much of what either holds, both hold."""
    if old.isdisjoint(new):
        return 0.0
    return len(old & new) / len(old | new)
