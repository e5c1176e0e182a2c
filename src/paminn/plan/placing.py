"""Which goal each entry of rules.yaml is about: the goal is followed, not the number that stands there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from paminn.plan.identities import GoalId
from paminn.plan.rules import Campaign, Preparation, Rules
from paminn.plan.version import PlanVersion


def placed(rules: Rules, version: PlanVersion) -> Rules:
    """The rules about the goals they were written about. An entry about a goal that the version lacks is left out."""
    meant = rules_of(rules, version)
    held = version.numbers
    preparations = {}
    for number, preparation in rules.preparations.items():
        goal = meant.get(_preparation_print(number, preparation))
        if goal is not None and goal in held:
            preparations[goal] = preparation
    campaigns = []
    for campaign in rules.campaigns:
        goal = meant.get(_campaign_print(campaign))
        if goal is not None and goal in held:
            campaigns.append(replace(campaign, goal=goal))
    return replace(rules, preparations=preparations, campaigns=tuple(campaigns))


def rules_of(written: Rules, version: PlanVersion) -> Mapping[str, GoalId]:
    """Which goal each entry of rules.yaml is about under a version, by the entry's fingerprint: the next one keeps it.

    An entry is about the goal that it was about when the version was adopted. Where another entry says the same of that
    goal under its number of today, both have been rewritten, and this one too is about the goal of its number.
    """
    entries = tuple(_entries(written))
    meant: dict[str, GoalId] = {}
    for entry in entries:
        goal = version.rules.get(entry.fingerprint) or version.goals.get(entry.number)
        if goal is not None:
            meant[entry.fingerprint] = goal
    # Each that turns out to be rewritten may show that of another.
    rewritten = _rewritten(entries, meant, version)
    while rewritten is not None:
        meant[rewritten.fingerprint] = version.goals[rewritten.number]
        rewritten = _rewritten(entries, meant, version)
    return meant


def _rewritten(entries: Sequence[_Entry], meant: Mapping[str, GoalId], version: PlanVersion) -> _Entry | None:
    """One that is about another goal than its number's, of which an entry under that goal's number says the same."""
    under_its_number = set()
    for entry in entries:
        goal = version.goals.get(entry.number)
        if goal is not None and meant[entry.fingerprint] == goal:
            under_its_number.add((goal, entry.words))
    for entry in entries:
        if entry.number not in version.goals or meant[entry.fingerprint] == version.goals[entry.number]:
            continue
        if (meant[entry.fingerprint], entry.words) in under_its_number:
            return entry
    return None


def old_numbers(written: Rules, version: PlanVersion) -> Mapping[str, str]:
    """The numbers that rules.yaml still says of goals which are called something else by now, and what that is.

    It is "" for a goal that is gone: whatever has its number today is another. Rewritten under its old number such an
    entry would be about the goal that is called so today. Nothing is old where it comes to the same.
    """
    called: dict[str, str] = {}
    if placed(written, version) == placed(written, version.model_copy(update={"rules": {}})):
        return called
    meant = rules_of(written, version)
    for entry in _entries(written):
        goal = meant.get(entry.fingerprint)
        now = entry.number if goal is None else version.numbers.get(goal, "")
        if now != entry.number:
            called[entry.number] = now
    return called


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of rules.yaml: the number that stands in it, and what it says of the goal, which is said of it once."""

    fingerprint: str
    number: str
    words: Hashable


def _entries(written: Rules) -> Iterator[_Entry]:
    for number, preparation in written.preparations.items():
        yield _Entry(_preparation_print(number, preparation), number, preparation)
    for campaign in written.campaigns:
        yield _Entry(_campaign_print(campaign), campaign.goal, campaign.key)


def _preparation_print(number: str, preparation: Preparation) -> str:
    return _print("preparation", number, preparation.steps, preparation.after)


def _campaign_print(campaign: Campaign) -> str:
    return _print("campaign", campaign.goal, campaign.key)


def _print(*words: object) -> str:
    """What tells an entry from one that somebody has rewritten."""
    return sha256(repr(words).encode()).hexdigest()[:16]
