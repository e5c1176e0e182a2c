"""What was told: the calendars and the page, the account of a year, and how every goal stands on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from paminn.failure import NextStep
from paminn.plan.model import Kind, Part
from paminn.reminders.message import ARRIVED, Door, State
from paminn.standing.answer import Release, Status
from paminn.standing.each import Heard

# A goal's number and a role's name, as they were when the year ended.
Called = tuple[str, str]


@dataclass(frozen=True)
class Written:
    """Files that now lie in a folder: a name below it → the bytes."""

    plan: str
    folder: Path
    files: Mapping[str, bytes] = field(repr=False)

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Each file's path and its SHA-256 in hexadecimal digits, by name."""
        for name, content in sorted(self.files.items()):
            yield str(self.folder / name), sha256(content).hexdigest()


@dataclass(frozen=True)
class AccountWritten(Written):
    """`missing` are the goals and roles without a released answer; the other two are those of them that came."""

    answered: int
    missing: tuple[Called, ...]
    unreviewed: tuple[Called, ...]
    withheld: tuple[Called, ...]

    @property
    def not_received(self) -> tuple[Called, ...]:
        came = {*self.unreviewed, *self.withheld}
        return tuple(key for key in self.missing if key not in came)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartToday:
    """How one role's part of a goal stands on a day; without address or answer.

    `not_heard` are the names of those who have not, where each of the role answers for themselves.

    `reminders` are those since its last answer. `last_answer` is the day of the one that tells how it goes, which has
    `status` and `release`; all three are None without one. `contradicted`: those who answer for the role say different
    things, so that it has no status. `held_back`: a later answer than that one is held back. `of_a_step`: the day of a
    later one that is about a preparation alone. `by_team`: the status is
    one that the quality team has set. `outcome` and `door` are its last mail's, None where it has had none.
    `unread_since`: the day of that mail, when nobody who got it reads there, so that it is to go to somebody else and
    has not. `refused_some_of`: how many the last reminder was to, when some of them did not get it, else 0.
    `failed`, `bounced` and `unknown` count the mails that did not arrive and are still missed, or may not
    have; `next_step` is what to do about the first of them, which is called by `asked_about`. `heard`: how many have
    answered, where each of the role answers for themselves; None where one answers for all. `is_vacant`: nobody has the
    role, as owners.yaml says; `is_outside`: it is never reminded.
    """

    goal: str
    owner: str
    heard: Heard | None
    part: Part
    timeframe: str
    kind: Kind
    start: date | None
    end: date | None
    reminders: int
    last_reminder: date | None
    last_answer: date | None
    status: Status | None
    release: Release | None
    contradicted: bool
    held_back: bool
    of_a_step: date | None
    by_team: bool
    other_waits: bool
    unanswered: bool
    outcome: State | None
    door: Door | None
    refused_some_of: int
    failed: int
    bounced: int
    unknown: int
    next_step: NextStep | None
    asked_about: int | None
    unread_since: date | None = None
    not_heard: tuple[str, ...] = field(default=(), repr=False)
    is_vacant: bool = False
    is_outside: bool = False

    @property
    def is_released(self) -> bool:
        return self.release is Release.RELEASED

    @property
    def is_withheld(self) -> bool:
        return self.release is Release.WITHHELD

    @property
    def has_arrived(self) -> bool:
        """Whether its last mail has, as far as anybody knows."""
        return self.outcome in ARRIVED

    @property
    def is_under_way(self) -> bool:
        """Whether its last mail still waits to leave, or is leaving."""
        return self.outcome in (State.CLAIMED, State.DRAFTED, State.SENDING, State.UNSENT)
