"""Items -> a statement: the third step of reading a time plan, what each time is for.

A cue waits for the time behind it ("senast" -> "31 mars 2026"); one that ends its sentence takes the time
before it ("2026-06-30 klart"). Words that could turn the meaning stop the reading here, with `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """What a time is for."""

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
    before: bool
    limit: bool
    finished: bool  # "har genomförts", a tense that cannot be a plan


@dataclass(slots=True)
class Statement:
    """What a text says. `said` holds the kinds of its cues; `strays` are its unknown words, in order."""

    times: list[Time] = field(default_factory=list)
    every: list[Every] = field(default_factory=list)
    said: set[Is] = field(default_factory=set)
    strays: list[Cue] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ongoing: bool = False  # "löpande"
    ongoing_first: bool = False  # and nothing was said before it
    onward: bool = False  # "tills vidare", "och framåt"
    loosely: bool = False  # a bare "till", which may mean by as well as until
    follow_up: Statement | None = None

    def having(self, role: Role) -> list[Time]:
        return [time for time in self.times if time.role is role]


_TIME_CUES = {
    Is.DUE,
    Is.BY,
    Is.BEFORE,
    Is.FROM,
    Is.UNTIL,
    Is.SINCE,
    Is.BEGIN,
    Is.BEGUN,
    Is.DONE,
}
_NEEDS_TIME = {Is.BY, Is.BEFORE, Is.FROM, Is.UNTIL, Is.SINCE}
_UNEXPLAINED = {
    Is.NUMBER,
    Is.COUNT,
    Is.ORDINAL,
    Is.UNIT,
    Is.TIMES,
    Is.NTH,
    Is.PORTION,
    Is.LAST,
    Is.WEEKDAY,
    Is.SLASH,
    Is.YEAR_TURN,
    Is.YEAR_END,
    Is.MIDYEAR,
    Is.MONTH_TURN,
    Is.OR,
    Is.IF,
    Is.THIS_YEAR,
    Is.EACH,
    Is.BETWEEN,
}


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
        if not isinstance(item, Cue):
            stands = True
        elif item.kind is Is.FOLLOW_UP:
            if stands:
                return place
        elif item.kind in (Is.ONGOING, Is.DUE, Is.DONE):
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
        following = (*items, None)[1:]
        for item, after in zip(items, following, strict=True):
            if isinstance(item, When):
                self._time(item, before)
            elif isinstance(item, Every):
                self.statement.every.append(item)
            else:
                self._cue(item, before, after)
            before = item
        self._settle()
        return self.statement

    def _cue(self, cue: Cue, before: Item | None, after: Item | None) -> None:
        if cue.kind is Is.REFUSE:
            raise Unreadable(f"«{cue.text}» kan ändra vad som menas.")
        kind = _kind_in_front_of(cue, after)
        if kind in _UNEXPLAINED:
            raise Unreadable(f"Jag kan inte tyda «{cue.text}» här.")
        if kind is Is.DASH and before is not None and after is None:
            raise Unreadable("Det står inget efter strecket.")  # "2026–" might go on for ever, or be cut off
        if kind in _TIME_CUES:
            self.waiting.append(cue)
            self.stray_since_cue = False
        elif kind is Is.STOP:
            self._settle()
        elif kind in (Is.STRAY, Is.EVENT):
            self._unknown(cue, kind)
        self.statement.said.add(kind)
        self._remark(cue)

    def _unknown(self, cue: Cue, kind: Is) -> None:
        if kind is Is.STRAY and Is.WHENEVER in self.statement.said:
            return  # the event itself: "vid varje nyanställning"
        self.statement.strays.append(cue)
        self.stray_since_cue = True

    def _remark(self, cue: Cue) -> None:
        """What a cue does to the whole statement."""
        statement = self.statement
        match cue.kind:
            case Is.ABOUT:
                statement.warnings.append(f"«{cue.text}» gör tiden osäker.")
            case Is.MODAL if cue.value:
                statement.warnings.append(f"«{cue.text}» gör tiden osäker.")
            case Is.AT_LEAST:
                statement.warnings.append(f"«{cue.text}» läses som precis så ofta.")
            case Is.UNTIL if cue.value:
                statement.loosely = True
            case Is.ONGOING if cue.value:
                statement.onward = True
            case Is.ONGOING:
                statement.ongoing = True
                if not statement.times and not self.waiting:
                    statement.ongoing_first = True
            case Is.DONE if cue.value:
                statement.strays.clear()  # what was done: "Utbildningen har genomförts ..."

    def _time(self, when: When, before: Item | None) -> None:
        """Takes a time, for the cues that wait for one."""
        if Is.EVENT in self.statement.said:
            raise Unreadable("En händelse är ingen dag.")  # "inför vt 26"; behind the time it only adds to it
        bare_year = when.first.unit in (Unit.YEAR, Unit.SCHOOL_YEAR)
        if bare_year and isinstance(before, Cue) and before.kind is Is.STRAY:
            raise _unknown_word(before.text)  # "midsommar 2026" is not all of 2026
        if self.stray_since_cue and self._waiting_kinds() & _NEEDS_TIME:
            raise _unknown_word(self.statement.strays[-1].text)
        self.statement.times.append(self._time_waited_for(when))
        self.waiting = []

    def _settle(self) -> None:
        """Cues that got no time behind them: they own the one before, or stand alone."""
        times = self.statement.times
        kinds = self._waiting_kinds()
        if times and times[-1].role is Role.BARE:
            times[-1] = self._time_waited_for(times[-1].when)
        elif kinds & _NEEDS_TIME and not self._may_stand_alone(kinds):
            raise Unreadable(f"Jag hittar ingen tid efter «{self.waiting[-1].text}».")
        self.waiting = []

    def _may_stand_alone(self, kinds: set[Is]) -> bool:
        """Whether a "sedan" only says what comes next: "Påbörjas ht 25, sedan löpande", "sedan årligen"."""
        if Is.SINCE not in kinds:
            return False
        if Is.ONGOING in self.statement.said:
            return True
        return kinds == {Is.SINCE} and bool(self.statement.every)

    def _waiting_kinds(self) -> set[Is]:
        return {cue.kind for cue in self.waiting}

    def _time_waited_for(self, when: When) -> Time:
        """`when`, and what the waiting cues say that it is for."""
        kinds = self._waiting_kinds()
        role = _role(kinds)
        before = Is.BEFORE in kinds
        if role is Role.DUE and Is.UNTIL in kinds and when.first.unit is Unit.SUMMER:
            before = True  # "klart till sommaren"
        limit = before or bool(kinds & {Is.BY, Is.UNTIL})
        finished = any(cue.finishes for cue in self.waiting)
        return Time(role, when, before=before, limit=limit, finished=finished)


def _kind_in_front_of(cue: Cue, after: Item | None) -> Is:
    """The part a cue plays, where that depends on what stands behind it."""
    stray_follows = isinstance(after, Cue) and after.kind is Is.STRAY
    if cue.kind is Is.EACH and stray_follows:
        return Is.WHENEVER  # "varje nämndsammanträde"
    if cue.kind is Is.UNTIL and cue.value and stray_follows:
        return Is.STRAY  # "till nämnden"
    if cue.kind is Is.AT:
        if isinstance(after, When):
            return Is.FILLER
        return Is.EVENT
    return cue.kind


def _unknown_word(word: str) -> Unreadable:
    return Unreadable(f"Jag vet inte vad «{word}» betyder.")


def _role(kinds: set[Is]) -> Role:
    """What a time is for, by the cues that waited for it; the first that is among them counts."""
    if kinds & {Is.BEGIN, Is.BEGUN}:
        return Role.BEGIN
    if Is.SINCE in kinds:
        return Role.SINCE
    if Is.FROM in kinds:
        return Role.FROM
    if kinds & {Is.BY, Is.BEFORE, Is.DUE}:
        return Role.DUE
    if Is.DONE in kinds:
        return Role.DONE
    if Is.UNTIL in kinds:
        return Role.UNTIL
    return Role.BARE
