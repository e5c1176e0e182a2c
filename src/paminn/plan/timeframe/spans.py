"""Pieces of a calendar -> days.

A `Piece` is what the words name ("v. 47", "mars", "slutet av 2026"), perhaps still without its year; the
`Almanac` lays it out as a `Span` of days, or as the part of an RRULE that comes back every year.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import assert_never

from paminn.plan.model import Terms

YEARS = range(2000, 2100)
SOME_YEAR = 2025  # not a leap year: the calendar of a piece that comes back every year


class Unit(StrEnum):
    DAY = auto()  # number = month, day = day
    WEEK = auto()
    MONTH = auto()
    QUARTER = auto()
    TERTIAL = auto()
    TERM = auto()
    SUMMER = auto()
    WINTER = auto()  # begins in December of its year
    CHRISTMAS = auto()
    YEAR = auto()
    SCHOOL_YEAR = auto()  # begins in the autumn of its year
    YEAR_TURN = auto()  # the night out of its year
    PLAN = auto()
    LOOSE = auto()  # a number whose neighbour says what it counts: the 1 of "1–15 mars"


class Portion(StrEnum):
    WHOLE = auto()
    EARLY = auto()
    MIDDLE = auto()
    LATE = auto()
    FIRST_DAY = auto()
    LAST_DAY = auto()


YEARLONG = (Unit.YEAR, Unit.SCHOOL_YEAR, Unit.PLAN)
PORTIONS = tuple(Portion)
_ROUGH = {Portion.EARLY, Portion.MIDDLE, Portion.LATE}


@dataclass(frozen=True, slots=True)
class Piece:
    """What words name: `number` of `unit` (a day has the month there and its own number in `day`), 0 where it has none.

    `weekday` is 1–7 where it was said, else 0; `doubts` are warnings, should the piece be used.
    """

    unit: Unit
    number: int = 0
    day: int = 0
    year: int | None = None
    portion: Portion = Portion.WHOLE
    weekday: int = 0
    doubts: tuple[str, ...] = ()

    @property
    def rough(self) -> bool:
        return self.portion in _ROUGH

    def is_earlier_in_a_year(self, other: Piece) -> bool:
        """Whether it begins before `other` where both are of the same year; not told of weeks beside months."""
        if self.unit is Unit.WEEK and other.unit is Unit.WEEK:
            return self.number < other.number
        mine, theirs = self._first_month(), other._first_month()
        if mine is None or theirs is None:
            return False
        return (mine, self.day) < (theirs, other.day)

    def _first_month(self) -> int | None:
        """The month in which it begins in a year of plain half-years; None where its number says none."""
        match self.unit:
            case Unit.DAY | Unit.MONTH:
                return self.number
            case Unit.QUARTER:
                return self.number * 3 - 2
            case Unit.TERTIAL:
                return self.number * 4 - 3
            case Unit.TERM:
                return self.number * 6 - 5
            case Unit.SUMMER:
                return 6
            case _:
                return None

    @property
    def begins_summer(self) -> bool:
        """Whether "före" it is before the summer: not "före utgången av sommaren"."""
        return self.unit is Unit.SUMMER and self.portion in (Portion.WHOLE, Portion.FIRST_DAY)


@dataclass(frozen=True, slots=True)
class Span:
    """Both days inclusive."""

    first: date
    last: date

    @property
    def single(self) -> bool:
        return self.first == self.last


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _one_day(day: date | None) -> Span | None:
    if day is None:
        return None
    return Span(day, day)


def _months(year: int, first: int, count: int) -> Span | None:
    """`count` months from the `first` of `year`; they may run into the next year."""
    if not 1 <= first <= 12:
        return None
    years_on, months_on = divmod(first - 1 + count - 1, 12)
    return Span(date(year, first, 1), last_of_month(year + years_on, months_on + 1))


def last_of_month(year: int, month: int) -> date:
    _, days = monthrange(year, month)
    return date(year, month, days)


def _week(year: int, number: int) -> Span | None:
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=6))


@dataclass(frozen=True, slots=True)
class Almanac:
    """What the words mean in this plan."""

    period: tuple[date, date]
    terms: Terms
    decided: date

    @property
    def years(self) -> range:
        """The plan's."""
        first, last = self.period
        return range(first.year, last.year + 1)

    def span(self, piece: Piece) -> Span | None:
        """The days of `piece`, which has a year; None when the calendar has no such days."""
        whole = self._whole(piece)
        if whole is None or piece.portion is Portion.WHOLE:
            return whole
        if piece.portion is Portion.FIRST_DAY:
            return Span(whole.first, whole.first)
        if piece.portion is Portion.LAST_DAY:
            return Span(whole.last, whole.last)
        if piece.unit is Unit.MONTH:
            return _ten_days(whole, piece.portion)
        return _rough_part(whole, piece.portion)

    def last_day_before(self, piece: Piece) -> date | None:
        """The last day "före" `piece`; what is an end already ("före utgången av") ends there."""
        span = self.span(piece)
        if span is None:
            return None
        if piece.begins_summer:
            return date(span.first.year, 6, 30)
        if piece.unit in (Unit.CHRISTMAS, Unit.YEAR_TURN):
            return span.last
        if piece.portion in (Portion.LATE, Portion.LAST_DAY):
            return span.last
        return span.first - timedelta(days=1)

    def yearly(self, piece: Piece) -> list[int] | None:
        """The months that `piece` covers every year; None when the calendar has no such days."""
        span = self.span(replace(piece, year=SOME_YEAR))
        if span is None:
            return None
        count = min(month_count(span), 12)
        return months_from(span.first.month, count)

    def yearly_day(self, piece: Piece, *, before: bool) -> tuple[int, int] | None:
        """(month, day) of a one-day piece, or of the day before it; day -1 is the last of February."""
        dated = replace(piece, year=SOME_YEAR)
        if before:
            day = self.last_day_before(dated)
        else:
            day = self._last_day(dated)
        if day is None:
            return None
        moves_with_february = before or piece.portion is Portion.LAST_DAY
        if moves_with_february and (day.month, day.day) == (2, 28):
            return 2, -1
        return day.month, day.day

    def _last_day(self, piece: Piece) -> date | None:
        span = self.span(piece)
        if span is None:
            return None
        return span.last

    def _whole(self, piece: Piece) -> Span | None:
        """The days of `piece` before any portion is taken of them."""
        if piece.unit is Unit.PLAN:
            first, last = self.period
            if last < first:
                return None
            return Span(first, last)
        if piece.year is None or piece.year not in YEARS:
            return None
        return self._in_year(piece.year, piece)

    def _in_year(self, year: int, piece: Piece) -> Span | None:
        number = piece.number
        match piece.unit:
            case Unit.DAY:
                return _one_day(_day(year, number, piece.day))
            case Unit.WEEK:
                return _week(year, number)
            case Unit.MONTH:
                return _months(year, number, 1)
            case Unit.QUARTER:
                return _months(year, (number - 1) * 3 + 1, 3)
            case Unit.TERTIAL:
                return _months(year, (number - 1) * 4 + 1, 4)
            case Unit.TERM:
                return self._term(year, number)
            case Unit.SUMMER:
                return _months(year, 6, 3)
            case Unit.WINTER:
                return _months(year, 12, 3)
            case Unit.CHRISTMAS:
                return _one_day(date(year, 12, 23))
            case Unit.YEAR:
                return _months(year, 1, 12)
            case Unit.SCHOOL_YEAR:
                return self._school_year(year)
            case Unit.YEAR_TURN:
                return _one_day(date(year, 12, 31))
            case Unit.PLAN | Unit.LOOSE:
                return None  # the plan has no year of its own, and a loose number no days
            case _:
                assert_never(piece.unit)

    def _school_year(self, year: int) -> Span:
        autumn = self._term(year, 2)
        spring = self._term(year + 1, 1)
        return Span(autumn.first, spring.last)

    def _term(self, year: int, number: int) -> Span:
        if number == 1:
            term = self.terms.vt
        else:
            term = self.terms.ht
        last_year = year
        if term.last < term.first:
            last_year = year + 1
        # Every year has the days of a half-year: rules.yaml is refused otherwise.
        return Span(date(year, *term.first), date(last_year, *term.last))


