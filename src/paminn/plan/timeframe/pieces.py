"""Symbols -> single pieces of a calendar: the rules below those of `phrases`.

Each `_rule` reads one way of writing a piece ("2026-03-31", "31/3 -26", "v. 47", "andra kvartalet", "slutet
av mars 2026") from where the reader stands. A piece may come out without its year: a neighbour may have it.
"""

from __future__ import annotations

from dataclasses import replace

from paminn.plan.timeframe.dates import Dates, full_year
from paminn.plan.timeframe.parts import HALF_YEAR, MONTH, QUARTER, TERTIAL, WEEK, Is
from paminn.plan.timeframe.spans import PORTIONS, YEARS, Piece, Portion, Unit
from paminn.plan.timeframe.tokens import Symbol

# A unit's length -> what it is called with a number before or behind it, and the highest such number.
NUMBERED: dict[int, tuple[Unit, int]] = {
    QUARTER: (Unit.QUARTER, 4),
    TERTIAL: (Unit.TERTIAL, 3),
    HALF_YEAR: (Unit.TERM, 2),
    WEEK: (Unit.WEEK, 53),
}
_HIGHEST = dict(NUMBERED.values())
_ROUGH_WORDS = "«{0}» är ingen bestämd tid."
_CHRISTMAS_DOUBT = "Jul läses som den 23 december."
_YEAR_TURN_DOUBT = "Årsskiftet läses som den 31 december."
_MIDYEAR_DOUBT = "Halvårsskiftet läses som den 30 juni."
_MONTH_TURN_DOUBT = "Månadsskiftet läses som den första månadens sista dag."
_SCHOOL_YEAR_DOUBT = "Två år med snedstreck läses som ett läsår."
_SUMMER_DOUBT = "Semestern läses som sommaren."


