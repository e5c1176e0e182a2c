"""When and how we remind, as decided by the quality team in rules.yaml. Numbers of days are working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from paminn.plan.identities import GoalId
from paminn.plan.model import Terms

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StepRule:
    """Working days before and after a day, and whether to go on every month afterwards."""

    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    monthly: bool = False


@dataclass(frozen=True, slots=True)
class Preparation:
    """What to prepare how many weeks before a recurring day, and the working days after it to ask for the outcome."""

    steps: tuple[tuple[int, str], ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A day or a span that others decide, shown beside a goal. `key` stands in the entry's UID and never changes."""

    key: str
    name: str
    goal: GoalId
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole of rules.yaml, of goals by their identities.

    Nothing has a value of its own here: what holds is what the file says. Without `begins` there is no first day.
    """

    identity: str
    deadline: StepRule
    start: StepRule
    recurring: StepRule
    account: StepRule
    account_due: MonthDay
    preparations: Mapping[GoalId, Preparation]
    quiet: tuple[tuple[MonthDay, MonthDay], ...]
    bridge_days_off: bool
    terms: Terms
    horizon: int
    campaigns: tuple[Campaign, ...]
    alarms: bool  # publish a second calendar of the whole plan, with alarms
    begins: date | None = None  # nothing is reminded before this day, and owners are introduced on it
