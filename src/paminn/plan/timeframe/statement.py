"""Items -> a statement: the third step of reading a time plan, what each time is for.

A cue waits for the time behind it ("senast" -> "31 mars 2026"); one that ends its sentence takes the time
before it ("2026-06-30 klart"). Words that could turn the meaning stop the reading here, with `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto

from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.phrases import Cue, Every, Item, When
from paminn.plan.timeframe.spans import Unit


class Unreadable(Exception):
    """Nothing may be read. `reason` is a Swedish sentence or empty, `meant` a wording that could be read."""

    def __init__(self, reason: str = "", meant: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.meant = meant


class Role(StrEnum):
    BARE = auto()
    DUE = auto()
    BEGIN = auto()
    FROM = auto()
    UNTIL = auto()
    SINCE = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Time:
    """A time and what it is for. `before`: the day before it; `limit`: only its end counts ("senast")."""

    role: Role
    when: When
    before: bool = False
    limit: bool = False
    finished: bool = False  # "har genomförts", a tense that cannot be a plan


@dataclass(slots=True)
class Statement:
    """What a text says. `said` holds the kinds of its cues; `strays` its unknown words, in order."""

    times: list[Time] = field(default_factory=list)
    every: list[Every] = field(default_factory=list)
    said: set[Is] = field(default_factory=set)
    strays: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ongoing: bool = False  # "löpande"
    ongoing_first: bool = False  # and nothing was said before it
    onward: bool = False  # "tills vidare", "och framåt"
    loosely: bool = False  # a bare "till", which may mean by as well as until
    follow_up: Statement | None = None

    def having(self, role: Role) -> list[Time]:
        return [time for time in self.times if time.role is role]


_TIME_CUES = {
    Is.DUE, Is.BY, Is.BEFORE, Is.FROM, Is.UNTIL, Is.SINCE, Is.BEGIN, Is.BEGUN, Is.DONE,
}  # fmt: skip
_NEEDS_TIME = {Is.BY, Is.BEFORE, Is.FROM, Is.UNTIL, Is.SINCE}
_UNEXPLAINED = {
    Is.NUMBER, Is.COUNT, Is.ORDINAL, Is.UNIT, Is.TIMES, Is.NTH, Is.PORTION, Is.LAST, Is.WEEKDAY, Is.SLASH,
    Is.YEAR_TURN, Is.YEAR_END, Is.MIDYEAR, Is.MONTH_TURN, Is.OR, Is.IF, Is.THIS_YEAR, Is.EACH, Is.BETWEEN,
}  # fmt: skip


def state(items: Sequence[Item]) -> Statement:
    """What `items` say. Raises `Unreadable` for a word or number that could change the meaning."""
    cut = _follow_up_place(items)
    statement = _Stater().state(items[:cut])
    if cut < len(items):
        statement.follow_up = _Stater().state(items[cut:])
    return statement


def _follow_up_place(items: Sequence[Item]) -> int:
    """Where "…, följs upp årligen" begins: a follow-up behind something that stands on its own."""
    stands = False
    for place, item in enumerate(items):
        if isinstance(item, Cue) and item.kind is Is.FOLLOW_UP:
            if stands:
                return place
        elif not isinstance(item, Cue) or item.kind in (Is.ONGOING, Is.DUE, Is.DONE):
            stands = True
    return len(items)


class _Stater:
    """Walks the items once, keeping the cues that wait for a time."""

    def __init__(self) -> None:
        self.statement = Statement()
        self.waiting: list[Cue] = []
        self.stray_since_cue = False

    def state(self, items: Sequence[Item]) -> Statement:
        before: Item | None = None
        for place, item in enumerate(items):
            if isinstance(item, When):
                self._time(item, before)
            elif isinstance(item, Every):
                self.statement.every.append(item)
            else:
                self._cue(item, items[place + 1] if place + 1 < len(items) else None, first=place == 0)
            before = item
        self._settle()
        return self.statement

    def _cue(self, cue: Cue, after: Item | None, *, first: bool) -> None:
        kind, statement = cue.kind, self.statement
        if kind is Is.REFUSE:
            raise Unreadable(f"«{cue.text}» kan ändra vad som menas.")
        if kind is Is.EACH and isinstance(after, Cue) and after.kind is Is.STRAY:
            kind = Is.WHENEVER  # "varje nämndsammanträde"
        if kind in _UNEXPLAINED:
            raise Unreadable(f"Jag kan inte tyda «{cue.text}» här.")
        if kind is Is.DASH and after is None and not first:
            raise Unreadable("Det står inget efter strecket.")  # "2026–" might go on for ever, or be cut off
        if kind is Is.AT:
            kind = Is.FILLER if isinstance(after, When) else Is.EVENT
        if kind is Is.UNTIL and cue.value and isinstance(after, Cue) and after.kind is Is.STRAY:
            kind = Is.STRAY  # "till nämnden"
        if kind in _TIME_CUES:
            self.waiting.append(cue)
            self.stray_since_cue = False
        elif kind is Is.STOP:
            self._settle()
        elif kind is Is.STRAY and Is.WHENEVER in statement.said:
            pass  # the event itself
        elif kind in (Is.STRAY, Is.EVENT):
            statement.strays.append(cue.text)
            self.stray_since_cue = True
        statement.said.add(kind)
        self._remark(cue)

    def _remark(self, cue: Cue) -> None:
        """What a cue does to the whole statement."""
        statement = self.statement
        if cue.kind is Is.ABOUT or (cue.kind is Is.MODAL and cue.value):
            statement.warnings.append(f"«{cue.text}» gör tiden osäker.")
        elif cue.kind is Is.AT_LEAST:
            statement.warnings.append(f"«{cue.text}» läses som precis så ofta.")
        elif cue.kind is Is.UNTIL and cue.value:
            statement.loosely = True
        elif cue.kind is Is.ONGOING and cue.value:
            statement.onward = True
        elif cue.kind is Is.ONGOING:
            statement.ongoing = True
            statement.ongoing_first |= not statement.times and not self.waiting
        elif cue.kind is Is.DONE and cue.value:
            statement.strays.clear()  # what was done: "Utbildningen har genomförts ..."

    def _time(self, when: When, before: Item | None) -> None:
        if Is.EVENT in self.statement.said:
            raise Unreadable("En händelse är ingen dag.")  # "inför vt 26"; behind the time it only adds to it
        kinds = {cue.kind for cue in self.waiting}
        after_stray = isinstance(before, Cue) and before.kind in (Is.STRAY, Is.EVENT)
        bare_year = when.pieces[0].unit in (Unit.YEAR, Unit.SCHOOL_YEAR)
        if after_stray and bare_year and isinstance(before, Cue):
            raise Unreadable(f"Jag vet inte vad «{before.text}» betyder.")  # "midsommar 2026" is not all of 2026
        if self.stray_since_cue and kinds & _NEEDS_TIME:
            raise Unreadable(f"Jag vet inte vad «{self.statement.strays[-1]}» betyder.")
        finished = any(cue.kind is Is.DONE and cue.value for cue in self.waiting)
        self.statement.times.append(_time(kinds, when, finished=finished))
        self.waiting = []

    def _settle(self) -> None:
        """Cues that got no time behind them: they own the one before, or stand alone."""
        times = self.statement.times
        kinds = {cue.kind for cue in self.waiting}
        if kinds and times and times[-1].role is Role.BARE:
            finished = any(cue.kind is Is.DONE and cue.value for cue in self.waiting)
            times[-1] = _time(kinds, times[-1].when, finished=finished)
        elif Is.SINCE in kinds and self.statement.said & {Is.ONGOING}:
            pass  # "Påbörjas ht 25, sedan löpande"
        elif kinds & _NEEDS_TIME and not (kinds == {Is.SINCE} and self.statement.every):
            raise Unreadable("Jag hittar ingen tid efter «" + self.waiting[-1].text + "».")
        self.waiting = []


def _time(kinds: set[Is], when: When, *, finished: bool) -> Time:
    role = _role(kinds)
    by_summer = role is Role.DUE and Is.UNTIL in kinds and when.pieces[0].unit is Unit.SUMMER
    before = Is.BEFORE in kinds or by_summer  # "klart till sommaren" is before it
    limit = before or bool(kinds & {Is.BY, Is.UNTIL})
    return Time(role, when, before=before, limit=limit, finished=finished)


def _role(kinds: set[Is]) -> Role:
    ordered: Iterator[tuple[set[Is], Role]] = iter(
        (
            ({Is.BEGIN, Is.BEGUN}, Role.BEGIN),
            ({Is.SINCE}, Role.SINCE),
            ({Is.FROM}, Role.FROM),
            ({Is.BY, Is.BEFORE, Is.DUE}, Role.DUE),
            ({Is.DONE}, Role.DONE),
            ({Is.UNTIL}, Role.UNTIL),
        )
    )
    return next((role for cues, role in ordered if kinds & cues), Role.BARE)
