"""Symbols -> years and days of a calendar: the lowest rules of the grammar.

Each `_rule` reads one way of writing ("2026-03-31", "31/3 -26", "den 31:a mars") from where the reader
stands, or returns None. A day may come out without its year: a neighbour may have it.
"""

from __future__ import annotations

from paminn.plan.timeframe.cursor import Cursor
from paminn.plan.timeframe.parts import YEAR, Is
from paminn.plan.timeframe.spans import YEARS, Piece, Unit
from paminn.plan.timeframe.tokens import Symbol

_ORDER_DOUBT = "Datumet läses som dag-månad-år."


class Dates(Cursor):
    """The rules for years and days."""

    # --- years ----------------------------------------

    def _year(self) -> int | None:
        """The year behind a piece: "2026", "år 2026", ", 2026", "26", "-26", "'26", "/2026"."""
        return self._try(self._year_behind)

    def _year_behind(self) -> int | None:
        comma = self.take(Is.COMMA, Is.SIGN)
        if self.here.text == "för":
            return None  # "i februari för 2026": what it is about
        self.skip_small()
        self._take_year_word()
        return self._numbered_year(comma=comma is not None)

    def _numbered_year(self, *, comma: bool) -> int | None:
        """The year in digits, behind a comma where one was there."""
        joint = self.take(Is.DASH, Is.APOSTROPHE, Is.SLASH, Is.DOT)
        if joint and joint.kind is Is.DASH:
            self.take(Is.APOSTROPHE)
        number = self.here
        if joint and not number.glued:
            return None
        if number.digits == 4 and number.value in YEARS:
            if joint and self._unit_glued_on():
                return None
            return self.next().value
        slashed = joint is not None and joint.kind is Is.SLASH
        if number.digits != 2 or comma or slashed or self._number_goes_on(joint):
            return None
        return full_year(self.next())

    def _take_year_word(self) -> bool:
        if self.take(Is.RELATIVE_YEAR):  # "innevarande år, 2026"
            self.take(Is.COMMA, Is.SIGN)
            return True
        unit = self.here
        if unit.kind is not Is.UNIT or unit.value != YEAR:
            return False
        self.skip(1)
        return True

    def _number_goes_on(self, joint: Symbol | None) -> bool:
        """Whether the number here belongs to what follows: "26 mars", "26/3", "26-03-31", "26 ggr"."""
        after = self.peek(1)
        if after.kind in (Is.MONTH, Is.TIMES, Is.SUFFIX):
            return True
        if joint and after.kind is Is.DASH and after.text != joint.text:
            return False  # "1/9-25–31/8-26"
        joined = after.glued and after.kind in (Is.SLASH, Is.DASH, Is.DOT)
        return (joined or self._unit_glued_on()) and self.peek(2).kind is Is.NUMBER

    def _unit_glued_on(self) -> bool:
        """Whether the number here is a year that begins a piece of its own: "2026Q4"."""
        after = self.peek(1)
        return after.glued and after.kind is Is.UNIT

    def _twin_years(self) -> int | None:
        """The first of two years that follow each other: "2025/26", "25–26", "2025/2026"."""
        first = self.take(Is.NUMBER)
        joint = self.take(Is.SLASH, Is.DASH)
        second = self.take(Is.NUMBER)
        if first is None or joint is None or second is None:
            return None
        begin = full_year(first)
        end = full_year(second)
        if end != begin + 1:
            return None
        return begin

    # --- days ----------------------------------------

    def _iso_date(self) -> Piece | None:
        """ "2026-03-31", "26-03-31", "2026-03", "31-03-2026"."""
        dash = self.peek(1)
        if len(dash.text) > 1:
            return None
        return self._first((self._dashed_day, self._year_and_month))

    def _dashed_day(self) -> Piece | None:
        numbers = self._numbers(3, Is.DASH)
        if numbers is None:
            return None
        self.skip(5)
        first, second, third = numbers
        if second.digits > 2 or third.start - second.end > 1:  # "2026-05--06"
            return None
        if first.digits <= 2 and third.digits == 4:
            return Piece(Unit.DAY, second.value, first.value, third.value, doubts=(_ORDER_DOUBT,))
        if third.digits > 2:
            return None
        if first.digits == second.digits == third.digits == 1:
            return None
        return Piece(Unit.DAY, second.value, third.value, full_year(first))

    def _year_and_month(self) -> Piece | None:
        numbers = self._numbers(2, Is.DASH)
        if numbers is None:
            return None
        self.skip(3)
        year, month = numbers
        if year.digits != 4 or year.value not in YEARS:
            return None
        if month.digits > 2 or not 1 <= month.value <= 12:
            return None
        return Piece(Unit.MONTH, month.value, year=year.value)

    def _dotted_date(self) -> Piece | None:
        """ "31.12.2026", "31.12.26", "2026.12.31"."""
        numbers = self._numbers(3, Is.DOT)
        if numbers is None:
            return None
        self.skip(5)
        return _day_of(numbers)

    def _slashed_date(self) -> Piece | None:
        """ "31/12 2026", "31/12-26", "31/12/26", "12/2026"."""
        weekday = self._weekday()
        numbers = self._numbers(3, Is.SLASH)
        if numbers is not None:
            self.skip(5)
            return _day_of(numbers, weekday)
        numbers = self._numbers(2, Is.SLASH)
        if numbers is None:
            return None
        self.skip(3)
        first, second = numbers
        if first.digits > 2:
            return None
        if second.digits <= 2:
            return Piece(Unit.DAY, second.value, first.value, self._year(), weekday=weekday)
        if second.digits == 4 and second.value in YEARS:
            return Piece(Unit.MONTH, first.value, year=second.value)
        return None

    def _compact_date(self) -> Piece | None:
        """ "20261231", "261231", "202612"."""
        number = self.take(Is.NUMBER)
        if number is None or number.digits not in (6, 8):
            return None
        year, month_and_day = divmod(number.value, 10_000)
        month, day = divmod(month_and_day, 100)
        if number.digits == 8:
            return Piece(Unit.DAY, month, day, year)
        if not 1 <= month <= 12:  # "202612" is no day of a 26th month
            return Piece(Unit.MONTH, day, year=number.value // 100)
        return Piece(Unit.DAY, month, day, 2000 + year)

    def _day_and_month(self) -> Piece | None:
        """ "31 mars 2026", "den 1:a mars", "fredagen den 27 mars 2026", "31 mars"."""
        weekday = self._weekday()
        self.skip_small()
        day = self._ordinal()
        if day is None:
            day = self._short_number()
        self.take(Is.DOT)
        month = self.take(Is.MONTH)
        if day is None or month is None:
            return None
        return Piece(Unit.DAY, month.value, day, self._year(), weekday=weekday)

    def _weekday(self) -> int:
        weekday = self.take(Is.WEEKDAY)
        if weekday is None:
            return 0
        self.skip_small()
        self.take(Is.COMMA)
        return weekday.value

    def _short_number(self) -> int | None:
        """A number of one or two digits."""
        number = self.take(Is.NUMBER)
        if number is None or number.digits > 2:
            return None
        return number.value

    def _ordinal(self) -> int | None:
        """ "första", "1:a", "3e"."""
        word = self.take(Is.ORDINAL)
        if word is not None:
            return word.value
        return self._try(self._ordinal_number)

    def _ordinal_number(self) -> int | None:
        number = self._short_number()
        self.take(Is.COLON)
        suffix = self.take(Is.SUFFIX)
        if suffix is None or not suffix.glued:
            return None
        return number


def _day_of(numbers: list[Symbol], weekday: int = 0) -> Piece:
    """The day of three numbers: the year comes first where it has four digits, else last."""
    first, second, third = numbers
    if first.digits == 4:
        return Piece(Unit.DAY, second.value, third.value, first.value, weekday=weekday)
    return Piece(Unit.DAY, second.value, first.value, full_year(third), weekday=weekday)


def full_year(number: Symbol) -> int:
    """The year that a number says: "26" is 2026."""
    if number.digits == 2:
        return 2000 + number.value
    return number.value
