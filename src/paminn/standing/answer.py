"""What an owner says about a goal, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from paminn.plan.identities import GoalId, RoleId
from paminn.plan.occurrence import OccurrenceId


class Status(StrEnum):
    """Klar, Pågår, Försenad, Ej påbörjad."""

    DONE = "done"
    ONGOING = "ongoing"
    LATE = "late"
    NOT_STARTED = "not_started"


class Release(StrEnum):
    """Nothing an owner wrote is published before a person has released it."""

    HELD = "held"
    RELEASED = "released"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class SetByTeam:
    """Who of the quality team set an answer's status, on which day, and why."""

    who: str
    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Placing:
    """Who of the quality team said where the words belong that stood by themselves in a mail, when, and why.

    `goals` are those at whose answers the words were put, behind the answer's own; empty: at none; None where an older
    ledger does not say. `is_reworded`: the team has put the answer in other words since.
    """

    who: str
    day: date
    why: str
    goals: tuple[GoalId, ...] | None
    is_reworded: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One owner's answer about one goal, each by what it is, whatever it is called today.

    `occurrence` is what it was asked about. `status` is None until a person has read it.
    `text` is what may be published once `release` says so; `answered_by` is a name, never an address.
    `received` and `released` are Swedish calendar days. `known_sender` is False for an address that was not reminded;
    `edited` says that the quality team has put the text in other words, `status_by_team` that it has set the status;
    `set_by` tells who did, where that is known. `read_as` is the status that was read in the words, None where a person
    had to read them, or where an older ledger has forgotten it: then `is_reading_known` is False. It is set aside, and
    `status` None, where words below all the answers of the mail may take it back. `placed`: where the words belong that
    stood by themselves in its mail, once a person has said so. `request` is the number of the mail of ours that it
    answers, and `asked_on` the day of that mail. `person` is the mailbox, casefolded, of whose word it is in a role
    where each answers for themselves; empty where one answers for all.
    """

    id: int
    goal: GoalId
    occurrence: OccurrenceId
    owner: RoleId
    status: Status | None
    text: str = field(repr=False)
    received: date
    answered_by: str = field(repr=False)
    new_date: date | None = None
    release: Release = Release.HELD
    released: date | None = None
    known_sender: bool = True
    edited: bool = False
    status_by_team: bool = False
    read_as: Status | None = None
    is_reading_known: bool = True
    set_by: SetByTeam | None = field(default=None, compare=False)
    placed: Placing | None = field(default=None, compare=False, repr=False)
    request: int | None = None
    asked_on: date | None = field(default=None, compare=False)
    person: str = field(default="", repr=False)
