"""A statement of something that comes back -> how often, when in the year, and from which day to which.

Each of its times says one of these: when in the year ("i mars"), the first day ("från och med 2026", "första
gången 1 mars 2026") or the last ("till och med 2027", "sista gången 2027", "avslutas 2027").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from paminn.plan.rrule import Recurrence
from paminn.plan.timeframe.days import MANY, Days
from paminn.plan.timeframe.phrases import Group, Join, When
from paminn.plan.timeframe.recurrence import Repeats, day_to_write, frequency
from paminn.plan.timeframe.spans import YEARLONG, Piece, Span, Unit, month_count
from paminn.plan.timeframe.statement import Role, Statement, Time, Unreadable, YearMissing

BEGINNINGS = (Role.FROM, Role.BEGIN, Role.SINCE)
ENDS = (Role.UNTIL, Role.DUE)
_EVENTFUL = (Unit.YEAR, Unit.SCHOOL_YEAR, Unit.TERM, Unit.SUMMER)
_YEAR = 12  # months


@dataclass(slots=True)
class Repetition:
    """What is known so far of something that comes back. `placed`: a time has said when in the year."""

    recurrence: Recurrence | None
    start: date | None = None
    end: date | None = None
    placed: bool = False

    def place(self, recurrence: Recurrence) -> None:
        if self.placed and recurrence != self.recurrence:
            raise Unreadable(MANY)
        self.recurrence = recurrence
        self.placed = True

    def begin(self, day: date) -> None:
        if self.start:
            raise Unreadable(MANY)
        self.start = day

    def stop(self, day: date) -> None:
        if self.end:
            raise Unreadable(MANY)
        self.end = day


def repetition_of(statement: Statement, days: Days, warnings: list[str]) -> Repetition:
    """How what `statement` says comes back. Adds to `warnings`; raises `Unreadable` for what no rule can say."""
    reading = _Reading(statement, days, warnings)
    repetition = reading.repetition()
    reading.say_which_day(repetition)
    return repetition


class _Reading:
    """One statement of something that comes back."""

    def __init__(self, statement: Statement, days: Days, warnings: list[str]) -> None:
        self.statement = statement
        self.days = days
        self.warnings = warnings
        self.repeats = Repeats(days.almanac, warnings)

    def repetition(self) -> Repetition:
        step = self._step()
        repetition = Repetition(recurrence=None)
        if step:
            repetition.recurrence = frequency(step)
        for every in self.statement.every:
            if step and every.month_day is not None:
                repetition.place(replace(frequency(step), month_day=every.month_day))
        times = self.days.finest(self.statement.times, yearly=True)
        for time in times:
            if not time.when.dated:
                self._place(repetition, time, step)
        for time in times:
            if time.when.dated:
                self._bound(repetition, time, step or 0)
        if self.statement.first is not None:
            self._begin_with(repetition, self.statement.first, step or 0)
        return repetition

    def say_which_day(self, repetition: Repetition) -> None:
        """A warning with the words that name the day, where none was said."""
        if repetition.recurrence is None:
            return
        words = day_to_write(repetition.recurrence, repetition.start, repetition.end)
        if words:
            self.warnings.append(
                f"Det står ingen dag. Påminnelserna räknar med «{words}»; skriv så, eller den dag som gäller."
            )

    def _step(self) -> int | None:
        """How often, as `Every` has it; None where only "vid varje …" is said."""
        steps = {every.step for every in self.statement.every}
        if not steps:
            return None
        if len(steps) > 1:
            raise Unreadable("Det står på två sätt hur ofta.")
        step = steps.pop()
        if step == 0:
            often = self.statement.every[0].text
            self.warnings.append(f"«{often}» ger inga jämna steg; skriv dagarna, «Årligen den 15 mars och 15 oktober».")
        return step

    def _place(self, repetition: Repetition, time: Time, step: int | None) -> None:
        """A time without a year says when in the year."""
        if step is not None:
            repetition.place(self.repeats.rule(step, time))
        elif time.when.first.unit not in _EVENTFUL:  # the event itself: "inför varje läsår"
            raise Unreadable(MANY)

    def _bound(self, repetition: Repetition, time: Time, step: int) -> None:
        """A time with its year says from when, or until when, and perhaps when in the year as well."""
        last_year = _last_year(time.when)
        if last_year is not None and time.role in (Role.BARE, Role.DUE):
            self._bound_in_years(repetition, time, last_year, step)
            return
        span = self.days.hull(time)
        if self._is_end(repetition, time, step):
            repetition.stop(span.last)
            if time.occasion:
                self._place_as(repetition, time, span, step)
        elif time.role in BEGINNINGS:
            repetition.begin(span.first)
            if time.when.stretched:
                repetition.stop(span.last)
        elif time.occasion:
            repetition.begin(span.first)
            if time.when.stretched:  # "första gången 2026 till och med 2027"
                repetition.stop(span.last)
            else:
                self._place_as(repetition, time, span, step)
        elif _is_stretch_of_years(time.when, span) or step % _YEAR:
            if time.role is not Role.BARE:
                raise Unreadable("Det går inte att se om tiden är den första eller den sista.")
            if 0 < month_count(span) < step:
                raise Unreadable(MANY)  # "två gånger per år, beslut mars 2026"
            repetition.begin(span.first)
            repetition.stop(span.last)
        else:
            if not repetition.placed:
                self.warnings.append("Jag läste det som återkommande från det året.")
            repetition.begin(span.first)
            repetition.place(self.repeats.rule(step, time))

    def _is_end(self, repetition: Repetition, time: Time, step: int) -> bool:
        """Whether nothing comes back behind it."""
        if time.role is Role.UNTIL or time.ends:
            return True
        if time.role is not Role.DUE or not time.behind_every:
            return False
        if step % _YEAR:
            return True
        if not repetition.placed and not _is_stretch_of_years(time.when, self.days.hull(time)):
            return False  # "årligen, senast 31 mars 2026" may as well be the first
        self.warnings.append(f"Jag läste «{time.when.text}» som slutet.")
        return True

    def _bound_in_years(self, repetition: Repetition, time: Time, last_year: Piece, step: int) -> None:
        """ "25 november 2025–2027": a day that comes back in those years."""
        first = _only(time, time.when.first)
        last = _only(time, last_year)
        repetition.begin(self.days.hull(first).first)
        repetition.stop(self.days.hull(last).last)
        repetition.place(self.repeats.rule(step, first))

    def _begin_with(self, repetition: Repetition, first: Statement, step: int) -> None:
        """ "Mars 2026, därefter årligen": the first time, which says when in the year it comes back as well."""
        time = self._first_time(first)
        spans = self.days.spans(time)
        span = Span(min(span.first for span in spans), max(span.last for span in spans))
        repetition.begin(span.first)
        if time.role not in BEGINNINGS or time.when.stretched:
            self._place_as(repetition, time, span, step)

    def _first_time(self, first: Statement) -> Time:
        """The one time of `first`; two are its beginning and its end."""
        times = self.days.finest(first.times)
        if not all(time.when.dated for time in times):
            raise YearMissing("Jag ser inget år.")
        if len(times) == 1 and times[0].role is not Role.UNTIL:
            return times[0]
        if len(times) != 2 or times[0].role not in (*BEGINNINGS, Role.BARE) or times[1].role not in ENDS:
            raise Unreadable(MANY)
        begin, end = times
        stretch = Group(begin.when.first, end.when.pieces[-1])
        return replace(end, role=Role.BARE, when=When((stretch,), Join.AND, begin.when.text), limit=False)

    def _place_as(self, repetition: Repetition, time: Time, span: Span, step: int) -> None:
        """The time in the year of a first or last time is that of the others, where nothing else says it."""
        if repetition.placed or step <= 0 or step % _YEAR:
            return
        if time.when.first.unit not in YEARLONG and month_count(span) < _YEAR:
            repetition.place(self.repeats.rule(step, time))


def _only(time: Time, piece: Piece) -> Time:
    """`time` as if only `piece` had been said."""
    return replace(time, when=replace(time.when, groups=(Group(piece),)))


def _last_year(when: When) -> Piece | None:
    """The year that ends a stretch which begins with a day, a month …: the 2027 of "25 november 2025–2027"."""
    if len(when.groups) > 1:
        return None
    group = when.groups[0]
    if group.first.unit in YEARLONG:
        return None
    if group.last is None or group.last.unit is not Unit.YEAR:
        return None
    return group.last


def _is_stretch_of_years(when: When, span: Span) -> bool:
    """Whether the time is the years in which something comes back, rather than when in a year."""
    return any(piece.unit in YEARLONG for piece in when.pieces) or month_count(span) > _YEAR
