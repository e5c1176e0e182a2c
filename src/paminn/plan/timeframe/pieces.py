"""Symbols -> single pieces of a calendar: the rules below `timeframe_phrases`.

Each `_rule` reads one way of writing a piece ("2026-03-31", "31/3 -26", "v. 47", "andra kvartalet", "slutet
av mars 2026") from where the reader stands. A piece may come out without its year: a neighbour may have it.
"""

from __future__ import annotations

from dataclasses import replace

from paminn.plan.timeframe.calendar import PORTIONS, YEARS, Piece, Portion, Unit
from paminn.plan.timeframe.dates import YEAR, Dates
from paminn.plan.timeframe.parts import Is
from paminn.plan.timeframe.tokens import Symbol

# A unit's length -> what it is called with a number before or behind it, and the highest such number.
NUMBERED: dict[int, tuple[Unit, int]] = {
    3: (Unit.QUARTER, 4),
    4: (Unit.TERTIAL, 3),
    6: (Unit.TERM, 2),
    -7: (Unit.WEEK, 53),
}
_COUNTED = {Unit.QUARTER: 4, Unit.TERTIAL: 3, Unit.TERM: 2, Unit.WEEK: 53}
_ROUGH_WORDS = "«{0}» är ingen bestämd tid."
_CHRISTMAS_DOUBT = "Jul läses som den 23 december."
_YEAR_TURN_DOUBT = "Årsskiftet läses som den 31 december."
_MIDYEAR_DOUBT = "Halvårsskiftet läses som den 30 juni."
_MONTH_TURN_DOUBT = "Månadsskiftet läses som den första månadens sista dag."
_SCHOOL_YEAR_DOUBT = "Två år med snedstreck läses som ett läsår."
_NEXT_YEAR_DOUBT = "Nästa år läses som året efter beslutet."
_SUMMER_DOUBT = "Semestern läses som sommaren."


