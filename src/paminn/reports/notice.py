"""What needs the quality team, line by line, as it is told in one mail a day.

A line holds roles, goals and people by what they are called today, days and how many: no address, and no word of an
answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from paminn.failure import ONE_OF_THE_ADDRESSES, Cause, Failure
from paminn.incoming.finding import Conclusion, Finding
from paminn.plan.identities import RoleId
from paminn.plan.version import Rereading
from paminn.reminders.away import Absence, doubted_since
from paminn.reminders.message import ARRIVED, Channel, Sent, State
from paminn.reports.absences import Away, Instead
from paminn.reports.beginning import FirstMail
from paminn.reports.contradicting import Contradicting
from paminn.standing.answer import Release

# How long the team is told that our own side was refused: the next mails show whether it still is.
TOLD_FOR = timedelta(days=3)


# On so many days an address is refused "for the moment" before the team hears of it: greylisting takes one.
PATIENT_FOR = 3

# How long an answer that the team has asked back about waits for the owner before it is told of again.
OWNERS_TURN = timedelta(days=14)


class LineKind(StrEnum):
    """What a line is about, in the order of the mail. The words are in texts/sv/notice, a file each."""

    BEGINS = "begins"
    ENDS = "ends"
    EDITED = "edited"
    NUMBERS = "numbers"
    NAMES = "names"
    HOLDERS = "holders"
    REREAD = "reread"
    REFUSED = "refused"
    TOGETHER = "together"
    ADDRESS = "address"
    FOR_NOW = "for_now"
    LEFT = "left"
    CONTRADICTION = "contradiction"
    OUTCOMES = "outcomes"
    WAITING = "waiting"
    VACANT = "vacant"
    PROBLEMS = "problems"

    @property
    def is_reason_enough(self) -> bool:
        """Whether a mail goes for its sake. What makes runs red, or `check` says, is told beside something else."""
        return self not in (LineKind.OUTCOMES, LineKind.VACANT, LineKind.PROBLEMS)


@dataclass(frozen=True, slots=True)
class Begins:
    """Reminders begin on `first_day`, once somebody has said yes. `mails` are the first mails, as seen on `day`."""

    first_day: date
    day: date
    mails: tuple[FirstMail, ...]
    kind: ClassVar[LineKind] = LineKind.BEGINS

    @property
    def is_late(self) -> bool:
        return self.first_day <= self.day


@dataclass(frozen=True, slots=True)
class PlanEnds:
    """The plan's `last` day is near, or has come and gone, as seen on the day of the mail."""

    last: date
    day: date
    kind: ClassVar[LineKind] = LineKind.ENDS

    @property
    def is_today(self) -> bool:
        return self.last == self.day

    @property
    def is_over(self) -> bool:
        return self.last < self.day


@dataclass(frozen=True, slots=True)
class EditedPlan:
    """plan.yaml says something else than what has been adopted; `since` it was last used as adopted, where known.

    `awaiting` are the roles that keep their holders meanwhile, whatever owners.yaml says of them.
    """

    since: date | None
    awaiting: tuple[str, ...] = ()
    kind: ClassVar[LineKind] = LineKind.EDITED


@dataclass(frozen=True, slots=True)
class OldNumber:
    """rules.yaml says a number that its goal had before; it is called something else `now`, or "" where it is gone."""

    number: str
    now: str
    kind: ClassVar[LineKind] = LineKind.NUMBERS


@dataclass(frozen=True, slots=True)
class OldName:
    """owners.yaml says a name that its role had before; it is called something else `now`."""

    name: str
    now: str
    kind: ClassVar[LineKind] = LineKind.NAMES


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What owners.yaml says of a role was written for an edit of plan.yaml that is gone, and does not hold."""

    role: str
    kind: ClassVar[LineKind] = LineKind.HOLDERS


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """A goal's time plan would be read otherwise today than when it was adopted, which changes nothing by itself."""

    number: str
    reading: Rereading
    kind: ClassVar[LineKind] = LineKind.REREAD


@dataclass(frozen=True, slots=True)
class RefusedUs:
    """Servers have refused so many mails for our own address or server; the first was sent on `since`."""

    mails: int
    since: date
    kind: ClassVar[LineKind] = LineKind.REFUSED


