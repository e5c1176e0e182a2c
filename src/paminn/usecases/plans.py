"""Which plan the work goes by: what has been adopted, with what the files add to it today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from paminn.errors import Busy, PlanError, UsageError
from paminn.plan.load import OWNERS, PLAN, RULES, Reading, identity_in, read_owners, read_plan, read_rules
from paminn.plan.model import ActionPlan, Owners
from paminn.plan.outside import with_outside
from paminn.plan.rules import Rules
from paminn.texts.language import swedish_list
from paminn.today import Today

# The entries of owners.yaml that waited when they were last looked at: kept by day as the files are.
_WAITED = "väntande roller"
# What the team has been told of how time plans would be read today: kept by day as the files are.
_READ_ANEW = "tidplaner"

if TYPE_CHECKING:  # what only reads the files starts without what is remembered of them
    from paminn.plan.placing import RuleNumber
    from paminn.plan.version import PlanVersion, Rereading
    from paminn.ports.plan_folder import PlanFolder
    from paminn.ports.sources import KeptFile, KeptFiles, Sources
    from paminn.ports.versions import AdoptedVersions, Versions


@dataclass(frozen=True)
class ReadablePlan:
    """The plan as this home keeps it, for what only reads it: today's files, and what has been adopted."""

    folder: PlanFolder
    versions: AdoptedVersions
    sources: KeptFiles

    @property
    def name(self) -> str:
        """What the folder is called."""
        return self.folder.name

    @property
    def identity(self) -> str:
        """The plan's kännetecken; "" where that cannot be read."""
        return identity_in(self.folder.files(), self.name)

    @property
    def folders(self) -> tuple[PlanFolder, ...]:
        return (self.folder,)


@dataclass(frozen=True)
class KeptPlan(ReadablePlan):
    """The plan as this home keeps it, and goes on keeping it."""

    versions: Versions
    sources: Sources


K = TypeVar("K", bound="Named")


class Named(Protocol):
    """A plan, by what a person knows it by."""

    @property
    def identity(self) -> str:
        """Its kännetecken, or ""."""

    @property
    def name(self) -> str:
        """Its folder."""

    @property
    def folders(self) -> tuple[PlanFolder, ...]:
        """Where its files are; of plans that are one matter, each."""


def only(plans: Sequence[K]) -> K:
    """The only one. Raises UsageError, which tells what there is to choose among, where there are several."""
    first, *further = plans
    if further:
        named = swedish_list(f"{plan.identity or '?'} ({plan.name})" for plan in plans)
        example = first.identity or first.name
        raise UsageError(
            f"Det här görs med en plan i taget, och här finns flera: {named}. Välj en, till exempel --plan {example}."
        )
    return first


@dataclass(frozen=True)
class Decided:
    """A plan that can be worked with; `reading` still carries the questions a person must answer.

    `version` is the adopted version that it follows, None before the first; `edited`: plan.yaml says something else
    than what was adopted, and that changes nothing yet. `awaiting` are the roles, by name, whose holders in owners.yaml
    wait for that to be adopted; `left_over` those that still wait though plan.yaml says nothing of it any more.
    `old_names` are the names that owners.yaml still says of roles which are called something else by now, and what that
    is. `rule_numbers`: what is to be said of numbers in rules.yaml; `placed_numbers`: those of which it is known which
    goal they are about.
    """

    plan: ActionPlan
    owners: Owners
    rules: Rules
    reading: Reading
    version: PlanVersion | None = None
    edited: bool = False
    awaiting: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    old_names: Mapping[str, str] = field(default_factory=dict)
    rule_numbers: tuple[RuleNumber, ...] = ()
    placed_numbers: frozenset[str] = frozenset()

    @property
    def rereadings(self) -> Mapping[str, Rereading]:
        """The adopted time plans, by number, that would be read otherwise today. They hold as they were adopted."""
        from paminn.plan.version import rereadings

        if self.version is None or self.reading.plan is None:
            return {}
        return rereadings(self.version, self.reading.plan, {number: number for number in self.version.goals})