def _ten_days(month: Span, portion: Portion) -> Span:
    """The first ten days of a month, the ten in the middle, or the last ten."""
    if portion is Portion.EARLY:
        first, last = 1, 10
    elif portion is Portion.MIDDLE:
        first, last = 11, 20
    else:
        last = month.last.day
        first = last - 9
    return Span(month.first.replace(day=first), month.last.replace(day=last))


def _rough_part(whole: Span, portion: Portion) -> Span | None:
    """The beginning, middle or end: a quarter of a year, a third of anything else."""
    months = month_count(whole)
    edge = months // 3
    if months == 12:
        edge = 3
    if edge == 0:
        return None
    if portion is Portion.EARLY:
        skipped, count = 0, edge
    elif portion is Portion.MIDDLE:
        skipped, count = edge, months - 2 * edge
    else:
        skipped, count = months - edge, edge
    years_on, months_on = divmod(whole.first.month - 1 + skipped, 12)
    part = _months(whole.first.year + years_on, months_on + 1, count)
    if part is None:
        return None
    return Span(max(part.first, whole.first), min(part.last, whole.last))


def month_count(span: Span) -> int:
    """How many months a span touches."""
    years = span.last.year - span.first.year
    return years * 12 + span.last.month - span.first.month + 1


def months_from(first: int, count: int) -> list[int]:
    """The numbers of `count` months from the month `first`, January following on December."""
    return [(first - 1 + step) % 12 + 1 for step in range(count)]