class Pieces(Dates):
    """The rules for one piece."""

    def _piece(self) -> Piece | None:
        return self._first(
            (
                self._iso_date,
                self._dotted_date,
                self._slashed_date,
                self._compact_date,
                self._day_and_month,
                self._month,
                self._term_or_season,
                self._ordinal_unit,
                self._numbered_unit,
                self._turn_of_year,
                self._turn_of_month,
                self._portion,
                self._last_part,
                self._plan,
                self._year_first,
            )
        )

    def _loose(self, before: Piece | None) -> Piece | None:
        """A number in a list or stretch that a neighbour explains: "1–15 mars", "v. 37–38", "2025–27"."""
        number = self._ordinal()
        if number is None:
            number = self._short_number()
        if not number or self.here.kind is Is.TIMES:
            return None  # "ht 2026, 1 gång/år"
        if before is not None and self._counts_on(before, number):
            return Piece(before.unit, number, year=self._year())
        year = 2000 + number
        if before is not None and before.unit is Unit.YEAR and before.year and year > before.year:
            return Piece(Unit.YEAR, year=year)
        joint = self.here
        if joint.kind is Is.COMMA:
            joint = self.peek(1)
        if joint.kind not in (Is.DASH, Is.AND, Is.UNTIL, Is.OR, Is.NUMBER):
            return None
        return Piece(Unit.LOOSE, number)

    def _counts_on(self, before: Piece, number: int) -> bool:
        """Whether `number` may be another quarter, week … behind the one `before`."""
        if before.unit not in _HIGHEST or not before.number:
            return False
        return number <= _HIGHEST[before.unit]

    # --- a year, and what stands behind it ----------------------------------------

    def _year_first(self) -> Piece | None:
        """ "2026", "år 2026", "2026 års slut", "2026H2", "2026, v. 12"."""
        school_year = self._school_year()
        if school_year is not None:
            return school_year
        year_word = self._take_year_word()
        year = self._year_in_digits(year_word=year_word)
        if year is None:
            return None
        if self.take(Is.YEAR_END):
            return Piece(Unit.YEAR, year=year, portion=Portion.LAST_DAY)
        piece = self._try(self._piece_of_that_year)
        if piece is not None:
            return replace(piece, year=year)
        return Piece(Unit.YEAR, year=year)

    def _school_year(self) -> Piece | None:
        """ "2025/26"."""
        if self.here.digits != 4 or not self._numbers(2, Is.SLASH):
            return None
        year = self._try(self._twin_years)
        if year is None:
            return None
        return Piece(Unit.SCHOOL_YEAR, year=year, doubts=(_SCHOOL_YEAR_DOUBT,))

    def _year_in_digits(self, *, year_word: bool) -> int | None:
        apostrophe = self.take(Is.APOSTROPHE)
        number = self.take(Is.NUMBER)
        if number is None:
            return None
        if number.digits == 2 and (year_word or apostrophe):
            return full_year(number)
        if number.digits == 4 and number.value in YEARS:
            return number.value
        return None

    def _piece_of_that_year(self) -> Piece | None:
        """ "2026H2", "2026-Q3", "2026/Q3", "2026, v. 12": a piece behind its year."""
        if self.take(Is.DASH, Is.SLASH):
            if not self.here.glued:
                return None
        else:
            self.take(Is.COMMA)
        piece = self._first((self._month, self._term_or_season, self._numbered_unit, self._ordinal_unit))
        if piece is None or piece.year is not None:
            return None
        if piece.unit in (Unit.WINTER, Unit.SCHOOL_YEAR):
            return None
        return piece

    # --- longer pieces ----------------------------------------

    def _month(self) -> Piece | None:
        month = self.take(Is.MONTH)
        if month is None:
            return None
        if self.here.kind is Is.UNIT and self.here.value == MONTH:
            self.skip(1)  # "mars månad"
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
        if name.kind is Is.WINTER:
            return Piece(Unit.WINTER, year=self._try(self._twin_years))
        return Piece(Unit.SCHOOL_YEAR, year=self._try(self._twin_years))

    def _ordinal_unit(self) -> Piece | None:
        """ "första kvartalet 2026", "2:a halvåret", "första halvan av 2026"."""
        number = self._ordinal()
        if number is None:
            number = self._short_number()
            if self.here.value not in (QUARTER, TERTIAL):  # "1 kv 2026"; "2 veckor" are a length
                return None
        unit = self.take(Is.UNIT)
        return self._counted(number, unit)

    def _numbered_unit(self) -> Piece | None:
        """ "Q3 -26", "kv 2 2026", "kvartal tre 2026", "v. 47", "T1", "H2", "W12"."""
        unit = self.take(Is.UNIT)
        number = self._short_number()
        if number is None:
            number = self._count_in_words()
        if unit is None or number is None:
            return None
        if unit.value == WEEK and self._continues_weeks(number):
            return Piece(Unit.WEEK, number)
        return self._counted(number, unit)

    def _count_in_words(self) -> int | None:
        """The "tre" of "kvartal tre"."""
        count = self.take(Is.COUNT)
        if count is None:
            return None
        return count.value

    def _continues_weeks(self, number: int) -> bool:
        """Whether "-14" behind a week is another week and not the year 2014."""
        dash = self.here
        other = self.peek(1)
        if dash.kind is not Is.DASH or other.digits != 2:
            return False
        if not other.glued:
            return True
        return dash.glued and other.value >= number

    def _counted(self, number: int | None, unit: Symbol | None) -> Piece | None:
        if number is None or unit is None or unit.value not in NUMBERED:
            return None
        kind, highest = NUMBERED[unit.value]
        if kind is not Unit.WEEK and not 1 <= number <= highest:
            return None
        return Piece(kind, number, year=self._year())

    def _last_part(self) -> Piece | None:
        """ "sista kvartalet 2026", "sista februari"; "sista dagen i" is a portion."""
        if self.take(Is.LAST) is None:
            return None
        unit = self.take(Is.UNIT)
        if unit is None:
            return _last_day_of(self._month())
        if unit.value not in NUMBERED:
            return None
        if unit.value == WEEK:
            return None  # which one is the last differs from year to year
        _, highest = NUMBERED[unit.value]
        return self._counted(highest, unit)

    def _portion(self) -> Piece | None:
        """ "slutet av 2026", "början av mars", "utgången av oktober 2026"."""
        symbol = self.take(Is.PORTION)
        if symbol is None:
            return None
        self.skip_small()
        whole = self._first((self._piece, self._the_year))
        if whole is None or whole.portion is not Portion.WHOLE or whole.unit is Unit.DAY:
            return None
        piece = replace(whole, portion=PORTIONS[symbol.value])
        if not piece.rough:
            return piece
        doubt = _ROUGH_WORDS.format(symbol.text)
        return replace(piece, doubts=(*whole.doubts, doubt))

    def _the_year(self) -> Piece | None:
        if not self._take_year_word():
            return None
        return Piece(Unit.YEAR)

    def _turn_of_year(self) -> Piece | None:
        """ "årsskiftet 2025/2026", "årets slut 2026", "halvårsskiftet 2026"."""
        if self.take(Is.YEAR_TURN):
            return Piece(Unit.YEAR_TURN, year=self._try(self._twin_years), doubts=(_YEAR_TURN_DOUBT,))
        if self.take(Is.YEAR_END):
            return Piece(Unit.YEAR, year=self._year(), portion=Portion.LAST_DAY)
        if self.take(Is.MIDYEAR):
            year = self._year()
            return Piece(Unit.MONTH, 6, year=year, portion=Portion.LAST_DAY, doubts=(_MIDYEAR_DOUBT,))
        return None

    def _turn_of_month(self) -> Piece | None:
        """ "månadsskiftet mars/april"."""
        if not self.take(Is.MONTH_TURN):
            return None
        first = self._month()
        joint = self.take(Is.SLASH, Is.DASH, Is.AND)
        second = self._month()
        if first is None or joint is None or second is None:
            return None
        following = first.number % 12 + 1
        if second.number != following:
            return None
        year = first.year
        if year is None and second.year is not None:
            year = second.year
            if first.number == 12:
                year -= 1
        return Piece(Unit.MONTH, first.number, year=year, portion=Portion.LAST_DAY, doubts=(_MONTH_TURN_DOUBT,))

    def _plan(self) -> Piece | None:
        plan = self.take(Is.PLAN)
        if plan is None:
            return None
        if plan.value:
            return Piece(Unit.PLAN, portion=Portion.LAST_DAY)
        return Piece(Unit.PLAN)


def _last_day_of(piece: Piece | None) -> Piece | None:
    if piece is None:
        return None
    return replace(piece, portion=Portion.LAST_DAY)