@dataclass(frozen=True, slots=True)
class RefusedTogether:
    """So many addresses of a domain were refused as unknown on one day, `since` the first: nobody is gone for that."""

    addresses: int
    since: date
    kind: ClassVar[LineKind] = LineKind.TOGETHER


@dataclass(frozen=True, slots=True)
class DeadAddress:
    """An address in a role takes no mail. `instead`: who gets the reminders; None while they are tried again there.

    `name` and `number` are of the person whose it is; empty where nobody can tell which of several.
    """

    role: str
    since: date
    instead: Instead | None
    name: str = ""
    number: str = ""
    is_deputy: bool = False
    kind: ClassVar[LineKind] = LineKind.ADDRESS


@dataclass(frozen=True, slots=True)
class RefusedForNow:
    """The server has said on so many `days`, since the first, that it takes nothing for an address in a role just now.

    `names`: whose the address is, as owners.yaml has it; `failure`: the latest.
    """

    role: str
    names: tuple[str, ...]
    days: int
    since: date
    failure: Failure
    kind: ClassVar[LineKind] = LineKind.FOR_NOW


@dataclass(frozen=True, slots=True)
class HasLeft:
    """Somebody in a role is said to have left."""

    role: str
    since: date
    instead: Instead
    name: str
    number: str
    is_deputy: bool = False
    kind: ClassVar[LineKind] = LineKind.LEFT


@dataclass(frozen=True, slots=True)
class Contradicted:
    """Those in `roles`, `people` in all, have answered differently about a goal."""

    goal: str
    roles: tuple[str, ...]
    people: int
    since: date
    kind: ClassVar[LineKind] = LineKind.CONTRADICTION


@dataclass(frozen=True, slots=True)
class UnknownOutcomes:
    """Of so many mails nobody knows whether they arrived; the oldest is of `since`."""

    mails: int
    since: date
    kind: ClassVar[LineKind] = LineKind.OUTCOMES


@dataclass(frozen=True, slots=True)
class AnswersToRead:
    """So many answers, and mails without one, wait to be read; the oldest came on `since`."""

    answers: int
    mails: int
    since: date
    kind: ClassVar[LineKind] = LineKind.WAITING


@dataclass(frozen=True, slots=True)
class VacantRole:
    """Nobody has been named for a role yet, as owners.yaml says; what concerns it goes to the team."""

    role: str
    kind: ClassVar[LineKind] = LineKind.VACANT


@dataclass(frozen=True, slots=True)
class PlanProblems:
    """The plan's files have so much that a person must put right or confirm."""

    count: int
    kind: ClassVar[LineKind] = LineKind.PROBLEMS


NoticeLine = (
    Begins
    | PlanEnds
    | EditedPlan
    | OldNumber
    | OldName
    | LeftOver
    | ReadAnew
    | RefusedUs
    | RefusedTogether
    | DeadAddress
    | RefusedForNow
    | HasLeft
    | Contradicted
    | UnknownOutcomes
    | AnswersToRead
    | VacantRole
    | PlanProblems
)  # a new kind of line comes here, and its words in texts/sv/notice


