"""What a time names -> its days, with the doubts on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise

from paminn.plan.timeframe.phrases import Group, Join
from paminn.plan.timeframe.spans import SOME_YEAR, Almanac, Piece, Portion, Span, Unit
from paminn.plan.timeframe.statement import Role, Time, Unreadable, YearMissing

MANY = "Det står flera tider."
BACKWARDS = "Tiden slutar innan den börjar."
CHRISTMAS_OR_JULY = "«Jul» kan vara både jul och juli."
SUMMER_DOUBT = "Innan sommaren läses som senast den 30 juni."
_MAY_BE_FINER = (Role.BARE, Role.DUE)
_ONE_IN_ANOTHER = "En av tiderna ligger i en annan; se efter att de lästes rätt."
_MISSING = "Den tiden finns inte i kalendern."


class Days:
    """Lays times out in one plan's almanac. Raises `Unreadable` for days that do not exist."""

    def __init__(self, almanac: Almanac, warnings: list[str]) -> None:
        self.almanac = almanac
        self.warnings = warnings

    def finest(self, times: Sequence[Time], *, yearly: bool = False) -> list[Time]:
        """`times` without those that only say where a finer one beside them lies: "Ht 2026, senast 1 oktober".

        `yearly`: only what comes back is told finer by another that does; the years in which it does stay.
        """
        kept: list[Time] = []
        for time in times:
            finer = None
            if kept:
                finer = self._finer(kept[-1], time, yearly=yearly)
            if finer is None:
                kept.append(time)
            else:
                kept[-1] = finer
        return kept

    def _finer(self, before: Time, time: Time, *, yearly: bool) -> Time | None:
        """The finer of two times where the other only says where it lies; None where they are two."""
        if before.role not in _MAY_BE_FINER or time.role not in _MAY_BE_FINER or before.before or time.before:
            return None
        if before.names_deed and time.names_deed:
            return None  # "kartläggning under våren 2026, åtgärder i maj 2026"
        if yearly:
            if _has_year(before) or _has_year(time):
                return None
            before, time = _in_year(before, SOME_YEAR), _in_year(time, SOME_YEAR)
        elif not before.when.dated and not time.when.dated:
            return None
        if not before.when.dated:
            before = self._dated_within(before, time)
        if not time.when.dated:
            time = self._dated_within(time, before)
        first, second = self._extent(before), self._extent(time)
        if first is None or second is None:
            return None
        finer = None
        if _is_one(before) and _lies_in(second, first):
            finer = time
        elif _is_one(time) and _lies_in(first, second):
            finer = before
        elif _is_outrun(before, time) and second.last > first.last:
            finer = time  # "Under 2026, senast den 28 februari 2027" has one last day
        if finer is None:
            return None
        role = Role.BARE
        if Role.DUE in (before.role, time.role):
            role = Role.DUE
        when = finer.when
        if yearly:
            when = replace(when, groups=tuple(_group_in(group, None) for group in when.groups))
        return replace(finer, when=when, role=role, limit=before.limit or time.limit)

    def _dated_within(self, time: Time, whole: Time) -> Time:
        """`time` in the year in which it lies in `whole`. Raises `Unreadable` where it lies in none, or in several."""
        around = self._extent(whole)
        possible = []
        if time.when.first.unit is Unit.YEAR_TURN and around is not None:
            return _in_year(time, around.last.year)  # "… 2026 och avslutas vid årsskiftet"
        if around is not None and _is_one(whole):
            for year in range(around.first.year, around.last.year + 1):
                dated = _in_year(time, year)
                extent = self._extent(dated)
                if extent is not None and _lies_in(extent, around):
                    possible.append(dated)
        if not possible:
            raise YearMissing("En av tiderna saknar år.")
        if len(possible) == 1:
            return possible[0]
        self.warnings.append("Jag läste det som en dag varje år.")
        every_year = tuple(group for dated in possible for group in dated.when.groups)
        return replace(time, when=replace(time.when, groups=every_year, join=Join.AND))

    def last_before(self, begin: Time, end: Time) -> Time:
        """`begin` in the last year in which it comes before `end`. Raises `YearMissing` where it never does."""
        whole = self._extent(end)
        if whole is not None:
            for year in (whole.last.year, whole.last.year - 1):
                dated = _in_year(begin, year)
                extent = self._extent(dated)
                if extent is not None and extent.first < whole.last:
                    return dated
        raise YearMissing("En av tiderna saknar år.")

    def _extent(self, time: Time) -> Span | None:
        """The days from the first to the last of a time, without a word of doubt; None where the calendar has none."""
        spans = []
        for piece in time.when.pieces:
            span = self.almanac.span(piece)
            if span is None:
                return None
            spans.append(span)
        return Span(min(span.first for span in spans), max(span.last for span in spans))

    def spans(self, time: Time) -> list[Span]:
        """The days of each group of a time."""
        for piece in time.when.pieces:
            for doubt in piece.doubts:
                if doubt not in self.warnings:
                    self.warnings.append(doubt)
        spans = [self._span(group, before=time.before) for group in time.when.groups]
        for span, other in combinations(spans, 2):
            if _lies_in(span, other) or _lies_in(other, span):
                self.warnings.append(_ONE_IN_ANOTHER)
        return spans

    def _span(self, group: Group, *, before: bool) -> Span:
        span = self._stretch(group)
        if group.last:
            self._doubt_stretch(group)
        weekday = group.first.weekday
        if weekday and weekday != span.first.isoweekday():
            self.warnings.append("Veckodagen stämmer inte med datumet.")
        if not before:
            return span
        if group.first.begins_summer:
            self.warnings.append(SUMMER_DOUBT)
        day = self.almanac.last_day_before(group.first)
        if day is None:
            raise Unreadable(_MISSING)
        return Span(day, day)

    def _stretch(self, group: Group) -> Span:
        """The days from the first to the last that a group names."""
        first = self.almanac.span(group.first)
        last = first
        if group.last:
            last = self.almanac.span(group.last)
        if first is None or last is None:
            raise Unreadable(_MISSING)
        if last.first < first.first or last.last < first.last:
            raise Unreadable(BACKWARDS)
        return Span(first.first, last.last)

    def _doubt_stretch(self, group: Group) -> None:
        if group.names(Unit.CHRISTMAS):
            raise Unreadable(CHRISTMAS_OR_JULY)
        first = group.pieces[0]
        last = group.pieces[-1]
        ends_with_a_year = last.unit is Unit.YEAR and last.portion is Portion.WHOLE
        if ends_with_a_year and first.unit is not Unit.YEAR:
            self.warnings.append("Jag läste perioden som att den slutar med årets slut.")

    def hull(self, time: Time) -> Span:
        """The days from the first to the last of a time; several times must follow on each other."""
        spans = self.spans(time)
        if time.when.join is not Join.OR and not touching(spans):
            raise Unreadable(MANY)
        if time.when.join is not Join.AND:
            self.hesitate()
        first = min(span.first for span in spans)
        last = max(span.last for span in spans)
        return Span(first, last)

    def hesitate(self) -> None:
        self.warnings.append("Det står två möjliga tider; jag läste till den senaste.")