class Pieces(Dates):
    """The rules for one piece."""

    def _piece(self) -> Piece | None:
        rules = (
            self._iso_date,
            self._dotted_date,
            self._slashed_date,
            self._compact_date,
            self._day_and_month,
            self._month,
            self._term_or_season,
            self._ordinal_unit,
            self._numbered_unit,
            self._turn,
            self._portion,
            self._last_part,
            self._plan,
            self._year_first,
        )
        for rule in rules:
            piece = self._try(rule)
            if piece is not None:
                return piece
        return None

    def _loose(self, before: Piece | None) -> Piece | None:
        """A number in a list or stretch that a neighbour explains: "1–15 mars", "v. 37–38", "2025–27"."""
        number = self._ordinal() or 0
        if not number:
            symbol = self.take(Is.NUMBER)
            number = symbol.value if symbol and symbol.digits <= 2 else 0
        if number <= 0:
            return None
        if before is not None and before.unit in _COUNTED and before.number and number <= _COUNTED[before.unit]:
            self.take(Is.UNIT)  # "första och andra kvartalet" ends here
            return Piece(before.unit, number, year=self._year())
        if before is not None and before.unit is Unit.YEAR and before.year and 2000 + number > before.year:
            return Piece(Unit.YEAR, year=2000 + number)
        joint = self.peek(1 if self.here.kind is Is.COMMA else 0)
        joined = joint.kind in (Is.DASH, Is.AND, Is.UNTIL, Is.OR, Is.NUMBER)
        return Piece(Unit.LOOSE, number) if joined else None

    def _year_first(self) -> Piece | None:
        """ "2026", "år 2026", "2026 års slut", "2026H2", "2026, v. 12"."""
        slashed = self._shape(Is.NUMBER, Is.SLASH, Is.NUMBER) and self.here.digits == 4
        twins = self._try(self._twin_years) if slashed else None
        if twins is not None:
            return Piece(Unit.SCHOOL_YEAR, year=twins, doubts=(_SCHOOL_YEAR_DOUBT,))
        unit = self.take(Is.UNIT)
        if unit and unit.value != YEAR:
            return None
        doubts = (_NEXT_YEAR_DOUBT,) if self.here.kind is Is.THIS_YEAR and self.here.value else ()
        year = self._stated_year()
        if year is None:
            apostrophe = self.take(Is.APOSTROPHE)
            number = self.take(Is.NUMBER)
            short = number is not None and number.digits == 2 and (unit or apostrophe)
            if number is None or not (short or (number.digits == 4 and number.value in YEARS)):
                return None
            year = number.value + (2000 if short else 0)
        if self.take(Is.YEAR_END):
            return Piece(Unit.YEAR, year=year, portion=Portion.LAST_DAY)
        inner = self._try(self._piece_of_that_year)
        return replace(inner, year=year) if inner else Piece(Unit.YEAR, year=year, doubts=doubts)

    def _piece_of_that_year(self) -> Piece | None:
        if self.take(Is.DASH):
            glued = self.here.glued
        else:
            glued = True
            self.take(Is.COMMA)
        rules = (self._month, self._term_or_season, self._numbered_unit, self._ordinal_unit)
        piece = next((piece for rule in rules if (piece := self._try(rule))), None)
        open_year = piece is not None and piece.year is None and piece.unit not in (Unit.WINTER, Unit.SCHOOL_YEAR)
        return piece if glued and open_year else None

    # --- longer pieces ----------------------------------------

    def _month(self) -> Piece | None:
        month = self.take(Is.MONTH)
        if month is None:
            return None
        if self.here.kind is Is.UNIT and self.here.value == 1:
            self.next()  # "mars månad"
        return Piece(Unit.MONTH, month.value, year=self._year())

    def _term_or_season(self) -> Piece | None:
        name = self.take(Is.TERM, Is.SUMMER, Is.CHRISTMAS, Is.WINTER, Is.SCHOOL_YEAR)
        if name is None:
            return None
        if name.kind is Is.TERM:
            return Piece(Unit.TERM, name.value, year=self._year())
        if name.kind is Is.SUMMER:
            doubts = (_SUMMER_DOUBT,) if name.value else ()
            return Piece(Unit.SUMMER, year=self._year(), doubts=doubts)
        if name.kind is Is.CHRISTMAS:
            return Piece(Unit.CHRISTMAS, year=self._year(), doubts=(_CHRISTMAS_DOUBT,))
        # One year does not say which winter or school year: such a piece is only read with both.
        unit = Unit.WINTER if name.kind is Is.WINTER else Unit.SCHOOL_YEAR
        return Piece(unit, year=self._try(self._twin_years))

    def _ordinal_unit(self) -> Piece | None:
        """ "första kvartalet 2026", "2:a halvåret", "första halvan av 2026"."""
        number = self._ordinal()
        unit = self.take(Is.UNIT)
        return self._counted(number, unit)

    def _numbered_unit(self) -> Piece | None:
        """ "Q3 -26", "kv 2 2026", "v. 47", "T1", "H2", "W12"."""
        unit = self.take(Is.UNIT)
        number = self.take(Is.NUMBER)
        if number is None or number.digits > 2:
            return None
        if unit and unit.value == -7 and self._continues_weeks(number.value):
            return Piece(Unit.WEEK, number.value)
        return self._counted(number.value, unit)

    def _continues_weeks(self, number: int) -> bool:
        """Whether "-14" behind a week is another week and not the year 2014."""
        dash, other = self.here, self.peek(1)
        written_as_year = other.glued and (not dash.glued or other.value < number)
        return dash.kind is Is.DASH and other.digits == 2 and not written_as_year

    def _counted(self, number: int | None, unit: Symbol | None) -> Piece | None:
        if number is None or unit is None or unit.value not in NUMBERED:
            return None
        kind, highest = NUMBERED[unit.value]
        if kind is not Unit.WEEK and not 1 <= number <= highest:
            return None
        return Piece(kind, number, year=self._year())

    def _last_part(self) -> Piece | None:
        """ "sista kvartalet 2026", "sista februari"."""
        if self.take(Is.LAST) is None:
            return None
        unit = self.take(Is.UNIT)
        if unit is None:
            month = self._month()
            return replace(month, portion=Portion.LAST_DAY) if month else None
        if unit.value == -1:
            self.skip_small()
            piece = self._piece()
            return replace(piece, portion=Portion.LAST_DAY) if piece else None
        highest = {3: 4, 4: 3, 6: 2}.get(unit.value)
        return self._counted(highest, unit)

    def _portion(self) -> Piece | None:
        """ "slutet av 2026", "början av mars", "utgången av oktober 2026"."""
        symbol = self.take(Is.PORTION)
        if symbol is None:
            return None
        self.skip_small()
        piece = self._try(self._piece) or self._try(self._the_year)
        if piece is None or piece.portion is not Portion.WHOLE or piece.unit is Unit.DAY:
            return None
        piece = replace(piece, portion=PORTIONS[symbol.value])
        return replace(piece, doubts=(*piece.doubts, _ROUGH_WORDS.format(symbol.text))) if piece.rough else piece

    def _the_year(self) -> Piece | None:
        unit = self.take(Is.UNIT)
        return Piece(Unit.YEAR) if unit and unit.value == YEAR else None

    def _turn(self) -> Piece | None:
        """ "årsskiftet 2025/2026", "årets slut 2026", "halvårsskiftet 2026", "månadsskiftet mars/april"."""
        if self.take(Is.YEAR_TURN):
            return Piece(Unit.YEAR_TURN, year=self._try(self._twin_years), doubts=(_YEAR_TURN_DOUBT,))
        if self.take(Is.YEAR_END):
            return Piece(Unit.YEAR, year=self._year(), portion=Portion.LAST_DAY)
        if self.take(Is.MIDYEAR):
            return Piece(Unit.DAY, 6, 30, self._year(), doubts=(_MIDYEAR_DOUBT,))
        if not self.take(Is.MONTH_TURN):
            return None
        first = self._month()
        joint = self.take(Is.SLASH, Is.DASH, Is.AND)
        second = self._month()
        if not (first and joint and second) or second.number != first.number % 12 + 1:
            return None
        year = first.year
        if year is None and second.year is not None:
            year = second.year - (1 if first.number == 12 else 0)
        return Piece(Unit.MONTH, first.number, year=year, portion=Portion.LAST_DAY, doubts=(_MONTH_TURN_DOUBT,))

    def _plan(self) -> Piece | None:
        plan = self.take(Is.PLAN)
        if plan is None:
            return None
        return Piece(Unit.PLAN, portion=Portion.LAST_DAY if plan.value else Portion.WHOLE)
