"""A time without a year, and how often -> what comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from paminn.plan.months import MONTHS
from paminn.plan.rrule import Frequency, Recurrence
from paminn.plan.timeframe.days import SUMMER_DOUBT
from paminn.plan.timeframe.phrases import Group, Join, When
from paminn.plan.timeframe.spans import SOME_YEAR, Almanac, Piece, Portion, Unit, last_of_month, months_from
from paminn.plan.timeframe.statement import Time, Unreadable

_MISSING_DAY = "Datumet finns inte."
_NOT_UNITED = "Jag kan inte förena hur ofta med när."
_ONE_DAY_WANTED = "Skriv en dag om året."
_NTH_YEARS = {2: "Vartannat", 3: "Vart tredje", 4: "Vart fjärde", 5: "Vart femte"}
_MONTHS_NAMED = {
    1: "i varje månad",
    2: "varannan månad",
    3: "i varje kvartal",
    4: "i varje tertial",
    6: "i varje halvår",
}
_ALL_MONTHS = 12
_EACH_YEAR = Recurrence(Frequency.YEARLY)
_MOST_DATED = 10  # days that a question may list
_IN_A_YEAR = {Unit.TERM: 2, Unit.TERTIAL: 3, Unit.QUARTER: 4}


def frequency(step: int) -> Recurrence:
    """How often alone, for a step in months, or in days as a negative number."""
    if step < 0:
        days = -step
        if days % 7 == 0:
            return Recurrence(Frequency.WEEKLY, days // 7)
        return Recurrence(Frequency.DAILY, days)
    if step % 12 == 0:
        return Recurrence(Frequency.YEARLY, step // 12)
    return Recurrence(Frequency.MONTHLY, step)


def day_to_write(recurrence: Recurrence, start: date | None, end: date | None) -> str:
    """The words that name the day a rule without one is read as; empty where it has one, or comes without any."""
    if recurrence.names_a_place or not recurrence.names_days:
        return ""
    interval = recurrence.interval
    if recurrence.frequency is Frequency.YEARLY:
        nth = _NTH_YEARS.get(interval, f"Vart {interval}:e")
        words = f"{nth} år den 31 december"
    else:
        words = f"Sista dagen {_MONTHS_NAMED.get(interval, f'var {interval}:e månad')}"
    if start is not None:
        words += f" från och med {start.isoformat()}"
    if end is not None:
        words += f" till och med {end.isoformat()}"
    return words


class Repeats:
    """Says when in the year something comes back. Raises `Unreadable` for what no rule can say."""

    def __init__(self, almanac: Almanac, warnings: list[str]) -> None:
        self.almanac = almanac
        self.warnings = warnings

    def rule(self, step: int, time: Time) -> Recurrence:
        """What comes back in `time` every `step`, whatever its year."""
        when = time.when
        if step <= 0:
            raise Unreadable(_NOT_UNITED)
        months = _months_between(when)
        if months is not None and step in (months, _ALL_MONTHS):
            return Recurrence(Frequency.MONTHLY, months)
        if step % 12:
            # "Twice a year, in March and September": each of them once a year.
            times_a_year = len(when.groups)
            if when.stretched or times_a_year * step != 12:
                raise Unreadable(_NOT_UNITED)
            step = 12
        if when.join is Join.OR:
            raise Unreadable("Det står två möjliga tider.")
        if when.join is Join.SLASH:
            self.warnings.append("Snedstrecket läses som «och».")
        recurrence = self._within_the_year(frequency(step), time)
        for piece in when.pieces:
            self.warnings.extend(piece.doubts)
        return recurrence

    def _within_the_year(self, every: Recurrence, time: Time) -> Recurrence:
        """`every` with its months, weeks or day."""
        when = time.when
        days = [_is_day(piece) for piece in when.pieces]
        if all(days) and not time.before and self._are_whole_months(when.groups):
            return replace(every, months=self._months(when.groups))
        if time.before and when.names(Unit.WEEK):
            raise Unreadable("Veckans dagar skiftar från år till år; skriv en dag.")
        if time.before or all(days):
            return self._on_days(every, time)
        weeks = [piece.unit is Unit.WEEK for piece in when.pieces]
        if all(weeks):
            self.warnings.append("Veckans dagar skiftar från år till år; ange hellre en dag.")
            return replace(every, weeks=_weeks(when.groups))
        if any(days) or any(weeks):
            raise Unreadable("Jag kan inte förena dagar med längre tider.")
        return replace(every, months=self._months(when.groups))

    def _on_days(self, every: Recurrence, time: Time) -> Recurrence:
        when = time.when
        pieces = when.pieces
        if time.before and any(piece.begins_summer for piece in pieces):
            self.warnings.append(SUMMER_DOUBT)
        if when.stretched:
            raise Unreadable(_ONE_DAY_WANTED, _either_end(every, time))
        days = []
        for piece in pieces:
            day = self.almanac.yearly_day(piece, before=time.before)
            if day is None:
                raise Unreadable(_MISSING_DAY)
            days.append(day)
        months = {month for month, _ in days}
        month_day = _common_day(days)
        if month_day is None:
            reason = "En regel kan inte ha olika dagar i olika månader; skriv dagarna med år."
            raise Unreadable(reason, self._each_with_its_year(every, days))
        return replace(every, months=tuple(sorted(months)), month_day=month_day)

    def _each_with_its_year(self, every: Recurrence, days: Iterable[tuple[int, int]]) -> list[str]:
        """ "8 mars 2026, 25 november 2026, 8 mars 2027, …": the days of the plan that are left when it is decided."""
        dated = []
        for year in self.almanac.years:
            for month, number in sorted(days):
                if number == -1:
                    number = last_of_month(year, month).day
                day = date(year, month, number)
                if day >= self.almanac.decided:
                    dated.append(f"{number} {MONTHS[month - 1]} {year}")
        if every != _EACH_YEAR or not 1 < len(dated) <= _MOST_DATED:
            return []
        return [", ".join(dated)]

    def _are_whole_months(self, groups: Iterable[Group]) -> bool:
        """Whether all are as "1 mars–30 april"."""
        for group in groups:
            if group.last is None:
                return False
            begin = self.almanac.span(replace(group.first, year=SOME_YEAR))
            end = self.almanac.span(replace(group.last, year=SOME_YEAR))
            if begin is None or end is None:
                raise Unreadable(_MISSING_DAY)
            if begin.first.day != 1 or end.last != last_of_month(SOME_YEAR, end.last.month):
                return False
        return True

    def _months(self, groups: Iterable[Group]) -> tuple[int, ...]:
        months: set[int] = set()
        for group in groups:
            begin = self._months_of(group.first)[0]
            end = self._months_of(group.last or group.first)[-1]
            count = (end - begin) % 12 + 1  # a stretch may go on over New Year
            months.update(months_from(begin, count))
        return _in_order(months)

    def _months_of(self, piece: Piece) -> list[int]:
        months = self.almanac.yearly(piece)
        if months is None:
            raise Unreadable(_MISSING_DAY)
        return months


def _months_between(when: When) -> int | None:
    """The months from one to the next where all of a year's terms, tertials or quarters are listed."""
    count = _IN_A_YEAR.get(when.first.unit)
    if count is None or when.stretched:
        return None
    listed = {(piece.unit, piece.number, piece.portion) for piece in when.pieces}
    all_of_them = {(when.first.unit, number, Portion.WHOLE) for number in range(1, count + 1)}
    if listed != all_of_them:
        return None
    return _ALL_MONTHS // count


