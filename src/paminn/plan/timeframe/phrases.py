"""Symbols -> items: the second step of reading a time plan, a recursive descent.

An item is a `When` (pieces of the calendar, joined), an `Every` (how often), or a `Cue` (any other symbol:
what a time is for, or a word that only the reading can judge). Each rule either advances and returns, or
returns None and leaves the place untouched (`_try`). Single pieces are read by `pieces`.

    when  := group (("och" | "eller") group)*
    group := piece [("–" | "till") piece]
    every := "årligen" | "varje" unit | "vart" ordinal unit | count "gånger" ["per"] unit
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, auto
from functools import cached_property, partial

from paminn.plan.timeframe.parts import LAST_DAY_PORTION, MONTH, WEEK, YEAR, Is
from paminn.plan.timeframe.pieces import NUMBERED, Pieces
from paminn.plan.timeframe.spans import YEARLONG, Piece, Portion, Unit
from paminn.plan.timeframe.tokens import Symbol


class Join(StrEnum):
    AND = auto()
    OR = auto()
    SLASH = auto()  # "mars/april": either, or both


@dataclass(frozen=True, slots=True)
class Group:
    """One piece, or a stretch of two. `spoken` is a stretch joined by "till" rather than by a dash."""

    first: Piece
    last: Piece | None = None
    spoken: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        if self.last is None:
            return (self.first,)
        return self.first, self.last

    def names(self, unit: Unit) -> bool:
        return any(piece.unit is unit for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class When:
    groups: tuple[Group, ...]
    join: Join
    text: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for group in self.groups for piece in group.pieces)

    @property
    def first(self) -> Piece:
        return self.groups[0].first

    def names(self, unit: Unit) -> bool:
        return any(group.names(unit) for group in self.groups)

    @property
    def stretched(self) -> bool:
        """Whether any group goes from one piece to another."""
        return any(group.last for group in self.groups)

    @property
    def dated(self) -> bool:
        """Whether each piece says its year; the plan has years of its own."""
        for piece in self.pieces:
            if piece.year is None and piece.unit is not Unit.PLAN:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Every:
    """A step in months, or in days as a negative number; 0 = often, but in no even steps.

    `month_day` is the day of each month, -1 its last, where one was said with it: "den 15 varje månad".
    """

    step: int
    text: str
    month_day: int | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Any other symbol. `start` is its place in the tidied text."""

    kind: Is
    value: int
    text: str
    start: int

    @property
    def finishes(self) -> bool:
        """Whether it is a tense that cannot be a plan: "har genomförts"."""
        return self.kind is Is.DONE and self.value > 0


@dataclass(frozen=True, slots=True)
class _DayOfMonths:
    """A day, -1 for the last, of every `step` months."""

    step: int
    day: int


Item = When | Every | Cue

_JOINTS = {Is.AND: Join.AND, Is.COMMA: Join.AND, Is.OR: Join.OR, Is.SLASH: Join.SLASH}
_COMES_BACK = {Is.EVERY, Is.EACH, Is.NTH}
# How long the units are beside each other: a comma alone lists only what is equally long.
_LENGTHS = {
    Unit.DAY: 0,
    Unit.CHRISTMAS: 0,
    Unit.YEAR_TURN: 0,
    Unit.WEEK: 1,
    Unit.MONTH: 2,
    Unit.QUARTER: 3,
    Unit.TERTIAL: 3,
    Unit.TERM: 3,
    Unit.SUMMER: 3,
    Unit.WINTER: 3,
    Unit.YEAR: 4,
    Unit.SCHOOL_YEAR: 4,
    Unit.PLAN: 5,
}
# A neighbour's one year does not say which of theirs.
_OWN_YEARS = {Unit.WINTER, Unit.SCHOOL_YEAR, Unit.YEAR_TURN}
_STRETCH_DOUBT = "Strecket läses som «till»."
_MOST_TIMES = 366
_MOST_DAYS_OF_EACH_MONTH = 28  # a later day is not in every month


