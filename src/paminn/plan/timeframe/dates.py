"""Symbols -> years and days of a calendar: the lowest rules of the grammar.

Each `_rule` reads one way of writing ("2026-03-31", "31/3 -26", "den 31:a mars") from where the reader
stands, or returns None. A day may come out without its year: a neighbour may have it.
"""

from __future__ import annotations

from paminn.plan.timeframe.calendar import YEARS, Piece, Unit
from paminn.plan.timeframe.cursor import Cursor
from paminn.plan.timeframe.parts import Is

YEAR = 12  # the value of the UNIT "år"
_ORDER_DOUBT = "Datumet läses som dag-månad-år."


class Dates(Cursor):
    """The rules for years and days."""

    # --- years ----------------------------------------

    def _year(self) -> int | None:
        """The year behind a piece: "2026", "år 2026", ", 2026", "26", "-26", "'26", "/2026", "i år"."""
        return self._try(self._year_behind)

    def _year_behind(self) -> int | None:
        year = self._stated_year()
        if year is not None:
            return year
        comma = self.take(Is.COMMA, Is.SIGN)
        self.skip_small()
        year_word = self.here.kind is Is.UNIT and self.here.value == YEAR and self.next()
        year = self._stated_year()
        if year is not None:
            return year
        joint = self.take(Is.DASH, Is.APOSTROPHE, Is.SLASH, Is.DOT)
        apostrophe = joint and joint.kind is Is.DASH and self.take(Is.APOSTROPHE)
        number = self.here
        if joint and not number.glued:
            return None
        if number.digits == 4 and number.value in YEARS:
            return self.next().value
        two_digits = number.digits == 2 and not comma and (not joint or joint.kind is not Is.SLASH)
        if two_digits and (year_word or apostrophe or not self._number_goes_on()):
            return 2000 + self.next().value
        return None

    def _stated_year(self) -> int | None:
        symbol = self.take(Is.THIS_YEAR)
        return self.this_year + symbol.value if symbol else None

    def _number_goes_on(self) -> bool:
        """Whether the number here belongs to what follows: "26 mars", "26/3", "26-03-31", "26 ggr"."""
        after = self.peek(1)
        if after.kind in (Is.MONTH, Is.TIMES, Is.SUFFIX):
            return not (after.kind is Is.SUFFIX and not after.glued)
        return after.glued and after.kind in (Is.SLASH, Is.DASH, Is.DOT) and self.peek(2).kind is Is.NUMBER

    def _twin_years(self) -> int | None:
        """The first of two years that follow each other: "2025/26", "25–26", "2025/2026"."""
        first = self.take(Is.NUMBER)
        joint = self.take(Is.SLASH, Is.DASH)
        second = self.take(Is.NUMBER)
        if not (first and joint and second) or {first.digits, second.digits} - {2, 4}:
            return None
        begin, end = (s.value if s.digits == 4 else 2000 + s.value for s in (first, second))
        return begin if end == begin + 1 and begin in YEARS else None

    # --- days ----------------------------------------

    def _iso_date(self) -> Piece | None:
        """ "2026-03-31", "26-03-31", "2026-03", "31-03-2026"."""
        first, second, third = self.peek(0), self.peek(2), self.peek(4)
        if not self._shape(Is.NUMBER, Is.DASH, Is.NUMBER) or len(self.peek(1).text) > 1:
            return None
        if self._shape(Is.NUMBER, Is.DASH, Is.NUMBER, Is.DASH, Is.NUMBER) and second.digits <= 2:
            if third.digits == 4 and first.digits <= 2:
                self.at += 5
                return Piece(Unit.DAY, second.value, first.value, third.value, doubts=(_ORDER_DOUBT,))
            if third.digits <= 2 and (first.digits, second.digits, third.digits) != (1, 1, 1):
                year = first.value + (2000 if first.digits == 2 else 0)
                self.at += 5
                return Piece(Unit.DAY, second.value, third.value, year)
        if first.digits == 4 and first.value in YEARS and second.digits <= 2 and 1 <= second.value <= 12:
            self.at += 3
            return Piece(Unit.MONTH, second.value, year=first.value)
        return None

    def _dotted_date(self) -> Piece | None:
        """ "31.12.2026", "31.12.26", "2026.12.31"."""
        if not self._shape(Is.NUMBER, Is.DOT, Is.NUMBER, Is.DOT, Is.NUMBER):
            return None
        first, second, third = self.peek(0), self.peek(2), self.peek(4)
        self.at += 5
        if first.digits == 4:
            return Piece(Unit.DAY, second.value, third.value, first.value)
        year = third.value + (2000 if third.digits == 2 else 0)
        return Piece(Unit.DAY, second.value, first.value, year)

    def _slashed_date(self) -> Piece | None:
        """ "31/12 2026", "31/12-26", "31/12/26", "12/2026"."""
        weekday = self._weekday()
        if not self._shape(Is.NUMBER, Is.SLASH, Is.NUMBER):
            return None
        first, second, third = self.peek(0), self.peek(2), self.peek(4)
        if self._shape(Is.NUMBER, Is.SLASH, Is.NUMBER, Is.SLASH, Is.NUMBER):
            self.at += 5
            if first.digits == 4:
                return Piece(Unit.DAY, second.value, third.value, first.value, weekday=weekday)
            year = third.value + (2000 if third.digits == 2 else 0)
            return Piece(Unit.DAY, second.value, first.value, year, weekday=weekday)
        self.at += 3
        if first.digits <= 2 and second.digits <= 2:
            return Piece(Unit.DAY, second.value, first.value, self._year(), weekday=weekday)
        if first.digits <= 2 and second.digits == 4 and second.value in YEARS:
            return Piece(Unit.MONTH, first.value, year=second.value)
        return None

    def _compact_date(self) -> Piece | None:
        """ "20261231", "261231", "202612"."""
        number = self.take(Is.NUMBER)
        if number is None or number.digits not in (6, 8):
            return None
        year, rest = divmod(number.value, 10_000)
        month, day = divmod(rest, 100)
        if number.digits == 6 and year == 20 and not 1 <= month <= 12 and 1 <= day <= 12:
            return Piece(Unit.MONTH, day, year=number.value // 100)
        return Piece(Unit.DAY, month, day, year + (2000 if number.digits == 6 else 0))

    def _day_and_month(self) -> Piece | None:
        """ "31 mars 2026", "den 1:a mars", "fredagen den 27 mars 2026", "31 mars"."""
        weekday = self._weekday()
        self.skip_small()
        day = self._ordinal()
        if day is None:
            number = self.take(Is.NUMBER)
            day = number.value if number and number.digits <= 2 else None
        self.take(Is.DOT)
        month = self.take(Is.MONTH)
        if day is None or month is None:
            return None
        return Piece(Unit.DAY, month.value, day, self._year(), weekday=weekday)

    def _weekday(self) -> int:
        weekday = self.take(Is.WEEKDAY)
        if weekday:
            self.skip_small()
            self.take(Is.COMMA)
        return weekday.value if weekday else 0

    def _ordinal(self) -> int | None:
        """ "första", "1:a", "3e"."""
        word = self.take(Is.ORDINAL)
        if word is not None:
            return word.value
        return self._try(self._ordinal_number)

    def _ordinal_number(self) -> int | None:
        number = self.take(Is.NUMBER)
        self.take(Is.COLON)
        suffix = self.take(Is.SUFFIX)
        return number.value if number and number.digits <= 2 and suffix and suffix.glued else None
