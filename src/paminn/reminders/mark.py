"""Whose memory it is, and whether the one at hand is the one that remembers most.

A mark is the pair that Terraform keeps its state by: a lineage, drawn at random when a memory is born, and a serial
that rises with everything that is remembered and means something within its lineage only. It stands in the ledger, in
HOME, in the mails that leave and at the published calendar. Where they disagree, one of them is gone or old.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import assert_never

_WRITTEN = re.compile(r"([0-9a-f]{8,32})/([0-9]{1,12})")
_IN_MAIL = re.compile(
    r"\s*([^;]*?)\s*"  # the plan
    r"(?:;\s*([0-9a-f]{8,32}|-)(?:/([0-9]{1,12}))?\s*"  # the lineage and the serial
    r"(?:;\s*([0-9]{4}-[0-9]{2}-[0-9]{2})((?:\s+[0-9a-f]{6})*)\s*)?)?"  # the day, and what it asks
)
_POINTS_IN_A_LINE = 10
# As many own mails are looked at before something is sent: the memory is as old as the newest of them.
NEWEST = 40
NOBODYS = "-"  # in a trial's mail, of a memory that has no lineage yet


@dataclass(frozen=True, slots=True)
class Mark:
    lineage: str
    serial: int

    def __str__(self) -> str:
        return f"{self.lineage}/{self.serial}"

    @classmethod
    def parse(cls, text: str) -> Mark | None:
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            return None
        return cls(written[1], int(written[2]))


@dataclass(frozen=True, slots=True)
class OwnMail:
    """A mail of ours as it lies in the mailbox.

    `lineage` is empty in a mail from before there were marks; `serial` None in such a one, and in one that no memory
    is measured by (a trial, a receipt). `content` is what it asks, None where the mail does not say.
    """

    key: str
    plan: str
    lineage: str = ""
    serial: int | None = None
    content: AskedInMail | None = None


@dataclass(frozen=True, slots=True)
class AskedInMail:
    """What a reminder of a day asks, as short as its own header has it.

    `points` has six hex digits for each goal that its reader sees: they tell the instance, the step and the role.
    """

    day: date
    points: frozenset[str]


def stamp(plan: str, lineage: str, serial: int | None = None, asked: AskedInMail | None = None) -> str:
    """What stands in a mail's own header: the plan, by whose memory it was sent, how much that remembered then, and
    what the mail asks.

    Without `serial` no memory is measured by it. Before there were marks the plan stood alone.
    """
    if serial is None:
        return f"{plan}; {lineage}"
    marked = f"{plan}; {Mark(lineage, serial)}"
    if asked is None:
        return marked
    points = sorted(asked.points)
    lines = [f"{marked}; {asked.day.isoformat()}"]
    for start in range(0, len(points), _POINTS_IN_A_LINE):
        lines.append(" ".join(points[start : start + _POINTS_IN_A_LINE]))
    return "\r\n ".join(lines)


def read_stamp(key: str, text: str) -> OwnMail:
    """The mail with the key `key` and `text` in its own header."""
    written = _IN_MAIL.fullmatch(text)
    if written is None:
        return OwnMail(key, text.strip())
    serial = None if written[3] is None else int(written[3])
    return OwnMail(key, written[1], written[2] or "", serial, _asked(written))


def _asked(written: re.Match[str]) -> AskedInMail | None:
    if written[4] is None:
        return None
    try:
        day = date.fromisoformat(written[4])
    except ValueError:
        return None
    return AskedInMail(day, frozenset(written[5].split()))


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a memory that was put back has been told again.

    `last`: the last day that it remembered a mail of, None in one without any. `answers` were read anew, `sent` are the
    mails that the mailbox has, `questions` those that a person is asked about.
    """

    last: date | None = None
    answers: int = 0
    sent: int = 0
    questions: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """That somebody took a memory which was gone or old into use again, on a day of the real clock."""

    day: date
    by: str
    replayed: Replayed

    def concerns(self, year: int) -> bool:
        """Whether anything of a year was told anew."""
        last = self.replayed.last
        return year <= self.day.year and (last is None or last.year <= year)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the ledger says of itself.

    `mark` is None in one that is new, or from before there were marks. `known` has earlier memories that this one goes
    on from, or that a person has accepted: lineage → the serial up to which. `twin` names another plan of this ledger
    with the very content of the plan at hand, `keys` are those of the mails asked about that it knows. `home` is the
    mark that HOME remembers it by, `restored` each time that what is remembered of the plan was told anew.
    """

    mark: Mark | None = None
    known: Mapping[str, int] = field(default_factory=dict)
    is_empty: bool = False
    twin: str = ""
    keys: frozenset[str] = frozenset()
    home: Mark | None = None
    restored: Sequence[Restored] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """All marks that can be read before anything is sent. `mails` are the newest of ours, of any plan.

    `site` is the mark at the published calendar, `shows_more`: the calendar shows what the ledger has never shown.
    """

    plan: str
    ledger: Remembered
    mails: Sequence[OwnMail] = ()
    site: Mark | None = None
    shows_more: bool = False


class Standing(StrEnum):
    """How the memory stands."""

    FIRST = "first"  # nothing has ever been sent from here
    FINE = "fine"
    HEALS = "heals"  # a run was cut off between two places: the ledger is ahead, and the others follow
    OLDER = "older"
    ANOTHERS = "anothers"
    DELETED = "deleted"
    WRONG_PLAN = "wrong_plan"

    @property
    def stops(self) -> bool:
        """Whether nothing is to be sent before a person has seen to it."""
        match self:
            case Standing.FIRST | Standing.FINE | Standing.HEALS:
                return False
            case Standing.OLDER | Standing.ANOTHERS | Standing.DELETED | Standing.WRONG_PLAN:
                return True
            case _:
                assert_never(self)


class Place(StrEnum):
    """Where a mark was read."""

    LEDGER = "ledger"
    HOME = "home"
    MAILBOX = "mailbox"
    SITE = "site"
    CALENDAR = "calendar"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the memory stands; `value` was read at `place`, and does not agree with what the ledger says.

    What the calendar shows is told without a value.
    """

    standing: Standing
    place: Place | None = None
    value: str = ""


