"""Who hears what, and when: the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from paminn.plan.model import Goal, OwnerPart
from paminn.plan.occurrence import OccurrenceId
from paminn.reminders.away import Absence
from paminn.standing.answer import Answer


class Purpose(StrEnum):
    """Why somebody is asked; the order is the order of urgency within a goal."""

    DEADLINE = "deadline"
    START = "start"
    RECURRING = "recurring"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated instance of a goal."""

    id: OccurrenceId
    purpose: Purpose
    due: date

    @property
    def goal(self) -> str:
        """The goal's number."""
        return self.id.goal


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder step. `label` is "-20", "+6", "2026-03" (monthly) or "-8w"; `day` is when it may be sent."""

    label: str
    day: date
    text: str = ""
    moved: bool = False  # from a day on which we may not send

    @property
    def is_preparation(self) -> bool:
        return self.label.endswith("w")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sent digest takes off the list: every step of this occurrence up to and including `step_day`."""

    occurrence: OccurrenceId
    due: date
    step: str
    step_day: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """One step of one goal for one owner. `due` follows an owner's own new date; `decided_due` is the plan's."""

    goal: Goal
    part: OwnerPart
    occurrence: Occurrence
    step: Step
    due: date
    number: int  # 1 for the first reminder of this occurrence to this owner
    covers: tuple[Claim, ...]

    @property
    def decided_due(self) -> date:
        return self.occurrence.due

    @property
    def is_preparation(self) -> bool:
        return self.step.is_preparation

    @property
    def moved(self) -> bool:
        return self.due != self.occurrence.due


@dataclass(frozen=True, slots=True)
class Digest:
    """All of an owner's reminders that day: one message, the most urgent first."""

    owner: str
    day: date
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True)
class History:
    """What has been sent and answered so far.

    `covered`: (owner, occurrence, due) → the latest step day already claimed. `sent`: (owner, occurrence) → how
    many reminders it has had. `answers` are in the order received. `away` is what is known of who cannot be reached.
    """

    covered: Mapping[tuple[str, OccurrenceId, date], date] = field(default_factory=dict)
    sent: Mapping[tuple[str, OccurrenceId], int] = field(default_factory=dict)
    answers: Sequence[Answer] = ()
    away: Sequence[Absence] = ()