class Phrases(Pieces):
    """One reading of one text."""

    @cached_property
    def comes_back(self) -> bool:
        """Whether anything in the text comes back."""
        here = self.place
        found = False
        for place in range(len(self.symbols)):
            self.place = place
            found = found or self._step() is not None
        self.place = here
        return found

    def items(self) -> list[Item]:
        """Everything the text says, in order; each symbol is in one item."""
        items: list[Item] = []
        while self.here.kind is not Is.END:
            items.append(self._item())
        return items

    def _item(self) -> Item:
        every = self._try(self._every)
        if every is not None:
            return every
        when = self._try(self._when)
        if when is not None:
            return when
        if self._once():
            return Cue(Is.FILLER, 0, self.text_from(self.place - 2), self.peek(-2).start)
        symbol = self.next()
        if symbol.kind is Is.DASH and self.place == 1 and self.here.kind is Is.NUMBER and self.here.glued:
            return Cue(Is.REFUSE, 0, symbol.text, symbol.start)  # "-2026" may be the end of something
        if symbol.kind is Is.STAGE:
            return self._stage(symbol)
        if symbol.kind is Is.CLOCK:
            return self._clock(symbol)
        return Cue(symbol.kind, symbol.value, symbol.text, symbol.start)

    def _once(self) -> bool:
        """Past "en gång" in "en gång under 2026", which says no more than the time does."""
        count, times, under = self.here, self.peek(1), self.peek(2)
        once = count.kind in (Is.COUNT, Is.NUMBER) and count.value == 1 and times.kind is Is.TIMES
        if not once or under.text != "under":
            return False
        self.skip(2)
        return True

    def _stage(self, name: Symbol) -> Cue:
        """ "etapp 1": which of several things is done; without a number it is a word like any other."""
        if self.here.kind is not Is.NUMBER and name.value:
            return Cue(Is.FILLER, 0, name.text, name.start)
        if self._try(self._short_number) is None or self.here.kind is Is.MONTH:
            return Cue(Is.STRAY, 0, name.text, name.start)
        return Cue(Is.DEED, 0, name.text, name.start)

    def _clock(self, name: Symbol) -> Cue:
        """ "kl. 12", "kl 09.00–12.00": what hour it is makes no other day."""
        begin = self.place - 1
        hour = self._try(self._hour)
        if hour is None:
            return Cue(Is.STRAY, 0, name.text, name.start)
        if self.take(Is.DASH):
            self._try(self._hour)
        return Cue(Is.FILLER, 0, self.text_from(begin), name.start)

    def _hour(self) -> int | None:
        minutes = self._numbers(2, Is.DOT) or self._numbers(2, Is.COLON)
        if minutes is not None:
            self.skip(2)
        return self._short_number()

    # --- how often ----------------------------------------

    def _every(self) -> Every | None:
        begin = self.place
        monthly = self._try(self._day_of_each_month)
        if monthly is not None:
            return Every(monthly.step, self.text_from(begin), monthly.day)
        step = self._step()
        if step is None:
            return None
        return Every(step, self.text_from(begin))

    def _day_of_each_month(self) -> _DayOfMonths | None:
        """ "den 15 i varje månad", "sista dagen varje kvartal", "månadsvis, senast den 10:e"."""
        step = self._months_step()
        if step is not None:
            self.take(Is.COMMA)
        by = self.take(Is.BY)
        day: int | None = -1
        if by is None or not by.value:  # "sista dagen" is a day already
            day = self._day_of_a_month()
        if day is None:
            return None
        if step is None:
            self.skip_small()
            step = self._months_step()
        elif self.here.kind not in (Is.END, Is.FROM, Is.UNTIL, Is.COMMA, Is.DOT):
            return None  # "månadsvis, den 10 mars": a day of one month
        if step is None or (step != MONTH and day != -1):
            return None
        return _DayOfMonths(step, day)

    def _day_of_a_month(self) -> int | None:
        """The day of a month; -1 for the last."""
        if self.take(Is.LAST):
            return -1
        if self.here.kind is Is.PORTION and self.here.value == LAST_DAY_PORTION:
            self.skip(1)
            return -1
        self.skip_small()
        if self.take(Is.LAST):
            return -1
        day = self._ordinal()
        if day is None:
            day = self._short_number()
        if day is None or not 1 <= day <= _MOST_DAYS_OF_EACH_MONTH:
            return None
        return day

    def _months_step(self) -> int | None:
        """The step of what comes back every month or every few months, but not every year."""
        if self.here.kind not in _COMES_BACK:
            return None  # "1 per månad" is no day
        step = self._try(self._step)
        if step is None or step < MONTH or step % YEAR == 0:
            return None
        return step

    def _step(self) -> int | None:
        """The step of a recurrence."""
        adverb = self.take(Is.EVERY)
        if adverb is not None:
            return adverb.value
        if self.take(Is.EACH):
            return self._each()
        if self.here.kind is Is.WHENEVER and self.peek(1).kind is Is.UNIT:
            self.skip(1)  # "efter varje tertial"
            return self._each()
        nth = self.take(Is.NTH)
        if nth is not None:
            return self._each_nth(nth.value)
        if self.take(Is.PER):
            return self._unit_length()
        return self._times_per()

    def _each(self) -> int | None:
        """ "varje kvartal", "varje torsdag", or "varje höst": once a year in what follows."""
        unit = self.here
        if unit.kind is Is.WEEKDAY:
            self.skip(1)
            return WEEK
        if unit.kind is Is.UNIT and not self._numbered_unit_ahead():
            self.skip(1)
            return unit.value
        if self._ahead(self._piece):
            return YEAR
        return None

    def _numbered_unit_ahead(self) -> bool:
        unit = self.here
        number = self.peek(1)
        if unit.value not in NUMBERED or number.kind is not Is.NUMBER:
            return False
        _, highest = NUMBERED[unit.value]
        return 0 < number.value <= highest

    def _each_nth(self, number: int | None) -> int | None:
        """ "vartannat år", "vart tredje år"; the number of "vart" is still to come."""
        if not number:
            number = self._ordinal()
        length = self._unit_length()
        if not number or length is None:
            return None
        return number * length

    def _unit_length(self) -> int | None:
        if self.take(Is.SCHOOL_YEAR):
            return YEAR
        unit = self.take(Is.UNIT)
        if unit is None:
            return None
        return unit.value

    def _times_per(self) -> int | None:
        """ "2 ggr/år", "en gång i månaden", "två gånger årligen", "2/år"."""
        count = self._count()
        if count is None:
            return None
        vague = self.take(Is.DASH) is not None and self._count() is not None  # "2–3 ggr/år"
        if self.take(Is.TIMES):
            self.take(Is.PER, Is.SLASH, Is.IF, Is.FILLER)
        elif self.peek(1).kind in (Is.PER, Is.SLASH) and self.take(Is.THING):
            self.skip(1)  # "fyra möten per år"
        elif not self.take(Is.PER, Is.SLASH):
            return None
        length = self._unit_length()
        if length is None:
            length = self._try(self._step)
        if length is None:
            return None
        step, rest = divmod(length, count)
        if vague or rest:
            return 0
        return step

    def _count(self) -> int | None:
        count = self.take(Is.COUNT, Is.NUMBER)
        if count is None:
            return None
        if not 0 < count.value <= _MOST_TIMES:
            return None
        return count.value

    # --- when ----------------------------------------

    def _when(self) -> When | None:
        """Joined groups whose missing years, months and units have been taken from their neighbours."""
        begin = self.place
        limited = self._is_limited()
        first = self._group(None)
        if first is None:
            return None
        groups = [first]
        join = Join.AND
        while True:
            before = groups[-1]
            following = self._try(partial(self._joined, before, limited=limited))
            if following is None:
                break
            group, joint = following
            groups.append(group)
            if joint is not Join.AND and join is not Join.OR:
                join = joint
        completed = _complete_groups(groups)
        if completed is None:
            return None
        return When(completed, join, self.text_from(begin))

    def _group(self, before: Piece | None) -> Group | None:
        if self.take(Is.BETWEEN):
            return self._between()
        first = self._part(before)
        if first is None:
            return None
        stretch = self._try(partial(self._stretch, first))
        if stretch is None:
            return Group(first)
        return stretch

    def _between(self) -> Group | None:
        """ "mellan mars och maj 2026"."""
        first = self._part(None)
        if first is None or not self.take(Is.AND):
            return None
        last = self._part(first)
        if last is None:
            return None
        return Group(first, last)

    def _stretch(self, first: Piece) -> Group | None:
        """`first` with what stands behind its dash or its "till"."""
        joint = self.take(Is.DASH, Is.UNTIL)
        if first.unit is Unit.DAY and first.year is not None:
            joint = joint or self.take(Is.SLASH)  # ISO 8601: "2026-01-01/2026-06-30"
        if joint is None:
            return None
        last_symbol = self.here
        self.skip_small()
        last = self._part(first)
        if last is None:
            return None
        if joint.kind is Is.SLASH and last.unit is not Unit.DAY:
            return None
        until = joint.kind is Is.UNTIL and (joint.value == 0 or last.unit in YEARLONG)
        bounded = last.year is not None or last.unit is Unit.PLAN
        if until and first.year is None and bounded and self.comes_back:
            return None  # "den 15 mars till och med 2027", each year: when, and for how long
        glued = joint.glued and last_symbol.glued  # "2026-Q3" alone is a quarter
        if joint.kind is Is.SLASH or (glued and first.unit is Unit.YEAR and last.unit is not Unit.YEAR):
            last = replace(last, doubts=(*last.doubts, _STRETCH_DOUBT))
        return Group(first, last, spoken=joint.kind is Is.UNTIL)

    def _is_limited(self) -> bool:
        """Whether "senast" or "klart" stands before this place."""
        back = -1
        while self.peek(back).kind is Is.FILLER:
            back -= 1
        return self.peek(back).kind in (Is.BY, Is.DUE)

    def _joined(self, before: Group, *, limited: bool) -> tuple[Group, Join] | None:
        comma = self.take(Is.COMMA)
        joint = self.take(Is.AND, Is.OR, Is.SLASH) or comma
        if joint is None:
            return None
        limit = self.take(Is.BY)  # "31 mars och senast den 30 september"
        self.skip_small()
        whole = self.take(Is.WHOLE)
        group = self._group(before.pieces[-1])
        if group is None:
            return None
        if not whole:
            group = _same_in(before, group)
        if joint is comma and limit is not None and not (limited and _as_long(before.pieces[-1], group.first)):
            return None  # "Ht 2026, senast 1 oktober" is no list
        if joint is comma and not _may_be_listed(before.pieces[-1], group.first):
            return None
        return group, _JOINTS[joint.kind]

    def _part(self, before: Piece | None) -> Piece | None:
        return self._first((self._piece, partial(self._loose, before)))


