"""What was decided: the nouns of the whole house, as frozen values without behaviour of the outside world.

Dates are `datetime.date`, always inclusive. Words that a person decided are kept verbatim beside their reading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.in_areas import GoalsInAreas
from paminn.plan.level_names import NEUTRAL_WORDS, OF_THE_KEYS, LevelNames, Noun, PlanWords, plan_words, small_first
from paminn.plan.rrule import Recurrence

# The role that looks after the plan, unless a setting names another address: by its first name, whatever it is called.
QUALITY_TEAM = RoleId("Kvalitetsteamet")


_YEARS_WITHOUT_AN_END = 4


def period_in(words: str, decided: date) -> tuple[date, date | None]:
    """The first and the last day of "2025-2027" or "2026"; "tills vidare" begins with the decision, and has no last."""
    years = re.findall(r"\d{4}", words)
    if not years:
        return date(decided.year, 1, 1), None
    return date(int(years[0]), 1, 1), date(int(years[-1]), 12, 31)


def read_in(start: date, end: date | None) -> tuple[date, date]:
    """The period that time plans are read in, where a plan may have no last year."""
    if end is not None:
        return start, end
    return start, date(start.year + _YEARS_WITHOUT_AN_END, 12, 31)


class Kind(StrEnum):
    """How a time plan is read."""

    DEADLINE = "deadline"  # only an end
    PERIOD = "period"  # start and end
    START = "start"  # must have begun within start..end
    ONGOING = "ongoing"  # no day to be late for
    RECURRING = "recurring"  # comes back by a rule
    DONE = "done"  # already carried out
    UNKNOWN = "unknown"  # a question to a person, never a date


class Part(StrEnum):
    """What a role does for a goal; only `RESPONSIBLE` parts decide whether the goal is done."""

    RESPONSIBLE = "ansvar"
    SUPPORT = "stöd"
    PARTNER = "samarbete"


# 1, or A where the plan's areas have letters.
AreaNumber = int | str


@dataclass(frozen=True, slots=True)
class Term:
    """A half-year as rules.yaml defines it: (month, day) of its first and last day."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Terms:
    """What vt and ht mean."""

    vt: Term = Term((1, 1), (6, 30))
    ht: Term = Term((7, 1), (12, 31))


@dataclass(frozen=True, slots=True)
class Timeframe:
    """A tidplan: the decided words and how they are read.

    Of several deadlines `end` is the first and `more_days` are the others, in order. `recurrence` is how often it comes
    back.
    `warnings` are Swedish sentences; `question` is asked when nothing could be read (kind unknown).
    """

    text: str
    kind: Kind
    start: date | None = None
    end: date | None = None
    recurrence: Recurrence | None = None
    warnings: tuple[str, ...] = ()
    question: str | None = None
    more_days: tuple[date, ...] = ()

    @property
    def comes_back(self) -> bool:
        """Whether it is asked about time after time: it recurs, or is ongoing and looked at on certain days."""
        if self.kind is Kind.ONGOING:
            return self.recurrence is not None and self.recurrence.names_days
        return self.kind is Kind.RECURRING


@dataclass(frozen=True, slots=True)
class OwnerPart:
    """A role's part of a goal, in the plan's own words where it has any.

    `role` is what the role is called; `identity` what it is, None while it is what it was first called. `origins` are
    the roles that it was made of, where a revision split or joined some. `names` are all that it has been called in an
    adopted plan. `is_outside`: it is named in the plan, but by owners.yaml nobody reminds it or waits for it.
    """

    role: str
    part: Part
    words: str = ""
    identity: RoleId | None = None
    origins: tuple[RoleId, ...] = ()
    names: tuple[str, ...] = ()
    is_outside: bool = False

    @property
    def role_id(self) -> RoleId:
        """What is remembered of the role is remembered under this."""
        return self.identity or RoleId(self.role)


