"""Those who have answered differently of the same matter, as the quality team is shown it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from paminn.plan.occurrence import OccurrenceId
from paminn.standing.answer import Release, Status


@dataclass(frozen=True, slots=True)
class Said:
    """What one of them has answered: `number` is the answer's, `owner` what the role is called."""

    number: int
    owner: str
    answered_by: str = field(repr=False)
    status: Status
    received: date
    release: Release


@dataclass(frozen=True, slots=True)
class Contradicting:
    """What is said differently of one instance of the goal that is called `goal`, the oldest first."""

    goal: str
    occurrence: OccurrenceId
    answers: tuple[Said, ...]