def _may_be_listed(before: Piece, piece: Piece) -> bool:
    """Whether a comma alone may stand between them: "mars, april och maj", "25 november 2025, 2026"."""
    if Unit.LOOSE in (before.unit, piece.unit):
        return True
    if piece.unit is Unit.YEAR and piece.portion is Portion.WHOLE:
        return True
    return _as_long(before, piece)


def _as_long(before: Piece, piece: Piece) -> bool:
    return _LENGTHS.get(before.unit) == _LENGTHS.get(piece.unit)


def _same_in(before: Group, group: Group) -> Group:
    """ "31 mars 2026 och 2027": the same day in the other year."""
    model = before.first
    if before.last is not None or group.last is not None or model.unit in _OWN_YEARS:
        return group
    year = group.first
    if model.year is None or year.unit is not Unit.YEAR or year.portion not in (Portion.WHOLE, model.portion):
        return group
    return Group(replace(model, year=year.year))


def _complete_groups(groups: list[Group]) -> tuple[Group, ...] | None:
    """`groups` with the pieces that `_complete` makes of theirs."""
    pieces: list[Piece] = []
    for group in groups:
        pieces += group.pieces
    completed = _complete(pieces)
    if completed is None:
        return None
    filled = []
    for group in groups:
        first = completed.pop(0)
        last = None
        if group.last is not None:
            last = completed.pop(0)
        filled.append(replace(group, first=first, last=last))
    return tuple(filled)


