"""A plan as it is written becomes the plan the work goes by, by a named person and whole, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from paminn.errors import PlanError, UsageError
from paminn.plan.comparing import Said, compare
from paminn.plan.decided import DecidedPlan
from paminn.plan.identities import GoalId
from paminn.plan.load import PLAN, RULES, Reading, read_plan, read_rules
from paminn.plan.succession import Adoption, next_version, retired_goals, taken_back_to, the_same_before
from paminn.plan.version import PlanVersion, first_version, rules_of
from paminn.reports.adopting import Proposed
from paminn.today import Today
from paminn.usecases.plans import KeptPlan
from paminn.usecases.played import refuse_played_decision

_NOTHING = Said()


def propose(kept: KeptPlan, today: date, said: Said = _NOTHING) -> Proposed:
    """What differs and what is uncertain, of all that `said` does not settle. Changes nothing. Raises PlanError."""
    plan, content = _written(kept, today)
    versions = kept.versions.adopted(plan)
    if not versions:
        return Proposed(plan, None)
    latest = versions[-1]
    if content.fingerprint == latest.content.fingerprint:
        return Proposed(plan, latest)
    comparison = compare(latest.content, content, said, tuple(retired_goals(versions)))
    return Proposed(plan, latest, comparison, the_same_before(versions, content))


def adopt(kept: KeptPlan, today: Today, by: str, said: Said = _NOTHING) -> Proposed:
    """Adopt the plan as it is written, where nothing is uncertain; else only tell what is.

    The day of `today` is the one it holds from where the plan names no new day of decision. Raises PlanError, Busy, and
    UsageError where nobody adopts or something is said that cannot be.
    """
    refuse_played_decision(today)
    who = by.strip()
    if not who:
        raise UsageError("Vem antar planen? Lägg till --by och ditt namn.")
    proposed = propose(kept, today.day, said)
    if proposed.comparison is not None and proposed.comparison.faults:
        raise UsageError(" ".join(fault.sentence for fault in proposed.comparison.faults))
    if not proposed.differs or not proposed.is_certain:
        return proposed
    version = _version(kept, proposed, today, who)
    kept.versions.adopt(version, kept.folder.files()[PLAN], today.day)
    return replace(proposed, adopted=version)


def _version(kept: KeptPlan, proposed: Proposed, today: Today, who: str) -> PlanVersion:
    plan, content = _written(kept, today.day)
    if proposed.latest is None:
        return first_version(plan, content, today.moment, who)
    versions = kept.versions.adopted(plan)
    adoption = Adoption(
        by=who,
        at=today.moment,
        day=today.day,
        remembered=kept.versions.remembered(plan),
        rules=_rules_until_now(kept, proposed.latest),
    )
    if proposed.back_to is not None:
        return taken_back_to(versions, proposed.back_to, adoption)
    assert proposed.comparison is not None
    return next_version(versions, content, proposed.comparison, adoption)


def _rules_until_now(kept: KeptPlan, latest: PlanVersion) -> dict[str, GoalId]:
    """Which goal each entry of rules.yaml was about, as it was last used: the goal is followed, not the number."""
    used = kept.sources.kept(latest.plan, RULES)
    if not used:
        return {}
    rules = read_rules(used[-1].content, kept.name)
    if rules is None:
        return {}
    return dict(rules_of(rules, latest))


def _written(kept: KeptPlan, today: date) -> tuple[str, DecidedPlan]:
    """Which plan it is, and what its file says was decided. Raises PlanError."""
    reading: Reading = read_plan(kept.folder.files(), kept.name, today)
    if reading.rules is None or reading.content is None:
        raise PlanError(reading.problems)
    return reading.rules.identity, reading.content
