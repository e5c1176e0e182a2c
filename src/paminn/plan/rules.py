"""When and how we remind, as decided by the quality team in rules.yaml. Numbers of days are working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
    goal: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Rules:
    identity: str
    deadline: StepRule = StepRule((20, 5, 1), (1, 6, 11), True)
    start: StepRule = StepRule((20, 5), (1, 6, 11), True)
    recurring: StepRule = StepRule((20, 5, 1), (1, 6), False)
    account: StepRule = StepRule((20, 5), (6, 11), False)
    account_due: MonthDay = (12, 31)
    preparations: Mapping[str, Preparation] = field(default_factory=dict)
    quiet: tuple[tuple[MonthDay, MonthDay], ...] = ()
    bridge_days_off: bool = False
    terms: Terms = field(default_factory=Terms)
    horizon: int = 2031
    campaigns: tuple[Campaign, ...] = ()
    alarms: bool = False  # publish a second calendar of the whole plan, with alarms