def _is_outrun(before: Time, time: Time) -> bool:
    """Whether the second of two may be the end of all: not "inventering under våren, handlingsplan senast …"."""
    return before.role is Role.BARE and time.limit and not before.deed and not time.names_deed


def _is_one(time: Time) -> bool:
    """Whether it is one stretch of days, in which another may lie."""
    return len(time.when.groups) == 1


def _has_year(time: Time) -> bool:
    return any(piece.year is not None or piece.unit is Unit.PLAN for piece in time.when.pieces)


def _in_year(time: Time, year: int) -> Time:
    """`time` with each piece that lacks a year in that one."""
    groups = tuple(_group_in(group, year) for group in time.when.groups)
    return replace(time, when=replace(time.when, groups=groups))


def _group_in(group: Group, year: int | None) -> Group:
    """`group` in a year; what says its own keeps it, unless all years are taken away."""

    def placed(piece: Piece) -> Piece:
        if piece.unit is Unit.PLAN or (year is not None and piece.year is not None):
            return piece
        return replace(piece, year=year)

    last = None
    if group.last is not None:
        last = placed(group.last)
    return replace(group, first=placed(group.first), last=last)


def _lies_in(part: Span, whole: Span) -> bool:
    return whole.first <= part.first and part.last <= whole.last


def touching(spans: list[Span]) -> bool:
    """Whether no day is missing between the spans; days that stand one by one are not a stretch."""
    if len(spans) > 1 and all(span.single for span in spans):
        return False
    ordered = sorted(spans, key=lambda span: span.first)
    for span, following in pairwise(ordered):
        if following.first - span.last > timedelta(days=1):
            return False
    return True
