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
from functools import partial

from paminn.plan.timeframe.parts import YEAR, Is
from paminn.plan.timeframe.pieces import NUMBERED, Pieces
from paminn.plan.timeframe.spans import Piece, Unit


class Join(StrEnum):
    AND = auto()
    OR = auto()


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
    """A step in months, or in days as a negative number; 0 = often, but in no even steps."""

    step: int
    text: str


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
        return self.kind is Is.DONE and self.value == 1


Item = When | Every | Cue

_JOINTS = {Is.AND: Join.AND, Is.COMMA: Join.AND, Is.OR: Join.OR, Is.SLASH: Join.OR}
# A neighbour's one year does not say which of theirs.
_OWN_YEARS = {Unit.WINTER, Unit.SCHOOL_YEAR, Unit.YEAR_TURN}
_MOST_TIMES = 366


class Phrases(Pieces):
    """One reading of one text."""

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
        symbol = self.next()
        return Cue(symbol.kind, symbol.value, symbol.text, symbol.start)

    # --- how often ----------------------------------------

    def _every(self) -> Every | None:
        begin = self.place
        step = self._step()
        if step is None:
            return None
        return Every(step, self.text_from(begin))

    def _step(self) -> int | None:
        """The step of a recurrence."""
        adverb = self.take(Is.EVERY)
        if adverb is not None:
            return adverb.value
        if self.take(Is.EACH):
            return self._each()
        nth = self.take(Is.NTH)
        if nth is not None:
            return self._each_nth(nth.value)
        if self.take(Is.PER):
            return self._unit_length()
        return self._times_per()

    def _each(self) -> int | None:
        """ "varje kvartal", or "varje höst": once a year in what follows."""
        unit = self.here
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
        first = self._group(None)
        if first is None:
            return None
        groups = [first]
        join = Join.AND
        while True:
            before = groups[-1]
            following = self._try(partial(self._joined, before.pieces[-1]))
            if following is None:
                break
            group, joint = following
            groups.append(_same_in(before, group))
            if joint is Join.OR:
                join = Join.OR
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
        if joint is None:
            return None
        self.skip_small()
        last = self._part(first)
        if last is None:
            return None
        return Group(first, last, spoken=joint.kind is Is.UNTIL)

    def _joined(self, before: Piece) -> tuple[Group, Join] | None:
        comma = self.take(Is.COMMA)
        joint = self.take(Is.AND, Is.OR, Is.SLASH) or comma
        if joint is None:
            return None
        self.take(Is.BY, Is.UNTIL)  # "31 mars och senast den 30 september"
        self.skip_small()
        group = self._group(before)
        if group is None:
            return None
        return group, _JOINTS[joint.kind]

    def _part(self, before: Piece | None) -> Piece | None:
        return self._first((self._piece, partial(self._loose, before)))


def _same_in(before: Group, group: Group) -> Group:
    """ "31 mars 2026 och 2027": the same day in the other year."""
    if before.last is not None or group.last is not None:
        return group
    model = before.first
    year = group.first
    if model.year is None or year.unit is not Unit.YEAR or year.portion is not model.portion:
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
        piece = pieces[place]
        if piece.year is None and piece.unit not in _OWN_YEARS:
            pieces[place] = replace(piece, year=pieces[place - 1].year)
    if any(piece.unit is Unit.LOOSE for piece in pieces):
        return None
    return pieces


def _inherit(piece: Piece, after: Piece) -> Piece:
    """`piece` with the month, unit and year that the one after it says."""
    if piece.unit is Unit.LOOSE:
        if after.unit is Unit.DAY:
            piece = replace(piece, unit=Unit.DAY, day=piece.number, number=after.number)
        else:
            piece = replace(piece, unit=after.unit)
    if piece.year is not None or piece.unit in _OWN_YEARS:
        return piece
    return replace(piece, year=after.year)
