"""Which goal each entry of rules.yaml is about: the goal is followed, not the number that stands there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from paminn.plan.comparing import certainly_the_same
from paminn.plan.decided import DecidedPlan
from paminn.plan.identities import GoalId
from paminn.plan.rules import Campaign, Preparation, Rules
from paminn.plan.succession import the_same_before
from paminn.plan.version import PlanVersion


@dataclass(frozen=True, slots=True)
class Coming:
    """What plan.yaml calls the goals while nobody has adopted it: by number, None of which nothing is certain."""

    goals: Mapping[str, GoalId | None]

    @property
    def numbers(self) -> Mapping[GoalId, str]:
        return {goal: number for number, goal in self.goals.items() if goal is not None}


class RuleNumberKind(StrEnum):
    """What there is to say of a number in rules.yaml."""

    CALLED_NOW = "called_now"  # its goal has been called something else since the plan was adopted
    GONE = "gone"  # its goal is not in the adopted plan any more
    CALLED_THEN = "called_then"  # its goal is called something else when plan.yaml is adopted
    ASKED = "asked"  # what becomes of its goal is asked when plan.yaml is adopted
    NOT_YET = "not_yet"  # plan.yaml has the number, the adopted plan has not, and which goal it is is not certain


@dataclass(frozen=True, slots=True)
class RuleNumber:
    """A number in rules.yaml of which there is something to say; `called` is the other number, "" where none is."""

    kind: RuleNumberKind
    number: str
    called: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether somebody must rewrite it now: what waits for an adoption is none."""
        return self.kind not in (RuleNumberKind.CALLED_THEN, RuleNumberKind.ASKED)

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.kind].format(number=self.number, called=self.called)