def as_written(folder: PlanFolder, today: date) -> Decided:
    """The plan as the files in `folder` say today, adopted or not. Raises PlanError when a file's shape is broken.

    Lesser problems are only carried.
    """
    return _whole(read_plan(folder.files(), folder.name, today))


def decided(kept: ReadablePlan, today: date) -> Decided:
    """The adopted plan; before anything has been adopted the plan as it is written.

    What helps to read the decision holds as soon as it is written, and so do owners.yaml and rules.yaml. Raises
    PlanError when a file that is used is broken in shape.
    """
    return followed(kept, read_plan(kept.folder.files(), kept.name, today), today)


def followed(kept: ReadablePlan, written: Reading, today: date) -> Decided:
    """As `decided`, where the files have been read already: `written` is what they say today."""
    versions = _adopted(kept, written)
    if not versions:
        return _whole(written)
    return _laid_over(kept, written, versions, versions[-1], today)


def as_checked(written: Reading, work: Decided | None) -> Reading:
    """What the files say, with what the memory knows of the goals that rules.yaml is about, where it can be read."""
    if work is None:
        return written
    return written.with_told(work.placed_numbers, work.rule_numbers)


def decided_then(kept: ReadablePlan, then: date, today: date) -> Decided:
    """The plan that was in force on an earlier day, as it is known today, and those who held its roles then.

    Raises PlanError as `decided`.
    """
    from paminn.plan.version import in_force_on

    written = read_plan(kept.folder.files(), kept.name, today)
    versions = _adopted(kept, written)
    if not versions:
        return _whole(written)
    version = in_force_on(versions, then)
    work = _laid_over(kept, written, versions, version, today)
    owners = _owners_then(kept, versions, version, then)
    if owners is None:
        return work
    return replace(work, owners=owners)


def _owners_then(
    kept: ReadablePlan, versions: Sequence[PlanVersion], version: PlanVersion, then: date
) -> Owners | None:
    """Who held the roles by the owners.yaml that was in use on a day; None where none is known to have been."""
    from paminn.plan.holders import held

    used = [file for file in kept.sources.kept(version.plan, OWNERS) if file.first <= then]
    if not used:
        return None
    newest, *earlier = _as_used(kept, used, versions, version)
    return held(newest, version, earlier)


