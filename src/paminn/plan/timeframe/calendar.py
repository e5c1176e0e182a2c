"""Pieces of a calendar -> days.

A `Piece` is what the words name ("v. 47", "mars", "slutet av 2026"), perhaps still without its year; the
`Almanac` lays it out as a `Span` of days, or as the part of an RRULE that comes back every year.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto

from paminn.plan.model import Terms

YEARS = range(2000, 2100)
_SOME_YEAR = 2025  # not a leap year: the calendar of a piece that comes back every year


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


PORTIONS = tuple(Portion)
_ROUGH = {Portion.EARLY, Portion.MIDDLE, Portion.LATE}
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.TERTIAL: 4}


@dataclass(frozen=True, slots=True)
class Piece:
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


def _span(first: date | None, last: date | None) -> Span | None:
    return Span(first, last) if first and last else None


def _months(year: int, first: int, count: int) -> Span | None:
    """`count` months from the `first` of `year`; they may run into the next year."""
    if not 1 <= first <= 12:
        return None
    beyond, last = divmod(first + count - 2, 12)
    return Span(date(year, first, 1), _last_of_month(year + beyond, last + 1))


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Almanac:
    """What the words mean in this plan."""

    period: tuple[date, date]
    terms: Terms

    def span(self, piece: Piece) -> Span | None:
        """The days of `piece`, which has a year; None when the calendar has no such days."""
        whole = self._whole(piece)
        if whole is None or piece.portion is Portion.WHOLE:
            return whole
        if piece.portion is Portion.FIRST_DAY:
            return Span(whole.first, whole.first)
        if piece.portion is Portion.LAST_DAY:
            return Span(whole.last, whole.last)
        return _rough_part(whole, piece)

    def last_day_before(self, piece: Piece) -> date | None:
        """The last day "före" `piece`; what is an end already ("före utgången av") ends there."""
        span = self.span(piece)
        if span is None:
            return None
        if piece.unit is Unit.SUMMER and not piece.rough:
            return date(span.first.year, 6, 30)
        if piece.unit in (Unit.CHRISTMAS, Unit.YEAR_TURN) or piece.portion in (
            Portion.LATE,
            Portion.LAST_DAY,
        ):
            return span.last
        return span.first - timedelta(days=1)

    def yearly(self, piece: Piece) -> list[int] | None:
        """The months that `piece` covers every year; None when the calendar has no such days."""
        span = self.span(replace(piece, year=_SOME_YEAR))
        if span is None:
            return None
        return [(span.first.month + step - 1) % 12 + 1 for step in range(min(_month_count(span), 12))]

    def yearly_day(self, piece: Piece, *, before: bool) -> tuple[int, int] | None:
        """(month, day) of a one-day piece, or of the day before it; day -1 is the last of February."""
        dated = replace(piece, year=_SOME_YEAR)
        span = self.span(dated)
        day = self.last_day_before(dated) if before else span.last if span else None
        if day is None:
            return None
        ends_february = (day.month, day.day) == (2, 28) and (before or piece.portion is Portion.LAST_DAY)
        return day.month, -1 if ends_february else day.day

    def _whole(self, piece: Piece) -> Span | None:
        year, number = piece.year or 0, piece.number
        if piece.unit is Unit.PLAN:
            return Span(*self.period) if self.period[0] <= self.period[1] else None
        if year not in YEARS:
            return None
        match piece.unit:
            case Unit.DAY:
                day = _day(year, number, piece.day)
                return _span(day, day)
            case Unit.WEEK:
                return _week(year, number)
            case Unit.MONTH | Unit.QUARTER | Unit.TERTIAL:
                length = _MONTHS[piece.unit]
                return _months(year, (number - 1) * length + 1, length)
            case Unit.TERM:
                return self._term(year, number)
            case Unit.SUMMER:
                return _months(year, 6, 3)
            case Unit.WINTER:
                return _months(year, 12, 3)
            case Unit.CHRISTMAS:
                return Span(date(year, 12, 23), date(year, 12, 23))
            case Unit.YEAR:
                return _months(year, 1, 12)
            case Unit.SCHOOL_YEAR:
                autumn, spring = self._term(year, 2), self._term(year + 1, 1)
                return Span(autumn.first, spring.last) if autumn and spring else None
            case Unit.YEAR_TURN:
                return Span(date(year, 12, 31), date(year, 12, 31))
        return None

    def _term(self, year: int, number: int) -> Span | None:
        term = self.terms.vt if number == 1 else self.terms.ht
        beyond = 1 if term.last < term.first else 0
        return _span(_day(year, *term.first), _day(year + beyond, *term.last))


def _week(year: int, number: int) -> Span | None:
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=6))


def _rough_part(whole: Span, piece: Piece) -> Span | None:
    """The beginning, middle or end: ten days of a month, a quarter of a year, a third of anything else."""
    if piece.unit is Unit.MONTH:
        starts = {
            Portion.EARLY: (1, 10),
            Portion.MIDDLE: (11, 20),
            Portion.LATE: (whole.last.day - 9, whole.last.day),
        }
        first, last = starts[piece.portion]
        return Span(whole.first.replace(day=first), whole.last.replace(day=last))
    months = _month_count(whole)
    edge = 3 if months == 12 else months // 3
    if edge == 0:
        return None
    begin = whole.first.year * 12 + whole.first.month - 1
    offset, length = {
        Portion.EARLY: (0, edge),
        Portion.MIDDLE: (edge, months - 2 * edge),
        Portion.LATE: (months - edge, edge),
    }[piece.portion]
    part = _months((begin + offset) // 12, (begin + offset) % 12 + 1, length)
    return part and Span(max(part.first, whole.first), min(part.last, whole.last))


def _month_count(span: Span) -> int:
    return (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