_NOW = (RuleNumberKind.CALLED_NOW, RuleNumberKind.GONE)
_THEN = (RuleNumberKind.CALLED_THEN, RuleNumberKind.ASKED)
_SENTENCES = {
    RuleNumberKind.CALLED_NOW: "rules.yaml säger {number} om det delmål som nu heter {called}. Skriv {called} där.",
    RuleNumberKind.GONE: (
        "rules.yaml säger {number} om ett delmål som inte finns längre. Skriv om raden eller ta bort den."
    ),
    RuleNumberKind.CALLED_THEN: (
        "Delmål {number} heter {called} när planen antas. Skriv {called} i rules.yaml då, inte förr."
    ),
    RuleNumberKind.ASKED: (
        "Vad det delmål som nu heter {number} har blivit frågar paminn adopt om. "
        "Ändra numret i rules.yaml när planen är antagen, inte förr."
    ),
    RuleNumberKind.NOT_YET: (
        "Delmål {number} finns i plan.yaml men inte i den antagna planen. Det som rules.yaml säger om det gäller först "
        "när planen är antagen."
    ),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """The rules by the goals that they are about. `numbers` are those of which it is known, or told, what they are."""

    rules: Rules
    told: tuple[RuleNumber, ...]
    numbers: frozenset[str]


def coming(versions: Sequence[PlanVersion], written: DecidedPlan) -> Coming | None:
    """What the goals are called in plan.yaml as it is `written`; None where it has been adopted as it stands."""
    *_, latest = versions
    if written.fingerprint == latest.content.fingerprint:
        return None
    back_to = the_same_before(versions, written)
    if back_to is not None:
        return Coming(back_to.goals)
    return coming_as(latest, written, certainly_the_same(latest.content, written))


def coming_as(latest: PlanVersion, written: DecidedPlan, same: Mapping[str, str]) -> Coming:
    """`same`: new number -> old number of the goals that go on."""
    goals: dict[str, GoalId | None] = {}
    for number in written.by_number:
        goals[number] = latest.goals[same[number]] if number in same else None
    return Coming(goals)


def placed(rules: Rules, version: PlanVersion, becoming: Coming | None = None, used: Sequence[Rules] = ()) -> Placed:
    """The rules about the goals they were written about. An entry about a goal that the version lacks is left out.

    `becoming`: what plan.yaml says, where that has not been adopted. A number that only it has is read by it, and so is
    one that was rewritten too early. `used` are the rules by which the work has gone under the version, oldest first.
    """
    meant = _meant(rules, version, becoming, used)
    held = version.numbers
    about = {fingerprint: goal for fingerprint, goal in meant.items() if goal in held}
    by_goals = _by_goals(rules, about)
    told = tuple(_to_say(rules, meant, by_goals, version, becoming))
    known = {entry.number for entry in _entries(rules) if entry.fingerprint in meant}
    known.update(said.number for said in told)
    return Placed(by_goals, told, frozenset(known))


def _meant(rules: Rules, version: PlanVersion, becoming: Coming | None, used: Sequence[Rules]) -> dict[str, GoalId]:
    """Which goal each entry is about, by its fingerprint, while plan.yaml may not be adopted."""
    meant = rules_of(rules, version)
    if becoming is None:
        return meant
    for entry in _entries(rules):
        goal = becoming.goals.get(entry.number)
        if goal is not None:
            meant.setdefault(entry.fingerprint, goal)
    return meant | _renumbered(rules, version, becoming, used)


def _renumbered(rules: Rules, version: PlanVersion, becoming: Coming, used: Sequence[Rules]) -> dict[str, GoalId]:
    """Which goal each entry is about in which nothing but the number was rewritten while plan.yaml was not adopted.

    The very same entry was used first under the number that stood there before, and is there no more. The new number is
    what either plan calls its goal, though another goal may have it in the other.
    """
    first_used: dict[_Entry, int] = {}
    for place, earlier in enumerate(used):
        for entry in _entries(earlier):
            first_used.setdefault(entry, place)
    gone = set(first_used).difference(_entries(rules))
    renumbered = {}
    for entry in _entries(rules):
        for before in gone:
            if before.words != entry.words or first_used[before] >= first_used.get(entry, len(used)):
                continue
            goal = version.rules.get(before.fingerprint) or version.goals.get(before.number)
            if goal is not None and entry.number in (version.numbers.get(goal), becoming.numbers.get(goal)):
                renumbered[entry.fingerprint] = goal
    return renumbered


def _by_goals(rules: Rules, about: Mapping[str, GoalId]) -> Rules:
    """The rules without the entries that are about no goal."""
    preparations = {}
    for number, preparation in rules.preparations.items():
        goal = about.get(_preparation_print(number, preparation))
        if goal is not None:
            preparations[goal] = preparation
    campaigns = []
    for campaign in rules.campaigns:
        goal = about.get(_campaign_print(campaign))
        if goal is not None:
            campaigns.append(replace(campaign, goal=goal))
    return replace(rules, preparations=preparations, campaigns=tuple(campaigns))


def _to_say(
    rules: Rules, meant: Mapping[str, GoalId], by_goals: Rules, version: PlanVersion, becoming: Coming | None
) -> Iterator[RuleNumber]:
    """What there is to say of the numbers; nothing is old where it comes to the same as the numbers alone."""
    is_right_now = by_goals == _by_goals(rules, _by_number(rules, version.goals))
    is_right_then = becoming is not None and by_goals == _by_goals(rules, _by_number(rules, becoming.goals))
    told: dict[RuleNumber, None] = {}
    for entry in _entries(rules):
        said = _of_number(entry.number, meant.get(entry.fingerprint), version, becoming)
        if said is None or (said.kind in _NOW and is_right_now) or (said.kind in _THEN and is_right_then):
            continue
        told[said] = None
    yield from told


def _by_number(rules: Rules, goals: Mapping[str, GoalId | None]) -> dict[str, GoalId]:
    by_number = {}
    for entry in _entries(rules):
        goal = goals.get(entry.number)
        if goal is not None:
            by_number[entry.fingerprint] = goal
    return by_number


def _of_number(number: str, goal: GoalId | None, version: PlanVersion, becoming: Coming | None) -> RuleNumber | None:
    """What there is to say of a number that is about a goal."""
    if goal is None:
        if becoming is not None and number in becoming.goals:
            return RuleNumber(RuleNumberKind.NOT_YET, number)
        return None
    if becoming is not None and becoming.goals.get(number) == goal:
        return None  # it is right when plan.yaml is adopted, and what it is about is known until then
    now = version.numbers.get(goal)
    if now is None:
        # Rewritten under its old number it would be about the goal that is called so today.
        return RuleNumber(RuleNumberKind.GONE, number)
    if now != number:
        return RuleNumber(RuleNumberKind.CALLED_NOW, number, now)
    if becoming is None:
        return None
    then = becoming.numbers.get(goal)
    if then is not None:
        return RuleNumber(RuleNumberKind.CALLED_THEN, number, then)
    may_be_the_same = number in becoming.goals and becoming.goals[number] is None
    return None if may_be_the_same else RuleNumber(RuleNumberKind.ASKED, number)


def rules_until_now(written: Rules, version: PlanVersion, becoming: Coming, used: Sequence[Rules]) -> dict[str, GoalId]:
    """Which goal each entry of rules.yaml is about under a version, when the next one, as it is `becoming`, is adopted.

    `used` are the rules by which the work has gone under the version. What nobody has used yet is about the plan that
    has its number: about the version, where the next has not.
    """
    until_now = rules_of(written, version)
    for entry in _entries(written):
        if entry.number in becoming.goals:
            until_now.pop(entry.fingerprint, None)
    for earlier in used:
        until_now |= rules_of(earlier, version)
    return until_now | _renumbered(written, version, becoming, used)


def rules_of(written: Rules, version: PlanVersion) -> dict[str, GoalId]:
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
