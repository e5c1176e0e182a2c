"""Symbols -> items: the second step of reading a time plan, a recursive descent.

An item is a `When` (pieces of the calendar, joined), an `Every` (how often), or a `Cue` (any other symbol:
what a time is for, or a word that only the reading can judge). Each rule either advances and returns, or
returns None and leaves the place untouched (`_try`). Single pieces are read by `timeframe_pieces`.

    when  := group (("och" | "eller") group)*
    group := piece [("–" | "till") piece]
    every := "årligen" | "varje" unit | "vart" ordinal unit | count "gånger" ["per"] unit
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, auto
from functools import partial

from paminn.plan.timeframe.calendar import Piece, Unit
from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.pieces import NUMBERED, Pieces


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
        return (self.first,) if self.last is None else (self.first, self.last)


@dataclass(frozen=True, slots=True)
class When:
    groups: tuple[Group, ...]
    join: Join
    text: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for group in self.groups for piece in group.pieces)

    @property
    def dated(self) -> bool:
        return all(piece.year is not None or piece.unit is Unit.PLAN for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Every:
    """A step in months, or in days as a negative number; 0 = often, but in no even steps."""

    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Cue:
    kind: Is
    value: int
    text: str


Item = When | Every | Cue

_JOINTS = {Is.AND: Join.AND, Is.COMMA: Join.AND, Is.OR: Join.OR, Is.SLASH: Join.OR}
_OWN_YEARS = {
    Unit.WINTER,
    Unit.SCHOOL_YEAR,
    Unit.YEAR_TURN,
}  # a neighbour's one year does not say which of theirs


class Phrases(Pieces):
    """One reading of one text."""

    def items(self) -> list[Item]:
        """Everything the text says, in order; each symbol is in one item."""
        found: list[Item] = []
        while self.here.kind is not Is.END:
            begin = self.at
            every = self._try(self._every)
            if every is not None:
                found.append(Every(every, self.text_from(begin)))
                continue
            groups = self._try(self._groups)
            if groups is not None:
                found.append(When(*groups, self.text_from(begin)))
                continue
            symbol = self.next()
            found.append(Cue(symbol.kind, symbol.value, symbol.text))
        return found

    # --- how often ----------------------------------------

    def _every(self) -> int | None:
        """The step of a recurrence."""
        adverb = self.take(Is.EVERY)
        if adverb is not None:
            return adverb.value
        if self.take(Is.EACH):
            return self._each()
        nth = self.take(Is.NTH)
        if nth is not None:
            number = nth.value or self._ordinal()
            unit = self.take(Is.UNIT)
            return number * unit.value if number and unit else None
        if self.take(Is.PER):
            unit = self.take(Is.UNIT)
            return unit.value if unit else None
        return self._times_per()

    def _each(self) -> int | None:
        """ "varje kvartal", or "varje höst": once a year in what follows."""
        unit = self.here
        if unit.kind is Is.UNIT and not self._numbered_unit_ahead():
            return self.next().value
        return 12 if self._ahead(self._piece) else None

    def _numbered_unit_ahead(self) -> bool:
        limit = NUMBERED.get(self.here.value)
        return limit is not None and self.peek(1).kind is Is.NUMBER and 0 < self.peek(1).value <= limit[1]

    def _times_per(self) -> int | None:
        """ "2 ggr/år", "en gång i månaden", "två gånger årligen", "2/år"."""
        count = self._count()
        if count is None:
            return None
        vague = self.take(Is.DASH) is not None and self._count() is not None
        if self.take(Is.TIMES):
            self.take(Is.PER, Is.SLASH, Is.IF, Is.FILLER)
        elif not self.take(Is.PER, Is.SLASH):
            return None
        unit = self.take(Is.UNIT)
        step = unit.value if unit else self._try(self._every)
        if step is None:
            return None
        even, rest = divmod(step, count)
        return 0 if vague or rest else even

    def _count(self) -> int | None:
        count = self.take(Is.COUNT) or self.take(Is.NUMBER)
        return count.value if count and 0 < count.value <= 366 and count.digits <= 3 else None

    # --- when ----------------------------------------

    def _groups(self) -> tuple[tuple[Group, ...], Join] | None:
        """Joined groups whose missing years, months and units have been taken from their neighbours."""
        first = self._group(None)
        if first is None:
            return None
        groups = [first]
        join = Join.AND
        while True:
            following = self._try(partial(self._joined, groups[-1].pieces[-1]))
            if following is None:
                break
            groups.append(_same_in(groups[-1], following[0]))
            join = Join.OR if following[1] is Join.OR else join
        completed = complete([piece for group in groups for piece in group.pieces])
        if completed is None:
            return None
        pieces = iter(completed)
        filled = [replace(g, first=next(pieces), last=next(pieces) if g.last else None) for g in groups]
        return tuple(filled), join

    def _group(self, before: Piece | None) -> Group | None:
        if self.take(Is.BETWEEN):
            return self._between()
        first = self._try(lambda: self._part(before))
        if first is None:
            return None
        last = self._try(lambda: self._stretch(first))
        return Group(first, *last) if last else Group(first)

    def _between(self) -> Group | None:
        """ "mellan mars och maj 2026"."""
        first = self._part(None)
        joint = self.take(Is.AND)
        last = self._part(first) if joint else None
        return Group(first, last, spoken=True) if first and last else None

    def _stretch(self, first: Piece) -> tuple[Piece, bool] | None:
        """What stands behind the dash or the "till" of a stretch."""
        joint = self.take(Is.DASH, Is.UNTIL)
        if joint is None:
            return None
        self.skip_small()
        last = self._part(first)
        return (last, joint.kind is Is.UNTIL) if last else None

    def _joined(self, before: Piece) -> tuple[Group, Join] | None:
        comma = self.take(Is.COMMA)
        joint = self.take(Is.AND, Is.OR, Is.SLASH) or comma
        if joint is None:
            return None
        self.skip_small()
        self.take(Is.BY, Is.UNTIL)  # "31 mars och senast den 30 september"
        self.skip_small()
        group = self._group(before)
        return (group, _JOINTS[joint.kind]) if group else None

    def _part(self, before: Piece | None) -> Piece | None:
        return self._try(self._piece) or self._try(lambda: self._loose(before))


def _same_in(before: Group, group: Group) -> Group:
    """ "31 mars 2026 och 2027": the same day in the other year."""
    year, model = group.first, before.first
    alone = group.last is None and before.last is None and year.unit is Unit.YEAR and year.portion is model.portion
    return Group(replace(model, year=year.year)) if alone and model.year is not None else group


def complete(pieces: list[Piece]) -> list[Piece] | None:
    """`pieces` with what they share filled in: "1–15 mars 2026", "okt–nov 2025", "31 mars 2026 och 2027".

    None when a number is left that nothing says the meaning of.
    """
    for at in reversed(range(len(pieces) - 1)):
        pieces[at] = _inherit(pieces[at], pieces[at + 1])
    for at in range(1, len(pieces)):
        before, piece = pieces[at - 1], pieces[at]
        if piece.year is None and before.year is not None and piece.unit not in _OWN_YEARS:
            pieces[at] = replace(piece, year=before.year)
    return None if any(piece.unit is Unit.LOOSE for piece in pieces) else pieces


def _inherit(piece: Piece, after: Piece) -> Piece:
    if piece.unit is Unit.LOOSE and after.unit is Unit.DAY:
        piece = replace(piece, unit=Unit.DAY, day=piece.number, number=after.number)
    elif piece.unit is Unit.LOOSE:
        piece = replace(piece, unit=after.unit)
    own = piece.year is not None or piece.unit in _OWN_YEARS
    return piece if own else replace(piece, year=after.year)
