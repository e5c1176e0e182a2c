"""What was asked for: a question that went out to a role in a mail that arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.message import Door


@dataclass(frozen=True, slots=True)
class Requested:
    """A role was asked about an instance of a goal on a `day`; `door` is None before doors were noted.

    `mail` is the number of the mail that asked.
    """

    goal: GoalId
    role: RoleId
    occurrence: OccurrenceId
    day: date
    door: Door | None = None
    mail: int = 0
