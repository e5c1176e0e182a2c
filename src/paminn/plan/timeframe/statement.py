"""Items -> a statement: the third step of reading a time plan, what each time is for.

A cue waits for the time behind it ("senast" -> "31 mars 2026"); one that ends its sentence takes the time
before it ("2026-06-30 klart"). Words that could turn the meaning stop the reading here, with `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto

from paminn.plan.timeframe.parts import DAY, Is
from paminn.plan.timeframe.phrases import Cue, Every, Item, When
from paminn.plan.timeframe.spans import Unit
from paminn.plan.timeframe.vocabulary import ARROWS

BEGINNING_OR_END = "Det går inte att se om tiden är början eller slutet."


class Unreadable(Exception):
    """Nothing may be read. `reason` is a Swedish sentence or empty, `meant` wordings that could be read."""

    def __init__(self, reason: str = "", meant: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.meant = meant


class YearMissing(Unreadable):
    """A time that only lacks its year."""


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
    """A time and what it is for. `before`: the day before it; `limit`: only its end counts ("senast").

    `finished`: "har genomförts", a tense that cannot be a plan; `deed`: what is done then was said with it, if only
    "klart"; `names_deed`: by more than that.
    `occasion`: it is one of the times of what comes back, "första gången"; `ends`: there is no more behind it;
    `behind_every`: how often it comes back was said before it.
    """

    role: Role
    when: When
    before: bool
    limit: bool
    finished: bool
    deed: bool
    names_deed: bool
    occasion: bool
    ends: bool
    behind_every: bool


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
    reports: bool = False  # what follows it up is an account, with a day of its own
    begins_now: bool = False  # "påbörjas omgående"
    first: Statement | None = None  # what is said before "därefter årligen"
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
    Is.FIRST_TIME,
    Is.LAST_TIME,
    Is.BEGIN,
    Is.BEGUN,
    Is.DONE,
}
_PERHAPS_LAST_TIME = "Det går inte att se om det gjordes då senast, eller ska göras senast då."
_END_OF = 2  # as a DUE
_BINDS = 2  # as a FILLER
_NEEDS_TIME = {Is.BY, Is.BEFORE, Is.FROM, Is.UNTIL, Is.SINCE, Is.LAST_TIME}
# The cues that say one thing of one time together: "klart senast", "påbörjas före".
_TOGETHER = (
    {Is.DUE, Is.BY},
    {Is.DUE, Is.BEFORE},
    {Is.DUE, Is.UNTIL},
    {Is.DUE, Is.SINCE},
    {Is.DUE, Is.BY, Is.BEFORE},
    {Is.DUE, Is.BY, Is.UNTIL},
    {Is.DUE, Is.BEGIN},
    {Is.DUE, Is.FIRST_TIME},
    {Is.DUE, Is.LAST_TIME},
    {Is.DONE, Is.BY},
    {Is.DONE, Is.BEFORE},
    {Is.DONE, Is.UNTIL},
    {Is.DONE, Is.SINCE},
    {Is.BEGIN, Is.BY},
    {Is.BEGIN, Is.BEFORE},
    {Is.BEGIN, Is.FROM},
    {Is.BEGUN, Is.BY},
    {Is.BEGUN, Is.BEFORE},
    {Is.BY, Is.BEFORE},
    {Is.BY, Is.UNTIL},
    {Is.BY, Is.FIRST_TIME},
    {Is.BY, Is.LAST_TIME},
    {Is.FROM, Is.FIRST_TIME},
)
_NEEDS_TIME_BEHIND = _NEEDS_TIME - {Is.BY}
_UNKNOWN = (Is.STRAY, Is.THING)  # what only a person can judge
_MAY_BE_DONE = {Is.STRAY, Is.FILLER, Is.DEED, Is.FOLLOW_UP, Is.DONE}
_DEEDS = {Is.DEED, Is.THING, Is.FOLLOW_UP, Is.DUE}
_ACTS = {Is.DEED, Is.THING, Is.FOLLOW_UP}
_STAND_ALONE = {Is.ONGOING, Is.DUE, Is.DONE, Is.BEGUN}
# What has no need of a time behind it, so that before a comma it is about the time in front of it.
_MAY_CLOSE = {Is.DUE, Is.DONE, Is.BEGUN, Is.BEGIN}
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
    Is.EACH,
    Is.BETWEEN,
}


def state(items: Sequence[Item]) -> Statement:
    """What `items` say. Raises `Unreadable` for a word or number that could change the meaning."""
    if len(items) > 1 and isinstance(items[-1], Cue) and items[-1].kind is Is.AND:
        raise Unreadable(f"Det står inget efter «{items[-1].text}».")
    followed, follow_up = _parts(items)
    first, again = _first_and_again(followed)
    statement = _Stater().state(again)
    if first:
        statement.first = _Stater().state(first)
        statement.strays = statement.first.strays + statement.strays
        statement.warnings = statement.first.warnings + statement.warnings
    if follow_up:
        statement.follow_up = _Stater().state(follow_up)
    return statement


def _parts(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """What is said, and what follows it up; a dash between them is left out."""
    cut = _follow_up_place(items)
    if cut == len(items):
        return items, []
    behind = _place_behind_follow_up(items, cut)
    follow_up = items[cut:behind]
    _check_follow_up(follow_up)
    if behind < len(items):
        follow_up = _without_dash(follow_up)
    return [*_without_dash(items[:cut]), *items[behind:]], follow_up


def _check_follow_up(items: Sequence[Item]) -> None:
    """What stands behind an "och" may belong to all of it: "30 juni 2026 (halvtid) och 31 december 2027"."""
    joined = False
    for item in items:
        if isinstance(item, When) and joined:
            raise Unreadable("Det går inte att se om tiden är uppföljningens.")
        if not isinstance(item, Cue) or item.kind is not Is.FILLER:
            joined = isinstance(item, Cue) and item.kind is Is.AND


def _without_dash(items: Sequence[Item]) -> Sequence[Item]:
    """`items` without a dash at their end: "Start ht 2025 – utvärdering ht 2026"."""
    if items and isinstance(items[-1], Cue) and items[-1].kind is Is.DASH:
        return items[:-1]
    return items


def _first_and_again(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    """What happens once, and what comes back behind its "därefter"; where nothing does, nothing happens once."""
    for place, item in enumerate(items):
        if isinstance(item, Every) or (isinstance(item, Cue) and item.kind is Is.WHENEVER):
            break
        if isinstance(item, Cue) and _goes_on(item, items[place + 1 : place + 2]):
            first, again = items[:place], items[place + 1 :]
            if _any_of(When, first) and _any_of(Every, again):
                return _without_dash(first), again
    return [], items


def _goes_on(cue: Cue, following: Sequence[Item]) -> bool:
    """Whether what stands behind `cue` comes after what stands before it; "sedan 2024" says since when."""
    if cue.kind is Is.SINCE:
        return not _any_of(When, following)
    return cue.kind is Is.THEN


def _any_of(kind: type[When | Every], items: Sequence[Item]) -> bool:
    return any(isinstance(item, kind) for item in items)


def _follow_up_place(items: Sequence[Item]) -> int:
    """Where "…, följs upp årligen" or "…, årlig uppföljning" begins: behind something that stands on its own."""
    stands = False
    for place, item in enumerate(items):
        if isinstance(item, Cue):
            if item.kind is Is.FOLLOW_UP and stands:
                return place
            stands = stands or item.kind in _STAND_ALONE
        elif not (isinstance(item, Every) and _is_follow_up(items[place + 1 : place + 2])):
            stands = True
        elif stands:
            return place
    return len(items)


def _place_behind_follow_up(items: Sequence[Item], begin: int) -> int:
    """Where "klart 2027" begins in "Start ht 2025, utvärdering ht 2026, klart 2027": not what follows it up."""
    if any(isinstance(item, Cue) and item.kind is Is.ONGOING for item in items[:begin]):
        return len(items)  # "Löpande, följs upp årligen, slut 2027": nothing is to be done by then
    for place in range(begin, len(items)):
        item = items[place]
        if not isinstance(item, Cue) or item.kind is not Is.DUE:
            continue
        follow_up, behind = items[begin:place], items[place:]
        if _any_of(When, behind) and (_any_of(When, follow_up) or _any_of(Every, follow_up)):
            return place
    return len(items)


def _is_follow_up(items: Sequence[Item]) -> bool:
    return any(isinstance(item, Cue) and item.kind is Is.FOLLOW_UP for item in items)


class _Stater:
    """Walks the items once, keeping the cues that wait for a time."""

    def __init__(self) -> None:
        self.statement = Statement()
        self.waiting: list[Cue] = []
        self.stray_since_cue = False
        self.event: Cue | None = None  # the last that is not its own day
        self.deed = False
        self.names_deed = False

    def state(self, items: Sequence[Item]) -> Statement:
        before: Item | None = None
        following = (*items, None)[1:]
        for place, (item, after) in enumerate(zip(items, following, strict=True)):
            if isinstance(item, When):
                bound = _bound_to(items, place)
                _check_neighbours(item, bound, after)
                if bound is not before:
                    _check_bound(item, bound)
                self._time(item)
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
        if cue.kind is Is.RELATIVE_YEAR:
            raise YearMissing(f"Det går inte att se vilket år «{cue.text}» är.")
        if cue.kind is Is.HAS:
            cue = _completed(cue, after)
        kind = _kind_in_front_of(cue, after)
        if kind is Is.UNIT and cue.value == DAY and isinstance(before, Cue) and before.kind is Is.STRAY:
            kind = Is.STRAY  # "Orange dagar"
        if kind is Is.DUE and cue.value == _END_OF and isinstance(before, Cue) and before.kind is Is.STRAY:
            raise _unknown_word(before.text)  # "läsårets slut 2026"
        if kind is Is.DUE and cue.value == _END_OF and self.statement.times and self.statement.times[-1].before:
            raise Unreadable()  # "innan 2026 är slut" is not before 2026
        if kind in _UNEXPLAINED:
            raise Unreadable(f"Jag kan inte tyda «{cue.text}» här.")
        if kind is Is.DASH and before is not None and after is None:
            if cue.text not in ARROWS:
                raise Unreadable("Det står inget efter strecket.")  # "2026–" might go on for ever, or be cut off
            self.statement.onward = True
        self.deed = self.deed or kind in _DEEDS
        self.names_deed = self.names_deed or (kind in _DEEDS and kind is not Is.DUE)
        if kind in _TIME_CUES:
            self._wait(cue, kind, before)
        elif kind is Is.STOP:
            self._settle()
        elif kind in (Is.COMMA, Is.DOT):
            self._close()
        elif kind is Is.SOON:
            self._soon()
        elif kind is Is.ONGOING:
            self._leave_beginning()
        elif kind in (*_UNKNOWN, Is.EVENT):
            if kind is Is.EVENT and (self.event is None or self.event.value):
                self.event = cue
            self._unknown(cue, kind)
        self.statement.said.add(kind)
        self._remark(cue, kind)

    def _wait(self, cue: Cue, kind: Is, before: Item | None) -> None:
        """Keeps a cue for the time behind it."""
        behind_comma = isinstance(before, Cue) and before.kind is Is.COMMA
        surely_until = kind is Is.UNTIL and not cue.value
        if kind is Is.DUE or surely_until or (kind is Is.BY and behind_comma):
            self._leave_beginning()
        self.waiting.append(cue)
        self.stray_since_cue = False

    def _leave_beginning(self) -> None:
        """ "Påbörjat, klart vt 2026": the time to come is not when it began."""
        self.waiting = [waiting for waiting in self.waiting if waiting.kind is not Is.BEGUN]

    def _soon(self) -> None:
        """ "Påbörjas omgående": a time of its own."""
        if Is.BEGIN in self._waiting_kinds():
            self.statement.begins_now = True
            self.waiting = [waiting for waiting in self.waiting if waiting.kind is not Is.BEGIN]

    def _close(self) -> None:
        """At a comma or a full stop: "Vt 26 klart, …" has said what the time before it is for."""
        kinds = self._waiting_kinds()
        times = self.statement.times
        if kinds and kinds <= _MAY_CLOSE and times and times[-1].role is Role.BARE:
            self._settle()

    def _unknown(self, cue: Cue, kind: Is) -> None:
        if kind in _UNKNOWN and Is.WHENEVER in self.statement.said:
            return  # the event itself: "vid varje nyanställning"
        self.statement.strays.append(cue)
        self.stray_since_cue = True

    def _remark(self, cue: Cue, kind: Is) -> None:
        """What a cue does to the whole statement."""
        statement = self.statement
        match cue.kind:
            case Is.ABOUT | Is.EVENT if kind is Is.ABOUT:
                statement.warnings.append(f"«{cue.text}» gör tiden osäker.")
            case Is.MODAL if cue.value:
                statement.warnings.append(f"«{cue.text}» gör tiden osäker.")
            case Is.AT_LEAST:
                statement.warnings.append(f"«{cue.text}» läses som precis så ofta.")
            case Is.FOLLOW_UP if cue.value:
                statement.reports = True
            case Is.UNTIL if cue.value:
                statement.loosely = True
            case Is.ONGOING if cue.value:
                statement.onward = True
            case Is.ONGOING:
                statement.ongoing = True
                if not statement.times and not self.waiting:
                    statement.ongoing_first = True
            case Is.DONE if cue.value:
                if cue.value > 1:
                    statement.warnings.append(f"«{cue.text}» läses som att det är gjort.")
                statement.strays.clear()  # what was done: "Utbildningen har genomförts ..."

    def _time(self, when: When) -> None:
        """Takes a time, for the cues that wait for one."""
        last_day_said = Is.BY in self._waiting_kinds() and when.first.unit is Unit.DAY
        if self.event is not None and not last_day_said and not self._is_time_of_event():
            raise Unreadable("En händelse är ingen dag.")  # "inför vt 26"; behind the time it only adds to it
        if self.stray_since_cue and self._waiting_kinds() & _NEEDS_TIME:
            raise _unknown_word(self.statement.strays[-1].text)
        self.statement.times.append(self._time_waited_for(when))
        self.waiting = []
        self.deed = False
        self.names_deed = False

    def _is_time_of_event(self) -> bool:
        """Whether the time says when the event is: "i samband med bokslutet i februari 2027", not "inför …"."""
        event = self.event
        return event is not None and bool(event.value) and self.statement.strays[-1] is not event

    def _settle(self) -> None:
        """Cues that got no time behind them: they own the one before, or stand alone."""
        times = self.statement.times
        kinds = self._waiting_kinds()
        if times and times[-1].role is Role.BARE and not self._leads_nowhere():
            if self.waiting:
                self.deed = self.deed or times[-1].deed
                times[-1] = self._time_waited_for(times[-1].when)
        elif times and times[-1].role is Role.DUE and self._is_to_have_begun():
            times[-1] = replace(times[-1], role=Role.BEGIN)  # "senast 2026 ha påbörjats"
        elif times and times[-1].role is Role.DUE and kinds & {Is.BEGIN, Is.BEGUN} and not times[-1].deed:
            raise Unreadable(BEGINNING_OR_END)  # "senast 2026, påbörjat"
        elif kinds & _NEEDS_TIME and not self._may_stand_alone(kinds):
            raise Unreadable(f"Jag hittar ingen tid efter «{self.waiting[-1].text}».")
        self.waiting = []
        self.deed = False
        self.names_deed = False

    def _leads_nowhere(self) -> bool:
        """Whether a cue has no time behind it and cannot be about the one before: "vt 26, före", "senast på mötet"."""
        kinds = self._waiting_kinds()
        if self.stray_since_cue and kinds & _NEEDS_TIME:
            return True
        return bool(kinds & _NEEDS_TIME_BEHIND) and not self._may_stand_alone(kinds)

    def _is_to_have_begun(self) -> bool:
        return any(cue.kind is Is.BEGUN and cue.value == 1 for cue in self.waiting)

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
        if len(kinds) > 1 and kinds not in _TOGETHER:
            words = " ".join(cue.text for cue in self.waiting)
            raise Unreadable(f"Det går inte att se vad «{words}» säger om tiden.")
        if [cue.kind for cue in self.waiting[-2:]] == [Is.BY, Is.DONE]:
            raise Unreadable(_PERHAPS_LAST_TIME)  # "vartannat år, senast genomförd 2024"
        finished = any(cue.finishes for cue in self.waiting)
        role = Role.DONE if finished else _role(kinds)
        if {Is.BEGIN, Is.DUE} <= kinds and when.stretched:
            role = Role.BARE  # "start och slut: 2025-10-01–2026-05-31"
        ends = any(cue.kind is Is.DUE and cue.value for cue in self.waiting)
        before = Is.BEFORE in kinds
        if role is Role.DUE and Is.UNTIL in kinds and when.first.unit is Unit.SUMMER:
            before = True  # "klart till sommaren"
        if role is Role.UNTIL and self.statement.loosely and when.first.begins_summer:
            raise Unreadable("«Till sommaren» kan vara både dess början och dess slut.")
        limit = before or bool(kinds & {Is.BY, Is.UNTIL})
        return Time(
            role,
            when,
            before=before,
            limit=limit,
            finished=finished,
            deed=self.deed,
            names_deed=self.names_deed,
            occasion=bool(kinds & {Is.FIRST_TIME, Is.LAST_TIME}),
            ends=ends,
            behind_every=bool(self.statement.every),
        )


def _bound_to(items: Sequence[Item], place: int) -> Item | None:
    """What stands before the item at `place`, over what binds the two: "budgeten" in "budgeten för 2027"."""
    for item in reversed(items[:place]):
        if not isinstance(item, Cue) or item.kind is not Is.FILLER or item.value != _BINDS:
            return item
    return None


def _check_neighbours(when: When, before: Item | None, after: Item | None) -> None:
    """An unknown word beside a time may make another of it: "till skolstart ht 2026". A date is a day anyhow,
    and so are a week and what has both its ends."""
    if when.first.unit in (Unit.DAY, Unit.WEEK) or when.stretched:
        return
    unclear = {Is.STRAY}
    if when.first.unit in (Unit.YEAR, Unit.SCHOOL_YEAR):
        unclear = {Is.STRAY, Is.THING}  # "midsommar 2026" is not all of 2026
    for neighbour in (before, after):
        if isinstance(neighbour, Cue) and neighbour.kind in unclear:
            raise _unknown_word(neighbour.text)


def _check_bound(when: When, bound: Item | None) -> None:
    """The year of what is done may be what it is about: "uppföljning av 2025", "i februari för 2026"."""
    if when.first.unit not in (Unit.YEAR, Unit.SCHOOL_YEAR):
        return
    if isinstance(bound, When) or (isinstance(bound, Cue) and bound.kind in _ACTS):
        raise Unreadable(f"Det går inte att se om «{when.text}» är tiden eller vad det handlar om.")


def _completed(cue: Cue, after: Item | None) -> Cue:
    """ "har" and the word behind it: "har hållits" is a tense that cannot be a plan."""
    if isinstance(after, Cue) and after.kind in _MAY_BE_DONE and after.text.lower().endswith(("t", "ts")):
        return replace(cue, kind=Is.DONE, value=2, text=f"{cue.text} {after.text}")
    return replace(cue, kind=Is.FILLER)


def _kind_in_front_of(cue: Cue, after: Item | None) -> Is:
    """The part a cue plays, where that depends on what stands behind it."""
    stray_follows = isinstance(after, Cue) and after.kind in _UNKNOWN
    if cue.kind is Is.COUNT and cue.value == 1 and isinstance(after, Cue) and after.kind in (Is.STRAY, *_ACTS):
        return Is.FILLER  # "har en samordnare"
    if cue.kind is Is.ORDINAL and stray_follows:
        return Is.DEED  # "första versionen klar ht 25, andra versionen vt 26"
    if cue.kind is Is.EACH and stray_follows:
        return Is.WHENEVER  # "varje nämndsammanträde"
    if cue.kind is Is.UNTIL and cue.value and stray_follows:
        return Is.STRAY  # "till nämnden"
    if cue.kind is Is.EVENT and cue.value and isinstance(after, When) and after.first.unit is Unit.DAY:
        return Is.ABOUT  # "i samband med den 25 november"
    if cue.kind is Is.AT:
        if isinstance(after, When):
            return Is.FILLER
        return Is.EVENT
    return cue.kind


def _unknown_word(word: str) -> Unreadable:
    return Unreadable(f"Jag vet inte vad «{word}» betyder.")


def _role(kinds: set[Is]) -> Role:
    """What a time is for, by the cues that waited for it; the first that is among them counts."""
    if Is.LAST_TIME in kinds:
        return Role.UNTIL
    if Is.DUE in kinds and kinds & {Is.BEGIN, Is.BEGUN}:
        return Role.DUE
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
