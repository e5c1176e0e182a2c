"""A plan as it is written becomes the plan the work goes by, by a named person and whole, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from paminn.errors import Implausible, PlanError, UsageError
from paminn.incoming.witness import other_than_mailed
from paminn.plan.comparing import Comparison, Said, compare, held_against_mails
from paminn.plan.decided import DecidedPlan
from paminn.plan.holders import Entry, old_names, unchanged
from paminn.plan.load import PLAN, read_plan
from paminn.plan.model import ActionPlan, Owners
from paminn.plan.placing import Coming, coming_as, placed, rules_until_now
from paminn.plan.rules import Rules
from paminn.plan.shrunken import suddenly_lost
from paminn.plan.succession import (
    Adoption,
    in_force_from,
    next_version,
    reread,
    retired_goals,
    retired_roles,
    taken_back_to,
    the_same_before,
)
from paminn.plan.version import PlanVersion, first_version, readings_of, rereadings
from paminn.ports.dispatch import Dispatch
from paminn.ports.memory import Memory
from paminn.reminders.message import Channel
from paminn.reports.adopting import AskedAnew, Proposed
from paminn.standing.answer import Answer, Status
from paminn.standing.word import latest_by_role, says_how_it_goes
from paminn.today import Today
from paminn.usecases.plans import (
    KeptPlan,
    decided,
    last_used_owners,
    remember_what_goes_with_it,
    rules_used_under,
)
from paminn.usecases.played import refuse_played_decision

_NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Adopting:
    """What an adoption asks: the plan, what was mailed of it before anything was adopted, and what was answered."""

    plan: KeptPlan
    dispatch: Dispatch
    memory: Memory


def propose(asked: Adopting, today: date, said: Said = _NOTHING) -> Proposed:
    """What differs and what is uncertain, of all that `said` does not settle. Changes nothing.

    Raises PlanError, and Implausible where a plan that nobody has adopted has lost half of what was reminded of.
    """
    written = _written(asked.plan, today)
    versions = asked.plan.versions.adopted(written.plan.identity)
    return _proposed(asked, written, versions, said, today)


def _proposed(asked: Adopting, written: _Written, versions: Sequence[PlanVersion], said: Said, today: date) -> Proposed:
    plan = written.plan.identity
    if not versions:
        return Proposed(plan, None, _held_against_mails(asked.dispatch, written, said))
    latest = versions[-1]
    if written.content.fingerprint == latest.content.fingerprint:
        unchanged = {number: number for number in latest.goals}
        return Proposed(plan, latest, rereadings=rereadings(latest, written.plan, unchanged))
    comparison = compare(
        latest.content, written.content, said, tuple(retired_goals(versions)), tuple(retired_roles(versions))
    )
    back_to = the_same_before(versions, written.content)
    if back_to is not None:
        return _with_rules(asked.plan, written, Proposed(plan, latest, comparison, back_to))
    # A revision takes over how everything is read now: what else is read anew by it is told too.
    same_words = _same_time_plans(latest.content, written.content, comparison)
    proposed = Proposed(
        plan,
        latest,
        comparison,
        rereadings=rereadings(latest, written.plan, same_words),
        refusal=_refusal(latest, written.content, today),
        asked_anew=_asked_anew(latest, comparison, asked.memory.answers(plan)),
    )
    return _with_rules(asked.plan, written, proposed)


def _asked_anew(latest: PlanVersion, comparison: Comparison, answers: Sequence[Answer]) -> tuple[AskedAnew, ...]:
    """The new goals made of ones that somebody has said are done: an answer never moves, so they are asked about."""
    names = {role: name for name, role in latest.roles.items()}
    rows = []
    for new, origins in comparison.origins.items():
        for old in origins:
            goal = latest.goals.get(old)
            said = latest_by_role(answer for answer in answers if answer.goal == goal and says_how_it_goes(answer))
            done = [names.get(role, role) for role, answer in said.items() if answer.status is Status.DONE]
            if done:
                rows.append(AskedAnew(new, old, tuple(done)))
    return tuple(rows)


def _refusal(latest: PlanVersion, content: DecidedPlan, today: date) -> str:
    """What whoever adopts a decision before its day is told; "" from that day on."""
    begins = in_force_from(latest, content, today)
    if begins <= today:
        return ""
    return (
        f"plan.yaml säger att planen beslutas {begins.isoformat()}, och den dagen har inte kommit än. "
        "Anta den då, eller rätta dagen i plan.yaml."
    )


def _same_time_plans(old: DecidedPlan, new: DecidedPlan, comparison: Comparison) -> Mapping[str, str]:
    """New number -> old number of the goals that go on with their time plan in the same words."""
    same = {}
    for number, before in comparison.same_goals.items():
        if new.by_number[number].timeframe == old.by_number[before].timeframe:
            same[number] = before
    return same


def _held_against_mails(dispatch: Dispatch, written: _Written, said: Said) -> Comparison:
    """A memory from before there were versions knows its plan by its mails, as a run of reminders does."""
    sent = [message for message in dispatch.sent(written.plan.identity) if not message.redirected]
    lost = suddenly_lost(written.plan, (asked.goal for message in sent for asked in message.asked))
    if lost:
        raise Implausible(
            f"Planen har plötsligt tappat {len(lost)} av de delmål som mejlen har påmint om. Ingenting är antaget. "
            "Kontrollera plan.yaml. Har nämnden beslutat om en ny plan, ge den ett nytt kännetecken i rules.yaml."
        )
    mails = [message.raw for message in sent if message.channel is Channel.EMAIL]
    return held_against_mails(written.content, other_than_mailed(written.plan, mails), said)


def adopt(asked: Adopting, today: Today, by: str, said: Said = _NOTHING) -> Proposed:
    """Adopt the plan as it is written, where nothing is uncertain; else only tell what is.

    The day of `today` is the one it holds from where the plan names no new day of decision. Raises as `propose`, Busy,
    and UsageError where nobody adopts or something is said that cannot be.
    """
    kept = asked.plan
    refuse_played_decision(today)
    who = by.strip()
    if not who:
        raise UsageError("Vem antar planen? Lägg till --by och ditt namn.")
    # Read once: what is compared is what is adopted, also where somebody saves the file or adopts it meanwhile.
    written = _written(kept, today.day)
    versions = kept.versions.adopted(written.plan.identity)
    proposed = _proposed(asked, written, versions, said, today.day)
    if proposed.comparison is not None and proposed.comparison.faults:
        raise UsageError(" ".join(fault.sentence for fault in proposed.comparison.faults))
    if not proposed.differs or not proposed.is_certain:
        return proposed
    if proposed.refusal:
        raise UsageError(proposed.refusal)
    version = _version(kept, written, versions, proposed, today, who)
    left_over = decided(kept, today.day).left_over
    kept.versions.adopt(version, written.file, today.day)
    # A new name has its first holders in the file of this day, which may be another before the next run.
    remember_what_goes_with_it(kept, version, left_over, today.day)
    return replace(
        proposed,
        adopted=version,
        rule_numbers=placed(written.rules, version).told,
        old_names=old_names(written.owners, version),
    )


def _version(
    kept: KeptPlan, written: _Written, versions: Sequence[PlanVersion], proposed: Proposed, today: Today, who: str
) -> PlanVersion:
    if proposed.latest is None:
        return first_version(written.plan, written.content, today.moment, who)
    adoption = Adoption(
        by=who,
        at=today.moment,
        day=today.day,
        readings=readings_of(written.plan),
        remembered=kept.versions.remembered(proposed.plan),
        rules=rules_until_now(
            written.rules, proposed.latest, _becoming(proposed, written), rules_used_under(kept, proposed.latest)
        ),
        entries=_entries_until_now(kept, written.owners, proposed.latest),
    )
    if proposed.back_to is not None:
        return taken_back_to(versions, proposed.back_to, adoption)
    if proposed.comparison is None:
        return reread(versions, adoption)
    return next_version(versions, written.content, proposed.comparison, adoption)


def _becoming(proposed: Proposed, written: _Written) -> Coming:
    """What the goals are called in plan.yaml, with what a person has said."""
    if proposed.back_to is not None:
        return Coming(proposed.back_to.goals)
    if proposed.comparison is None or proposed.latest is None:
        return Coming(dict.fromkeys(written.content.by_number))
    return coming_as(proposed.latest, written.content, proposed.comparison.same_goals)


def _with_rules(kept: KeptPlan, written: _Written, proposed: Proposed) -> Proposed:
    """With what there is to say of the numbers in rules.yaml until plan.yaml is adopted."""
    if proposed.latest is None:
        return proposed
    used = rules_used_under(kept, proposed.latest)
    told = placed(written.rules, proposed.latest, _becoming(proposed, written), used).told
    return replace(proposed, rule_numbers=told)


def _entries_until_now(kept: KeptPlan, written: Owners, latest: PlanVersion) -> tuple[Entry, ...]:
    """Which role each entry of owners.yaml was about that nobody has rewritten: the role is followed, not its name."""
    last_used = last_used_owners(kept, latest.plan)
    if last_used is None:
        return ()
    return unchanged(written, last_used, latest)


@dataclass(frozen=True, slots=True)
class _Written:
    """What plan.yaml says was decided, how it is read, its bytes, and what lies beside it."""

    plan: ActionPlan
    content: DecidedPlan
    file: bytes
    rules: Rules
    owners: Owners


def _written(kept: KeptPlan, today: date) -> _Written:
    """Raises PlanError where the files cannot be read as a plan."""
    files = kept.folder.files()
    reading = read_plan(files, kept.name, today)
    if reading.rules is None or reading.content is None or reading.plan is None:
        raise PlanError(reading.problems)
    return _Written(reading.plan, reading.content, files[PLAN], reading.rules, reading.owners or Owners())
