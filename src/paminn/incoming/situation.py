"""What must be known of the town to understand a mail that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from paminn.plan.identities import GoalId
from paminn.plan.model import Goal, Owners
from paminn.reminders.away import Absence
from paminn.standing.answer import Answer


@dataclass(frozen=True, slots=True)
class Situation:
    """The plan's identity and who holds its roles, this moment (in Swedish time), and who is known not to read.

    `goals` are the plan's: an answer that names one of them, or another role's part, is not guessed. `answers` are
    those that have come: what was answered has arrived, whatever a machine tells of the mail afterwards.
    """

    plan: str
    owners: Owners
    now: datetime
    away: Sequence[Absence] = ()
    goals: Mapping[GoalId, Goal] = field(default_factory=dict)
    answers: Sequence[Answer] = ()

    @property
    def today(self) -> date:
        return self.now.date()