@dataclass(frozen=True, slots=True)
class GoalAbove:
    """A goal whose actions are followed up and not itself: what they are for. `number` is what it is called."""

    number: str
    wording: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What is followed up: a delmål, or an action under one that is `above` it.

    `timeframe` already follows an explicit `läsning` where there is one. `extra` is what else the decided document says
    of it: (its own heading, its words).

    `number` is what it is called, as text ("1.3"); `identity` what it is, None while it is what it was first called.
    `origins` are the goals that it was made of, where a revision split or joined some; `since` is the day from which it
    holds, None when it has stood in the plan from the beginning.
    """

    number: str
    wording: str
    activities: tuple[str, ...]
    responsible: str
    parts: tuple[OwnerPart, ...]
    timeframe: Timeframe
    reading_reason: str = ""
    reading_confirmed: bool = True
    replaced_by: str = ""
    identity: GoalId | None = None
    origins: tuple[GoalId, ...] = ()
    since: date | None = None
    above: GoalAbove | None = None
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> GoalId:
        """What is remembered of the goal is remembered under this."""
        return self.identity or GoalId(self.number)


@dataclass(frozen=True, slots=True)
class Names:
    """What goals and roles are called where people are shown them; what it does not know is called what it is.

    `words` are those that the plan speaks of them by. `beside`: those of other plans that are told of together with
    this one, by the plans' identities.
    """

    goals: Mapping[GoalId, str] = field(default_factory=dict)
    roles: Mapping[RoleId, str] = field(default_factory=dict)
    words: PlanWords = NEUTRAL_WORDS
    beside: Mapping[str, Names] = field(default_factory=dict)

    def of(self, plan: str) -> Names:
        """Those of another plan; its own where that is none of them."""
        return self.beside.get(plan, self)

    def goal(self, goal: GoalId) -> str:
        """Its number."""
        return self.goals.get(goal, goal)

    def role(self, role: RoleId) -> str:
        return self.roles.get(role, role)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whose plan it is, as readers are told; nothing where the plan's files do not say."""

    name: str = ""
    address: str = ""

    @property
    def in_full(self) -> str:
        """Prov kommun, Storgatan 1, 123 45 Prov"""
        return ", ".join(words for words in (self.name, self.address) if words)


_NOBODYS = Organisation()


