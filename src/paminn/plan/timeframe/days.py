"""What a time names -> its days, with the doubts on the way."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from paminn.plan.timeframe.phrases import Group, Join
from paminn.plan.timeframe.spans import Almanac, Portion, Span, Unit
from paminn.plan.timeframe.statement import Time, Unreadable

MANY = "Det står flera tider."
BACKWARDS = "Tiden slutar innan den börjar."
CHRISTMAS_OR_JULY = "«Jul» kan vara både jul och juli."
SUMMER_DOUBT = "Innan sommaren läses som senast den 30 juni."
_MISSING = "Den tiden finns inte i kalendern."


class Days:
    """Lays times out in one plan's almanac. Raises `Unreadable` for days that do not exist."""

    def __init__(self, almanac: Almanac, warnings: list[str]) -> None:
        self.almanac = almanac
        self.warnings = warnings

    def spans(self, time: Time) -> list[Span]:
        """The days of each group of a time."""
        for piece in time.when.pieces:
            for doubt in piece.doubts:
                if doubt not in self.warnings:
                    self.warnings.append(doubt)
        return [self._span(group, before=time.before) for group in time.when.groups]

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
        if time.when.join is Join.OR:
            self.hesitate()
        elif not touching(spans):
            raise Unreadable(MANY)
        first = min(span.first for span in spans)
        last = max(span.last for span in spans)
        return Span(first, last)

    def hesitate(self) -> None:
        self.warnings.append("Det står två möjliga tider; jag läste till den senaste.")


def touching(spans: list[Span]) -> bool:
    """Whether no day is missing between the spans; days that stand one by one are not a stretch."""
    if len(spans) > 1 and all(span.single for span in spans):
        return False
    ordered = sorted(spans, key=lambda span: span.first)
    for span, following in pairwise(ordered):
        if following.first - span.last > timedelta(days=1):
            return False
    return True