def judge(seen: Seen) -> Verdict:
    """What the marks come to; the surest sign first."""
    if seen.ledger.mark is None:
        return _without_mark(seen)
    return _with_mark(seen, seen.ledger.mark)


def _without_mark(seen: Seen) -> Verdict:
    """A ledger that is new, or that an earlier version kept: whoever has a mark remembers more."""
    standing = Standing.DELETED if seen.ledger.is_empty else Standing.OLDER
    if seen.ledger.home is not None:
        return Verdict(standing, Place.HOME, str(seen.ledger.home))
    for mail in seen.mails:
        if mail.serial is not None and mail.plan == seen.plan:
            return Verdict(standing, Place.MAILBOX, str(Mark(mail.lineage, mail.serial)))
        if not mail.lineage and mail.plan == seen.plan and mail.key not in seen.ledger.keys:
            return Verdict(standing, Place.MAILBOX, mail.key)
    if seen.site is not None:
        return Verdict(standing, Place.SITE, str(seen.site))
    if seen.shows_more:
        return Verdict(standing, Place.CALENDAR)
    return Verdict(Standing.FIRST)


def _with_mark(seen: Seen, ledger: Mark) -> Verdict:
    known = _known(seen.ledger, ledger)
    if seen.ledger.home is not None:
        verdict = _beside(known, seen.ledger.home, Place.HOME)
        if verdict is not None:
            return verdict
    for mail in seen.mails:
        if mail.serial is None:
            continue
        sent_by = Mark(mail.lineage, mail.serial)
        is_ours = mail.lineage in known
        if not is_ours and mail.plan != seen.plan:
            continue  # another home that has another plan is a neighbour
        verdict = _beside(known, sent_by, Place.MAILBOX)
        if verdict is not None:
            return verdict
    if seen.site is not None:
        verdict = _beside(known, seen.site, Place.SITE)
        if verdict is not None:
            return verdict
    if seen.shows_more:
        return Verdict(Standing.OLDER, Place.CALENDAR)
    if seen.ledger.twin:
        return Verdict(Standing.WRONG_PLAN, Place.PLAN, seen.ledger.twin)
    if seen.ledger.home != ledger:
        return Verdict(Standing.HEALS)
    return Verdict(Standing.FINE)


def goes_on_from(ledger: Remembered, earlier: Mark | None) -> bool:
    """Whether a memory knows all that was remembered under a mark."""
    if earlier is None:
        return True
    if ledger.mark is None:
        return False
    return _beside(_known(ledger, ledger.mark), earlier, Place.SITE) is None


def _known(ledger: Remembered, mark: Mark) -> Mapping[str, int]:
    return {**ledger.known, mark.lineage: mark.serial}


def _beside(known: Mapping[str, int], mark: Mark, place: Place) -> Verdict | None:
    """What a mark that was read somewhere says of a memory that goes as far as `known`; None when it is content."""
    if mark.lineage not in known:
        return Verdict(Standing.ANOTHERS, place, str(mark))
    if mark.serial > known[mark.lineage]:
        return Verdict(Standing.OLDER, place, str(mark))
    return None
