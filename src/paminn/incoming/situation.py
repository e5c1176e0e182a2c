"""What must be known of the town to understand a mail that came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from paminn.plan.model import Owners
from paminn.reminders.away import Absence


@dataclass(frozen=True, slots=True)
class Situation:
    """The plan's identity and who holds its roles, this moment (in Swedish time), and who is known not to read."""

    plan: str
    owners: Owners
    now: datetime
    away: Sequence[Absence] = ()

    @property
    def today(self) -> date:
        return self.now.date()