@dataclass(frozen=True, slots=True)
class Notice:
    """All that needs the quality team on a day, in the order of the kinds."""

    lines: tuple[NoticeLine, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to send a mail for."""
        return any(line.kind.is_reason_enough for line in self.lines)

    @property
    def by_kind(self) -> Mapping[LineKind, Sequence[NoticeLine]]:
        """The lines of each kind that there are any of."""
        kinds: dict[LineKind, list[NoticeLine]] = {}
        for kind in LineKind:
            of_kind = [line for line in self.lines if line.kind is kind]
            if of_kind:
                kinds[kind] = of_kind
        return kinds


def gone(rows: Iterable[Away]) -> list[NoticeLine]:
    """Of those who cannot be reached: the roles in which somebody must be put in another's place."""
    lines: list[NoticeLine] = []
    for away in rows:
        who = (away.name, away.number, away.is_deputy)
        if away.gone and away.by_report:
            lines.append(DeadAddress(away.owner, away.since, away.instead, *who))
        elif away.gone:
            lines.append(HasLeft(away.owner, away.since, away.instead, *who))
    return lines


def refused(mails: Iterable[Sent]) -> Mapping[RoleId, date]:
    """The roles whose latest mail of `mails`, the oldest first, was refused for an address that nobody can point out.

    Each with the day from which all have been.
    """
    since: dict[RoleId, date] = {}
    for sent in mails:
        if sent.channel is not Channel.EMAIL or sent.redirected:
            continue
        was_refused = sent.failure is not None and sent.failure.cause in ONE_OF_THE_ADDRESSES
        for role in sent.roles:
            if sent.state is State.FAILED and was_refused:
                since.setdefault(role, sent.day)
            elif sent.state in ARRIVED:
                since.pop(role, None)
    return since


@dataclass(frozen=True, slots=True)
class Waited:
    """How long a mailbox of some roles has been refused: the days, the oldest first, and the latest no."""

    roles: tuple[RoleId, ...]
    days: tuple[date, ...]
    failure: Failure


def refused_for_now(mails: Iterable[Sent]) -> Mapping[str, Waited]:
    """By mailbox, those that the server has taken nothing for on several days, by `mails`, the oldest first."""
    waited: dict[str, Waited] = {}
    for sent in mails:
        if sent.channel is not Channel.EMAIL or sent.redirected:
            continue
        had = frozenset[str]()
        not_now = sent.missed
        if sent.state in ARRIVED:
            had = sent.mailboxes - sent.missed
        elif sent.state is State.FAILED and sent.failure and sent.failure.cause is Cause.RECIPIENT_REFUSED_FOR_NOW:
            not_now = sent.mailboxes
        for mailbox in had:
            waited.pop(mailbox, None)
        for mailbox in not_now:
            before = waited.get(mailbox)
            days = before.days if before else ()
            failure = sent.failure or Failure(Cause.RECIPIENT_REFUSED_FOR_NOW)
            waited[mailbox] = Waited(tuple(sent.roles), tuple(dict.fromkeys((*days, sent.day))), failure)
    return {mailbox: row for mailbox, row in waited.items() if len(row.days) >= PATIENT_FOR}


def refused_us(mails: Iterable[Sent], today: date) -> list[NoticeLine]:
    """One line for all of late that were refused for our own side, however many."""
    days = [sent.day for sent in mails if _is_refused_for_us(sent) and today - sent.day <= TOLD_FOR]
    if not days:
        return []
    return [RefusedUs(len(days), min(days))]


def refused_together(absences: Iterable[Absence], today: date) -> list[NoticeLine]:
    """One line for all addresses of late that were refused as unknown together, however many."""
    days = doubted_since(absences, today - TOLD_FOR)
    if not days:
        return []
    return [RefusedTogether(len(days), min(days.values()))]


def _is_refused_for_us(sent: Sent) -> bool:
    if sent.state is not State.BOUNCED or sent.failure is None or sent.failure.cause is not Cause.TOLD_BY_MAIL:
        return False
    return sent.failure.detail == str(Conclusion(Finding.REFUSED_US))


def contradicting(rows: Iterable[Contradicting]) -> list[NoticeLine]:
    """A line for each contradiction, since somebody first said something else than the first of them.

    Who has decided about each of the answers has seen it, and lets it stand.
    """
    lines: list[NoticeLine] = []
    for row in rows:
        if not any(said.release is Release.HELD for said in row.answers):
            continue
        first = row.answers[0]
        others = [said.received for said in row.answers if said.status is not first.status]
        roles = tuple(dict.fromkeys(said.owner for said in row.answers))
        lines.append(Contradicted(row.goal, roles, len(row.answers), min(others)))
    return lines


def unknown_outcomes(mails: Sequence[Sent]) -> list[NoticeLine]:
    """`mails` are those of which a person is asked whether they arrived."""
    if not mails:
        return []
    return [UnknownOutcomes(len(mails), min(sent.day for sent in mails))]


def is_the_teams_turn(asked_on: date | None, today: date) -> bool:
    """Whether an answer waits for the team: one that it last asked back about on a day is for a while the owner's."""
    return asked_on is None or asked_on + OWNERS_TURN <= today


def to_read(answers: Sequence[date], mails: Sequence[date]) -> list[NoticeLine]:
    """The days on which what waits came: the answers, and the mails without one."""
    if not answers and not mails:
        return []
    return [AnswersToRead(len(answers), len(mails), min((*answers, *mails)))]