def _in_order(months: set[int]) -> tuple[int, ...]:
    """The months of a rule; none where it is all of them, which says nothing."""
    if len(months) == _ALL_MONTHS:
        return ()
    return tuple(sorted(months))


def _is_day(piece: Piece) -> bool:
    if piece.unit in (Unit.DAY, Unit.CHRISTMAS, Unit.YEAR_TURN):
        return True
    return piece.portion in (Portion.FIRST_DAY, Portion.LAST_DAY)


def _either_end(every: Recurrence, time: Time) -> list[str]:
    """ "Årligen den 25 november" or "Årligen den 10 december": what may be meant by the days between."""
    group = time.when.groups[0]
    if every != _EACH_YEAR or len(time.when.groups) > 1 or time.before or group.last is None:
        return []
    ends = (group.first, group.last)
    if any(piece.unit is not Unit.DAY for piece in ends):
        return []
    return [f"Årligen den {piece.day} {MONTHS[piece.number - 1]}" for piece in ends]


def _common_day(days: Iterable[tuple[int, int]]) -> int | None:
    """The day of the month that all of `days`, (month, day), have; -1 when each is the last of its month."""
    days = list(days)
    numbers = {number for _, number in days}
    if len(numbers) == 1:
        return numbers.pop()
    for month, number in days:
        if number not in (-1, last_of_month(SOME_YEAR, month).day):
            return None
    return -1


def _weeks(groups: Iterable[Group]) -> tuple[int, ...]:
    weeks: list[int] = []
    for group in groups:
        last = group.last or group.first
        weeks.extend(range(group.first.number, last.number + 1))
    if not weeks or min(weeks) < 1 or max(weeks) > 53:
        raise Unreadable("Veckan finns inte.")
    return tuple(weeks)