def _laid_over(
    kept: ReadablePlan, written: Reading, versions: Sequence[PlanVersion], version: PlanVersion, today: date
) -> Decided:
    """What a version decided, over what the files say of all that is not decided."""
    from paminn.plan.holders import old_names
    from paminn.plan.placing import coming, placed
    from paminn.plan.version import identified

    edited = not _holds(written, version)
    used = written
    if edited:
        files = {**kept.folder.files(), PLAN: _adopted_file(kept, version)}
        used = read_plan(files, kept.name, today)
    whole = _whole(used)
    waiting = _waiting(kept, written, whole.owners, version, edited=edited)
    held_back = (*waiting.for_adoption, *waiting.left_over)
    # What owners.yaml says of them is no fault: it is said in the names of another plan.
    problems = tuple(problem for problem in used.problems if problem.role not in held_back)
    used = replace(used, problems=problems)
    becoming = None
    used_rules: Sequence[Rules] = ()
    if edited and written.content is not None and used.numbered:
        becoming = coming(versions, written.content)
        used_rules = rules_used_under(kept, version)
    rules = placed(whole.rules, version, becoming, used_rules)
    owners = _owners_now(kept, whole.owners, held_back, versions, version)
    return Decided(
        plan=with_outside(identified(whole.plan, version, versions), owners),
        owners=owners,
        rules=rules.rules,
        reading=used.with_told(rules.numbers, ()),
        version=version,
        edited=edited,
        awaiting=waiting.for_adoption,
        left_over=waiting.left_over,
        old_names=old_names(whole.owners, version),
        rule_numbers=rules.told,
        placed_numbers=rules.numbers,
    )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The roles, by name, whose entries in owners.yaml do not hold: written for a plan that waits, or that is gone."""

    for_adoption: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()


def _waiting(kept: ReadablePlan, written: Reading, owners: Owners, version: PlanVersion, *, edited: bool) -> _Waiting:
    from paminn.plan.comparing import untouched_roles
    from paminn.plan.holders import awaiting, left_over

    waited = kept.sources.kept(version.plan, _WAITED)
    has_waited = bool(waited) and bool(waited[-1].content)
    last_used = last_used_owners(kept, version.plan) if edited or has_waited else None
    if last_used is None:
        return _Waiting()
    for_adoption: tuple[str, ...] = ()
    if edited:
        untouched: frozenset[str] = frozenset()
        if written.content is not None:
            untouched = untouched_roles(version.content, written.content)
        for_adoption = awaiting(owners, last_used, version, untouched)
    left: list[str] = []
    if has_waited:
        known = left_over(owners, last_used, version, waited[-1].content)
        left += [name for name in known if name not in for_adoption]
    return _Waiting(for_adoption, tuple(left))


def _owners_now(
    kept: ReadablePlan,
    owners: Owners,
    held_back: tuple[str, ...],
    versions: Sequence[PlanVersion],
    version: PlanVersion,
) -> Owners:
    """Who holds the roles by today's file, and by earlier ones where that tells nothing or must wait."""
    from paminn.plan.holders import by_identity, held, without

    today = by_identity(without(owners, held_back), version)
    return held(today, version, _earlier_owners(kept, versions, version))


def _earlier_owners(kept: ReadablePlan, versions: Sequence[PlanVersion], version: PlanVersion) -> Iterator[Owners]:
    files = kept.sources.kept(version.plan, OWNERS)
    yield from _as_used(kept, files, versions, version)


def _as_used(
    kept: ReadablePlan, files: Sequence[KeptFile], versions: Sequence[PlanVersion], version: PlanVersion
) -> Iterator[Owners]:
    """Each of these owners.yaml, the latest first, by what its roles are: in the names of the plan it was used with.

    One from before that was remembered is read in the names of `version`.
    """
    from paminn.plan.holders import by_identity

    named = {adopted.content.fingerprint: adopted for adopted in versions}
    for file in reversed(files):
        yield by_identity(read_owners(file.content, kept.name), named.get(file.fingerprint, version))


def last_used_owners(kept: ReadablePlan, plan: str) -> Owners | None:
    """The owners.yaml that the last run went by, in the names that stand there; None where none is known."""
    files = kept.sources.kept(plan, OWNERS)
    if not files:
        return None
    return read_owners(files[-1].content, kept.name)


def rules_used_under(kept: ReadablePlan, version: PlanVersion) -> list[Rules]:
    """Every rules.yaml by which the work has gone since a version came into use, oldest first."""
    since = _in_use_since(kept, version)
    used = []
    for file in kept.sources.kept(version.plan, RULES):
        rules = read_rules(file.content, kept.name)
        if rules is not None and (since is None or file.last >= since):
            used.append(rules)
    return used


def _in_use_since(kept: ReadablePlan, version: PlanVersion) -> date | None:
    """The first day with its plan.yaml, as the files count days, whatever the team has added to it meanwhile."""
    since = None
    for file in reversed(kept.sources.kept(version.plan, PLAN)):
        if file.fingerprint == version.content.fingerprint:
            since = file.first
        elif since is not None:
            break
    return since


def begin(kept: KeptPlan, work: Decided, today: Today) -> None:
    """The first run that reminds adopts the plan as it is written, by the real clock."""
    from paminn.plan.version import first_version

    content = work.reading.content
    if work.version is not None or content is None:
        return
    with suppress(Busy):  # another first run has adopted it at the same moment
        version = first_version(work.plan, content, today.moment)
        kept.versions.adopt(version, kept.folder.files()[PLAN], today.now.date())