@dataclass(frozen=True, slots=True)
class FocusArea:
    number: AreaNumber
    title: str
    introduction: str
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class ActionPlan(GoalsInAreas[Goal]):
    """The decided plan. `identity` names it in codes, calendar UIDs and ledger rows and never changes.

    `period_end` is None where the plan itself says no last year. `known_numbers` and `known_names` are what goals and
    roles are called, or were called last, that it does not have.
    """

    identity: str
    title: str
    name: str
    period_start: date
    period_end: date | None
    committee: str
    decided: date
    revised: date | None
    valid_until: date | None
    document_owner: str
    registration_number: str
    definitions: Mapping[str, str]
    vision: str
    aims: tuple[str, ...]
    notes: tuple[str, ...]
    areas: tuple[FocusArea, ...]
    known_numbers: Mapping[GoalId, str] = field(default_factory=dict)
    known_names: Mapping[RoleId, str] = field(default_factory=dict)
    levels: LevelNames = OF_THE_KEYS
    followed_up_by: str = ""
    organisation: Organisation = _NOBODYS

    @cached_property
    def words(self) -> PlanWords:
        """What the plan's own things are called where people read of them."""
        team = self.followed_up_by
        if not team and QUALITY_TEAM in self.role_names:
            team = small_first(self.role_names[QUALITY_TEAM])
        return plan_words(self.levels, [goal.above is not None for goal in self.goals()], team)

    def word_of(self, goal: Goal) -> Noun:
        """What the level is called that a goal is followed up at."""
        return self.levels.goal if goal.above is None else self.levels.action

    @property
    def read_in(self) -> tuple[date, date]:
        """The period that time plans are read in: the plan's own, or some years from its beginning."""
        return read_in(self.period_start, self.period_end)

    @cached_property
    def roles_in_use(self) -> Mapping[RoleId, str]:
        """What each role is called that is asked about a goal: one which has not been replaced."""
        roles: dict[RoleId, str] = {}
        for goal in self.goals():
            for part in goal.parts:
                if not goal.replaced_by and not part.is_outside:
                    roles.setdefault(part.role_id, part.role)
        return roles

    @cached_property
    def role_names(self) -> Mapping[RoleId, str]:
        """What each role that has a part in a goal is called today."""
        return {part.role_id: part.role for goal in self.goals() for part in goal.parts}

    @cached_property
    def names(self) -> Names:
        """What goals and roles are called, or were called last where the plan no longer has them."""
        numbers = {goal.id: goal.number for goal in self.goals()}
        return Names({**self.known_numbers, **numbers}, {**self.known_names, **self.role_names}, self.words)

    def number_of(self, goal: GoalId) -> str:
        """What a goal is called, or was called last where the plan no longer has it."""
        return self.names.goal(goal)

    def name_of(self, role: RoleId) -> str:
        """What a role is called, or was called last where it no longer has a part in anything."""
        return self.names.role(role)

    @cached_property
    def by_id(self) -> Mapping[GoalId, Goal]:
        """By what is remembered of it."""
        return {goal.id: goal for goal in self.goals()}


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Somebody who holds a role from `since` to `until` (both inclusive, None = open). `upn`: user name in Teams."""

    name: str
    email: str
    since: date | None = None
    until: date | None = None
    deputy_name: str = ""
    deputy_email: str = ""
    upn: str = ""
    deputy_upn: str = ""

    def holds_on(self, day: date) -> bool:
        if self.since is not None and day < self.since:
            return False
        return self.until is None or day <= self.until

    def deputy(self) -> Person | None:
        """Who stands in, when one is named."""
        if not self.deputy_email:
            return None
        return Person(self.deputy_name or self.deputy_email, self.deputy_email, upn=self.deputy_upn)


@dataclass(frozen=True, slots=True)
class Owners:
    """Who holds each role now, by what the role is.

    In the roles of `each` everybody answers for themselves, in the others one answers for all. `today` is the day of
    `answerers`. Those in `vacant` are known to have nobody yet, those `outside` are never reminded. Those in `weekly`
    hear on one day of the week, 0 for Monday.
    """

    people: Mapping[RoleId, tuple[Person, ...]] = field(default_factory=dict)
    each: frozenset[RoleId] = frozenset()
    today: date | None = None
    vacant: frozenset[RoleId] = frozenset()
    outside: frozenset[RoleId] = frozenset()
    weekly: Mapping[RoleId, int] = field(default_factory=dict)

    @property
    def answerers(self) -> Mapping[RoleId, tuple[str, ...]]:
        """The mailboxes, casefolded, of those who hold a role today in which everybody answers for themselves."""
        answerers = {}
        for role in self.each:
            holding = []
            for person in self.people.get(role, ()):
                if self.today is None or person.holds_on(self.today):
                    holding.append(person.email.casefold())
            answerers[role] = tuple(dict.fromkeys(holding))
        return answerers

    def named(self, role: RoleId, mailboxes: Collection[str]) -> tuple[str, ...]:
        """The names of those in a role who have these mailboxes, in the order of the file."""
        names: dict[str, str] = {}
        for person in self.people.get(role, ()):
            mailbox = person.email.casefold()
            if mailbox in mailboxes:
                names[mailbox] = person.name
        return tuple(names.values())

    def holders(self, role: RoleId, day: date) -> tuple[Person, ...]:
        """Those who can be reached for `role` on `day`: its holders, else the deputies they left behind."""
        people = self.people.get(role, ())
        holding = [person for person in people if person.email and person.holds_on(day)]
        if holding:
            return tuple(holding)
        left_behind = []
        for person in people:
            deputy = person.deputy()
            to_come = person.since is not None and day < person.since
            if deputy is not None and not to_come:
                left_behind.append(deputy)
        return tuple(left_behind)

    def awaits_somebody(self, role: RoleId, day: date) -> bool:
        """Whether nobody has `role` on `day`, and owners.yaml says that it is so."""
        return role in self.vacant and not self.holders(role, day)

    def vacant_from(self, role: RoleId, today: date) -> date | None:
        """The first day from `today` on that nobody holds `role`, after somebody who does; None where all is well."""
        people = self.people.get(role, ())
        days = []
        for person in people:
            if person.until is None or person.until < today:
                continue
            day_after = person.until + timedelta(days=1)
            if not any(other.holds_on(day_after) for other in people):
                days.append(day_after)
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a plan file. Lines and columns count from 1; `source` is that line, for the caret.

    `role` is the one that nobody holds, by name, where that is the fault.
    """

    file: str
    line: int
    column: int
    message: str
    source: str = field(default="", repr=False)
    role: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"