def _complete(pieces: list[Piece]) -> list[Piece] | None:
    """`pieces` with what they share filled in: "1–15 mars 2026", "okt–nov 2025", "31 mars 2026 och 2027".

    None when a number is left that nothing says the meaning of.
    """
    for place in reversed(range(len(pieces) - 1)):
        pieces[place] = _inherit(pieces[place], pieces[place + 1])
    for place in range(1, len(pieces)):
        piece, before = pieces[place], pieces[place - 1]
        if piece.year is None and piece.unit not in _OWN_YEARS and not piece.is_earlier_in_a_year(before):
            pieces[place] = replace(piece, year=before.year)  # not of "ht 2025 och i mars": it is the year after
    if any(piece.unit is Unit.LOOSE for piece in pieces):
        return None
    return pieces


def _inherit(piece: Piece, after: Piece) -> Piece:
    """`piece` with the month, unit and year that the one after it says."""
    if piece.unit is Unit.LOOSE:
        if after.unit is Unit.DAY:
            piece = replace(piece, unit=Unit.DAY, day=piece.number, number=after.number)
        elif after.unit not in YEARLONG:  # "mål 3, 2026"
            piece = replace(piece, unit=after.unit)
    if piece.year is not None or piece.unit in _OWN_YEARS:
        return piece
    return replace(piece, year=after.year)