def remember(kept: KeptPlan, work: Decided, day: date) -> None:
    """That a run used the files as they are on this day.

    A plan.yaml that nobody has adopted was not used, and an owners.yaml of which something waits for that not as it is.
    """
    from paminn.plan.holders import noted

    files = kept.folder.files()
    plan = work.plan.identity
    content = work.reading.content
    if content is None:
        return
    if not work.edited:
        kept.sources.keep(plan, PLAN, files[PLAN], content.fingerprint, day)
    waiting = (*work.awaiting, *work.left_over)
    if not waiting:
        kept.sources.keep(plan, OWNERS, files[OWNERS], content.fingerprint, day)
    _remember_what_waits(kept, plan, noted(read_owners(files[OWNERS], kept.name), waiting), day)
    kept.sources.keep(plan, RULES, files[RULES], "", day)


def _remember_what_waits(kept: KeptPlan, plan: str, waiting: bytes, day: date) -> None:
    before = kept.sources.kept(plan, _WAITED)
    if waiting or before:
        kept.sources.keep(plan, _WAITED, waiting, "", day)


def remember_as_told(kept: KeptPlan, work: Decided, day: date) -> None:
    """That the team has been told which time plans would be read otherwise today."""
    if work.rereadings:
        kept.sources.keep(work.plan.identity, _READ_ANEW, _written_down(work.rereadings), "", day)


def untold_rereadings(kept: ReadablePlan, work: Decided) -> Mapping[str, Rereading]:
    """Those that the team has not been told of; all of them where anything of it has changed since."""
    told = kept.sources.kept(work.plan.identity, _READ_ANEW)
    if told and told[-1].content == _written_down(work.rereadings):
        return {}
    return work.rereadings


def _written_down(rereadings: Mapping[str, Rereading]) -> bytes:
    lines = []
    for number, reading in rereadings.items():
        now = reading.now
        days = [now.start, now.end, *now.more_days, now.recurrence]
        lines.append(f"{number} {now.kind} {' '.join(str(day) for day in days)}\n")
    return "".join(lines).encode()


def remember_what_goes_with_it(kept: KeptPlan, version: PlanVersion, left_over: Sequence[str], day: date) -> None:
    """Who held each role of a version on this day, and by what rules it was reminded of.

    `left_over` are the roles whose entries in owners.yaml were written for another plan, and go on waiting.
    """
    from paminn.plan.holders import noted

    files = kept.folder.files()
    if not left_over:
        kept.sources.keep(version.plan, OWNERS, files[OWNERS], version.content.fingerprint, day)
    _remember_what_waits(kept, version.plan, noted(read_owners(files[OWNERS], kept.name), left_over), day)
    kept.sources.keep(version.plan, RULES, files[RULES], "", day)


def _whole(reading: Reading) -> Decided:
    if reading.plan is None or reading.owners is None or reading.rules is None:
        raise PlanError(reading.problems)
    plan = with_outside(reading.plan, reading.owners)
    return Decided(plan, reading.owners, reading.rules, reading)


def _adopted(kept: ReadablePlan, written: Reading) -> Sequence[PlanVersion]:
    """The versions that have been adopted. Without rules.yaml nobody can tell of which plan."""
    if written.rules is None:
        raise PlanError(written.problems)
    return kept.versions.adopted(written.rules.identity)


def _holds(written: Reading, version: PlanVersion) -> bool:
    return written.content is not None and written.content.fingerprint == version.content.fingerprint


def _adopted_file(kept: ReadablePlan, version: PlanVersion) -> bytes:
    """The latest plan.yaml that says what was adopted, with what the team had added to read it by."""
    fingerprint = version.content.fingerprint
    *_, latest = [file for file in kept.sources.kept(version.plan, PLAN) if file.fingerprint == fingerprint]
    return latest.content
